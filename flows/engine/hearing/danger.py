"""What is heard of danger: sure or perhaps, and what is said after numbers to call were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from flows.engine.effect import AskHuman, Effect, HelpReason, Say
from flows.engine.enrolments.states import CURRENT
from flows.engine.hearing.ear import Ear, Message
from flows.engine.hearing.of_card import of_card
from flows.engine.hearing.precedence import Place
from flows.engine.language import BEGUN
from flows.engine.precautions.after_danger import RecentDanger
from flows.engine.precautions.danger_level import is_despair
from flows.engine.step import Again, Go, Outcome
from flows.engine.understanding.intents import (
    AFTER_DANGER,
    ANSWER,
    DANGER,
    DESPAIR,
    LINE,
    MEANT_OTHER,
    QUESTION,
    WATCHED,
)
from flows.engine.understanding.phrases.misspelt import misspelt_in
from flows.engine.understanding.phrases.of_course import LEAVE, is_surely_of_course, marks_alone
from flows.engine.understanding.phrases.said import Said

_BESIDE_A_PHRASE = 4
"""Words beside a phrase that tell nothing more than it."""


def was_in_danger(ear: Ear) -> bool:
    return ear.talk.session.recent_danger.is_recent(ear.talk.world.now)


def recent_danger_after(
    before: RecentDanger, effects: Sequence[Effect], now: datetime
) -> RecentDanger:
    """With what was just said: it was taken back where staff read their words with those of danger,
    and no number was told."""
    said = (each.reply for each in effects if isinstance(each, Say) and each.urgent)
    after = next((before.after(reply, now) for reply in said), None)
    told = (each.reason for each in effects if isinstance(each, AskHuman))
    ends = bool(before.at) and HelpReason.DANGER in told
    return after or replace(before, taken_back=before.taken_back or ends)


def is_lost(ear: Ear, message: Message, outcome: Outcome) -> bool:
    """Nothing was understood of what somebody writes who may be in danger still."""
    recent = ear.talk.session.recent_danger
    return was_in_danger(ear) and not recent.taken_back and is_missed(ear, message, outcome)


def is_missed(ear: Ear, message: Message, outcome: Outcome) -> bool:
    """Nothing was understood, and nothing that we asked is answered by it."""
    if message.meaning.option is not None:
        return False
    if message.word in ("yes", "no"):
        return False  # said to what we ask, or to nothing
    if isinstance(outcome, Go):
        return ear.wonders(outcome) and message.word != "language"
    return isinstance(outcome, Again) and outcome.missed


def after_danger(ear: Ear, message: Message) -> Outcome | None:
    """What is said then is heard before STOP, which "I want it to stop" looks like; but what is
    another danger, told in a sentence, has its own numbers."""
    said = _said_after(ear, message)
    if said is None or said.mark == MEANT_OTHER:
        return None
    more = len(message.meaning.said.split()) - said.words
    if message.meaning.danger.level == "sure" and more > _BESIDE_A_PHRASE:
        return None
    return ear.run("after_danger", replace(message.meaning, rest=said.mark))


def takes_back(ear: Ear, message: Message) -> bool:
    """They say that it was no danger, and nothing in it is perhaps one."""
    said = _said_after(ear, message)
    is_other = said is not None and said.mark == MEANT_OTHER
    return is_other and message.meaning.danger.level == "none"


def _said_after(ear: Ear, message: Message) -> Said | None:
    """Who has just been in danger types fast: the phrase counts in another spelling as well."""
    if not was_in_danger(ear) or message.meaning.option is not None:
        return None
    said, lexicon = message.meaning.said.split(), ear.talk.world.lexicon
    rightly = [each for each in message.meaning.phrases if each.mark.startswith(AFTER_DANGER)]
    nearly = misspelt_in(said, AFTER_DANGER, lexicon)
    for each in chain(rightly, nearly):
        if each.mark != MEANT_OTHER:
            return each
    # What ends the care is heard in no spelling but its own: "to live" is "to die" by two letters.
    return next(iter(rightly), None)


def is_danger(ear: Ear, message: Message) -> bool:
    """Surely; and perhaps, where a mistake is the smaller harm: nobody who may no longer want to
    live is asked whether to stop the messages, or told to write a word; nor is who writes a
    language that we do not speak, and may not read what to write."""
    level = message.meaning.danger.level
    if _is_answer_to_us(ear, message) or of_card(ear, message) or _of_course(ear, message):
        # Every word of it is one of ours, and none of danger: what the model takes it for alone is
        # no ground to alarm, as "ils ouvrent quand" for somebody at the door.
        return False
    would_be_asked = message.meaning.possible is not None and ear.place is Place.CHOICES
    is_grave = would_be_asked or is_despair(message.meaning) or _is_hardly_read(ear, message)
    return level == "sure" or (level == "perhaps" and is_grave)


def _is_answer_to_us(ear: Ear, message: Message) -> bool:
    """Of whoever is in a course: whether they come, in so many words, and a day or a yes at most.
    "Je serai absente lundi" is what the model alone takes for another absence."""
    said = message.meaning.phrase(ANSWER)
    if said is None or not ear.talk.world.contact.enrolments:
        return False
    return said.is_alone and (message.meaning.danger.level != "sure" or said.is_whole)


def may_be_danger(ear: Ear, message: Message) -> bool:
    """Perhaps it is, though it was answered as something else. Of their course who can go on no
    more may mean more than that."""
    if of_card(ear, message):
        return False
    level, of_course = message.meaning.danger.level, _of_course(ear, message)
    return LEAVE in of_course and level != "none" if of_course else level == "perhaps"


def _of_course(ear: Ear, message: Message) -> frozenset[str]:
    """What is said by whoever is in a course, or in line for one, where every word is of it or says
    nothing; empty else. "Je ne veux plus continuer" is then said of the classes."""
    if not any(each.state in CURRENT for each in ear.talk.world.contact.enrolments):
        return frozenset()
    if message.meaning.phrase(DANGER) or message.meaning.phrase(DESPAIR):
        return frozenset()
    marks = marks_alone(message.meaning.said, ear.talk.world.lexicon)
    return marks if is_surely_of_course(marks) else frozenset()


def _is_hardly_read(ear: Ear, message: Message) -> bool:
    talk = ear.talk
    begun = {each.code for each in talk.world.begun}
    if talk.world.contact.locale is not None:
        return False
    return message.meaning.language in begun or talk.recall(BEGUN) in begun


def danger(ear: Ear, message: Message) -> Outcome | None:
    return ear.run("danger", message.meaning) if is_danger(ear, message) else None


def despair(ear: Ear, message: Message) -> Outcome | None:
    said = message.meaning.phrase(DESPAIR)
    return ear.run("despair", message.meaning) if said else None


def watched(ear: Ear, message: Message) -> Outcome | None:
    """Told, and not asked: "who reads my messages?" is a question about us."""
    first = message.meaning.said.split()[:1]
    begins_asking = not ear.talk.world.lexicon.beside(QUESTION).isdisjoint(first)
    if message.meaning.phrase(WATCHED) is None or begins_asking:
        return None
    is_asked = any(mark in message.text for mark in "?؟") and message.meaning.label == "privacy"
    return None if is_asked else ear.run("watched", message.meaning)


def line(ear: Ear, message: Message) -> Outcome | None:
    said = message.meaning.phrase(LINE)
    if said is None:
        return None
    return ear.run("line", replace(message.meaning, rest=said.mark.removeprefix(LINE)))
