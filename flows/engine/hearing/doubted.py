"""A word that may be STOP or ERASE, or something else: it is asked about, and never done.

But who says in the same breath what they want instead is answered that.
"""

from __future__ import annotations

from dataclasses import replace

from flows.engine.hearing.danger import was_in_danger
from flows.engine.hearing.ear import Ear, Message
from flows.engine.step import Again, Outcome
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.intents import AFTER_DANGER, WANT

_STOP = "stop"
TO_STOP: Line = _("To stop our messages, write: STOP")


def leave(ear: Ear, message: Message) -> Outcome | None:
    possible = message.meaning.possible
    if ear.step is None or possible is None or message.word is None:
        return None
    left = ear.step.leave(ear.talk)
    return _asked_about(ear, message) if left is None else left


def maybe(ear: Ear, message: Message) -> Outcome | None:
    wanted = _wanted_instead(ear, message)
    if wanted is not None:
        found = ear.run("otherwise", wanted)
        if not isinstance(found, Again):
            return found.closing_with(TO_STOP)
    return _asked_about(ear, message)


def _wanted_instead(ear: Ear, message: Message) -> Meaning | None:
    """ "Stop sending me to the hospital, i want a bank": the bank."""
    said = message.meaning.said.split()
    if message.meaning.possible != _STOP or was_in_danger(ear):
        return None
    world = ear.talk.world
    wanting = world.lexicon.beside(WANT)
    at = max((n for n, word in enumerate(said) if word in wanting), default=0)
    if not at:
        return None
    head, tail = (
        understand(" ".join(each), world.lexicon, world.contact.locale)
        for each in (said[:at], said[at:])
    )
    # What is to stop is named as well: without a need of its own it is our messages.
    if tail.possible is not None or not tail.topics or not head.topics:
        return None
    # As the words say it: with half of a sentence the model knows less.
    return replace(tail, decision="act")


def _asked_about(ear: Ear, message: Message) -> Outcome | None:
    opening = ear.talk.openings.get(message.meaning.possible or "")
    if opening is None or opening.maybe is None:
        return None
    if was_in_danger(ear):
        # "Enough!" is more likely said of what they live through than of our messages.
        return ear.run("after_danger", replace(message.meaning, rest=f"{AFTER_DANGER}it_must_stop"))
    return opening.maybe(ear.talk, message.meaning)
