"""Who was at a class: marked one by one, from fifteen minutes before it begins."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.pages.training.asked_for import class_asked_for, courses_by_id
from admin.pages.training.class_words import shown_class
from admin.pages.training.people import Person, counted, people_of
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.training.attendance import (
    UNMARKED_AFTER,
    Marks,
    TooEarly,
    can_be_marked,
    in_the_trail,
)
from flows.engine.text import Text, _

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
CHOICES: dict[str, Text] = {
    PRESENT: _("Was there"),
    ABSENT: _("Was not there"),
    UNKNOWN: _("Not known"),
}
_MEANS = {PRESENT: True, ABSENT: False, UNKNOWN: None}


async def show(request: web.Request) -> web.Response:
    deps, (cohort, meeting) = dependencies_of(request), await class_asked_for(request)
    roster = await deps.rosters.roster(cohort.id)
    marks = (await deps.attendance.of_cohort(cohort.id)).get(meeting.id, {})
    people = [each for each in people_of(roster) if each.number]
    said = await deps.attendance.said_themselves(cohort.id)
    courses, now = await courses_by_id(request), deps.clock()
    return page(
        request,
        "training/attendance.html",
        cohort=cohort,
        course=courses[cohort.course_id],
        meeting=meeting,
        shown=shown_class(meeting, cohort.timezone),
        people=people,
        choices=CHOICES,
        marked={each.line.enrolment_id: _mark_of(marks, each) for each in people},
        themselves={enrolment for of, enrolment in said if of == meeting.id},
        can_mark=can_be_marked(meeting, now),
        unmarked=counted(marks, people).unknown if now >= meeting.ends_at + UNMARKED_AFTER else 0,
    )


async def mark(request: web.Request) -> web.Response:
    """Keep what was picked for each person; whoever has no pick stays as they are."""
    deps, (_cohort, meeting) = dependencies_of(request), await class_asked_for(request)
    who, posted = staff_of(request).name, await request.post()
    picked = {
        int(name.removeprefix("person_")): _MEANS[str(value)]
        for name, value in posted.items()
        if _is_person(name) and value in _MEANS
    }
    trail = in_the_trail(meeting.id, who, deps.clock())
    try:
        await deps.attendance.mark(meeting, picked, by=who, also=trail)
    except TooEarly:
        return go(request, "attendance", "too_early", id=meeting.id)
    return go(request, "attendance", "marked", id=meeting.id)


def _is_person(name: str) -> bool:
    digits = name.removeprefix("person_")
    return name.startswith("person_") and digits.isdecimal() and len(digits) < 19


def _mark_of(marks: Marks, person: Person) -> str:
    is_there = marks.get(person.line.enrolment_id)
    return UNKNOWN if is_there is None else PRESENT if is_there else ABSENT
