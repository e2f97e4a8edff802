"""Whom are staff passing on? Somebody of a registration, a talk, or an earlier referral."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.regions.about import About
from admin.regions.rows import want_theirs
from admin.rendering.contacts import has_number, masked
from admin.security.access import visitor_of
from admin.security.permissions import Permission
from bot.contacts.may_write import is_to_be_called, why_not_written, writable
from bot.models.cases import StaffConversation
from bot.models.learning import Interest
from bot.models.people import Contact
from bot.models.referrals import Referral
from bot.privacy.place_and_source import open_place
from bot.privacy.registration import open_registration
from bot.privacy.sealing.sealed_columns import ADDRESS, REACH
from bot.privacy.sealing.sealer import SealFault
from bot.referrals.sealed import open_told

SOURCES = {
    "interest": About.INTEREST,
    "conversation": About.TALK,
    "referral": About.REFERRAL,
}
"""What may name them, each held to the regions of who asks as its own page is."""


@dataclass(frozen=True, slots=True)
class ReferredPerson:
    """`query`: what names them in the address of a page. `has_phone`: one is known to pass on;
    `left_phone`: it is one that they left to be called at, which may be somebody else's;
    `can_be_asked`: they can be written to now."""

    contact: Contact
    query: dict[str, str]
    masked: str
    first_name: str
    town: str
    has_phone: bool
    left_phone: bool
    can_be_asked: bool


async def person_of(request: web.Request, asked: dict[str, str]) -> ReferredPerson:
    """By the first of `SOURCES` that is `asked`. Raises HTTPNotFound."""
    source = next((each for each in SOURCES if asked.get(each)), "")
    row_id = asked.get(source, "")
    if not source or not row_id.isdecimal() or len(row_id) > 18:
        raise web.HTTPNotFound
    await want_theirs(request, SOURCES[source], row_id)
    contact_id, first_name, town = await _named_by(request, source, int(row_id))
    contact = await Contact.get_or_none(id=contact_id)
    if contact is None:
        raise web.HTTPNotFound
    deps, left = dependencies_of(request), await _left_number(contact.id)
    to_whom = writable(contact, deps.is_foreign, called=await _wants_calls(contact.id))
    return ReferredPerson(
        contact,
        {source: row_id},
        masked(request, contact),
        first_name,
        town or open_place(contact.id, contact.place_sealed, deps.sealer) or "",
        bool(has_number(request, contact) or left),
        left is not None,
        why_not_written(to_whom, deps.capabilities, deps.clock()) is None,
    )


async def _wants_calls(contact_id: int) -> bool:
    """Whether each wish of theirs names another number, to be called at."""
    wishes = await Interest.filter(contact_id=contact_id)
    return bool(wishes) and all(is_to_be_called(each) for each in wishes)


async def _named_by(request: web.Request, source: str, row_id: int) -> tuple[int, str, str]:
    """The contact, their first name and town as far as they stand there."""
    sealer = dependencies_of(request).sealer
    visitor = visitor_of(request)
    if source == "interest" and visitor.may(Permission.REGISTER_PEOPLE):
        interest = await Interest.get_or_none(id=row_id)
        if interest is None:
            raise web.HTTPNotFound
        told = open_registration(interest.id, interest.registration_sealed, sealer)
        return interest.contact_id, told.first_name, told.place
    if source == "conversation" and visitor.may(Permission.ANSWER_PEOPLE):
        talk = await StaffConversation.get_or_none(id=row_id)
        if talk is not None:
            return talk.contact_id, "", ""
    if source == "referral" and (before := await Referral.get_or_none(id=row_id)):
        if not await may_pass_on(request, before.contact_id):
            raise web.HTTPNotFound
        return before.contact_id, "", open_told(before.id, before.told_sealed, sealer).town
    raise web.HTTPNotFound


async def may_pass_on(request: web.Request, contact_id: int) -> bool:
    """Whoever may not read talks knows of people by what they registered for."""
    visitor = visitor_of(request)
    if visitor.may(Permission.ANSWER_PEOPLE):
        return True
    return visitor.may(Permission.REGISTER_PEOPLE) and await Interest.exists(contact_id=contact_id)


async def _left_number(contact_id: int) -> Interest | None:
    """A registration with a number that they left to be called at."""
    left = Interest.filter(contact_id=contact_id, reach_sealed__isnull=False)
    return await left.order_by("-id").first()


async def phone_of(request: web.Request, contact: Contact) -> str:
    """To be passed on, never shown here: the one they left to be called at, else their own."""
    sealer, left = dependencies_of(request).sealer, await _left_number(contact.id)
    try:
        if left is not None and left.reach_sealed is not None:
            return sealer.open(bytes(left.reach_sealed), REACH.of(left.id))
        if has_number(request, contact):
            return sealer.open(bytes(contact.address_sealed), ADDRESS.of(contact.id))
    except SealFault:
        return ""
    return ""
