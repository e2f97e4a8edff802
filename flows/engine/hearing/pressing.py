"""What does a button lead to, or the number that stands for one?"""

from __future__ import annotations

from dataclasses import replace

from flows.engine.hearing.ear import Ear, Message
from flows.engine.hearing.precedence import Press
from flows.engine.hearing.screen import shown_on
from flows.engine.step import Again, Outcome, Step
from flows.engine.text import _
from flows.engine.understanding import Meaning


def chosen(ear: Ear, step: Step, key: str, message: Message) -> Outcome:
    kind, _colon, value = key.partition(":")
    if _is_open_anywhere(ear, key):
        return ear.run(key, message.meaning)
    if kind == "danger":
        return ear.press(kind, replace(message.meaning, rest=value))
    if kind in ear.conversations.answers and not _is_of(ear, step, key):
        return ear.press(kind, replace(message.meaning, rest=value))
    return step.hear(ear.talk, message.answer(key))


def _is_of(ear: Ear, step: Step, key: str) -> bool:
    """Whether the step itself shows it; else it is left of a message that we sent of ourselves."""
    return any(each.key == key for each in shown_on(ear.talk, step))


def picked(ear: Ear, key: str) -> Outcome:
    """A button. One that is not of the question now asked may open something, never answer."""
    kind, _colon, value = key.partition(":")
    match _press(ear, key):
        case Press.OFFERED if ear.step is not None:
            return chosen(ear, ear.step, key, Message("", Meaning()))
        case Press.NO_LANGUAGE:
            return ear.run("language", Meaning())
        case Press.ANY_TIME:
            return ear.run(key, Meaning())
        case Press.REOPENS:
            return ear.press(kind, Meaning(rest=value))
    return Again((_("That button is from an earlier question."),), missed=False)


def _press(ear: Ear, key: str) -> Press:
    kind = key.partition(":")[0]
    if ear.step is not None and key in {each for _number, each in ear.talk.session.offered}:
        return Press.OFFERED
    if ear.talk.world.contact.locale is None and kind not in ("lang", "danger"):
        return Press.NO_LANGUAGE
    if _is_open_anywhere(ear, key):
        return Press.ANY_TIME
    return Press.REOPENS if kind in ear.conversations.buttons else Press.OLD


def _is_open_anywhere(ear: Ear, word: str) -> bool:
    opening = ear.talk.openings.get(word)
    return opening is not None and opening.at_any_step
