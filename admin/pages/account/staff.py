"""Who works here and may sign in: seen and changed by who may manage the team.

Nobody gives more than they have: whose role may more than one's own is left alone.
"""

from __future__ import annotations

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import (
    Posted,
    StaffForm,
    at_least,
    choice_field,
    fill_choices,
    needed,
    text_field,
    tick_field,
)
from admin.forms.merging import SEEN, Units, merge, seen_in, seen_json, typed_values
from admin.models import AlertAddress, AlertCode, SecondFactorRule, StaffMember
from admin.pages.account.password import EASY
from admin.regions.door import regions_of, stored
from admin.rendering.contacts import find
from admin.rendering.labels import Names
from admin.rendering.role_labels import ROLES
from admin.rendering.templates import PASSWORDS, go, page, url_of
from admin.security.access import UNSAFE, NotAllowed, close_all_sessions, staff_of, visitor_of
from admin.security.accounts import (
    LONGEST_NAME,
    EasyPassword,
    NameTaken,
    add_staff,
    new_password,
    reset_password_of,
    take_phone_of,
)
from admin.security.audit import note
from admin.security.passwords import SHORTEST
from admin.security.permissions import Role, permissions_by_role
from admin.security.permits import permit, permitted
from bot.operations.audit_log import Did, On
from flows.engine.text import Text, _

TAKEN = _("Somebody has this name already.")
LAST_ADMIN = _("Somebody must be able to change this list: add another administrator first.")


PASSWORD = "password of a colleague"
REGION = "region"
"""Of the boxes, one a region of the programme."""


class NewStaffForm(StaffForm):
    name = text_field(_("Name to sign in with"), needed, letters=LONGEST_NAME, dir="auto")
    role = choice_field(_("Role"))
    locale = choice_field(_("Language of the pages"))
    password = text_field(
        _("First password"), needed, at_least(SHORTEST), autocomplete="off", dir="ltr"
    )


_NEEDS = "needs_"
_ROLES = tuple(role.value for role in Role)


class RuleForm(StaffForm):
    """Which roles need a code."""

    admin = tick_field(ROLES[Role.ADMIN])
    editor = tick_field(ROLES[Role.EDITOR])
    counsellor = tick_field(ROLES[Role.COUNSELLOR])
    trainer = tick_field(ROLES[Role.TRAINER])
    viewer = tick_field(ROLES[Role.VIEWER])


async def show(request: web.Request) -> web.Response:
    locale = staff_of(request).locale
    values = {"role": Role.EDITOR.value, "locale": locale, "password": new_password()}
    return await _page(request, await _filled(request, NewStaffForm(data=values)))


async def add(request: web.Request) -> web.Response:
    deps, posted = dependencies_of(request), await request.post()
    form = await _filled(request, NewStaffForm(posted))
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
            must_change=True,
            regions=ticked_regions(request, posted),
        )
    except (NameTaken, EasyPassword) as refused:
        is_name = isinstance(refused, NameTaken)
        form.refuse("name" if is_name else "password", TAKEN if is_name else EASY)
        return await _page(request, form, 422)
    return go(request, "staff", "saved")


async def set_active(request: web.Request) -> web.Response:
    """Let somebody in again, or out for good: their sessions end at once."""
    deps, who = dependencies_of(request), staff_of(request).name
    member = await colleague(request)
    active = (await request.post()).get("active") == "1"
    async with in_transaction():
        if not active and await _is_last_administrator(member):
            return await _refused(request, LAST_ADMIN)
        changed = await StaffMember.filter(id=member.id, active=not active).update(active=active)
        if not active:
            await close_all_sessions(member.id)
            await AlertAddress.filter(staff_id=member.id).delete()
            await AlertCode.filter(staff_id=member.id).delete()
        if changed:
            did = Did.REACTIVATED if active else Did.DEACTIVATED
            before, after = {"active": not active}, {"active": active}
            await note(who, did, On.STAFF, member.id, deps.clock(), before=before, after=after)
    return go(request, "staff", "reactivated" if active else "deactivated")


async def set_role(request: web.Request) -> web.Response:
    """Another role for a colleague, from their next press on; nobody changes their own."""
    deps, who, posted = dependencies_of(request), staff_of(request), await request.post()
    member, role = await colleague(request), str(posted.get("role"))
    if member.id == who.id or role not in await roles_to_give(request):
        raise NotAllowed
    async with in_transaction():
        if role != Role.ADMIN and await _is_last_administrator(member):
            return await _refused(request, LAST_ADMIN)
        if member.role == role:
            return go(request, "staff", "saved")
        as_shown = StaffMember.filter(id=member.id, role=str(posted.get(SEEN)))
        if not await as_shown.update(role=role):
            return go(request, "staff", "outdated")
        before, after, now = {"role": member.role}, {"role": role}, deps.clock()
        await note(who.name, Did.CHANGED, On.STAFF, member.id, now, before=before, after=after)
    return go(request, "staff", "saved")


