"""What may staff see of somebody who asked for a person? Never a number before a press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.rendering.contacts import has_number, masked
from bot.cases.answer import Refusal
from bot.models.messages import OutboundMessageRow
from bot.models.people import Contact, HelpRequest
from bot.privacy.place_and_source import open_place
from bot.privacy.request_subject import open_subject
from bot.privacy.request_words import words_of
from flows.engine.effect import HelpReason
from flows.engine.text import Line, Text, _

WHY: dict[str, Text] = {
    HelpReason.ASKED: _("Asked for a human"),
    HelpReason.DANGER: _("Danger: used a danger word"),
    HelpReason.SENT: _("Sent a voice note, a picture or a contact"),
    HelpReason.CHANGE: _("Wants to change a registration"),
    HelpReason.WRONG_INFO: _("Says that what we show is wrong"),
    HelpReason.ERASE_THERE: _("Ask this service to erase what we told it under these codes"),
    HelpReason.MACHINE: _("Sends the same again and again: a machine, perhaps. We answer no more."),
    HelpReason.TOO_MANY: _("Writes more than we answer in an hour or a day."),
}

WHY_NOT: dict[Refusal, Text] = {
    Refusal.GONE: _("This person asked us to forget them."),
    Refusal.STOPPED: _("This person asked us to stop writing. They can only be called."),
    Refusal.NO_CHANNEL: _("This way to people is switched off now. They can only be called."),
    Refusal.WINDOW: _(
        "They wrote too long ago: this channel lets us write again only after they write."
    ),
    Refusal.FOREIGN: _("No SMS is paid for to this number. They can only be called."),
}


@dataclass(frozen=True, slots=True)
class Person:
    """`writable_until`: the channel lets us answer no longer. `why_not`: nobody may write now."""

    contact: str
    channel: str
    locale: str | None
    place: str | None
    can_call: bool
    why_not: Text | None
    writable_until: datetime | None
    unreachable: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; of somebody who was forgotten there is only the task. `phones`: what we tell of
    the service it is about."""

    request: HelpRequest
    why: Text
    words: str
    service: Line | None
    service_id: str | None
    danger: bool
    phones: tuple[str, ...] = ()


def person_of(request: web.Request, contact: Contact, *, danger: bool) -> Person:
    """`danger`: what they asked of that is open; then an SMS goes whatever it costs."""
    deps = dependencies_of(request)
    capabilities = deps.capabilities.get(contact.channel)
    within = capabilities.answers_within if capabilities else None
    sealed = bytes(contact.address_sealed)
    refusal = deps.answers.refusal(
        contact.channel,
        contact.stopped_at,
        contact.last_seen_at,
        unpaid=not danger and deps.is_foreign(contact.channel, contact.id, sealed),
    )
    return Person(
        masked(request, contact),
        contact.channel,
        contact.locale,
        open_place(contact.id, contact.place_sealed, deps.sealer),
        has_number(request, contact),
        WHY_NOT[refusal] if refusal else None,
        contact.last_seen_at + within if within and not refusal else None,
        contact.unreachable_at is not None,
    )


def asked_of(request: web.Request, help_request: HelpRequest) -> Asked:
    deps = dependencies_of(request)
    subject = open_subject(help_request.id, help_request.subject_sealed, deps.sealer)
    service = deps.directory().service(subject.service or "")
    return Asked(
        help_request,
        WHY.get(subject.reason, WHY[HelpReason.ASKED]),
        words_of(help_request.id, help_request.words_sealed, deps.sealer),
        service.name if service else subject.service,
        subject.service,
        subject.reason == HelpReason.DANGER.value,
        tuple(each.digits for each in service.phones) if service else (),
    )


NOT_SENT = ("failed", "cancelled")
"""States of a message whose reason staff read."""


async def contact_of(contact_id: int | None) -> Contact:
    """Raises HTTPNotFound where only the task is left."""
    contact = await Contact.get_or_none(id=contact_id)
    if contact is None:
        raise web.HTTPNotFound
    return contact


async def faults_of(contact_ids: list[int]) -> dict[int, str]:
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
        if each["state"] == "failed" or each["state_reason"] == "foreign"
    }
