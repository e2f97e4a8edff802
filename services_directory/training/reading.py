"""What do the tables hold of courses and cohorts? For people, all that is no draft, in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from services_directory.storage.snapshot import directory_version
from services_directory.training.models import ClassMeetingRow, CohortRow, CourseRow
from services_directory.training.values import (
    ClassMeeting,
    Cohort,
    CohortState,
    Course,
    Trainings,
)
from services_directory.values.local_text import LocalText

IN_SIGHT = timedelta(days=120)
"""So long after its last class a cohort stays among those that conversations know."""

_MOST_NAMED = 400
"""As many rows are named in one question at most; databases limit how long one may be."""


class TrainingReader:
    """Reads every training once, and from then on what changed since.

    `locales`: the order in which words stand. A cohort that did not change is the very same.
    """

    def __init__(self, locales: Sequence[str] = ()) -> None:
        self._locales = tuple(locales)
        self._version = -1
        self._cohorts: dict[int, Cohort] = {}

    async def read(self, now: datetime) -> Trainings:
        """Every course, and the cohorts that are no draft and not long over."""
        # The version is read first: a change in between is then seen at the next look.
        version = await directory_version()
        changed = await read_cohorts(CohortRow.filter(version__gt=self._version), self._locales)
        self._cohorts.update((each.id, each) for each in changed)
        self._version = version
        shown = [each for each in self._cohorts.values() if _in_sight(each, now)]
        courses = await list_courses(self._locales)
        return Trainings(courses, tuple(sorted(shown, key=lambda each: each.id)), version)


def _in_sight(cohort: Cohort, now: datetime) -> bool:
    if cohort.state == CohortState.DRAFT:
        return False
    last = max((each.ends_at for each in cohort.meetings), default=cohort.enrol_until)
    return now - last < IN_SIGHT


async def list_courses(locales: Sequence[str] = ()) -> tuple[Course, ...]:
    """Every course, also those that are archived."""
    return tuple(course_of(row, locales) for row in await CourseRow.all().order_by("id"))


async def get_course(course_id: str, locales: Sequence[str] = ()) -> Course | None:
    row = await CourseRow.get_or_none(id=course_id)
    return course_of(row, locales) if row else None


async def get_cohort(cohort_id: int, locales: Sequence[str] = ()) -> Cohort | None:
    """One cohort in whatever state, with every meeting."""
    found = await read_cohorts(CohortRow.filter(id=cohort_id), locales)
    return found[0] if found else None


async def list_cohorts(
    course_id: str | None = None, locales: Sequence[str] = ()
) -> tuple[Cohort, ...]:
    """The cohorts of a course, or all; those made last first."""
    wanted = Q(**{"course_id": course_id} if course_id else {})
    return tuple(await read_cohorts(CohortRow.filter(wanted).order_by("-id"), locales))


async def meetings_beside(
    cohort: Cohort, after: datetime, before: datetime, locales: Sequence[str] = ()
) -> list[tuple[Cohort, ClassMeeting]]:
    """What takes place in this time, in its town or by its trainer: classes with their cohorts."""
    near = Q(cohort__place=cohort.place)
    if cohort.trainer:
        near |= Q(cohort__trainer=cohort.trainer)
    rows = ClassMeetingRow.filter(near, starts_at__lt=before, ends_at__gt=after, cancelled_at=None)
    ids = {row["cohort_id"] for row in await rows.values("cohort_id")}
    beside = [
        each
        for some in _in_parts(sorted(ids))
        for each in await read_cohorts(CohortRow.filter(id__in=some), locales)
    ]
    return [
        (other, meeting)
        for other in beside
        for meeting in other.standing
        if meeting.starts_at < before and meeting.ends_at > after
    ]


async def read_cohorts(wanted: QuerySet[CohortRow], locales: Sequence[str]) -> list[Cohort]:
    """Cohorts in the order asked for, each with its meetings by time."""
    rows = await wanted
    meetings: dict[int, list[ClassMeeting]] = {int(row.id): [] for row in rows}
    for some in _in_parts([*meetings]):
        found = ClassMeetingRow.filter(cohort_id__in=some).order_by("starts_at", "id")
        for each in await found:
            meetings[each.cohort_id].append(meeting_of(each, locales))
    return [_cohort_of(row, tuple(meetings[int(row.id)]), locales) for row in rows]


def _in_parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _MOST_NAMED] for start in range(0, len(ids), _MOST_NAMED))


def course_of(row: CourseRow, locales: Sequence[str] = ()) -> Course:
    return Course(
        id=row.id,
        title=words_of(row.title, locales),
        offer=row.offer,
        description=words_of(row.description, locales),
        skills=words_of(row.skills, locales),
        conditions=words_of(row.conditions, locales),
        cost=words_of(row.cost, locales),
        hours=row.hours,
        languages=tuple(row.languages.split()),
        is_archived=row.archived_at is not None,
        version=row.version,
        updated_at=row.updated_at,
    )


def _cohort_of(
    row: CohortRow, meetings: tuple[ClassMeeting, ...], locales: Sequence[str]
) -> Cohort:
    return Cohort(
        id=int(row.id),
        course_id=row.course_id,
        place=row.place,
        seats=row.seats,
        enrol_until=row.enrol_until,
        timezone=row.timezone,
        state=CohortState(row.state),
        venue=words_of(row.venue, locales),
        trainer=row.trainer,
        attended_percent=row.attended_percent,
        version=row.version,
        meetings=meetings,
        updated_at=row.updated_at,
    )


def meeting_of(row: ClassMeetingRow, locales: Sequence[str] = ()) -> ClassMeeting:
    return ClassMeeting(
        id=int(row.id),
        cohort_id=row.cohort_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        uid=row.uid,
        sequence=row.sequence,
        venue=words_of(row.venue, locales),
        bring=words_of(row.bring, locales),
        cancelled_at=row.cancelled_at,
    )


def words_of(text: str, locales: Sequence[str] = ()) -> LocalText:
    """Words as a column holds them, those of `locales` first."""
    said: dict[str, str] = json.loads(text)
    return LocalText.of({code: said[code] for code in [*locales, *said] if code in said})


def as_column(text: LocalText) -> str:
    """Words as a column holds them."""
    return json.dumps(dict(sorted(text.words)), ensure_ascii=False)
