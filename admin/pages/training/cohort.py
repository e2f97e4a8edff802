"""One cohort: its classes, and what may be done with all of it; and its own fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, in_languages
from admin.forms.cohort import (
    UNITS,
    CohortForm,
    cohort_from,
    ends_before_last,
    fill_lists,
    form_class,
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
from admin.pages.training.asked_for import cohort_asked_for, courses_by_id, trainers
from admin.pages.training.class_words import STATES, codes_of, shown_classes
from admin.pages.training.cohort_facts import facts_of
from admin.pages.training.course import OUTDATED
from admin.pages.training.opinions import is_over, shown_opinions
from admin.pages.training.people import counted, people_of
from admin.rendering.labels import Names
from admin.rendering.templates import go, page, url_of
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from bot.training.attendance import can_be_marked
from bot.training.completions import fewest_classes, percent_asked
from flows.engine.text import Text, _
from services_directory.training.store import (
    MAY_BECOME,
    MadeAlready,
    OutdatedTraining,
    change_cohort,
    set_state,
)
from services_directory.training.values import Cohort, CohortState

STEPS: dict[str, tuple[CohortState, str]] = {
    "open": (CohortState.OPEN, "enrolment_open"),
    "close": (CohortState.OPEN, "enrolment_closed"),
    "finish": (CohortState.FINISHED, "cohort_finished"),
    "cancel": (CohortState.CANCELLED, "cohort_cancelled"),
}
"""What a button makes of a cohort, and what is said then."""


async def show(request: web.Request) -> web.Response:
    cohort, deps = await cohort_asked_for(request), dependencies_of(request)
    courses, now = await courses_by_id(request), deps.clock()
    roster = await deps.rosters.roster(cohort.id)
    marks, people = await deps.attendance.of_cohort(cohort.id), people_of(roster)
    return page(
        request,
        "training/cohort.html",
        cohort=cohort,
        course=courses[cohort.course_id],
        classes=await shown_classes(request, cohort, cohort.meetings, courses),
        states=STATES,
        may_become={each.value for each in MAY_BECOME[cohort.state]},
        enrols=cohort.enrols_at(now),
        is_over=cohort.is_over_at(now),
        can_enrol_again=_next_start(cohort, now) is not None,
        now=now,
        count=roster.count,
        marked_of={
            each.id: counted(marks.get(each.id, {}), people)
            for each in cohort.standing
            if can_be_marked(each, now) and people
        },
        can_be_marked=can_be_marked,
        fewest=fewest_classes(percent_asked(cohort, deps.programme), len(cohort.standing)),
        opinions=(
            shown_opinions(await deps.rosters.opinions(cohort.id)) if is_over(cohort, now) else None
        ),
        names=Names(deps.directory()),
        zone=deps.programme.timezone,
    )


def _next_start(cohort: Cohort, now: datetime) -> datetime | None:
    """When the next class begins: until then people can enrol once more."""
    return next((each.starts_at for each in cohort.standing if each.starts_at > now), None)


async def step(request: web.Request) -> web.Response:
    """Open, close, finish or cancel it; pressed twice, it is done once."""
    cohort, deps, who = (
        await cohort_asked_for(request),
        dependencies_of(request),
        staff_of(request).name,
    )
    asked = str((await request.post()).get("step", ""))
    if asked not in STEPS:
        raise web.HTTPBadRequest
    state, told = STEPS[asked]
    did, now = Did.CANCELLED if state == CohortState.CANCELLED else Did.CHANGED, deps.clock()
    until = None
    if asked == "open" and not now < cohort.enrol_until:
        until = _next_start(cohort, now)
    if asked == "close" and cohort.enrols_at(now):
        until = now
    if asked == "finish" and not cohort.is_over_at(now):
        return go(request, "cohort", "cohort_not_over", id=cohort.id)
    try:
        async with in_transaction():
            saved = await set_state(cohort.id, state, now=now, enrol_until=until)
            facts = {"before": facts_of(cohort), "after": facts_of(saved)}
            await note(who, did, On.COHORT, cohort.id, now, **facts)
    except OutdatedTraining:
        told = "outdated"
    except MadeAlready:
        pass
    await deps.refresh_directory()
    return go(request, "cohort", told, id=cohort.id)


async def show_fields(request: web.Request) -> web.Response:
    cohort = await cohort_asked_for(request)
    values = values_of(cohort, dependencies_of(request).programme.timezone)
    return await _fields_page(request, cohort, _form(request, await trainers(), values=values))


async def save(request: web.Request) -> web.Response:
    """Keep what was changed in the form, and nothing else; what two people changed is asked."""
    posted = await request.post()
    return await until_unchanged(lambda: _save_changes(request, posted), OutdatedTraining)


async def _save_changes(request: web.Request, posted: Posted) -> web.Response:
    cohort, deps = await cohort_asked_for(request), dependencies_of(request)
    zone, trainer_names = deps.programme.timezone, await trainers()
    edit = read_form(
        posted,
        _form(request, trainer_names, posted),
        lambda values: _form(request, trainer_names, values=values),
        values_of(cohort, zone),
        UNITS,
    )
    seen = str(posted.get(SEEN, ""))
    if cohort.state is CohortState.CANCELLED:
        return await _fields_page(request, cohort, edit.form, 409, OUTDATED, seen)
    if edit.undecided:
        return await _ask(request, edit.form, cohort, edit.undecided, NOT_CHOSEN)
    made = cohort_from(edit.merged_form, cohort, codes_of(request), zone)
    fine = made is not None and ends_before_last(edit.merged_form, made)
    if made is None or not fine or not cohort_from(edit.form, cohort, codes_of(request), zone):
        edit.form.take_errors(edit.merged_form)
        return await _fields_page(request, cohort, edit.form, 422, seen=seen)
    changed = with_touched(cohort, made, set(map(told_by, edit.merged.touched)))
    taken = (await deps.rosters.roster(cohort.id)).count.taken
    if changed.seats < min(taken, cohort.seats):
        edit.form.refuse("seats", _("So many seats are taken already: {n}", n=taken))
        return await _fields_page(request, cohort, edit.form, 422, seen=seen)
    await _keep(request, cohort, changed)
    if edit.merged.conflicts:
        return await _ask(request, edit.form, cohort, edit.merged.conflicts)
    return go(request, "cohort", "saved", id=cohort.id)


async def _ask(
    request: web.Request,
    form: CohortForm,
    cohort: Cohort,
    conflicts: Sequence[Conflict],
    fault: Text | None = None,
) -> web.Response:
    courses = await courses_by_id(request)
    asked = Asked(
        lambda conflict: label_of(form, conflict.mine),
        await changes_in_audit(On.COHORT, cohort.id),
    )
    title, back = courses[cohort.course_id].title, url_of(request)("cohort", id=cohort.id)
    return ask_which(request, form, conflicts, asked, title=title, back=back, fault=fault)


async def _keep(request: web.Request, cohort: Cohort, changed: Cohort) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    try:
        async with in_transaction():
            saved = await change_cohort(changed, now=deps.clock())
            facts = {"before": facts_of(cohort), "after": facts_of(saved)}
            await note(who, Did.CHANGED, On.COHORT, cohort.id, deps.clock(), **facts)
    except MadeAlready:
        return
    await deps.refresh_directory()


def _form(
    request: web.Request,
    trainer_names: Sequence[str],
    posted: Posted | None = None,
    values: Values | None = None,
) -> CohortForm:
    deps = dependencies_of(request)
    form = in_languages(form_class, deps.columns)(posted, data=dict(values or {}))
    fill_lists(form, Names(deps.directory()), trainer_names)
    return form


async def _fields_page(
    request: web.Request,
    cohort: Cohort,
    form: CohortForm,
    status: int = 200,
    fault: Text | None = None,
    seen: str | None = None,
) -> web.Response:
    courses = await courses_by_id(request)
    return page(
        request,
        "training/cohort_fields.html",
        status,
        cohort=cohort,
        course=courses[cohort.course_id],
        form=form,
        seen_field=SEEN,
        seen=seen_json(form, [each.name for each in form]) if seen is None else seen,
        fault=fault,
        columns=dependencies_of(request).columns,
        zone=dependencies_of(request).programme.timezone,
        usual_percent=dependencies_of(request).programme.limits.classes_attended_percent,
    )
