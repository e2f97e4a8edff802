"""For which regions does a colleague work? Said by who may manage the team, and sees to all."""

from __future__ import annotations

import json

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.merging import SEEN
from admin.models import StaffMember
from admin.pages.account.staff import colleague, ticked_regions
from admin.rendering.templates import go
from admin.security.access import NotAllowed, staff_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On


async def limit(request: web.Request) -> web.Response:
    """From their next press on; nobody limits themselves, nor lets themselves out."""
    deps, who, posted = dependencies_of(request), staff_of(request), await request.post()
    member, wanted = await colleague(request), ticked_regions(request, posted)
    if member.id == who.id:
        raise NotAllowed
    if member.regions == wanted:
        return go(request, "staff", "saved")
    async with in_transaction():
        as_shown = StaffMember.filter(id=member.id, regions=str(posted.get(SEEN)))
        if not await as_shown.update(regions=wanted):
            return go(request, "staff", "outdated")
        facts = [{"regions": ", ".join(json.loads(each))} for each in (member.regions, wanted)]
        now = deps.clock()
        await note(who.name, Did.CHANGED, On.STAFF, member.id, now, before=facts[0], after=facts[1])
    return go(request, "staff", "saved")
