"""A service is asked by a link whether all is right; what it says has changed, staff take."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import clean
from admin.forms.merging import SEEN
from admin.forms.services.service import FAULTS
from admin.pages.services.service_steps import asked_for, note_saved, stamp_of
from admin.rendering.formatting import local, say
from admin.rendering.labels import FIELDS, STATUSES
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.confirmations.confirmations import ANSWER_WITHIN, ASKED_AGAIN_AFTER, PATH, Answer
from bot.confirmations.proposal import CLOSED, Proposal, open_proposal, with_taken
from bot.models.confirmations import ServiceConfirmation
from bot.operations.audit_log import Did
from flows.engine.text import _
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused, ServiceDraft
from services_directory.records.records import ServiceRecord
from services_directory.storage.calls.call_list import Outcome, called
from services_directory.storage.store import ChangedMeanwhile, save_service
from services_directory.values.entries import Directory, Status
from services_directory.values.phones import read_phones

NOTHING_TAKEN = _("Tick what you take, or leave everything as it is.")


@dataclass(frozen=True, slots=True)
class Change:
    """A field that the service says is another: how it is, and how it would be."""

    name: str
    label: str
    before: str
    after: str


async def answers_to_look_at(directory: Directory) -> list[str]:
    """The services that said something has changed, and nobody has looked yet; oldest first."""
    waiting = ServiceConfirmation.filter(
        answer=Answer.CHANGED.value, settled_at__isnull=True, proposed_sealed__isnull=False
    )
    keys = await waiting.order_by("answered_at").values_list("service", flat=True)
    return [*dict.fromkeys(directory.stays(str(each)) for each in keys)]


async def show(request: web.Request) -> web.Response:
    return await _page(request, await asked_for(request))


async def step(request: web.Request) -> web.Response:
    """Ask it, or settle what it answered."""
    service, posted = await asked_for(request), await request.post()
    if posted.get("step") == "ask":
        return await _ask(request, service)
    row = await _last(request, service.key)
    proposal = _proposal(request, row)
    if row is None or proposal is None or posted.get(SEEN) != stamp_of(service):
        return go(request, "service_confirmation", "outdated", id=service.key)
    if posted.get("step") == "refuse":
        await _settle(request, row)
        return go(request, "service_confirmation", "refused", id=service.key)
    taken = {str(each) for each in posted.getall("take", [])} & set(proposal.fields)
    if not taken:
        return await _page(request, service, 422, fault=say(NOTHING_TAKEN))
    try:
        await _take(request, service, row, with_taken(draft_of(service), proposal, taken))
    except DraftRefused as refused:
        told = [
            f"{say(FIELDS[name])}: {say(FAULTS[each])}" for name, each in refused.faults.items()
        ]
        return await _page(request, service, 422, fault=" ".join(told))
    except ChangedMeanwhile:
        return go(request, "service_confirmation", "outdated", id=service.key)
    return go(request, "service_confirmation", "taken", id=service.key)


async def _ask(request: web.Request, service: ServiceRecord) -> web.Response:
    deps, who = dependencies_of(request), staff_of(request).name
    if service.status == Status.ARCHIVED:
        return go(request, "service_confirmation", "outdated", id=service.key)
    async with in_transaction():
        row = await deps.confirmations.ask(service.key, who)
        if row is not None:
            now, today = deps.clock(), deps.today()
            await called(service.key, Outcome.ASKED, by=who, now=now, today=today)
    told = "asked" if row else "asked_before"
    number = clean((await request.post()).get("number"))
    if row is not None and number in _numbers(request, service):
        is_sent = await deps.confirmations.send(row, service.name, number)
        told = "asked_by_sms" if is_sent else "not_asked_by_sms"
    return go(request, "service_confirmation", told, id=service.key)


def _numbers(request: web.Request, service: ServiceRecord) -> list[str]:
    """Its public numbers that an SMS can go to."""
    deps = dependencies_of(request)
    phones = read_phones(draft_of(service).phone, deps.programme.country) or ()
    return [each.e164 for each in phones if each.e164 and deps.confirmations.writes_to(each.e164)]


async def _take(
    request: web.Request, service: ServiceRecord, row: ServiceConfirmation, draft: ServiceDraft
) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    async with in_transaction():
        saved = await save_service(
            draft,
            deps.programme,
            by=who,
            now=deps.clock(),
            service_id=service.key,
            seen=service,
        )
        await note_saved(who, Did.CHANGED, saved, request)
        await _settle(request, row)
    await deps.refresh_directory()


async def _settle(request: web.Request, row: ServiceConfirmation) -> None:
    """What was proposed goes with it."""
    row.proposed_sealed = None
    row.settled_at, row.settled_by = dependencies_of(request).clock(), staff_of(request).name
    await row.save()


async def _last(request: web.Request, key: str) -> ServiceConfirmation | None:
    asked = dependencies_of(request).confirmations.asked_of(key)
    return await asked.order_by("-id").first()


def _proposal(request: web.Request, row: ServiceConfirmation | None) -> Proposal | None:
    if row is None or row.settled_at is not None:
        return None
    return open_proposal(row.id, row.proposed_sealed, dependencies_of(request).sealer)


async def _page(
    request: web.Request, service: ServiceRecord, status: int = 200, fault: str = ""
) -> web.Response:
    deps, row = dependencies_of(request), await _last(request, service.key)
    proposal, link = _proposal(request, row), ""
    if row is not None and deps.confirmations.waits(row):
        here = f"{request.url.origin()}{PATH}{deps.confirmations.token_of(row)}"
        link = deps.confirmations.link(row) or here
    return page(
        request,
        "service/confirmation.html",
        status,
        service=service,
        row=row,
        changes=_changes(draft_of(service), proposal) if proposal else [],
        numbers=_numbers(request, service),
        may_ask=await deps.confirmations.may_ask(service.key),
        is_archived=service.status == Status.ARCHIVED,
        until=row.asked_at + ANSWER_WITHIN if row else None,
        again_from=row.asked_at + ASKED_AGAIN_AFTER if row else None,
        seen_field=SEEN,
        seen=stamp_of(service),
        fault=fault,
        its_link=link,
    )


def _changes(draft: ServiceDraft, proposal: Proposal) -> list[Change]:
    found = []
    for name in proposal.fields:
        if name == CLOSED:
            label, archived = say(FIELDS["status"]), say(STATUSES[Status.ARCHIVED])
            found.append(Change(name, label, say(STATUSES[draft.status]), archived))
        else:
            had = getattr(draft, name)
            before = had if isinstance(had, str) else had.in_locale(proposal.locale) or local(had)
            found.append(Change(name, say(FIELDS[name]), before, proposal.words[name]))
    return found
