"""Which holidays come, and on which day? Confirmed or moved here, for the whole programme."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.merging import SEEN
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On
from services_directory.storage.holidays import correct_holiday
from services_directory.values.calendar.holidays import RAMADAN, Correction, Holiday

AHEAD = timedelta(days=400)
BACK = timedelta(days=3)
"""A feast of these days may still be told wrong."""

MOST_DAYS = 5
_MOVES = {"confirm": 0, "earlier": -1, "later": 1}
_FARTHEST = timedelta(days=3)


async def show(request: web.Request) -> web.Response:
    deps = dependencies_of(request)
    calendar, today = deps.programme.calendar, deps.today()
    return page(
        request,
        "holidays.html",
        holidays=calendar.entries(today - BACK, today + AHEAD),
        is_known=calendar.is_known,
        seasons=calendar.seasons,
        ramadan=RAMADAN,
        most_days=MOST_DAYS,
        shown=_shown,
        seen_field=SEEN,
    )


async def move(request: web.Request) -> web.Response:
    """One of the coming holidays is on the day it is told on now, or the day before or after."""
    deps, posted = dependencies_of(request), await request.post()
    today = deps.today()
    coming = deps.programme.calendar.entries(today - BACK, today + AHEAD)
    found = next((each for each in coming if each.id == posted.get("holiday")), None)
    by = _MOVES.get(str(posted.get("move")))
    if found is None or not found.by_moon or by is None:
        raise web.HTTPNotFound
    # A day later than another day than the one on the page is not what was meant.
    if posted.get(SEEN, _shown(found)) != _shown(found):
        return go(request, "holidays", "outdated")
    said = Correction(found.day + timedelta(days=by), _days(found, str(posted.get("days", ""))))
    if abs(said.day - found.expected_on) > _FARTHEST:
        return go(request, "holidays", "too_far")
    async with in_transaction():
        await correct_holiday(found.id, said, by=staff_of(request).name, now=deps.clock())
        before = {"day": found.day, "days": found.days, "is_certain": found.is_certain}
        after = {"day": said.day, "days": said.days, "is_certain": True}
        await note(
            *(staff_of(request).name, Did.CHANGED, On.HOLIDAY, found.id, deps.clock()),
            before=before,
            after=after,
        )
    await deps.refresh_directory()
    return go(request, "holidays", "saved")


def _shown(holiday: Holiday) -> str:
    return f"{holiday.day} {holiday.days}"


def _days(holiday: Holiday, written: str) -> int:
    """So many as were written; the month of Ramadan ends with the feast."""
    if holiday.code == RAMADAN or written not in {str(n) for n in range(1, MOST_DAYS + 1)}:
        return holiday.days
    return int(written)
