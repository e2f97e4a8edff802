"""May whoever is signed in come in here, by the regions they work for? Asked at every door.

What each is shown behind it: `admin/regions/rows.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.models import StaffInvitation, StaffMember
from admin.regions.about import About, about
from admin.regions.reach import REACH, Regions, find_reach, reach_of, reader_regions
from admin.regions.rows import KINDS, want_theirs
from bot.operations.staff_permissions import limited_to


def regions_of(staff: StaffMember | StaffInvitation) -> Regions:
    """Those they are limited to, now or once they come in."""
    return limited_to(staff.regions, staff.role)


def stored(regions: Iterable[str]) -> str:
    """As the rows of staff keep them; none: the whole programme."""
    return json.dumps(sorted(regions), ensure_ascii=False)


async def take_up(request: web.Request, staff: StaffMember | None) -> None:
    """What whoever asks sees to, for everything that is made of this request."""
    regions = regions_of(staff) if staff else None
    name = staff.name if staff else ""
    request[REACH] = await find_reach(dependencies_of(request), regions, name)
    reader_regions.set(regions)


def comes_in(request: web.Request, name: str | None) -> bool:
    """Whether a page of this name is for who sees to no more than they do."""
    return about(name) is not About.WHOLE or reach_of(request).is_whole


async def pass_through(request: web.Request) -> bool:
    """False where the page is about the whole programme, and who asks is not. Raises HTTPNotFound
    where it names what is not theirs."""
    name = request.match_info.route.name
    if (what := about(name)) in KINDS:
        await want_theirs(request, what, request.match_info["id"])
    return comes_in(request, name)
