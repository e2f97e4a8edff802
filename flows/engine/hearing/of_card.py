"""Is it asked of the card on the screen, and nothing else? "Le numéro ?", "ils ouvrent quand"."""

from __future__ import annotations

from dataclasses import replace

from flows.engine.hearing.ear import Ear, Message
from flows.engine.step import Outcome
from flows.engine.understanding.intents import OF_CARD, US

_FREE = "is_it_free"


def of_card(ear: Ear, message: Message) -> Outcome | None:
    """What the card answers; None where it is no such question, or no card is there."""
    asked = (each for each in message.meaning.phrases if each.mark.startswith(OF_CARD))
    said = next((each for each in asked if each.is_whole), None)
    return _told(ear, said.mark.removeprefix(OF_CARD), message) if said else None


def price_of_card(ear: Ear, message: Message) -> Outcome | None:
    """ "Fama flous?", below a card: what that costs, and not what we do. There the likeliest is
    enough: an answer that was not asked for costs nobody anything."""
    if message.meaning.decision == "none":
        return None
    said = message.meaning.said.replace("?", " ").replace("؟", " ").split()
    ours = ear.talk.world.lexicon.beside(US)
    if message.meaning.label != _FREE or not ours.isdisjoint(said):
        return None
    return _told(ear, "cost", message)


def _told(ear: Ear, what: str, message: Message) -> Outcome | None:
    if ear.step is None:
        return None
    told = ear.step.asked_of(ear.talk, what, message.meaning)
    return _of_the_one_before(ear, what, message) if told is None and ear.step.wonders else told


def _of_the_one_before(ear: Ear, what: str, message: Message) -> Outcome | None:
    """Where we only wondered what was meant, what was shown before that is asked about still."""
    for before in reversed(ear.talk.session.history):
        step = ear.conversations.steps.get(before.step)
        if step is None or not step.wonders:
            talk = replace(ear.talk, memory=before.memory)
            return step().asked_of(talk, what, message.meaning) if step else None
    return None
