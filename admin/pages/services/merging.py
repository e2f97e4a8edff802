"""Two services that are one: what each says side by side, what they become, and both put back."""

from __future__ import annotations

import hashlib
from typing import Any

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, clean
from admin.forms.merging import SEEN
from admin.forms.services.alike_rows import reasons_of
from admin.forms.services.service import FAULTS
from admin.forms.services.two_sides import (
    HINDRANCES,
    chosen_in,
    lines_of_part,
    name_of_part,
)
from admin.pages.services.service_pages import cards_of
from admin.pages.services.service_steps import asked_for, note_saved, want_still_theirs
from admin.regions.about import About
from admin.regions.reach import reach_of
from admin.regions.rows import theirs, want_theirs
from admin.rendering.formatting import say
from admin.rendering.labels import FIELDS, STATUSES, Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.operations.audit_log import Did
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused, Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.alike.known import alike_to
from services_directory.storage.bulk_edits.acts import digest_of
from services_directory.storage.merges.comparing import as_one, more_known, parts_of
from services_directory.storage.merges.merging import (
    Merge,
    NotMerged,
    hindrance_of,
    merge,
    put_back,
)
from services_directory.storage.models import ServiceRow
from services_directory.storage.snapshot import is_found
from services_directory.storage.store import ChangedMeanwhile, get_service, list_services
from services_directory.values.entries import Status

LOOKED = "looked"
"""Sent by whoever was shown what the two become: a stamp of what they had chosen."""

OTHER = "with"
"""The key of the other one, in an address and in a form."""

MOST_SHOWN = 20
_LONGEST_KEY = 96


async def show(request: web.Request) -> web.Response:
    """Which other one is it? Or both side by side, what is better chosen already; the one that
    says more stays."""
    if OTHER not in request.query:
        return await _choose(request)
    stays, other = await _both(request, request.query[OTHER])
    if "kept" not in request.query and more_known(stays, other) is other:
        stays, other = other, stays
    return _page(request, stays, other, {})


async def _choose(request: web.Request) -> web.Response:
    """What looks like it, and what the reader searches for."""
    service, search = await asked_for(request), clean(request.query.get("search"))[:200]
    likes = [each for each in await alike_to(draft_of(service)) if each.key != service.key]
    alike = ServiceRow.filter(key__in=[each.key for each in likes])
    rows = (await theirs(request, About.SERVICE, alike)).values_list("key", flat=True)
    mine = {str(each) for each in await rows}
    found: list[ServiceRecord] = []
    if search:
        also = dependencies_of(request).find_services(search)
        regions = reach_of(request).regions
        listed = await list_services(search=search, also=also, regions=regions, limit=MOST_SHOWN)
        found = [each for each in listed.services if hindrance_of(service, each) is None]
    return page(
        request,
        "merge/choose.html",
        service=service,
        likes=[each for each in likes if each.key in mine],
        reasons_of=reasons_of,
        search=search,
        found=found,
        names=Names(dependencies_of(request).directory()),
        draft_of=draft_of,
        is_archived=service.status == Status.ARCHIVED,
    )


async def carry_out(request: web.Request) -> web.Response:
    """Show what they become; or merge them, once that was seen as it is chosen now."""
    posted = await request.post()
    stays, other = await _both(request, clean(posted.get(OTHER)))
    seen = digest_of(stays), digest_of(other)
    if posted.get(SEEN) != "-".join(seen):
        return _page(request, stays, other, {}, 409, is_outdated=True)
    chosen = chosen_in(posted, parts_of(stays, other))
    if "merge" not in posted or posted.get(LOOKED) != _stamp(posted):
        return _page(request, stays, other, posted, after=as_one(stays, other, chosen))
    deps, who = dependencies_of(request), staff_of(request).name
    wanted = Merge(stays.key, other.key, seen, chosen)
    try:
        async with in_transaction():
            saved = await merge(wanted, deps.programme, by=who, now=deps.clock())
            await _note(request, Did.MERGED, saved)
    except DraftRefused as refused:
        faults = [(say(FIELDS[name]), say(FAULTS[why])) for name, why in refused.faults.items()]
        return _page(request, stays, other, posted, 422, faults=faults)
    except ChangedMeanwhile:
        return _page(request, *(await _both(request, other.key)), {}, 409, is_outdated=True)
    except NotMerged:
        return _page(request, stays, other, posted, 422)
    await deps.refresh_directory()
    return go(request, "service", "merged", id=stays.key)


async def part(request: web.Request) -> web.Response:
    """Put both back as they were; the address names the one that leads to the other."""
    deps, service, who = dependencies_of(request), await asked_for(request), staff_of(request).name
    if stays := service.merged_into:
        await want_theirs(request, About.SERVICE, stays)
    try:
        async with in_transaction():
            saved = await put_back(service.key, by=who, now=deps.clock())
            await want_still_theirs(request, saved)
            await _note(request, Did.PARTED, saved)
    except NotMerged:
        return go(request, "service", "not_undone", id=service.key)
    await deps.refresh_directory()
    return go(request, "service", "parted", id=stays)


async def _note(request: web.Request, did: Did, saved: tuple[Saved, Saved]) -> None:
    for each in saved:
        await note_saved(staff_of(request).name, did, each, request)


async def _both(request: web.Request, key: str) -> tuple[ServiceRecord, ServiceRecord]:
    stays, other = await asked_for(request), await get_service(key[:_LONGEST_KEY])
    if other is None or other.key == stays.key:
        raise web.HTTPNotFound
    await want_theirs(request, About.SERVICE, other.key)
    return stays, other


def _page(
    request: web.Request,
    stays: ServiceRecord,
    other: ServiceRecord,
    posted: Posted | dict[str, Any],
    status: int = 200,
    after: ServiceRecord | None = None,
    **noticed: Any,
) -> web.Response:
    deps, parts, why = dependencies_of(request), parts_of(stays, other), hindrance_of(stays, other)
    names, chosen = Names(deps.directory()), chosen_in(posted, parts)
    shown = [
        (
            each,
            name_of_part(each),
            [
                (which, lines_of_part(each, which, names))
                for which in (type(each.better).STAYS, type(each.better).OTHER)
            ],
        )
        for each in parts
    ]
    facts: dict[str, Any] = {"faults": (), "is_outdated": False} | noticed
    if after is not None:
        facts |= {
            "stamp": _stamp(posted),
            "columns": deps.columns,
            "language_of_words": "",
            **cards_of(request, draft_of(after), after),
        }
    return page(
        request,
        "merge/compare.html",
        status,
        stays=stays,
        other=other,
        why_not=say(HINDRANCES[why]) if why else "",
        parts=shown,
        chosen=chosen,
        after=after,
        statuses=STATUSES,
        is_found=is_found,
        seen_field=SEEN,
        seen=f"{digest_of(stays)}-{digest_of(other)}",
        looked=LOOKED,
        other_field=OTHER,
        **facts,
    )


def _stamp(posted: Posted | dict[str, Any]) -> str:
    """Another one when another choice is posted."""
    told = sorted((str(name), str(each)) for name, each in posted.items() if ":" in str(name))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
