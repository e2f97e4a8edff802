"""Which of the classes to come is meant? By the course on the screen, and the days named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flows.components.training.class_messages import shown_at
from flows.components.training.cohort_choices import words_of
from flows.engine.enrolments.states import ENROLLED
from flows.engine.step import Talk
from flows.engine.understanding import Meaning
from flows.engine.understanding.words import stems
from flows.training.trainee_questions import DAYS
from services_directory.training.values import ClassMeeting, Cohort

_NEAR = timedelta(days=14)
"""Who names a day means one within so many."""

_AHEAD = {"today": 0, "tomorrow": 1}

_ToCome = tuple[int, Cohort, ClassMeeting]


def to_come(talk: Talk) -> list[_ToCome]:
    """The classes of the courses they have a seat in; of the one on their screen alone."""
    chosen = on_screen(talk).get("enrolment", "")
    found = []
    for each in talk.world.contact.enrolments:
        cohort = talk.world.trainings.cohort(each.cohort_id)
        if cohort is None or each.state not in ENROLLED or chosen not in ("", str(each.id)):
            continue
        found += [(each.id, cohort, one) for one in cohort.standing if one.ends_at > talk.world.now]
    return sorted(found, key=lambda each: each[2].starts_at)


def on_screen(talk: Talk) -> dict[str, str]:
    chosen = talk.recall("enrolment")
    return {"enrolment": chosen} if chosen else {}


def meant(talk: Talk, to_come: list[_ToCome], named: list[str]) -> list[_ToCome]:
    """Of each course those of its next day; of a day that was named, of that."""
    if named:
        to_come = [each for each in to_come if _is_on(talk, each, named)]
    next_days: dict[int, date] = {}
    for enrolment_id, cohort, meeting in to_come:
        next_days.setdefault(enrolment_id, words_of(talk, cohort).at(meeting).date())
    return [
        each for each in to_come if words_of(talk, each[1]).at(each[2]).date() == next_days[each[0]]
    ]


def _is_on(talk: Talk, each: _ToCome, named: list[str]) -> bool:
    _id, cohort, meeting = each
    programme = talk.world.programme
    today = shown_at(talk.world.now, cohort, programme).date()
    day = words_of(talk, cohort).at(meeting).date()
    if day - today >= _NEAR:
        return False
    return any(
        day == today + timedelta(days=_AHEAD[name])
        if name in _AHEAD
        else DAYS[day.weekday()] == name
        for name in named
    )


def named_days(talk: Talk, meaning: Meaning) -> Iterator[str]:
    """Days said beside it: "samedi", "demain", however long the sentence is."""
    names = [wish.removeprefix("open:").partition("-")[0] for wish in meaning.wishes]
    for word in meaning.said.split():
        for form in (word, *stems(word)):
            names.append(talk.world.lexicon.wishes.get(form, "").removeprefix("when_"))
    yield from (name for name in dict.fromkeys(names) if name in DAYS or name in _AHEAD)
