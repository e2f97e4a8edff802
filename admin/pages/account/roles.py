"""What may each role do? One table, seen and changed by administrators.

What is changed holds at the next request of everybody with that role, in every replica.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, tick_field
from admin.forms.merging import SEEN, Units, merge, seen_in, seen_json, typed_values
from admin.models import RolePermission
from admin.rendering.role_labels import PERMISSIONS, ROLES
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from admin.security.audit import note
from admin.security.permissions import (
    LEAST,
    MOST,
    Permission,
    Permissions,
    Role,
    allowed,
    permissions_by_role,
)
from bot.operations.audit_log import Did, On

Table = Mapping[Role, Permissions]


def _tick_of(role: Role, permission: Permission) -> str:
    return f"{role.value}_{permission.value}"


_TICKS = {
    _tick_of(role, permission): (role, permission)
    for role in Role
    for permission in Permission
    if permission in MOST[role] - LEAST[role]
}
"""What can be changed: the name of each box."""

RolesForm = type(
    "RolesForm",
    (StaffForm,),
    {name: tick_field(PERMISSIONS[permission]) for name, (_role, permission) in _TICKS.items()},
)


async def show(request: web.Request) -> web.Response:
    table = await permissions_by_role()
    form: StaffForm = RolesForm(data=_as_ticks(table))
    return page(
        request,
        "roles.html",
        form=form,
        table=table,
        roles=ROLES,
        permissions=PERMISSIONS,
        most=MOST,
        tick_of=_tick_of,
        ticks=_TICKS,
        seen_field=SEEN,
        seen=seen_json(form, _TICKS),
    )


async def save(request: web.Request) -> web.Response:
    """What two administrators change at a time is kept of both."""
    posted = await request.post()
    seen, form = seen_in(posted), RolesForm(posted)
    async with in_transaction():
        # Held whole, so that of two who save at a time the second sees what the first did.
        await RolePermission.all().select_for_update()
        before = await permissions_by_role()
        typed = {
            name: tick for name, tick in typed_values(form, seen, _TICKS).items() if name in _TICKS
        }
        kept = {name: tick for name, tick in _as_ticks(before).items() if name in typed}
        merged = merge(seen, typed, kept, Units())
        if merged.conflicts:
            return go(request, "roles", "outdated")
        for role in Role:
            wanted = {
                permission
                for name, (whose, permission) in _TICKS.items()
                if whose is role and merged.values.get(name, "")
            }
            await _keep(request, role, before[role], allowed(role, wanted))
    return go(request, "roles", "saved")


async def _keep(request: web.Request, role: Role, before: Permissions, after: Permissions) -> None:
    if before == after:
        return
    await RolePermission.filter(role=role.value, permission__in=sorted(before - after)).delete()
    for permission in sorted(after - before):
        await RolePermission.create(role=role.value, permission=permission.value)
    had, has = ({each.value: each in which for each in Permission} for which in (before, after))
    who, now = staff_of(request).name, dependencies_of(request).clock()
    await note(who, Did.CHANGED, On.ROLE, role.value, now, before=had, after=has)


def _as_ticks(table: Table) -> dict[str, str]:
    return {
        name: "1" if permission in table[role] else ""
        for name, (role, permission) in _TICKS.items()
    }
