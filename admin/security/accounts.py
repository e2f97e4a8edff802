"""Adding somebody to the staff: the same for the page and for `dalil staff add`."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from tortoise.transactions import in_transaction

from admin.models import StaffMember
from admin.security.access import Role
from admin.security.audit import Did, On, note
from admin.security.passwords import LONGEST, SHORTEST, Passwords, new_password

__all__ = ["BadStaff", "NameTaken", "Role", "add_staff", "name_key", "new_password"]

LONGEST_NAME = 64


class BadStaff(ValueError):
    """The name, password or role cannot be used; the message says which and why."""


class NameTaken(BadStaff):
    """Somebody has this name already, perhaps written with other capitals."""


def name_key(name: str) -> str:
    """A name as it is compared: " Awa " and "awa" are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


async def add_staff(
    name: str,
    password: str,
    role: str,
    locale: str,
    *,
    now: datetime,
    by: str = "command line",
    passwords: Passwords | None = None,
) -> StaffMember:
    """Add a member of staff. Raises BadStaff or NameTaken."""
    name = " ".join(name.split())
    if not name_key(name) or len(name) > LONGEST_NAME or len(name_key(name)) > LONGEST_NAME:
        raise BadStaff(f"A name has 1 to {LONGEST_NAME} letters.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadStaff(f"A password has {SHORTEST} to {LONGEST} letters.")
    if role not in set(Role):
        raise BadStaff(f"A role is one of {', '.join(Role)}.")
    password_hash = await (passwords or Passwords()).hashed(password)
    async with in_transaction():
        if await StaffMember.exists(name_key=name_key(name)):
            raise NameTaken("Somebody has this name already.")
        staff = await StaffMember.create(
            name=name,
            name_key=name_key(name),
            password_hash=password_hash,
            role=role,
            locale=locale,
            created_at=now,
        )
        facts = {"name": name, "role": role, "locale": locale, "active": True}
        await note(by, Did.ADDED, On.STAFF, staff.id, now, after=facts)
    return staff
