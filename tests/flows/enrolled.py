"""A city where a course begins soon, and somebody who is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.states import EnrolmentState
from services_directory.training.values import (
    ClassMeeting,
    Cohort,
    CohortState,
    Course,
    Trainings,
)
from services_directory.values.local_text import LocalText
from tests.flows.somebody import somebody
from tests.transcript import NOON, City, Person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COURSE = Course(
    "tourism", LocalText.of({"en": "Tourism", "fr": "Tourisme"}), offer="responsible_tourism"
)


def cohort(number: int) -> Cohort:
    """Six classes, a week apart."""
    first = NOON + (6 + number) * DAY
    meetings = tuple(
        ClassMeeting(10 * number + each, number, at, at + 3 * HOUR, f"uid-{number}-{each}")
        for each in range(6)
        for at in [first + 7 * each * DAY]
    )
    return Cohort(
        number,
        COURSE.id,
        "kairouan",
        12,
        first,
        "Africa/Tunis",
        CohortState.OPEN,
        venue=LocalText.of({"en": "Youth centre", "fr": "Maison des jeunes"}),
        meetings=meetings,
    )


def teaching(city: City) -> City:
    return replace(city, trainings=Trainings((COURSE,), (cohort(1), cohort(2))))


def enrolled(city: City, *said: str, states: tuple[EnrolmentState, ...]) -> Person:
    """Somebody with an enrolment in this state in the first cohort, and so on."""
    person = somebody(teaching(city))
    enrolments = tuple(
        KeptEnrolment(100 + number, number, state, NOON.date(), position=3, in_line=8)
        for number, state in enumerate(states, start=1)
    )
    person.contact = replace(person.contact, enrolments=enrolments, guest=False)
    for line in said:
        person.says(line)
    return person
