"""Is it asked of the card on the screen, and nothing else? "Le numéro ?", "ils ouvrent quand"."""

from __future__ import annotations

from flows.engine.hearing.ear import Ear, Message
from flows.engine.step import Outcome
from flows.engine.understanding.intents import OF_CARD


def of_card(ear: Ear, message: Message) -> Outcome | None:
    """What the card answers; None where it is no such question, or no card is there."""
    said = message.meaning.phrase(OF_CARD)
    if ear.step is None or said is None or not said.is_whole:
        return None
    return ear.step.asked_of(ear.talk, said.mark.removeprefix(OF_CARD))
