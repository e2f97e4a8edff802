"""Which of the classes to come is meant? By the course on the screen, and the days named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from flows.components.training.class_messages import shown_at
from flows.components.training.cohort_choices import words_of
from flows.components.training.days_named import NamedDay
from flows.engine.enrolments.states import ENROLLED
from flows.engine.step import Talk
from services_directory.training.values import ClassMeeting, Cohort

_ToCome = tuple[int, Cohort, ClassMeeting]


def to_come(talk: Talk, of: Collection[int] = ()) -> list[_ToCome]:
    """The classes of the courses they have a seat in; `of` these, or of the one on their screen."""
    chosen = "" if of else on_screen(talk).get("enrolment", "")
    found = []
    for each in talk.world.contact.enrolments:
        cohort = talk.world.trainings.cohort(each.cohort_id)
        if cohort is None or each.state not in ENROLLED or chosen not in ("", str(each.id)):
            continue
        if of and each.id not in of:
            continue
        found += [(each.id, cohort, one) for one in cohort.standing if one.ends_at > talk.world.now]
    return sorted(found, key=lambda each: each[2].starts_at)


def on_screen(talk: Talk) -> dict[str, str]:
    chosen = talk.recall("enrolment")
    return {"enrolment": chosen} if chosen else {}


def meant(talk: Talk, to_come: list[_ToCome], named: Sequence[NamedDay]) -> list[_ToCome]:
    """Of each course those of its next day; of a day that was named, of that."""
    if named:
        to_come = [each for each in to_come if is_on(talk, each[1], each[2], named)]
    next_days: dict[int, date] = {}
    for enrolment_id, cohort, meeting in to_come:
        next_days.setdefault(enrolment_id, words_of(talk, cohort).at(meeting).date())
    return [
        each for each in to_come if words_of(talk, each[1]).at(each[2]).date() == next_days[each[0]]
    ]


def is_on(talk: Talk, cohort: Cohort, meeting: ClassMeeting, named: Sequence[NamedDay]) -> bool:
    """Whether a class is on one of the days that were named."""
    today = shown_at(talk.world.now, cohort, talk.world.programme).date()
    day = words_of(talk, cohort).at(meeting).date()
    return any(each.is_on(day, today) for each in named)
