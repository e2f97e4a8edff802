"""Which cohorts that enrol now are shown beside services, and as what?"""

from __future__ import annotations

from flows.components.training.class_messages import CohortWords
from flows.engine.enrolments.seat_count import SeatCount
from flows.engine.step import Talk
from flows.engine.text import Line, _, plural
from services_directory.training.values import Cohort
from services_directory.values.normalise import fold

MOST_BESIDE = 2


def cohorts_near(talk: Talk) -> tuple[Cohort, ...]:
    """Those of what was asked for, in the region that was asked for first; those with a seat first,
    and the next to begin."""
    cohorts = talk.world.trainings.enrolling(talk.world.now, talk.recall("offer") or None)
    return tuple(
        sorted(
            cohorts,
            key=lambda each: (not is_near(talk, each), not count_of(talk, each).gives(1)),
        )
    )[:MOST_BESIDE]


def is_near(talk: Talk, cohort: Cohort) -> bool:
    """In the region that was asked for, if one was."""
    asked = talk.world.directory.place(talk.recall("place"))
    return asked is None or _region(talk, cohort) == asked.region


def is_free(talk: Talk, cohort: Cohort) -> bool:
    """Its course says so, in words that people use for it."""
    course = talk.world.trainings.course(cohort.course_id)
    said = [fold(words) for _locale, words in course.cost.words] if course else []
    return any(talk.world.lexicon.wishes.get(words.strip(" .!")) == "free" for words in said)


def _region(talk: Talk, cohort: Cohort) -> str:
    place = talk.world.directory.place(cohort.place)
    return place.region if place else ""


def words_of(talk: Talk, cohort: Cohort) -> CohortWords:
    """The cohort as it is told in this conversation."""
    trainings = talk.world.trainings
    return CohortWords(cohort, trainings.course(cohort.course_id), talk.world.directory)


def count_of(talk: Talk, cohort: Cohort) -> SeatCount:
    return talk.world.seats.get(cohort.id, SeatCount(cohort.seats))


def label(talk: Talk, cohort: Cohort) -> Line:
    """A cohort in a list: what, where, from when."""
    words = words_of(talk, cohort)
    place = talk.world.directory.place(cohort.place)
    return _(
        "{course}, {place}: {day}",
        course=words.title,
        place=place.name if place else cohort.place,
        day=words.at(cohort.standing[0]).date(),
    )


def starting(talk: Talk, cohort: Cohort) -> Line:
    """The same with the seats that are left, where there are other things in the list."""
    count = count_of(talk, cohort)
    if not count.gives(1):
        return _("{cohort}, full", cohort=label(talk, cohort))
    return plural(
        "{cohort}, {n} seat", "{cohort}, {n} seats", count.free, cohort=label(talk, cohort)
    )
