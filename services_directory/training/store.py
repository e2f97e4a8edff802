"""Courses, cohorts and meetings kept: every change is one transaction, and the directory's version
grows with it, so that every replica takes it up (see `bot/contacts/world.py`).

Somebody who was told of a meeting is told again when its `sequence` grew.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from tortoise.transactions import in_transaction

from services_directory.storage.dependents import next_version
from services_directory.storage.rows import grow_version, hold_directory
from services_directory.training.models import ClassMeetingRow, CohortRow, CourseRow
from services_directory.training.reading import as_column, get_cohort
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.normalise import fold

MAY_BECOME = {
    CohortState.DRAFT: (CohortState.OPEN, CohortState.CANCELLED),
    CohortState.OPEN: (CohortState.FINISHED, CohortState.CANCELLED),
    CohortState.FINISHED: (CohortState.OPEN,),
    CohortState.CANCELLED: (),
}
"""People are told of a cancelled cohort, so nothing brings it back: a new one is another."""


class UnknownTraining(LookupError):
    """There is no such course, cohort or meeting."""


class MadeAlready(Exception):
    """This very change was made before, as by a button that was pressed twice: nothing is done.

    `kept_id`: of the course or cohort as it is.
    """

    def __init__(self, kept_id: str | int) -> None:
        super().__init__(kept_id)
        self.kept_id = kept_id


class OutdatedTraining(Exception):
    """Somebody else changed it meanwhile, or it no longer stands where this could be done."""


async def save_course(course: Course, *, now: datetime, form_key: str = "") -> Course:
    """Keep a course by its id; without one it is new, and gets an id of its title.

    `form_key` is of the form that makes it: the same once more is MadeAlready.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        if not course.id and (known := await CourseRow.get_or_none(form_key=form_key)):
            raise MadeAlready(known.id)
        row = await CourseRow.get_or_none(id=course.id) if course.id else None
        if course.id and row is None:
            raise UnknownTraining(course.id)
        if row is not None and row.version != course.version:
            raise OutdatedTraining(course.id)
        version = await next_version()
        columns: dict[str, Any] = {
            **{name: as_column(getattr(course, name)) for name in _COURSE_WORDS},
            "offer": course.offer,
            "hours": course.hours,
            "languages": " ".join(course.languages),
            "archived_at": (row and row.archived_at) or now if course.is_archived else None,
            "version": version,
            "updated_at": now,
        }
        if row is None:
            course = replace(course, id=await _free_slug(course))
            await CourseRow.create(id=course.id, form_key=form_key, **columns)
        else:
            await row.update_from_dict(columns).save()
        await grow_version(connection)
    return replace(course, version=version)


_COURSE_WORDS = ("title", "description", "skills", "conditions", "cost")


async def _free_slug(course: Course) -> str:
    letters = re.findall(r"[a-z0-9]+", fold(course.title.best(("fr", "en"))))
    stem = "-".join(letters)[:56].strip("-") or "course"
    taken = {row.id for row in await CourseRow.filter(id__startswith=stem).only("id")}
    numbered = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 2))]
    return next(slug for slug in numbered if slug not in taken)


async def add_cohort(cohort: Cohort, *, now: datetime, form_key: str) -> Cohort:
    """Keep a new cohort with its meetings, whose `uid`s stay as they are.

    `form_key` is of the form that makes it: the same once more is MadeAlready.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        if (known := await CohortRow.get_or_none(form_key=form_key)) is not None:
            raise MadeAlready(int(known.id))
        columns = _columns_of(cohort) | {"state": str(cohort.state), "updated_at": now}
        row = await CohortRow.create(
            course_id=cohort.course_id,
            form_key=form_key,
            version=await next_version(),
            **columns,
        )
        await ClassMeetingRow.bulk_create(
            [
                ClassMeetingRow(cohort_id=row.id, uid=each.uid, **_meeting_columns(each))
                for each in cohort.meetings
            ]
        )
        await grow_version(connection)
        return await _kept(int(row.id))


async def change_cohort(cohort: Cohort, *, now: datetime) -> Cohort:
    """Keep what a cohort itself says (never its meetings or its state).

    Meetings still to come that are told otherwise from now on have a new `sequence`.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        before = await _kept(cohort.id)
        if replace(before, version=0) == replace(cohort, version=0):
            raise MadeAlready(cohort.id)
        if before.version != cohort.version or before.state == CohortState.CANCELLED:
            raise OutdatedTraining(cohort.id)
        told = ("place", "venue", "timezone")
        if any(getattr(before, name) != getattr(cohort, name) for name in told):
            await _raise_sequences(before, now)
        await _touch(cohort.id, now, **_columns_of(cohort))
        await grow_version(connection)
        return await _kept(cohort.id)


