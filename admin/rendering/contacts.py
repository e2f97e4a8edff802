"""How is somebody who wrote to us shown to staff? Masked, unless a press asks for the number."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from aiohttp import web
from tortoise.models import Model
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.security.access import staff_of
from admin.security.audit import Did, On, note
from bot.models.people import Contact
from bot.privacy.masking import mask
from bot.privacy.sealing import SealFault

Row = TypeVar("Row", bound=Model)

PHONE_CHANNELS = frozenset({"sms", "whatsapp"})
"""Channels whose address is a number to call; a chat id helps nobody, so it stays hidden."""


def masked(request: web.Request, contact: Contact) -> str:
    """Their address with all but its end hidden; "?" where the key that sealed it is gone."""
    try:
        return mask(dependencies_of(request).sealer.open(bytes(contact.address_sealed)))
    except SealFault:
        return "?"


async def find(request: web.Request, model: type[Row]) -> Row:
    """The row of `model` that the address names. Raises HTTPNotFound if it is gone."""
    asked = request.match_info["id"]
    row = await model.get_or_none(id=int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    if row is None:
        raise web.HTTPNotFound
    return row


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


async def reveal(request: web.Request, sealed: bytes, on: On, subject_id: int) -> str:
    """The number in the clear, for one page; that it was looked at is in the trail first."""
    now, who = dependencies_of(request).clock(), staff_of(request).name
    await note(who, Did.REVEALED, on, subject_id, now)
    return dependencies_of(request).sealer.open(bytes(sealed))
