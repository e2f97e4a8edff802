"""Who was at a class: marked one by one, from fifteen minutes before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, StaffForm, choice_field, fill_choices
from admin.forms.merging import SEEN, Conflict, Units, Values, seen_in, seen_json
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    Change,
    ask_which,
    label_of,
    read_form,
    until_unchanged,
)
from admin.pages.training.asked_for import class_asked_for, courses_by_id
from admin.pages.training.class_words import shown_class
from admin.pages.training.people import (
    Person,
    counted,
    missed_change,
    people_of,
    why_unreached,
)
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from bot.operations.audit_log import THE_PERSON
from bot.training.attendance import (
    UNMARKED_AFTER,
    Mark,
    MarkedMeanwhile,
    TooEarly,
    can_be_marked,
    in_the_trail,
)
from flows.engine.text import Text, _
from services_directory.training.values import ClassMeeting, Cohort

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
CHOICES: dict[str, Text] = {
    PRESENT: _("Was there"),
    ABSENT: _("Was not there"),
    UNKNOWN: _("Not known"),
}
_MEANS = {PRESENT: True, ABSENT: False, UNKNOWN: None}


async def show(request: web.Request) -> web.Response:
    deps, (cohort, meeting) = dependencies_of(request), await class_asked_for(request)
    people, marked = await _people(request, cohort), await deps.attendance.marked(meeting.id)
    values = _values(people, marked)
    form, marks = (
        _form(people, values=values),
        {each: mark.present for each, mark in marked.items()},
    )
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
        field_of=_field_of,
        values=values,
        why_unreached=why_unreached,
        missed_change=missed_change,
        seen_field=SEEN,
        seen=seen_json(form, values),
        themselves={each for each, mark in marked.items() if mark.by == THE_PERSON},
        can_mark=can_be_marked(meeting, now),
        unmarked=counted(marks, people).unknown if now >= meeting.ends_at + UNMARKED_AFTER else 0,
    )


async def mark(request: web.Request) -> web.Response:
    """Keep what was picked anew; who was not touched stays, even if marked by another meanwhile."""
    posted = await request.post()
    return await until_unchanged(lambda: _save(request, posted), MarkedMeanwhile)


async def _save(request: web.Request, posted: Posted) -> web.Response:
    deps, (cohort, meeting) = dependencies_of(request), await class_asked_for(request)
    people, marked = await _people(request, cohort), await deps.attendance.marked(meeting.id)
    # Whoever has no pick stays as they were seen.
    sent = _form(people, posted, seen_in(posted))
    if "rest" in posted:
        for field in (each for each in sent if each.data == UNKNOWN):
            field.data = PRESENT
    edit = read_form(
        posted,
        sent,
        lambda values: _form(people, values=values),
        _values(people, marked),
        Units(),
    )
    if edit.undecided:
        return await _ask(request, edit.form, meeting, people, edit.undecided, NOT_CHOSEN)
    enrolments = {_field_of(each): each.line.enrolment_id for each in people}
    picked = {
        enrolments[name]: _MEANS[edit.merged.values[name]]
        for name in edit.merged.touched & enrolments.keys()
        if edit.merged.values[name] in _MEANS
    }
    who, marks = staff_of(request).name, {each: mark.present for each, mark in marked.items()}
    trail = in_the_trail(meeting.id, who, deps.clock())
    try:
        await deps.attendance.mark(meeting, picked, by=who, also=trail, read=marks)
    except TooEarly:
        return go(request, "attendance", "too_early", id=meeting.id)
    if edit.merged.conflicts:
        return await _ask(request, edit.form, meeting, people, edit.merged.conflicts)
    return go(request, "attendance", "marked", id=meeting.id)


async def _ask(
    request: web.Request,
    form: StaffForm,
    meeting: ClassMeeting,
    people: Sequence[Person],
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    marked = await dependencies_of(request).attendance.marked(meeting.id)
    of_field = {_field_of(each): each for each in people}

    def changed(conflict: Conflict) -> Change | None:
        person = of_field.get(next(iter(conflict.mine)))
        mark = marked.get(person.line.enrolment_id) if person else None
        if person is None or mark is None:
            return None
        return Change(person.name if mark.by == THE_PERSON else mark.by, mark.at)

    asked = Asked(lambda conflict: label_of(form, conflict.mine), changed)
    title, back = _("Who was there"), url_of(request)("attendance", id=meeting.id)
    return ask_which(request, form, conflicts, asked, title=title, back=back, fault=fault)


async def _people(request: web.Request, cohort: Cohort) -> list[Person]:
    roster = await dependencies_of(request).rosters.roster(cohort.id)
    return [each for each in people_of(roster) if each.number]


def _form(
    people: Sequence[Person], posted: Posted | None = None, values: Values | None = None
) -> StaffForm:
    fields: dict[str, Any] = {
        _field_of(each): choice_field(f"{each.number}. {each.name}") for each in people
    }
    make: type[StaffForm] = type("AttendanceForm", (StaffForm,), fields)
    form = make(posted, data=dict(values or {}))
    for field in form:
        fill_choices(field, [*CHOICES.items()])
    return form


def _field_of(person: Person) -> str:
    return f"person_{person.line.enrolment_id}"


def _values(people: Sequence[Person], marked: Mapping[int, Mark]) -> dict[str, str]:
    return {_field_of(each): _mark_of(marked.get(each.line.enrolment_id)) for each in people}


def _mark_of(mark: Mark | None) -> str:
    return UNKNOWN if mark is None else PRESENT if mark.present else ABSENT
