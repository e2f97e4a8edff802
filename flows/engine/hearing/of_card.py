"""Is it asked of the card on the screen, and nothing else? "Le numéro ?", "ils ouvrent quand"."""

from __future__ import annotations

from dataclasses import replace

from flows.engine.hearing.ear import Ear, Message
from flows.engine.step import Outcome
from flows.engine.understanding.intents import OF_CARD


def of_card(ear: Ear, message: Message) -> Outcome | None:
    """What the card answers; None where it is no such question, or no card is there."""
    asked = (each for each in message.meaning.phrases if each.mark.startswith(OF_CARD))
    said = next((each for each in asked if each.is_whole), None)
    if ear.step is None or said is None:
        return None
    what = said.mark.removeprefix(OF_CARD)
    told = ear.step.asked_of(ear.talk, what, message.meaning)
    return _of_the_one_before(ear, what, message) if told is None and ear.step.wonders else told


def _of_the_one_before(ear: Ear, what: str, message: Message) -> Outcome | None:
    """Where we only wondered what was meant, what was shown before that is asked about still."""
    before = next(reversed(ear.talk.session.history), None)
    step = ear.conversations.steps.get(before.step) if before else None
    if before is None or step is None:
        return None
    return step().asked_of(replace(ear.talk, memory=before.memory), what, message.meaning)
