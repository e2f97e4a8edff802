"""Adding somebody to the staff: the same for the page and for `dalil staff add`."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from tortoise.transactions import in_transaction

from admin.models import StaffInvitation, StaffMember
from admin.security.access import close_all_sessions
from admin.security.audit import note
from admin.security.passwords import LONGEST, SHORTEST, Passwords, new_password
from admin.security.permissions import Role
from admin.security.second_factor import forget_phone
from bot.operations.audit_log import Did, On

__all__ = ["BadStaff", "NameTaken", "Role", "add_staff", "name_key", "new_password"]

LONGEST_NAME = 64
COMMAND_LINE = "command line"
"""Who did it, in the audit trail, where nobody was signed in."""


class BadStaff(ValueError):
    """The name, password or role cannot be used; the message says which and why."""


class EasyPassword(BadStaff):
    """The password is one of the first that anybody would try."""


class NameTaken(BadStaff):
    """Somebody has this name already, perhaps written with other capitals."""


class InvitationUsed(BadStaff):
    """Somebody came in by this link before, or it was taken back meanwhile."""


def name_key(name: str) -> str:
    """A name as it is compared: " Awa " and "awa" are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def checked_name(name: str) -> str:
    """As it is kept. Raises BadStaff."""
    name = " ".join(name.split())
    if not name_key(name) or len(name) > LONGEST_NAME or len(name_key(name)) > LONGEST_NAME:
        raise BadStaff(f"A name has 1 to {LONGEST_NAME} letters.")
    return name


async def reset_password_of(
    member: StaffMember, *, now: datetime, by: str, passwords: Passwords | None = None
) -> str:
    """A new password, good for one sign-in; the old one and its sessions end."""
    password = new_password()
    password_hash = await (passwords or Passwords()).hashed(password)
    async with in_transaction():
        mine = StaffMember.filter(id=member.id)
        await mine.update(password_hash=password_hash, must_change=True)
        await close_all_sessions(member.id)
        await note(by, Did.PASSWORD_RESET, On.STAFF, member.id, now)
    return password


async def take_phone_of(member: StaffMember, *, now: datetime, by: str) -> None:
    """They lost their phone: no code of it is asked for, and their sessions end."""
    async with in_transaction():
        await forget_phone(member.id)
        await close_all_sessions(member.id)
        await note(by, Did.SECOND_FACTOR_OFF, On.STAFF, member.id, now)


async def add_staff(
    name: str,
    password: str,
    role: str,
    locale: str,
    *,
    now: datetime,
    by: str = COMMAND_LINE,
    passwords: Passwords | None = None,
    must_change: bool = False,
    invitation: int | None = None,
    regions: str = "[]",
) -> StaffMember:
    """Add a member of staff. Raises BadStaff or NameTaken.

    `must_change`: the password was made by somebody else, so it is good for one sign-in.
    `invitation`: the one they come in by, which is used up. Raises InvitationUsed. `regions`: those
    they work for, as the row keeps them.
    """
    passwords = passwords or Passwords()
    name = checked_name(name)
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadStaff(f"A password has {SHORTEST} to {LONGEST} letters.")
    if role not in set(Role):
        raise BadStaff(f"A role is one of {', '.join(Role)}.")
    if await passwords.is_easy(password, name):
        raise EasyPassword("This password is easy to guess: take three or four words.")
    password_hash = await passwords.hashed(password)
    async with in_transaction():
        if invitation and not await StaffInvitation.filter(id=invitation).delete():
            raise InvitationUsed("This invitation was used before, or taken back.")
        if await StaffMember.exists(name_key=name_key(name)):
            raise NameTaken("Somebody has this name already.")
        staff = await StaffMember.create(
            name=name,
            name_key=name_key(name),
            password_hash=password_hash,
            role=role,
            locale=locale,
            must_change=must_change,
            created_at=now,
            regions=regions,
        )
        facts = {"name": name, "role": role, "locale": locale, "active": True}
        await note(by, Did.ADDED, On.STAFF, staff.id, now, after=facts)
    return staff