def ticked_regions(request: web.Request, posted: Posted) -> str:
    """The regions that are ticked, as they are kept. All of them are no limit, and so is none."""
    known = {each.code for each in dependencies_of(request).programme.regions}
    asked = {each for each in posted.getall(REGION, []) if isinstance(each, str)}
    if not asked <= known:
        raise web.HTTPNotFound
    return stored(asked if asked != known else ())


def posted_regions(posted: Posted | None) -> list[str]:
    """What is ticked on a form that is shown again."""
    return [each for each in posted.getall(REGION, []) if isinstance(each, str)] if posted else []


async def colleague(request: web.Request) -> StaffMember:
    """Who the address names. Raises NotAllowed where they may more than who asks."""
    member = await find(request, StaffMember)
    if member.role not in await roles_to_give(request):
        raise NotAllowed
    return member


async def roles_to_give(request: web.Request) -> list[Role]:
    """The roles that may nothing which who asks may not."""
    may = visitor_of(request).permissions
    return [role for role, each in (await permissions_by_role()).items() if each <= may]


async def _is_last_administrator(member: StaffMember) -> bool:
    """All are held, so that the last two administrators cannot remove each other."""
    admins = await StaffMember.filter(role=Role.ADMIN.value, active=True).select_for_update()
    return {each.id for each in admins} == {member.id}


async def reset_password(request: web.Request) -> web.Response:
    """A new password, shown to the administrator alone; the old one and its sessions end."""
    deps, who = dependencies_of(request), staff_of(request).name
    member = await colleague(request)
    passwords = request.app[PASSWORDS]
    password = await reset_password_of(member, now=deps.clock(), by=who, passwords=passwords)
    seen = permit(request, PASSWORD, member.id, password)
    where = url_of(request)("staff_password", seen, id=member.id)
    return web.Response(status=303, headers={"Location": where})


async def show_password(request: web.Request) -> web.Response:
    """For a while, to who made it: reloading makes no other."""
    member = await colleague(request)
    password = permitted(request, PASSWORD, member.id)
    if password is None:
        return go(request, "staff")
    return page(request, "staff_password.html", member=member, password=password)


async def take_phone_away(request: web.Request) -> web.Response:
    """Somebody lost their phone: they sign in without it, and are asked to set up another."""
    deps, who = dependencies_of(request), staff_of(request).name
    member = await colleague(request)
    await take_phone_of(member, now=deps.clock(), by=who)
    return go(request, "staff", "phone_away")


async def set_rule(request: web.Request) -> web.Response:
    """Which roles need a code when signing in."""
    deps, posted = dependencies_of(request), await request.post()
    seen, form = seen_in(posted), RuleForm(posted, prefix=_NEEDS)
    async with in_transaction():
        before = await _needing()
        merged = merge(seen, typed_values(form, seen, _ROLES), _as_ticks(before), Units())
        if merged.conflicts:
            return go(request, "staff", "outdated")
        wanted = {name for name, tick in merged.values.items() if tick}
        await SecondFactorRule.filter(role__in=before - wanted).delete()
        for role in sorted(wanted - before):
            await SecondFactorRule.create(role=role)
        told = [{role: role in which for role in _ROLES} for which in (before, wanted)]
        who, now = staff_of(request).name, deps.clock()
        await note(who, Did.RULE_CHANGED, On.STAFF, "", now, before=told[0], after=told[1])
    return go(request, "staff", "saved")


async def _needing() -> set[str]:
    """The roles that need a code."""
    return {each.role for each in await SecondFactorRule.all()}


def _as_ticks(needing: set[str]) -> dict[str, str]:
    return {role: "1" if role in needing else "" for role in _ROLES}


async def _filled(request: web.Request, form: NewStaffForm) -> NewStaffForm:
    fill_choices(form.role, [(each.value, ROLES[each]) for each in await roles_to_give(request)])
    languages = dependencies_of(request).languages
    fill_choices(form.locale, [(each.code, each.own_name) for each in languages])
    return form


async def _refused(request: web.Request, why: Text) -> web.Response:
    return await _page(request, await _filled(request, NewStaffForm()), 409, why)


async def _page(
    request: web.Request, form: NewStaffForm, status: int = 200, fault: Text | None = None
) -> web.Response:
    members = await StaffMember.all().order_by("-active", "name_key")
    rule = RuleForm(prefix=_NEEDS, data=_as_ticks(await _needing()))
    return page(
        request,
        "staff.html",
        status,
        form=form,
        members=members,
        roles=ROLES,
        roles_to_give=await roles_to_give(request),
        rule=rule,
        names=Names(dependencies_of(request).directory()),
        regions_of=regions_of,
        ticked=posted_regions(await request.post() if request.method in UNSAFE else None),
        seen_field=SEEN,
        seen=seen_json(rule, _ROLES),
        fault=fault,
    )
