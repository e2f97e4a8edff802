"""What did people look for and not find? Counted; nobody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web
from tortoise.functions import Count, Max

from admin.dependencies import dependencies_of
from admin.regions.reach import reach_of
from admin.rendering.labels import Names
from admin.rendering.templates import page
from bot.models.learning import UnmetNeed

PERIODS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Row:
    need: str
    place: str | None
    times: int
    last_on: date


async def show(request: web.Request) -> web.Response:
    asked = request.query.get("days", "")
    days = int(asked) if asked in {str(each) for each in PERIODS} else PERIODS[1]
    deps = dependencies_of(request)
    since = deps.clock().astimezone(deps.zone).date() - timedelta(days=days)
    noticed = UnmetNeed.filter(noticed_on__gte=since)
    if not reach_of(request).is_whole:
        noticed = noticed.filter(place__in=reach_of(request).places())
    counted = (
        await noticed.annotate(times=Count("id"), last_on=Max("noticed_on"))
        .group_by("need", "place")
        .order_by("-times", "need", "place")
        .limit(200)
        .values("need", "place", "times", "last_on")
    )
    rows = [
        Row(each["need"], each["place"], each["times"], _as_date(each["last_on"]))
        for each in counted
    ]
    names = Names(deps.directory())
    return page(request, "unmet.html", rows=rows, names=names, days=days, periods=PERIODS)


def _as_date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