async def set_state(
    cohort_id: int, state: CohortState, *, now: datetime, enrol_until: datetime | None = None
) -> Cohort:
    """Open, finish or cancel a cohort; `enrol_until`: from now on nobody enrols after it.

    A cancelled one takes the meetings still to come with it. The state it has is MadeAlready.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        before = await _kept(cohort_id)
        if state != before.state and state not in MAY_BECOME[before.state]:
            raise OutdatedTraining(cohort_id)
        columns = {"enrol_until": enrol_until} if enrol_until else {}
        if state == before.state and not columns:
            raise MadeAlready(cohort_id)
        if state != before.state and state == CohortState.CANCELLED:
            await _raise_sequences(before, now, cancelled_at=now)
        await _touch(cohort_id, now, state=str(state), **columns)
        await grow_version(connection)
        return await _kept(cohort_id)


async def add_meeting(meeting: ClassMeeting, *, now: datetime) -> Cohort:
    """One more class of its cohort; one whose `uid` is there is MadeAlready."""
    async with in_transaction() as connection:
        await hold_directory(connection)
        cohort = await _kept(meeting.cohort_id)
        if any(each.uid == meeting.uid for each in cohort.meetings):
            raise MadeAlready(cohort.id)
        if cohort.state == CohortState.CANCELLED:
            raise OutdatedTraining(cohort.id)
        await ClassMeetingRow.create(
            cohort_id=cohort.id, uid=meeting.uid, **_meeting_columns(meeting)
        )
        await _touch(cohort.id, now)
        await grow_version(connection)
        return await _kept(cohort.id)


async def change_meeting(meeting: ClassMeeting, *, now: datetime) -> Cohort:
    """Move a class, cancel it, or say otherwise where it meets and what to bring.

    `meeting.sequence` is the one it was changed from; the same once more is MadeAlready.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        cohort = await _kept(meeting.cohort_id)
        before = cohort.meeting(meeting.id)
        if before is None:
            raise UnknownTraining(meeting.id)
        if replace(before, sequence=0) == replace(meeting, sequence=0):
            raise MadeAlready(cohort.id)
        if before.sequence != meeting.sequence or before.is_cancelled:
            raise OutdatedTraining(meeting.id)
        columns = _meeting_columns(meeting) | {"sequence": before.sequence + 1}
        await ClassMeetingRow.filter(id=meeting.id).update(**columns)
        await _touch(cohort.id, now)
        await grow_version(connection)
        return await _kept(cohort.id)


async def _kept(cohort_id: int) -> Cohort:
    cohort = await get_cohort(cohort_id)
    if cohort is None:
        raise UnknownTraining(cohort_id)
    return cohort


async def _touch(cohort_id: int, now: datetime, **columns: Any) -> None:
    changed = {**columns, "version": await next_version(), "updated_at": now}
    await CohortRow.filter(id=cohort_id).update(**changed)


async def _raise_sequences(
    cohort: Cohort, now: datetime, cancelled_at: datetime | None = None
) -> None:
    """Everything still to come of it is another than people were told."""
    for each in cohort.standing:
        if each.ends_at > now:
            changed = {"sequence": each.sequence + 1, "cancelled_at": cancelled_at}
            await ClassMeetingRow.filter(id=each.id).update(**changed)


def _columns_of(cohort: Cohort) -> dict[str, Any]:
    return {
        "place": cohort.place,
        "venue": as_column(cohort.venue),
        "seats": cohort.seats,
        "enrol_until": cohort.enrol_until,
        "trainer": cohort.trainer,
        "timezone": cohort.timezone,
        "attended_percent": cohort.attended_percent,
    }


def _meeting_columns(meeting: ClassMeeting) -> dict[str, Any]:
    return {
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "venue": as_column(meeting.venue),
        "bring": as_column(meeting.bring),
        "sequence": meeting.sequence,
        "cancelled_at": meeting.cancelled_at,
    }
