"""What people read of a training: courses, cohorts and class meetings, as frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services_directory.values.local_text import NO_WORDS, LocalText


class CohortState(StrEnum):
    """Where a cohort stands; stored. A draft is seen by staff alone.

    A finished one had its last class; whether an open one still enrols, its `enrol_until` says.
    """

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class ClassMeeting:
    """One class, in UTC. `venue` and `bring` are its own words; see `Cohort.venue_of`.

    `uid` stays the same for ever, `sequence` grows with each change (both as iCalendar names them),
    so whoever was told an earlier one is to be told again.
    """

    id: int
    cohort_id: int
    starts_at: datetime
    ends_at: datetime
    uid: str
    sequence: int = 0
    venue: LocalText = NO_WORDS
    bring: LocalText = NO_WORDS
    cancelled_at: datetime | None = None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def as_told(self) -> tuple[int, int]:
        """What an answer is about: this class at this time and place, and no other."""
        return self.id, self.sequence


@dataclass(frozen=True, slots=True)
class Cohort:
    """One run of a course, its meetings in the order of time. `place` is a place's id.

    `trainer` is the name of a staff account; `timezone` (IANA) whose clocks its classes go by.
    `version` is the directory's in which it, or one of its meetings, changed last.
    `attended_percent`: who went through it was at so many of 100 classes; None: as the programme
    says.
    """

    id: int
    course_id: str
    place: str
    seats: int
    enrol_until: datetime
    timezone: str
    state: CohortState
    venue: LocalText = NO_WORDS
    trainer: str = ""
    attended_percent: int | None = None
    version: int = 0
    meetings: tuple[ClassMeeting, ...] = ()
    updated_at: datetime | None = field(default=None, compare=False)

    @property
    def standing(self) -> tuple[ClassMeeting, ...]:
        """The meetings that take place: none of a cancelled cohort."""
        if self.state == CohortState.CANCELLED:
            return ()
        return tuple(each for each in self.meetings if not each.is_cancelled)

    @property
    def starts_at(self) -> datetime | None:
        """When the first class that takes place begins."""
        return next((each.starts_at for each in self.standing), None)

    @property
    def ends_at(self) -> datetime | None:
        """When the last class that takes place is over."""
        return max((each.ends_at for each in self.standing), default=None)

    def is_over_at(self, now: datetime) -> bool:
        """Whether its last class was held: not before the first, nor where none takes place."""
        return self.ends_at is not None and self.ends_at <= now

    def enrols_at(self, now: datetime) -> bool:
        """Whether somebody can ask for a seat at this moment."""
        return self.state == CohortState.OPEN and now < self.enrol_until and bool(self.standing)

    def next_meeting(self, now: datetime) -> ClassMeeting | None:
        """The class that is on, or comes next."""
        return next((each for each in self.standing if each.ends_at > now), None)

    def meeting(self, meeting_id: int) -> ClassMeeting | None:
        return next((each for each in self.meetings if each.id == meeting_id), None)

    def venue_of(self, meeting: ClassMeeting) -> LocalText:
        """Where this class meets: its own venue, else the cohort's."""
        return meeting.venue or self.venue


@dataclass(frozen=True, slots=True)
class Course:
    """What can be learnt. `id` is a slug that stays; `offer`: the programme's code it answers.

    `skills` and `conditions` stand one a line; `languages` are those it is taught in (ISO 639);
    `hours` are those its certificate tells, None where there is none.
    """

    id: str
    title: LocalText
    offer: str | None = None
    description: LocalText = NO_WORDS
    skills: LocalText = NO_WORDS
    conditions: LocalText = NO_WORDS
    cost: LocalText = NO_WORDS
    hours: int | None = None
    languages: tuple[str, ...] = ()
    is_archived: bool = False
    version: int = 0
    updated_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Trainings:
    """Every course, and every cohort that is no draft: open, cancelled and lately finished ones."""

    courses: tuple[Course, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    version: int = 0
    # Indexes, made when first asked for: no part of what it is, and never copied with it.
    _courses: dict[str, Course] = field(default_factory=dict, init=False, repr=False, compare=False)
    _cohorts: dict[int, Cohort] = field(default_factory=dict, init=False, repr=False, compare=False)

    def course(self, course_id: str) -> Course | None:
        if not self._courses:
            self._courses.update((each.id, each) for each in self.courses)
        return self._courses.get(course_id)

    def cohort(self, cohort_id: int) -> Cohort | None:
        if not self._cohorts:
            self._cohorts.update((each.id, each) for each in self.cohorts)
        return self._cohorts.get(cohort_id)

    def enrolling(self, now: datetime, offer: str | None = None) -> tuple[Cohort, ...]:
        """The cohorts somebody can ask a seat of, the next to start first; of one offer only."""
        found = [
            each
            for each in self.cohorts
            if each.enrols_at(now) and (offer is None or self.offer_of(each) == offer)
        ]
        return tuple(sorted(found, key=lambda each: (each.starts_at or each.enrol_until, each.id)))

    def offer_of(self, cohort: Cohort) -> str | None:
        """The programme's offer that this cohort answers."""
        course = self.course(cohort.course_id)
        return course.offer if course else None


NO_TRAININGS = Trainings()
