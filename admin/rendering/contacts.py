"""How is somebody who wrote to us shown to staff? Masked, unless a press asks for the number."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from aiohttp import web
from tortoise.models import Model
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.security.access import staff_of
from admin.security.audit import note
from bot.messages.addresses import is_number
from bot.models.people import Contact, HelpRequest
from bot.operations.audit_log import Did, On
from bot.privacy.masking import mask
from bot.privacy.request_subject import open_subject
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.effect import HelpReason

Row = TypeVar("Row", bound=Model)


def masked(request: web.Request, contact: Contact) -> str:
    """Their address with all but its end hidden; "?" where the key that sealed it is gone."""
    address = _opened(request, contact)
    return "?" if address is None else mask(address)


def has_number(request: web.Request, contact: Contact) -> bool:
    """Whether we know a number to call them at; a chat id helps nobody, so it stays hidden."""
    address = _opened(request, contact)
    return address is not None and is_number(address)


def _opened(request: web.Request, contact: Contact) -> str | None:
    sealed, cell = bytes(contact.address_sealed), ADDRESS.of(contact.id)
    try:
        return dependencies_of(request).sealer.open(sealed, cell)
    except SealFault:
        return None


async def find(request: web.Request, model: type[Row]) -> Row:
    """The row of `model` that the address names. Raises HTTPNotFound if it is gone."""
    asked = request.match_info["id"]
    row = await model.get_or_none(id=int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if row is None:
        raise web.HTTPNotFound
    return row


def is_danger(help_request: HelpRequest, sealer: Sealer) -> bool:
    """Whether somebody may be in danger; what tells it is sealed."""
    told = open_subject(help_request.id, help_request.subject_sealed, sealer)
    return told.reason == HelpReason.DANGER.value


async def mark_done(request: web.Request, model: type[Model], on: On) -> bool:
    """Mark as done, or open again if the form says so; in the trail. True when it is done now."""
    posted = await request.post()
    done = posted.get("done") != "0"
    now, who = dependencies_of(request).clock(), staff_of(request).name
    row = await find(request, model)
    done_at: datetime | None = now if done else None
    async with in_transaction():
        changed = await model.filter(id=row.pk, done_at__isnull=done).update(
            done_at=done_at, done_by=who if done else None
        )
        if changed:
            did = Did.DONE if done else Did.REOPENED
            await note(who, did, on, row.pk, now, before={"done": not done}, after={"done": done})
    return done


def as_receipt(typed: str) -> str:
    """ "k7mx4t" and "K7M X4T" as they were given out: "K7M-X4T"."""
    letters = "".join(each for each in typed if each.isalnum()).upper()
    return "-".join(letters[at : at + 3] for at in range(0, len(letters), 3))
