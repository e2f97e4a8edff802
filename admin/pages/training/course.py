"""One course: added, changed, archived; and all its cohorts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, clean, in_languages
from admin.forms.course import (
    WORDS,
    CourseForm,
    course_from,
    fill_lists,
    form_class,
    told_by,
    values_of,
)
from admin.forms.merging import SEEN, Conflict, Units, Values, seen_json, with_touched
from admin.pages.conflicts import (
    NOT_CHOSEN,
    Asked,
    ask_which,
    changes_in_audit,
    label_of,
    read_form,
    until_unchanged,
)
from admin.pages.training.asked_for import course_asked_for
from admin.pages.training.class_words import STATES, codes_of, shown_cohort
from admin.rendering.labels import Names
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, Facts, On
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text, _
from services_directory.training.reading import list_cohorts
from services_directory.training.store import MadeAlready, OutdatedTraining, save_course
from services_directory.training.values import Course

OUTDATED = _("This was cancelled or taken away meanwhile. What you wrote is still here.")


async def show_new(request: web.Request) -> web.Response:
    return await _page(request, _form(request, values={}), None)


async def add(request: web.Request) -> web.Response:
    posted = await request.post()
    form = _form(request, posted)
    course = course_from(form, codes_of(request), None)
    if course is None:
        return await _page(request, form, None, 422)
    try:
        saved = await _keep(request, course, None, clean(posted.get("form_key"))[:64])
    except MadeAlready as made:
        return go(request, "course", "saved", id=made.kept_id)
    return go(request, "course", "saved", id=saved.id)


async def show(request: web.Request) -> web.Response:
    course = await course_asked_for(request)
    return await _page(request, _form(request, values=values_of(course)), course)


async def save(request: web.Request) -> web.Response:
    """Keep what was changed in the form, and nothing else; what two people changed is asked."""
    posted = await request.post()
    return await until_unchanged(lambda: _save_changes(request, posted), OutdatedTraining)


async def _save_changes(request: web.Request, posted: Posted) -> web.Response:
    kept, codes = await course_asked_for(request), codes_of(request)
    edit = read_form(
        posted,
        _form(request, posted),
        lambda values: _form(request, values=values),
        values_of(kept),
        Units(),
    )
    if edit.undecided:
        return await _ask(request, edit.form, kept, edit.undecided, NOT_CHOSEN)
    made = course_from(edit.merged_form, codes, kept)
    if course_from(edit.form, codes, kept) is None or made is None:
        edit.form.take_errors(edit.merged_form)
        return await _page(request, edit.form, kept, 422, str(posted.get(SEEN, "")))
    changed = with_touched(kept, made, set(map(told_by, edit.merged.touched)))
    await _keep(request, changed, kept, "")
    if edit.merged.conflicts:
        return await _ask(request, edit.form, kept, edit.merged.conflicts)
    return go(request, "course", "saved", id=kept.id)


async def _ask(
    request: web.Request,
    form: CourseForm,
    course: Course,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    changed = await changes_in_audit(On.COURSE, course.id)
    asked = Asked(lambda conflict: label_of(form, conflict.mine), changed)
    back = url_of(request)("course", id=course.id)
    return ask_which(request, form, conflicts, asked, title=course.title, back=back, fault=fault)


async def _keep(request: web.Request, course: Course, kept: Course | None, form_key: str) -> Course:
    deps, who = dependencies_of(request), staff_of(request).name
    if kept == course:
        return kept
    async with in_transaction():
        saved = await save_course(
            course, now=deps.clock(), form_key=form_key or secrets.token_hex(16)
        )
        did, before = (Did.CHANGED, _facts(kept)) if kept else (Did.ADDED, {})
        await note(who, did, On.COURSE, saved.id, deps.clock(), before=before, after=_facts(saved))
    await deps.refresh_directory()
    return saved


def _facts(course: Course) -> Facts:
    """What the trail tells of it: all of it is public."""
    words = {f"{name}_{code}": text for name in WORDS for code, text in getattr(course, name).words}
    told = {"offer": course.offer, "hours": course.hours, "languages": " ".join(course.languages)}
    return words | told | {"archived": str(course.is_archived)}


def _form(
    request: web.Request, posted: Posted | None = None, values: Values | None = None
) -> CourseForm:
    deps = dependencies_of(request)
    form = in_languages(form_class, deps.columns)(posted, data=dict(values or {}))
    fill_lists(form, Names(deps.directory()))
    return form


async def _page(
    request: web.Request,
    form: CourseForm,
    course: Course | None,
    status: int = 200,
    seen: str | None = None,
) -> web.Response:
    deps = dependencies_of(request)
    cohorts = await list_cohorts(course.id, deps.programme.languages) if course else ()
    posted = await request.post() if request.method == "POST" else {}
    return page(
        request,
        "training/course.html",
        status,
        form=form,
        course=course,
        seen_field=SEEN,
        seen=seen_json(form, [each.name for each in form]) if seen is None else seen,
        form_key=posted.get("form_key") or secrets.token_hex(16),
        words=WORDS,
        columns=deps.columns,
        taught_in=[f"taught_in_{code}" for code in LANGUAGES],
        cohorts=[shown_cohort(each) for each in cohorts],
        states=STATES,
        names=Names(deps.directory()),
    )
