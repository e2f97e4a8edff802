"""Who works here and may sign in: seen and changed by administrators only."""

from __future__ import annotations

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, at_least, choice_field, fill_choices, needed, text_field
from admin.models import StaffMember
from admin.rendering.contacts import find
from admin.rendering.labels import ROLES
from admin.rendering.templates import PASSWORDS, go, page
from admin.security.access import Role, close_all_sessions, staff_of
from admin.security.accounts import LONGEST_NAME, NameTaken, add_staff, new_password
from admin.security.audit import Did, On, note
from admin.security.passwords import SHORTEST
from flows.engine.text import Text, _

LAST_ADMIN = _("Somebody must be able to change this list: add another administrator first.")


class NewStaffForm(StaffForm):
    name = text_field(_("Name to sign in with"), needed, letters=LONGEST_NAME, dir="auto")
    role = choice_field(_("Role"))
    locale = choice_field(_("Language of the pages"))
    password = text_field(
        _("First password"), needed, at_least(SHORTEST), autocomplete="off", dir="ltr"
    )


async def show(request: web.Request) -> web.Response:
    locale = staff_of(request).locale
    values = {"role": Role.EDITOR.value, "locale": locale, "password": new_password()}
    return await _page(request, _filled(request, NewStaffForm(data=values)))


async def add(request: web.Request) -> web.Response:
    deps = dependencies_of(request)
    form = _filled(request, NewStaffForm(await request.post()))
    if not form.validate():
        return await _page(request, form, 422)
    try:
        await add_staff(
            form.name.data,
            form.password.data,
            form.role.data,
            form.locale.data,
            now=deps.clock(),
            by=staff_of(request).name,
            passwords=request.app[PASSWORDS],
        )
    except NameTaken:
        form.refuse("name", _("Somebody has this name already."))
        return await _page(request, form, 422)
    return go(request, "staff", "saved")


async def set_active(request: web.Request) -> web.Response:
    """Let somebody in again, or out for good: their sessions end at once."""
    deps, who = dependencies_of(request), staff_of(request).name
    member = await find(request, StaffMember)
    active = (await request.post()).get("active") == "1"
    async with in_transaction():
        # All of them are held, so that the last two administrators cannot remove each other.
        admins = await StaffMember.filter(role=Role.ADMIN.value, active=True).select_for_update()
        if not active and {each.id for each in admins} == {member.id}:
            return await _page(request, _filled(request, NewStaffForm()), 409, LAST_ADMIN)
        changed = await StaffMember.filter(id=member.id, active=not active).update(active=active)
        if not active:
            await close_all_sessions(member.id)
        if changed:
            did = Did.REACTIVATED if active else Did.DEACTIVATED
            before, after = {"active": not active}, {"active": active}
            await note(who, did, On.STAFF, member.id, deps.clock(), before=before, after=after)
    return go(request, "staff", "reactivated" if active else "deactivated")


async def reset_password(request: web.Request) -> web.Response:
    """A new password, shown once to the administrator; the old one and its sessions end."""
    deps, who = dependencies_of(request), staff_of(request).name
    member = await find(request, StaffMember)
    password = new_password()
    password_hash = await request.app[PASSWORDS].hashed(password)
    async with in_transaction():
        await StaffMember.filter(id=member.id).update(password_hash=password_hash)
        await close_all_sessions(member.id)
        await note(who, Did.PASSWORD_RESET, On.STAFF, member.id, deps.clock())
    return page(request, "staff_password.html", member=member, password=password)


def _filled(request: web.Request, form: NewStaffForm) -> NewStaffForm:
    fill_choices(form.role, [(role.value, ROLES[role]) for role in Role])
    languages = dependencies_of(request).languages
    fill_choices(form.locale, [(each.code, each.own_name) for each in languages])
    return form


async def _page(
    request: web.Request, form: NewStaffForm, status: int = 200, fault: Text | None = None
) -> web.Response:
    members = await StaffMember.all().order_by("-active", "name_key")
    return page(request, "staff.html", status, form=form, members=members, roles=ROLES, fault=fault)
