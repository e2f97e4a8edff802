"""Who is in a cohort: who takes part, who was invited, who waits, who left; and what they said."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.pages.training.asked_for import cohort_asked_for, courses_by_id
from admin.pages.training.class_words import ShownClass, shown_class
from admin.pages.training.people import (
    Person,
    missed_change,
    people_of,
    unreached_class,
    was_there,
    why_unreached,
)
from admin.rendering.labels import Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.database.transaction import Transaction
from bot.operations.audit_log import Did, On, noted
from bot.training.attendance import UNMARKED_AFTER
from bot.training.delivery.unreached import THE_SEAT
from bot.training.rosters import Roster
from flows.engine.enrolments.states import CURRENT, ENROLLED
from services_directory.training.values import Cohort, CohortState


async def show(request: web.Request) -> web.Response:
    deps, cohort = dependencies_of(request), await cohort_asked_for(request)
    roster = await deps.rosters.roster(cohort.id)
    marks = await deps.attendance.of_cohort(cohort.id)
    coming, now = cohort.next_meeting(deps.clock()), deps.clock()
    courses = await courses_by_id(request)
    return page(
        request,
        "training/roster.html",
        cohort=cohort,
        course=courses[cohort.course_id],
        people=people_of(roster),
        count=roster.count,
        is_over_for_the_line=_is_over_for_the_line(roster),
        undecided=_undecided(roster, cohort, now),
        current=CURRENT,
        next_class=shown_class(coming, cohort.timezone) if coming else None,
        was_there=lambda person: was_there(marks, person.line.enrolment_id),
        held=sum(each.ends_at <= now for each in cohort.standing),
        missed_by=lambda person: _missed_by(person, cohort, now),
        the_seat=THE_SEAT,
        why_unreached=why_unreached,
        missed_change=missed_change,
        can_invite=cohort.state == CohortState.OPEN and cohort.enrols_at(now),
        names=Names(deps.directory()),
    )


def _missed_by(person: Person, cohort: Cohort, now: datetime) -> ShownClass | None:
    missed = unreached_class(person, cohort.meetings, now)
    return shown_class(missed, cohort.timezone) if missed else None


def _undecided(roster: Roster, cohort: Cohort, now: datetime) -> frozenset[int]:
    """The enrolments of which too little is known, though the course is long enough over."""
    if cohort.ends_at is None or now < cohort.ends_at + UNMARKED_AFTER:
        return frozenset()
    return frozenset(each.enrolment_id for each in roster.lines if each.state in ENROLLED)


def _is_over_for_the_line(roster: Roster) -> bool:
    """A seat is free, somebody waits for one, and it is too late to ask them."""
    return bool(roster.count.free and roster.count.waiting) and not roster.asks_line


async def remove(request: web.Request) -> web.Response:
    """Take somebody off who said so at the centre: their seat goes to the next in line."""
    deps, who = dependencies_of(request), staff_of(request).name
    cohort = await cohort_asked_for(request)
    asked = str((await request.post()).get("enrolment", ""))
    roster = await deps.rosters.roster(cohort.id)
    line = next((each for each in roster.lines if str(each.enrolment_id) == asked), None)
    if line is None:
        raise web.HTTPNotFound

    def in_the_trail() -> Transaction[None]:
        facts = {"person": line.enrolment_id, "state": line.state.value}
        yield from noted(who, Did.CANCELLED, On.COHORT, cohort.id, deps.clock(), before=facts)

    removed = await deps.rosters.remove(line.enrolment_id, also=in_the_trail)
    return go(request, "roster", "taken_off" if removed else "outdated", id=cohort.id)
