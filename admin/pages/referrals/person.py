"""Whom are staff passing on? Somebody of a registration, a talk, or an earlier referral."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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
    """`query`: what names them in the address of a page; `wish`: where it is a wish, that one.
    `has_phone`: one is known to pass on; `left_phone`: it is one that they left to be called at,
    which may be somebody else's; `can_be_asked`: they can be written to now."""

    contact: Contact
    query: dict[str, str]
    wish: Interest | None
    masked: str
    first_name: str
    town: str
    has_phone: bool
    left_phone: bool
    can_be_asked: bool


class _Named(NamedTuple):
    """The contact, their first name, town and wish as far as they stand there."""

    contact_id: int
    first_name: str = ""
    town: str = ""
    wish: Interest | None = None


async def person_of(request: web.Request, asked: dict[str, str]) -> ReferredPerson:
    """By the first of `SOURCES` that is `asked`. Raises HTTPNotFound."""
    source = next((each for each in SOURCES if asked.get(each)), "")
    row_id = asked.get(source, "")
    if not source or not row_id.isdecimal() or len(row_id) > 18:
        raise web.HTTPNotFound
    await want_theirs(request, SOURCES[source], row_id)
    named = await _named_by(request, source, int(row_id))
    contact = await Contact.get_or_none(id=named.contact_id)
    if contact is None:
        raise web.HTTPNotFound
    deps = dependencies_of(request)
    left_phone = named.wish is not None and named.wish.reach_sealed is not None
    to_whom = writable(contact, deps.is_foreign, called=await _wants_calls(contact.id))
    return ReferredPerson(
        contact,
        {source: row_id},
        named.wish,
        masked(request, contact),
        named.first_name,
        named.town or open_place(contact.id, contact.place_sealed, deps.sealer) or "",
        has_number(request, contact) or left_phone,
        left_phone,
        why_not_written(to_whom, deps.capabilities, deps.clock()) is None,
    )


async def _wants_calls(contact_id: int) -> bool:
    """Whether each wish of theirs names another number, to be called at."""
    wishes = await Interest.filter(contact_id=contact_id)
    return bool(wishes) and all(is_to_be_called(each) for each in wishes)


async def _named_by(request: web.Request, source: str, row_id: int) -> _Named:
    sealer = dependencies_of(request).sealer
    visitor = visitor_of(request)
    if source == "interest" and visitor.may(Permission.REGISTER_PEOPLE):
        interest = await Interest.get_or_none(id=row_id)
        if interest is None:
            raise web.HTTPNotFound
        told = open_registration(interest.id, interest.registration_sealed, sealer)
        return _Named(interest.contact_id, told.first_name, told.place, interest)
    if source == "conversation" and visitor.may(Permission.ANSWER_PEOPLE):
        talk = await StaffConversation.get_or_none(id=row_id)
        if talk is not None:
            return _Named(talk.contact_id)
    if source == "referral" and (before := await Referral.get_or_none(id=row_id)):
        if not await may_pass_on(request, before.contact_id):
            raise web.HTTPNotFound
        town = open_told(before.id, before.told_sealed, sealer).town
        return _Named(before.contact_id, town=town)
    raise web.HTTPNotFound


async def may_pass_on(request: web.Request, contact_id: int) -> bool:
    """Whoever may not read talks knows of people by what they registered for."""
    visitor = visitor_of(request)
    if visitor.may(Permission.ANSWER_PEOPLE):
        return True
    return visitor.may(Permission.REGISTER_PEOPLE) and await Interest.exists(contact_id=contact_id)


def phone_of(request: web.Request, person: ReferredPerson) -> str:
    """To be passed on, never shown here: the one left in the wish that they are referred for, else
    their own. Another wish from the same phone may be somebody else's."""
    sealer, contact, wish = dependencies_of(request).sealer, person.contact, person.wish
    try:
        if wish is not None and wish.reach_sealed is not None:
            return sealer.open(bytes(wish.reach_sealed), REACH.of(wish.id))
        if has_number(request, contact):
            return sealer.open(bytes(contact.address_sealed), ADDRESS.of(contact.id))
    except SealFault:
        return ""
    return ""
