"""Who is on duty, when? They are told of danger in the quiet hours; where it is nobody, all are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import NamedTuple

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import (
    StaffForm,
    choice_field,
    fill_choices,
    needed,
    text_field,
    tick_field,
)
from admin.models import AlertAddress, RotaShift, StaffMember
from admin.rendering.contacts import find
from admin.rendering.formatting import say
from admin.rendering.labels import DAY_NAMES
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import note
from admin.security.permissions import Permission, names_of_who_may
from bot.cases.rota import Gap, Shift, clock_of, gaps, minutes_of
from bot.operations.audit_log import Did, On
from flows.engine.text import _

DAYS = tuple(DAY_NAMES.values())


class ShiftForm(StaffForm):
    staff = choice_field(_("Who is on duty"))
    begins = text_field(_("From"), needed, letters=5, type="time")
    ends = text_field(_("Until"), needed, letters=5, type="time")
    day_0 = tick_field(DAYS[0])
    day_1 = tick_field(DAYS[1])
    day_2 = tick_field(DAYS[2])
    day_3 = tick_field(DAYS[3])
    day_4 = tick_field(DAYS[4])
    day_5 = tick_field(DAYS[5])
    day_6 = tick_field(DAYS[6])

    def days(self) -> list[int]:
        """Those that are ticked: Monday is 0."""
        return [number for number in range(len(DAYS)) if self[f"day_{number}"].data]


class Rota(NamedTuple):
    """`there`: the ids of who may be on duty; `reached`: of them those who linked an address."""

    shifts: Sequence[RotaShift]
    there: dict[int, str]
    reached: frozenset[int]

    def gaps(self, quiet_from: time, quiet_until: time) -> list[Gap]:
        """The quiet hours in which nobody is on duty who can be reached."""
        kept = (
            Shift(each.staff_id, each.weekday, each.begins, each.ends)
            for each in self.shifts
            if each.staff_id in self.reached
        )
        return gaps(kept, quiet_from, quiet_until)


async def show(request: web.Request) -> web.Response:
    return await _page(request, ShiftForm())


async def add(request: web.Request) -> web.Response:
    """The same hours on each of the days that are ticked; what stands there already stays once."""
    form, rota = ShiftForm(await request.post()), await _rota()
    _fill(form, rota)
    is_valid, days = form.validate(), form.days()
    begins, ends = _clock(form, "begins"), _clock(form, "ends")
    if not days:
        form.refuse("day_0", _("Choose the days of the week."))
    if not is_valid or not days or begins is None or ends is None:
        return await _page(request, form, 422)
    staff_id, now, who = int(form.staff.data), dependencies_of(request).clock(), staff_of(request)
    async with in_transaction():
        there = await RotaShift.filter(staff_id=staff_id, begins=begins, ends=ends)
        for day in days:
            if day not in {each.weekday for each in there}:
                await RotaShift.create(staff_id=staff_id, weekday=day, begins=begins, ends=ends)
                facts = {"on_shift": _told(day, begins, ends)}
                await note(who.name, Did.ADDED, On.STAFF, staff_id, now, after=facts)
    return go(request, "rota", "saved")


async def take_away(request: web.Request) -> web.Response:
    shift, now = await find(request, RotaShift), dependencies_of(request).clock()
    async with in_transaction():
        if await RotaShift.filter(id=shift.id).delete():
            facts = {"on_shift": _told(shift.weekday, shift.begins, shift.ends)}
            who = staff_of(request).name
            await note(who, Did.CHANGED, On.STAFF, shift.staff_id, now, before=facts)
    return go(request, "rota", "saved")


def _told(day: int, begins: int, ends: int) -> str:
    return f"{[*DAY_NAMES][day]} {clock_of(begins):%H:%M}-{clock_of(ends):%H:%M}"


def _clock(form: ShiftForm, name: str) -> int | None:
    """In minutes; None where it is no time, which the form then says."""
    try:
        return minutes_of(time.fromisoformat(form[name].data or ""))
    except ValueError:
        if not form[name].errors:
            form.refuse(name, _("Write the time as 09:00."))
        return None


async def _rota() -> Rota:
    names = await names_of_who_may(Permission.ANSWER_PEOPLE)
    members = await StaffMember.filter(name__in=names).order_by("name_key")
    there = {each.id: each.name for each in members}
    linked = {each.staff_id for each in await AlertAddress.all()}
    shifts = await RotaShift.all().order_by("weekday", "begins", "ends", "id")
    return Rota(shifts, there, frozenset(linked & there.keys()))


def _fill(form: ShiftForm, rota: Rota) -> None:
    fill_choices(form.staff, [(str(each), name) for each, name in rota.there.items()])


async def _page(request: web.Request, form: ShiftForm, status: int = 200) -> web.Response:
    rota, programme = await _rota(), dependencies_of(request).programme
    _fill(form, rota)
    shown = [
        (say(name), [each for each in rota.shifts if each.weekday == day])
        for day, name in enumerate(DAYS)
    ]
    return page(
        request,
        "rota.html",
        status,
        form=form,
        days=shown,
        day_names=DAYS,
        rota=rota,
        clock=clock_of,
        gaps=rota.gaps(programme.quiet_from, programme.quiet_until) if rota.shifts else [],
        quiet_from=programme.quiet_from,
        quiet_until=programme.quiet_until,
    )
