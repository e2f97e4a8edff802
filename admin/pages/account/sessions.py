"""Where is somebody signed in, and how is that ended? One's own, and a colleague's.

Of a browser no address is kept: since when, and when it was last used, is what tells them apart.
"""

from __future__ import annotations

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.models import StaffMember, StaffSession
from admin.pages.account.staff import colleague
from admin.rendering.contacts import find
from admin.rendering.templates import go, page
from admin.security.access import live_sessions, staff_of, visitor_of
from admin.security.audit import note
from bot.operations.audit_log import Did, On


async def show(request: web.Request) -> web.Response:
    return await _page(request, staff_of(request))


async def end_one(request: web.Request) -> web.Response:
    """Only one of one's own."""
    session = await find(request, StaffSession)
    if session.staff_id != staff_of(request).id:
        raise web.HTTPNotFound
    await _end(request, session.staff_id, [session.id])
    return go(request, "sessions", "session_ended")


async def end_others(request: web.Request) -> web.Response:
    """All but this one."""
    staff_id, here = staff_of(request).id, visitor_of(request).session_id
    others = await StaffSession.filter(staff_id=staff_id).exclude(id=here)
    await _end(request, staff_id, [each.id for each in others])
    return go(request, "sessions", "session_ended")


async def show_colleagues(request: web.Request) -> web.Response:
    return await _page(request, await colleague(request))


async def end_colleagues(request: web.Request) -> web.Response:
    """One of a colleague's, or all."""
    member, which = await colleague(request), str((await request.post()).get("session") or "")
    sessions = StaffSession.filter(staff_id=member.id)
    if which:
        is_one = which.isdecimal() and len(which) < 19
        sessions = sessions.filter(id=int(which) if is_one else 0)
    await _end(request, member.id, [each.id for each in await sessions])
    return go(request, "staff_sessions", "session_ended", id=member.id)


async def _end(request: web.Request, staff_id: int, session_ids: list[int]) -> None:
    now, who = dependencies_of(request).clock(), staff_of(request).name
    async with in_transaction():
        if await StaffSession.filter(id__in=session_ids).delete():
            await note(who, Did.SESSIONS_ENDED, On.STAFF, staff_id, now)


async def _page(request: web.Request, member: StaffMember) -> web.Response:
    return page(
        request,
        "sessions.html",
        member=member,
        sessions=await live_sessions(member.id, dependencies_of(request).clock()),
        this_session=visitor_of(request).session_id,
    )
