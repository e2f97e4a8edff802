"""What may be done on these pages, and by which role? Routes, menus and buttons all ask here.

Which role may what is a table that administrators change; what is below ships with Dalil.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from admin.models import RolePermission, StaffMember
from bot.operations.staff_permissions import ADMINISTRATOR, ANSWER_PEOPLE, MARK_ATTENDANCE


class Role(StrEnum):
    """What a member of staff does here; stored, so these never change."""

    ADMIN = ADMINISTRATOR
    EDITOR = "editor"
    COUNSELLOR = "counsellor"
    TRAINER = "trainer"
    VIEWER = "viewer"


class Permission(StrEnum):
    """One thing that somebody may do; stored, so these never change."""

    SEE_DIRECTORY = "see_directory"
    EDIT_DIRECTORY = "edit_directory"
    SEE_FIGURES = "see_figures"
    ANSWER_PEOPLE = ANSWER_PEOPLE
    REVEAL_NUMBERS = "reveal_numbers"
    REGISTER_PEOPLE = "register_people"
    REFER_PEOPLE = "refer_people"
    READ_FEEDBACK = "read_feedback"
    SEE_TRAININGS = "see_trainings"
    MARK_ATTENDANCE = MARK_ATTENDANCE
    PLAN_TRAININGS = "plan_trainings"
    SEND_REMINDERS = "send_reminders"
    APPROVE_REMINDERS = "approve_reminders"
    MANAGE_TEAM = "manage_team"
    CHANGE_ROLES = "change_roles"
    SEE_CHANGES = "see_changes"
    CHANGE_WORDS = "change_words"


_P = Permission
Permissions = frozenset[Permission]
ALL: Permissions = frozenset(_P)

SIGNED_IN: Permissions = frozenset()
"""What is asked of whoever looks at pages of their own: no more than to be signed in."""

ANYONE: Permissions | None = None
"""Also somebody who is not signed in."""

SHIPPED: Mapping[Role, Permissions] = {
    Role.ADMIN: ALL,
    Role.EDITOR: frozenset(
        {
            *(_P.SEE_DIRECTORY, _P.EDIT_DIRECTORY, _P.SEE_FIGURES, _P.ANSWER_PEOPLE),
            *(_P.REVEAL_NUMBERS, _P.REGISTER_PEOPLE, _P.REFER_PEOPLE, _P.READ_FEEDBACK),
            _P.CHANGE_WORDS,
        }
    ),
    Role.COUNSELLOR: frozenset(
        {
            *(_P.SEE_DIRECTORY, _P.ANSWER_PEOPLE, _P.REVEAL_NUMBERS, _P.REGISTER_PEOPLE),
            *(_P.REFER_PEOPLE, _P.READ_FEEDBACK),
        }
    ),
    Role.TRAINER: frozenset(
        {
            *(_P.SEE_DIRECTORY, _P.REVEAL_NUMBERS, _P.REGISTER_PEOPLE, _P.REFER_PEOPLE),
            *(_P.SEE_TRAININGS, _P.MARK_ATTENDANCE, _P.PLAN_TRAININGS),
            *(_P.SEND_REMINDERS, _P.APPROVE_REMINDERS),
        }
    ),
    Role.VIEWER: frozenset({_P.SEE_DIRECTORY, _P.SEE_FIGURES}),
}
"""Who may what in a new installation; the migrations write the same."""

MOST: Mapping[Role, Permissions] = {
    **dict.fromkeys(Role, ALL - {_P.CHANGE_ROLES}),
    Role.ADMIN: ALL,
    # No name, no number, no word of anybody, whatever is ticked.
    Role.VIEWER: frozenset({_P.SEE_DIRECTORY, _P.SEE_FIGURES}),
}
"""What a role can be given at most."""

LEAST: Mapping[Role, Permissions] = {
    **dict.fromkeys(Role, frozenset[Permission]()),
    Role.ADMIN: ALL,
}
"""What cannot be taken from a role: somebody must be able to put the others right."""

NEEDS: Mapping[Permission, Permission] = {
    _P.EDIT_DIRECTORY: _P.SEE_DIRECTORY,
    _P.MARK_ATTENDANCE: _P.SEE_TRAININGS,
    _P.PLAN_TRAININGS: _P.SEE_TRAININGS,
    _P.APPROVE_REMINDERS: _P.SEND_REMINDERS,
}
"""What leads to a page and what may be done there: the second without the first is no use."""


def allowed(role: Role, asked: Iterable[Permission]) -> Permissions:
    """What `role` is given, of what is asked for: with what it needs, within its bounds."""
    wanted = frozenset(asked)
    wanted |= {NEEDS[each] for each in wanted if each in NEEDS}
    return (wanted & MOST[role]) | LEAST[role]


def read_permissions(role: str, stored: Iterable[str]) -> Permissions:
    """What the rows of a role say; of those that this release does not know, nothing."""
    if role not in set(Role):
        return frozenset()
    return allowed(Role(role), (_P(each) for each in stored if each in set(_P)))


async def permissions_of(role: str) -> Permissions:
    """What a role may do at this moment."""
    rows = await RolePermission.filter(role=role).values_list("permission", flat=True)
    return read_permissions(role, (str(each) for each in rows))


async def permissions_by_role() -> dict[Role, Permissions]:
    """The whole table."""
    rows = await RolePermission.all().values_list("role", "permission")
    stored = [(str(role), str(permission)) for role, permission in rows]
    return {
        role: read_permissions(role, (each for whose, each in stored if whose == role))
        for role in Role
    }


async def names_of_who_may(permission: Permission) -> list[str]:
    """The names of staff who may do this and are here, in the order of letters."""
    table = await permissions_by_role()
    roles = [role.value for role, may in table.items() if permission in may]
    found = StaffMember.filter(active=True, role__in=roles).order_by("name_key")
    return [str(name) for name in await found.values_list("name", flat=True)]
