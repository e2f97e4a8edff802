"""A cohort to take away: a workbook for the trainer, a file for calendars."""

from __future__ import annotations

import asyncio
import io

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.pages.training.asked_for import class_asked_for, cohort_asked_for, courses_by_id
from admin.pages.training.class_words import shown_class
from admin.pages.training.people import people_of
from admin.rendering.formatting import local, say, speaker
from admin.rendering.labels import Names
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from flows.engine.text import _
from services_directory.training.calendar_file import (
    CONTENT_TYPE,
    CalendarWords,
    calendar_of,
    cohort_calendar,
)
from services_directory.training.values import ClassMeeting, Cohort

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def give(request: web.Request) -> web.Response:
    cohort = await cohort_asked_for(request)
    if request.match_info["kind"] == "xlsx":
        return await _workbook(request, cohort)
    words, now = await _calendar_words(request, cohort), dependencies_of(request).clock()
    return _calendar(cohort_calendar(cohort, words, made_at=now), f"cohort-{cohort.id}")


async def give_class(request: web.Request) -> web.Response:
    """One class, for a calendar; one that is off leaves it."""
    cohort, meeting = await class_asked_for(request)
    words, now = await _calendar_words(request, cohort), dependencies_of(request).clock()
    return _calendar(calendar_of([meeting], words, made_at=now), f"class-{meeting.id}")


def _calendar(text: str, name: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="dalil-{name}.ics"'}
    return web.Response(text=text, content_type=CONTENT_TYPE, charset="utf-8", headers=headers)


async def _calendar_words(request: web.Request, cohort: Cohort) -> CalendarWords:
    """In the language of whoever takes it."""
    courses = await courses_by_id(request)
    place = Names(dependencies_of(request).directory()).place(cohort.place)

    def where(meeting: ClassMeeting) -> str:
        return ", ".join(filter(None, [local(cohort.venue_of(meeting)), place]))

    title = local(courses[cohort.course_id].title)
    return CalendarWords(title, where, lambda meeting: local(meeting.bring))


async def _workbook(request: web.Request, cohort: Cohort) -> web.Response:
    # Its library takes 15 MB, which a server that nobody asks for a workbook never needs.
    from services_directory.sheets.text_cells import TextTable, write_tables

    headings = [_("Day"), _("Hours"), _("Room and building"), _("What to bring"), _("State")]
    rows = [[say(each) for each in headings]]
    for meeting in cohort.meetings:
        shown = shown_class(meeting, cohort.timezone)
        state = say(_("Cancelled")) if meeting.is_cancelled else ""
        venue, bring = local(cohort.venue_of(meeting)), local(meeting.bring)
        rows.append([shown.day, shown.clocks, venue, bring, state])
    people = TextTable(say(_("Who takes part")), await _people(request, cohort))
    # A list of names leaves the house: who took it is known.
    who, now = staff_of(request).name, dependencies_of(request).clock()
    await note(who, Did.NAMES_TAKEN, On.COHORT, cohort.id, now)
    tables = [TextTable(say(_("Classes")), rows), people]
    file, mirrored = io.BytesIO(), speaker.get().language.right_to_left
    await asyncio.to_thread(write_tables, tables, file, mirrored=mirrored)
    headers = {"Content-Disposition": f'attachment; filename="dalil-cohort-{cohort.id}.xlsx"'}
    return web.Response(body=file.getvalue(), content_type=XLSX, headers=headers)


async def _people(request: web.Request, cohort: Cohort) -> list[list[str]]:
    """First names, where they stand, and who was there; no way to reach them."""
    deps = dependencies_of(request)
    marks = await deps.attendance.of_cohort(cohort.id)
    words: dict[bool | None, str] = {
        None: "",
        True: say(_("Was there")),
        False: say(_("Was not there")),
    }
    days = [shown_class(each, cohort.timezone).day for each in cohort.standing]
    rows = [["", say(_("First name")), say(_("State")), *days]]
    for person in people_of(await deps.rosters.roster(cohort.id)):
        enrolment, number = person.line.enrolment_id, str(person.number or "")
        was_there = [words[marks.get(each.id, {}).get(enrolment)] for each in cohort.standing]
        rows.append([number, person.name, say(person.state), *was_there])
    return rows
