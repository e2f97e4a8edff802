"""Who asked for a human, or may be in danger? Danger first, then the longest waiting."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from tortoise.expressions import Case, When

from admin.dependencies import AdminDependencies, dependencies_of
from admin.forms.base import clean
from admin.rendering.contacts import PHONE_CHANNELS, find, mark_done, masked
from admin.rendering.contacts import reveal as reveal_number
from admin.rendering.labels import REASONS, WHY, Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import Did, On, noted
from bot.channels.routes import naming
from bot.database.transaction import Sql, Transaction
from bot.messages.rendering import render
from bot.messages.segments import count
from bot.models.messages import OutboundMessageRow
from bot.models.people import Contact, HelpRequest
from bot.outbound.outbox import REPLY, REPLY_LIVES, OutboundDraft, queue
from bot.privacy.request_words import words_of
from flows.engine.effect import HelpReason
from flows.engine.reply import Reply
from flows.engine.text import Line, Text, _

LONGEST_ANSWER = 600
NO_WORDS = _("Please write something.")
TOO_LONG = _("Please write it shorter.")
STOPPED = _("This person asked us to stop writing. They can only be called.")
NO_CHANNEL = _("This way to people is switched off now. They can only be called.")


@dataclass(frozen=True, slots=True)
class Row:
    """One request with what staff may see of the person."""

    request: HelpRequest
    contact: str
    channel: str
    locale: str | None
    place: str | None
    why: Text
    words: str
    service: Line | None
    danger: bool
    can_call: bool
    can_answer: bool
    fault: str | None
    """Why our last message to them did not arrive; None when it did, or nobody knows.

    Of somebody who was forgotten there is only the task: `contact`, `channel` are empty then.
    """


@dataclass(frozen=True, slots=True)
class RefusedAnswer:
    """An answer that could not go: to which request, the words as typed, and why."""

    request_id: int
    words: str
    fault: Text


async def show(
    request: web.Request,
    number: tuple[int, str] | None = None,
    refused: RefusedAnswer | None = None,
) -> web.Response:
    """`number`: of one request, the number revealed. It, or one being answered, stands alone."""
    deps, done = dependencies_of(request), request.query.get("done") == "1"
    wanted = HelpRequest.filter(done_at__isnull=not done)
    alone = number[0] if number else refused.request_id if refused else None
    if alone is not None:
        wanted = HelpRequest.filter(id=alone)
    turn = pages(request, await wanted.count())
    danger_first = Case(When(reason=HelpReason.DANGER.value, then="0"), default="1")
    order = ("-done_at", "id") if done else ("urgency", "created_at", "id")
    found = wanted.annotate(urgency=danger_first).order_by(*order)
    found = found.offset(turn.offset).limit(PER_PAGE).select_related("contact")
    shown = await found
    faults = await _faults([each.contact_id for each in shown if each.contact_id])
    return page(
        request,
        "requests.html",
        422 if refused else 200,
        rows=[_row(request, each, faults.get(each.contact_id or 0)) for each in shown],
        reasons=REASONS,
        names=Names(deps.directory()),
        done=done,
        number_shown=number,
        refused=refused,
        pages=turn,
    )


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, HelpRequest, On.HELP_REQUEST)
    return go(request, "requests", "done" if done else "reopened")


async def reveal(request: web.Request) -> web.Response:
    help_request = await find(request, HelpRequest)
    contact = await _contact_of(help_request)
    if contact.channel not in PHONE_CHANNELS:
        raise web.HTTPNotFound
    number = await reveal_number(request, contact.address_sealed, On.HELP_REQUEST, help_request.id)
    return await show(request, (help_request.id, number))


async def answer(request: web.Request) -> web.Response:
    """Write back the way they wrote to us: staff never need to know a chat id for it."""
    help_request = await find(request, HelpRequest)
    contact, deps = await _contact_of(help_request), dependencies_of(request)
    words = clean((await request.post()).get("words"))
    fault = _fault(words, contact, deps)
    if fault is not None:
        return await show(request, refused=RefusedAnswer(help_request.id, words, fault))
    signed = _("{sender}: {words}", sender=deps.programme.centre.name, words=words)
    await _write(request, help_request, contact, signed)
    return go(request, "requests", "answered")


async def mended(request: web.Request) -> web.Response:
    """What was wrong with a service is put right: whoever told us is thanked, once."""
    help_request = await find(request, HelpRequest)
    if help_request.service is None:
        raise web.HTTPNotFound
    is_open = help_request.done_at is None
    await mark_done(request, HelpRequest, On.HELP_REQUEST)
    contact = await Contact.get_or_none(id=help_request.contact_id)
    if not is_open or contact is None or _kept_back(contact, dependencies_of(request)):
        return go(request, "requests", "done")
    service = dependencies_of(request).directory().service(help_request.service)
    thanks = _("Thank you for telling us. We have corrected it.")
    if service is not None:
        thanks = _("Thank you for telling us. We have corrected: {service}", service=service.name)
    await _write(request, help_request, contact, thanks)
    return go(request, "requests", "thanked")


async def _contact_of(help_request: HelpRequest) -> Contact:
    """Raises HTTPNotFound where only the task is left."""
    contact = await Contact.get_or_none(id=help_request.contact_id)
    if contact is None:
        raise web.HTTPNotFound
    return contact


async def _write(
    request: web.Request, help_request: HelpRequest, contact: Contact, words: Text
) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    draft = _draft(words, contact, deps)

    def transaction() -> Transaction[None]:
        # Who was erased a moment ago is not written to: their row is gone.
        if (yield Sql("SELECT id FROM contact WHERE id = ?", (contact.id,), lock=True)):
            yield from queue(draft)
            yield from noted(who, Did.ANSWERED, On.HELP_REQUEST, help_request.id, deps.clock())

    await deps.executor.run(transaction)
    deps.wake_outbox()


def _fault(words: str, contact: Contact, deps: AdminDependencies) -> Text | None:
    faults = {NO_WORDS: not words, TOO_LONG: len(words) > LONGEST_ANSWER}
    wrong = next((fault for fault, holds in faults.items() if holds), None)
    return wrong or _kept_back(contact, deps)


def _kept_back(contact: Contact, deps: AdminDependencies) -> Text | None:
    """Why nobody may write to them now."""
    if contact.stopped_at is not None:
        return STOPPED
    return NO_CHANNEL if contact.channel not in deps.capabilities else None


def _draft(words: Text, contact: Contact, deps: AdminDependencies) -> OutboundDraft:
    """What is sent: by SMS an answer says who writes, since a number says nothing."""
    capabilities, now = deps.capabilities[contact.channel], deps.clock()
    locale = contact.locale or deps.programme.languages[0]
    route = deps.route_to(contact.channel, bytes(contact.address_sealed))
    message = render(
        naming(Reply((words,)), route.answer_to),
        locale,
        capabilities,
        deps.translator.phrase,
        deps.translator.language(locale),
    )
    return OutboundDraft(
        channel=contact.channel,
        route=route.name,
        contact_id=contact.id,
        address_hash=bytes(contact.address_hash),
        address_sealed=bytes(contact.address_sealed),
        message=message,
        segments=count(message.text) if capabilities.bills_segments else None,
        kind=REPLY,
        created_at=now,
        next_attempt_at=now,
        expires_at=now + REPLY_LIVES,
    )


async def _faults(contact_ids: list[int]) -> dict[int, str]:
    """Of those whose last message did not arrive, the reason that the row tells."""
    last = {
        each["contact_id"]: each
        for each in await OutboundMessageRow.filter(contact_id__in=contact_ids)
        .order_by("id")
        .values("contact_id", "state", "state_reason")
    }
    return {
        contact_id: each["state_reason"] or ""
        for contact_id, each in last.items()
        if each["state"] == "failed"
    }


def _row(request: web.Request, help_request: HelpRequest, fault: str | None) -> Row:
    contact, deps = help_request.contact, dependencies_of(request)
    service = deps.directory().service(help_request.service or "")
    return Row(
        help_request,
        masked(request, contact) if contact else "",
        contact.channel if contact else "",
        contact.locale if contact else None,
        contact.place if contact else None,
        WHY.get(help_request.reason, WHY[HelpReason.ASKED]),
        words_of(help_request.words_sealed, deps.sealer),
        service.name if service else help_request.service,
        help_request.reason == HelpReason.DANGER.value,
        contact is not None and contact.channel in PHONE_CHANNELS,
        contact is not None and _kept_back(contact, deps) is None,
        fault,
    )
