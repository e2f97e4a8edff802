"""One service, one press: checked today, archived, or back as it was before."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.merging import SEEN
from admin.regions.about import About
from admin.regions.reach import reach_of
from admin.regions.rows import want_theirs
from admin.rendering.templates import go
from admin.security.access import staff_of
from admin.security.audit import note_all
from bot.operations.audit_log import Did, Facts, On, entry_of
from services_directory.records.draft_records import draft_of, says_where, without_where
from services_directory.records.drafts import Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.history import before_last_changes
from services_directory.storage.models import ServiceRow
from services_directory.storage.store import (
    archive_service,
    confirm_service,
    get_service,
    mark_checked,
    undo_last_change,
)


async def check(request: web.Request) -> web.Response:
    """Our team checked it today; a service nobody vouched for is shown from now on."""
    deps, service, who = dependencies_of(request), await asked_for(request), staff_of(request).name
    if not await _is_as_seen(request, service):
        return go(request, "service", "outdated", id=service.key)
    now = deps.clock()
    change = mark_checked if service.confirmed else confirm_service
    async with in_transaction():
        today = deps.today()
        again = deps.programme.freshness.next_check(today)
        saved = await change(service.key, by=who, on=today, now=now, again_on=again)
        await note_saved(who, Did.CHECKED, saved, request)
    await deps.refresh_directory()
    return go(request, "service", "checked", id=service.key)


async def archive(request: web.Request) -> web.Response:
    deps, service, who = dependencies_of(request), await asked_for(request), staff_of(request).name
    if not await _is_as_seen(request, service):
        return go(request, "service", "outdated", id=service.key)
    now = deps.clock()
    async with in_transaction():
        saved = await archive_service(service.key, by=who, now=now)
        await note_saved(who, Did.ARCHIVED, saved, request)
    await deps.refresh_directory()
    return go(request, "service", "archived", id=service.key)


async def undo(request: web.Request) -> web.Response:
    """Bring the service back as it was before its last change."""
    deps, service, who = dependencies_of(request), await asked_for(request), staff_of(request).name
    if not await _is_as_seen(request, service):
        return go(request, "service", "outdated", id=service.key)
    async with in_transaction():
        saved = await undo_last_change(service.key, by=who, now=deps.clock())
        if saved:
            await want_still_theirs(request, [saved])
            await note_saved(who, Did.UNDONE, saved, request)
    await deps.refresh_directory()
    return go(request, "service", "undone" if saved else "not_undone", id=service.key)


async def want_still_theirs(request: web.Request, saved: Sequence[Saved]) -> None:
    """What a step back made of services has to be theirs, too. Raises HTTPNotFound, in its
    transaction: nothing of it stays."""
    for each in saved:
        await want_theirs(request, About.SERVICE, each.id)


async def were_theirs(request: web.Request, services: QuerySet[ServiceRow]) -> bool:
    """Whether services were theirs before their last change, so that they may go back."""
    reach = reach_of(request)
    if reach.is_whole:
        return True
    keys = await services.values_list("key", flat=True)
    before = await before_last_changes([str(key) for key in keys])
    return all(reach.has_region(draft_of(each).region) for each in before.values())


def stamp_of(service: ServiceRecord) -> str:
    """What a press on its page says was seen there."""
    return service.updated_at.isoformat() if service.updated_at else ""


async def _is_as_seen(request: web.Request, service: ServiceRecord) -> bool:
    """A press says something of what stood on its page: of what was changed since, it does not."""
    return (await request.post()).get(SEEN, stamp_of(service)) == stamp_of(service)


async def note_saved(who: str, did: Did, saved: Saved, request: web.Request) -> None:
    """Into the trail, which says of an address only that it changed.

    The trail outlives a change of mind: a service may become confidential later, by a feed too.
    """
    await note_all_saved(who, did, [saved], request)


async def note_all_saved(who: str, did: Did, saved: Sequence[Saved], request: web.Request) -> None:
    """The same of several services, in one statement."""
    now = dependencies_of(request).clock()
    await note_all(entry_of(who, did, On.SERVICE, each.id, now, *_told(each)) for each in saved)


def _told(saved: Saved) -> tuple[Facts, Facts]:
    before, after = without_where(saved.before), without_where(saved.after)
    moved = {name: "…" for name in (*saved.before, *saved.after) if says_where(name)}
    return before, {**after, **moved}


async def asked_for(request: web.Request) -> ServiceRecord:
    service = await get_service(request.match_info["id"])
    if service is None:
        raise web.HTTPNotFound
    return service
