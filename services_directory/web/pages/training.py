"""What the pages of trainings tell: which cohort an address names, its classes for calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services_directory.training.calendar_file import CalendarWords, cohort_calendar
from services_directory.training.values import ClassMeeting, Cohort, Course, Trainings
from services_directory.values.entries import Place
from services_directory.web.pages.wording import Voice


@dataclass(frozen=True, slots=True)
class ShownCohort:
    """A cohort with what it is a run of, and the town it is in."""

    cohort: Cohort
    course: Course
    place: Place | None

    @property
    def path(self) -> str:
        return f"/t/{self.cohort.id}"


def cohort_named(trainings: Trainings, voice: Voice, written: str) -> ShownCohort | None:
    """The one with this id; a draft, or one that is long over, is nowhere."""
    digits = written.isascii() and written.isdigit() and len(written) < 19
    cohort = trainings.cohort(int(written)) if digits else None
    return _shown(trainings, voice, cohort) if cohort else None


def enrolling(
    trainings: Trainings, voice: Voice, now: datetime, place: Place | None = None
) -> list[ShownCohort]:
    """Where somebody can ask for a seat, the first to start first; in one town only."""
    found = (_shown(trainings, voice, each) for each in trainings.enrolling(now))
    return [each for each in found if each and (place is None or each.place == place)]


def calendar(shown: ShownCohort, voice: Voice, made_at: datetime) -> str:
    """Its classes, as the calendar of a phone takes them."""
    words = CalendarWords(
        voice.plain(shown.course.title),
        lambda meeting: _where(shown, voice, meeting),
        lambda meeting: voice.plain(meeting.bring),
    )
    return cohort_calendar(shown.cohort, words, made_at=made_at)


def _where(shown: ShownCohort, voice: Voice, meeting: ClassMeeting) -> str:
    venue, place = shown.cohort.venue_of(meeting), shown.place
    told = (voice.plain(venue), voice.plain(place.name) if place else "")
    return ", ".join(each for each in told if each)


def _shown(trainings: Trainings, voice: Voice, cohort: Cohort) -> ShownCohort | None:
    course = trainings.course(cohort.course_id)
    return ShownCohort(cohort, course, voice.directory.place(cohort.place)) if course else None
