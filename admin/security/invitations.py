"""A link by which a colleague comes in, once, within three days.

Only its hash is kept. It opens no more when it was taken back, or when who made it could not invite
into that role any more.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from tortoise.transactions import in_transaction

from admin.models import StaffInvitation, StaffMember
from admin.regions.door import regions_of
from admin.security.accounts import NameTaken, checked_name, name_key
from admin.security.audit import note
from admin.security.permissions import Permission, permissions_by_role
from bot.operations.audit_log import Did, On

LASTS = timedelta(hours=72)


async def invite(
    name: str, role: str, locale: str, *, by: StaffMember, now: datetime, regions: str = "[]"
) -> str:
    """The token of a new link, which is kept nowhere. Raises BadStaff or NameTaken."""
    name, token = checked_name(name), secrets.token_urlsafe(32)
    async with in_transaction():
        if await StaffMember.exists(name_key=name_key(name)):
            raise NameTaken("Somebody has this name already.")
        invitation = await StaffInvitation.create(
            token_hash=_hash(token),
            name=name,
            role=role,
            locale=locale,
            regions=regions,
            invited_by=by,
            made_at=now,
            expires_at=now + LASTS,
        )
        facts = {"name": name, "role": role, "locale": locale}
        await note(by.name, Did.INVITED, On.STAFF_INVITATION, invitation.id, now, after=facts)
    return token


async def open_invitation(token: str, now: datetime) -> StaffInvitation | None:
    """The one of this link, where it still leads in; with who made it."""
    found = await StaffInvitation.get_or_none(token_hash=_hash(token)).select_related("invited_by")
    if found is None or found.expires_at <= now or not found.invited_by.active:
        return None
    if regions_of(found.invited_by) is not None:
        return None
    table = {role.value: may for role, may in (await permissions_by_role()).items()}
    theirs, wanted = table.get(found.invited_by.role), table.get(found.role)
    if theirs is None or wanted is None:
        return None
    return found if Permission.MANAGE_TEAM in theirs and wanted <= theirs else None


async def take_back(invitation: StaffInvitation, *, by: str, now: datetime) -> None:
    """It opens no more."""
    async with in_transaction():
        if await StaffInvitation.filter(id=invitation.id).delete():
            await note(by, Did.CANCELLED, On.STAFF_INVITATION, invitation.id, now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
