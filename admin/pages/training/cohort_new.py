"""A new cohort: its rule, the list of classes that makes, what they clash with; then it is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, clean, in_languages
from admin.forms.cohort import (
    DAYS,
    CohortRuleForm,
    cohort_from,
    ends_before_last,
    fill_lists,
    rule_form_class,
    rule_from,
)
from admin.forms.local_words import words_in
from admin.pages.training.asked_for import course_asked_for, courses_by_id, trainers
from admin.pages.training.class_words import codes_of, shown_classes
from admin.pages.training.cohort_facts import facts_of
from admin.rendering.labels import Names
from admin.rendering.templates import KEEP_FOR_BACK, go, page
from admin.security.access import UNSAFE, staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from flows.engine.text import Text, _
from services_directory.training.recurrence import WeeklyRule, slots_of
from services_directory.training.store import MadeAlready, add_cohort
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.calendar.holidays import Calendar

LOOK_FIRST = _("Please look at the classes, then save.")
CHANGED = _("The classes have changed since you looked. Please look again, then save.")
NO_CLASS_LEFT = _("Keep at least one class.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A cohort with every class of its rule, and the days of those that are to be held.

    `holidays`: the days off for certain; they are not held unless somebody ticks them.
    """

    cohort: Cohort
    held: frozenset[date]
    holidays: frozenset[date]
    signature: str

    def to_keep(self) -> Cohort:
        """The cohort with the classes that are to be held."""
        meetings = tuple(each for each in self.cohort.meetings if self.day_of(each) in self.held)
        return replace(self.cohort, meetings=meetings)

    def day_of(self, meeting: ClassMeeting) -> date:
        return meeting.starts_at.astimezone(ZoneInfo(self.cohort.timezone)).date()


async def show_new(request: web.Request) -> web.Response:
    course = await course_asked_for(request)
    values = {"trainer": staff_of(request).name, "seats": "20", "every": "1"}
    return await _page(request, course, await _form(request, values=values))


async def add(request: web.Request) -> web.Response:
    """Show the classes of the rule; keep those that are ticked, once somebody has seen them."""
    posted, course = await request.post(), await course_asked_for(request)
    form = await _form(request, posted)
    planned = _planned(request, course, form, posted)
    if planned is None:
        return await _page(request, course, form, status=422)
    if "save" not in posted:
        return await _page(request, course, form, planned)
    seen, cohort = posted.get("seen"), planned.to_keep()
    if seen != planned.signature:
        fault = CHANGED if seen else LOOK_FIRST
        return await _page(request, course, form, planned, 409, fault)
    if not cohort.meetings:
        return await _page(request, course, form, planned, 422, NO_CLASS_LEFT)
    if not form.enrol_until.data:
        cohort = replace(cohort, enrol_until=cohort.meetings[0].starts_at)
    elif not ends_before_last(form, cohort):
        return await _page(request, course, form, planned, 422)
    return go(request, "cohort", "saved", id=await _keep(request, cohort, _form_key(posted)))


async def _keep(request: web.Request, cohort: Cohort, form_key: str) -> object:
    """Its id, also where the same form made it before."""
    deps, who = dependencies_of(request), staff_of(request).name
    try:
        async with in_transaction():
            saved = await add_cohort(cohort, now=deps.clock(), form_key=form_key)
            await note(who, Did.ADDED, On.COHORT, saved.id, deps.clock(), after=facts_of(saved))
    except MadeAlready as made:
        return made.kept_id
    await deps.refresh_directory()
    return saved.id


def _planned(
    request: web.Request, course: Course, form: CohortRuleForm, posted: Posted
) -> Planned | None:
    """What the form plans; None where something is to be mended."""
    deps, codes = dependencies_of(request), codes_of(request)
    empty = Cohort(0, course.id, "", 0, deps.clock(), "", CohortState.DRAFT)
    cohort = cohort_from(form, empty, codes, deps.programme.timezone)
    rule = rule_from(form)
    if cohort is None or rule is None:
        return None
    bring, key = words_in(form, "bring", codes), _form_key(posted)
    meetings = tuple(
        # The same whenever the form is sent, so that its classes are told apart from others'.
        ClassMeeting(0, 0, each.starts_at, each.ends_at, f"{key}-{number}", bring=bring)
        for number, each in enumerate(slots_of(rule, cohort.timezone))
    )
    nothing, cohort = frozenset[date](), replace(cohort, meetings=meetings)
    every = Planned(cohort, nothing, nothing, _signature(rule, cohort))
    days = frozenset(map(every.day_of, meetings))
    holidays = frozenset(each for each in days if _is_off(each, deps.programme.calendar))
    if posted.get("seen") == every.signature:
        held = days & {date.fromisoformat(each) for each in _ticked(posted)}
    else:
        held = days - holidays
    return replace(every, held=held, holidays=holidays)


def _is_off(day: date, calendar: Calendar) -> bool:
    """Not where it only may be a holiday, by the moon: that is for the trainer to decide."""
    holiday = calendar.holiday_on(day)
    return holiday is not None and holiday.is_certain


def _ticked(posted: Posted) -> Sequence[str]:
    """The days whose boxes are ticked; what is no day is none of them."""
    return [each for each in posted.getall("class", []) if _is_day(each)]


def _is_day(written: object) -> bool:
    try:
        return bool(date.fromisoformat(str(written)))
    except ValueError:
        return False


def _signature(rule: WeeklyRule, cohort: Cohort) -> str:
    """Another one whenever the list of classes is another."""
    told = f"{sorted(rule.days)} {rule} {cohort.timezone}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _form_key(posted: Posted) -> str:
    return clean(posted.get("form_key"))[:32] or secrets.token_hex(16)


async def _form(
    request: web.Request, posted: Posted | None = None, values: dict[str, str] | None = None
) -> CohortRuleForm:
    deps = dependencies_of(request)
    form = in_languages(rule_form_class, deps.columns)(posted, data=values or {})
    fill_lists(form, Names(deps.directory()), await trainers())
    return form


async def _page(
    request: web.Request,
    course: Course,
    form: CohortRuleForm,
    planned: Planned | None = None,
    status: int = 200,
    fault: Text | None = None,
) -> web.Response:
    """`planned`: its classes are listed, each with what it clashes with."""
    deps, courses = dependencies_of(request), await courses_by_id(request)
    posted: Any = await request.post() if request.method == "POST" else {}
    classes = []
    if planned:
        cohort = planned.cohort
        classes = await shown_classes(request, cohort, cohort.meetings, courses)
    return page(
        request,
        "training/cohort_new.html",
        status,
        KEEP_FOR_BACK if request.method in UNSAFE else None,
        course=course,
        form=form,
        form_key=posted.get("form_key") or secrets.token_hex(16),
        fault=fault,
        columns=deps.columns,
        days=list(DAYS),
        zone=deps.programme.timezone,
        usual_percent=deps.programme.limits.classes_attended_percent,
        planned=planned,
        classes=classes,
        clashing=sum(bool(each.clashes) for each in classes),
    )
