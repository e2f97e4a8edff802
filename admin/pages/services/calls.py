"""Which service do I call next, and what did I hear? One after the other, on a phone."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.forms.merging import SEEN
from admin.pages.services.confirmation import answers_to_look_at
from admin.pages.services.service_steps import note_saved
from admin.regions.about import About
from admin.regions.reach import reach_of
from admin.regions.rows import want_theirs
from admin.rendering.labels import Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.follow_ups.counting import help_told
from bot.operations.audit_log import Did
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused
from services_directory.records.records import ServiceRecord
from services_directory.storage.calls.call_list import Outcome, called, calls_to_make
from services_directory.storage.store import (
    confirm_service,
    get_service,
    mark_checked,
    save_service,
)


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def save(request: web.Request) -> web.Response:
    """What was heard on the phone; then the next call."""
    posted = await request.post()
    service = await get_service(clean(posted.get("service")))
    said = clean(posted.get("outcome"))
    if service is None or said not in set(Outcome) - {Outcome.ASKED}:
        raise web.HTTPNotFound
    await want_theirs(request, About.SERVICE, service.key)
    outcome, written = Outcome(said), clean(posted.get("number"))[:60]
    if outcome is Outcome.NUMBER_WRITTEN and not written:
        return await _page(request, service.key, status=400)
    number = draft_of(service).phone
    if outcome is not Outcome.NUMBER_WRITTEN and written not in ("", number):
        return await _page(request, service.key, written=written, status=422)
    if outcome is not Outcome.NEXT and posted.get(SEEN, number) != number:
        # What was heard is of the number on the page, and another stands there by now.
        return await _page(request, service.key, written=written, status=409)
    try:
        await _keep(request, service, outcome, written)
    except DraftRefused:
        return await _page(request, service.key, written=written, status=400)
    await dependencies_of(request).refresh_directory()
    return go(request, "calls", "saved")


async def _keep(
    request: web.Request, service: ServiceRecord, outcome: Outcome, written: str
) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    now, today = deps.clock(), deps.today()
    async with in_transaction():
        if outcome is Outcome.ALL_RIGHT:
            check = mark_checked if service.confirmed else confirm_service
            again = deps.programme.freshness.next_check(today)
            saved = await check(service.key, by=who, on=today, now=now, again_on=again)
            await note_saved(who, Did.CHECKED, saved, request)
        elif outcome is not Outcome.NEXT:
            draft = draft_of(service)
            phone = written if outcome is Outcome.NUMBER_WRITTEN else ""
            if phone != draft.phone:
                saved = await save_service(
                    replace(draft, phone=phone, phone_types=()),
                    deps.programme,
                    by=who,
                    now=now,
                    service_id=service.key,
                )
                await note_saved(who, Did.CHANGED, saved, request)
        await called(service.key, outcome, by=who, now=now, today=today)


async def _page(
    request: web.Request, wanted: str = "", *, written: str = "", status: int = 200
) -> web.Response:
    deps = dependencies_of(request)
    reach, directory = reach_of(request), deps.directory()
    told = await help_told(deps.today(), directory)
    people = {service: each.people for service, each in told.items()}
    calls = await calls_to_make(reach.of_theirs(directory), deps.today(), people)
    first = next((each for each in calls if each.service.id == wanted), calls[0] if calls else None)
    record = await get_service(first.service.id) if first else None
    return page(
        request,
        "calls.html",
        status=status,
        call=first,
        others=[each for each in calls if each is not first],
        answered=[each for each in await answers_to_look_at(directory) if reach.has_service(each)],
        record=record,
        names=Names(directory),
        helped=told,
        written=written,
        is_wrong=status == 400,
        is_outdated=status == 409,
        is_typed=status == 422,
        seen_field=SEEN,
        seen=draft_of(record).phone if record else "",
    )
