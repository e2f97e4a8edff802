"""One class: moved, cancelled, or added to its cohort; what it clashes with is said first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, clean, in_languages
from admin.forms.class_meeting import (
    UNITS,
    WORDS,
    ClassForm,
    form_class,
    meeting_from,
    told_by,
    values_of,
)
from admin.forms.merging import SEEN, Conflict, Values, seen_json, with_touched
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    ask_which,
    changes_in_audit,
    label_of,
    read_form,
    until_unchanged,
)
from admin.pages.training.asked_for import class_asked_for, cohort_asked_for, courses_by_id
from admin.pages.training.class_words import codes_of, shown_class, shown_classes
from admin.pages.training.cohort_facts import class_facts
from admin.pages.training.course import OUTDATED
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from flows.engine.text import Text, _
from services_directory.training.store import (
    MadeAlready,
    OutdatedTraining,
    add_meeting,
    change_meeting,
)
from services_directory.training.values import ClassMeeting, Cohort


@dataclass(frozen=True, slots=True)
class Warned:
    """What stands in the way of a class; `seen` comes back from who wants it all the same."""

    clashes: tuple[str, ...]
    seen: str


async def show(request: web.Request) -> web.Response:
    cohort, meeting = await class_asked_for(request)
    form = _form(request, values=values_of(meeting, cohort.timezone))
    return await _page(request, cohort, meeting, form)


async def save(request: web.Request) -> web.Response:
    """Move it, or say otherwise where it meets; the first press shows what that clashes with.

    Only what was changed in the form is kept; what two people changed is asked."""
    posted = await request.post()
    return await until_unchanged(lambda: _save_changes(request, posted), OutdatedTraining)


async def _save_changes(request: web.Request, posted: Posted) -> web.Response:
    cohort, meeting = await class_asked_for(request)
    edit = read_form(
        posted,
        _form(request, posted),
        lambda values: _form(request, values=values),
        values_of(meeting, cohort.timezone),
        UNITS,
    )
    form, seen = edit.form, str(posted.get(SEEN, ""))
    if meeting.is_cancelled:
        return await _page(request, cohort, meeting, form, status=409, fault=OUTDATED, seen=seen)
    if edit.undecided:
        return await _ask(request, form, meeting, edit.undecided, NOT_CHOSEN)
    made = meeting_from(edit.merged_form, meeting, codes_of(request), cohort.timezone)
    if made is None or meeting_from(form, meeting, codes_of(request), cohort.timezone) is None:
        form.take_errors(edit.merged_form)
        return await _page(request, cohort, meeting, form, status=422, seen=seen)
    touched = {told for name in edit.merged.touched for told in told_by(name)}
    changed = with_touched(meeting, made, touched)
    if changed != meeting:
        if warned := await _warning(request, cohort, changed, posted):
            return await _page(request, cohort, meeting, form, warned, seen=seen)
        await _keep(request, changed, Did.CHANGED, meeting)
    if edit.merged.conflicts:
        return await _ask(request, form, meeting, edit.merged.conflicts)
    return go(request, "cohort", "class_saved", id=cohort.id)


async def _ask(
    request: web.Request,
    form: ClassForm,
    meeting: ClassMeeting,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    changed = await changes_in_audit(On.CLASS_MEETING, meeting.id)
    asked = Asked(lambda conflict: label_of(form, conflict.mine), changed)
    back = url_of(request)("class_meeting", id=meeting.id)
    title = _("Move or cancel")
    return ask_which(request, form, conflicts, asked, title=title, back=back, fault=fault)


async def cancel(request: web.Request) -> web.Response:
    cohort, meeting = await class_asked_for(request)
    told = "class_cancelled"
    if not meeting.is_cancelled:
        try:
            off = replace(meeting, cancelled_at=dependencies_of(request).clock())
            await _keep(request, off, Did.CANCELLED, meeting)
        except OutdatedTraining:
            told = "outdated"
    return go(request, "cohort", told, id=cohort.id)


async def show_new(request: web.Request) -> web.Response:
    cohort = await cohort_asked_for(request)
    last = cohort.meetings[-1] if cohort.meetings else None
    values = values_of(last, cohort.timezone) if last else {}
    kept = {name: value for name, value in values.items() if name in ("begins", "ends")}
    return await _page(request, cohort, None, _form(request, values=kept))


async def add(request: web.Request) -> web.Response:
    posted, cohort = await request.post(), await cohort_asked_for(request)
    form, now = _form(request, posted), dependencies_of(request).clock()
    uid = clean(posted.get("form_key"))[:32] or secrets.token_hex(16)
    empty = ClassMeeting(0, cohort.id, now, now, uid)
    meeting = meeting_from(form, empty, codes_of(request), cohort.timezone)
    if meeting is None:
        return await _page(request, cohort, None, form, status=422)
    if warned := await _warning(request, cohort, meeting, posted):
        return await _page(request, cohort, None, form, warned)
    try:
        await _keep(request, meeting, Did.ADDED)
    except OutdatedTraining:
        return await _page(request, cohort, None, form, status=409, fault=OUTDATED)
    return go(request, "cohort", "class_added", id=cohort.id)


async def _keep(
    request: web.Request, meeting: ClassMeeting, did: Did, before: ClassMeeting | None = None
) -> None:
    """Pressed twice, it is done once."""
    deps, who = dependencies_of(request), staff_of(request).name
    now = deps.clock()
    try:
        async with in_transaction():
            saved = await (change_meeting if before else add_meeting)(meeting, now=now)
            kept = next(each for each in saved.meetings if each.uid == meeting.uid)
            facts = {"before": class_facts(before) if before else {}, "after": class_facts(kept)}
            await note(who, did, On.CLASS_MEETING, kept.id, now, **facts)
    except MadeAlready:
        return
    await deps.refresh_directory()


async def _warning(
    request: web.Request, cohort: Cohort, meeting: ClassMeeting, posted: Posted
) -> Warned | None:
    """None where nothing is in its way, or somebody saw that for this very time and place."""
    told = f"{meeting.starts_at.isoformat()} {meeting.ends_at.isoformat()} {meeting.venue.words}"
    if posted.get("anyway") == told:
        return None
    others = [each for each in cohort.standing if each.uid != meeting.uid]
    courses = await courses_by_id(request)
    first, *_others = await shown_classes(request, cohort, [meeting, *others], courses)
    return Warned(first.clashes, told) if first.clashes else None


def _form(
    request: web.Request, posted: Posted | None = None, values: Values | None = None
) -> ClassForm:
    columns = dependencies_of(request).columns
    return in_languages(form_class, columns)(posted, data=dict(values or {}))


async def _page(
    request: web.Request,
    cohort: Cohort,
    meeting: ClassMeeting | None,
    form: ClassForm,
    warned: Warned | None = None,
    status: int = 200,
    fault: Text | None = None,
    seen: str | None = None,
) -> web.Response:
    courses = await courses_by_id(request)
    posted: Any = await request.post() if request.method == "POST" else {}
    return page(
        request,
        "training/class.html",
        status,
        cohort=cohort,
        course=courses[cohort.course_id],
        meeting=meeting,
        shown=shown_class(meeting, cohort.timezone) if meeting else None,
        form=form,
        seen_field=SEEN,
        seen=seen_json(form, [each.name for each in form]) if seen is None else seen,
        form_key=posted.get("form_key") or secrets.token_hex(16),
        warned=warned,
        fault=fault,
        words=WORDS,
        columns=dependencies_of(request).columns,
    )
