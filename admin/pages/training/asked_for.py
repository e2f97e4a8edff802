"""Which course, cohort or class does an address name? And who may be the trainer?"""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.security.permissions import Permission, names_of_who_may
from services_directory.training.models import ClassMeetingRow
from services_directory.training.reading import get_cohort, get_course, list_courses
from services_directory.training.values import ClassMeeting, Cohort, Course

_LARGEST_ID = 2**63 - 1


async def course_asked_for(request: web.Request) -> Course:
    locales = dependencies_of(request).programme.languages
    course = await get_course(request.match_info["id"], locales)
    if course is None:
        raise web.HTTPNotFound
    return course


async def cohort_asked_for(request: web.Request) -> Cohort:
    locales = dependencies_of(request).programme.languages
    cohort = await get_cohort(_id_in(request), locales)
    if cohort is None:
        raise web.HTTPNotFound
    return cohort


async def class_asked_for(request: web.Request) -> tuple[Cohort, ClassMeeting]:
    """The class, with the cohort it is of."""
    locales = dependencies_of(request).programme.languages
    row = await ClassMeetingRow.get_or_none(id=_id_in(request))
    cohort = await get_cohort(row.cohort_id, locales) if row else None
    meeting = cohort.meeting(int(row.id)) if row and cohort else None
    if cohort is None or meeting is None:
        raise web.HTTPNotFound
    return cohort, meeting


async def courses_by_id(request: web.Request) -> dict[str, Course]:
    locales = dependencies_of(request).programme.languages
    return {each.id: each for each in await list_courses(locales)}


async def trainers() -> list[str]:
    """The names of staff who may teach, in the order of letters."""
    return await names_of_who_may(Permission.MARK_ATTENDANCE)


def _id_in(request: web.Request) -> int:
    digits = request.match_info["id"]
    if not digits.isdecimal() or int(digits) > _LARGEST_ID:
        raise web.HTTPNotFound
    return int(digits)
