"""Colleagues who are invited by a link: made, shown once to who made it, listed, taken back."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, choice_field, fill_choices, needed, text_field
from admin.models import StaffInvitation
from admin.pages.account.staff import TAKEN, posted_regions, roles_to_give, ticked_regions
from admin.regions.door import regions_of
from admin.rendering.contacts import find
from admin.rendering.labels import Names
from admin.rendering.role_labels import ROLES
from admin.rendering.templates import go, page, url_of
from admin.security.access import UNSAFE, NotAllowed, staff_of
from admin.security.accounts import LONGEST_NAME, BadStaff, NameTaken
from admin.security.invitations import invite, take_back
from admin.security.permissions import Role
from admin.security.permits import permit, permitted
from flows.engine.text import _

LINK = "link of an invitation"
CANNOT_BE = _("This cannot be a name.")


class InvitationForm(StaffForm):
    name = text_field(_("Name to sign in with"), needed, letters=LONGEST_NAME, dir="auto")
    role = choice_field(_("Role"))
    locale = choice_field(_("Language of the pages"))


async def show(request: web.Request) -> web.Response:
    values = {"role": Role.COUNSELLOR.value, "locale": staff_of(request).locale}
    return await _page(request, await _filled(request, InvitationForm(data=values)))


async def send(request: web.Request) -> web.Response:
    """We send nothing: who made it hands it over."""
    staff, now = staff_of(request), dependencies_of(request).clock()
    posted = await request.post()
    form = await _filled(request, InvitationForm(posted))
    if not form.validate():
        return await _page(request, form, 422)
    asked = (form.name.data, form.role.data, form.locale.data)
    try:
        regions = ticked_regions(request, posted)
        token = await invite(*asked, by=staff, now=now, regions=regions)
    except BadStaff as refused:
        form.refuse("name", TAKEN if isinstance(refused, NameTaken) else CANNOT_BE)
        return await _page(request, form, 422)
    seen = permit(request, LINK, staff.id, token)
    return web.Response(status=303, headers={"Location": url_of(request)("inviting", seen)})


async def take_away(request: web.Request) -> web.Response:
    """Also one that a colleague made, but none into a role that may more than oneself."""
    invitation = await find(request, StaffInvitation)
    if invitation.role not in await roles_to_give(request):
        raise NotAllowed
    now = dependencies_of(request).clock()
    await take_back(invitation, by=staff_of(request).name, now=now)
    return go(request, "inviting", "invitation_away")


async def _filled(request: web.Request, form: InvitationForm) -> InvitationForm:
    fill_choices(form.role, [(each.value, ROLES[each]) for each in await roles_to_give(request)])
    languages = dependencies_of(request).languages
    fill_choices(form.locale, [(each.code, each.own_name) for each in languages])
    return form


async def _page(request: web.Request, form: InvitationForm, status: int = 200) -> web.Response:
    deps, token = dependencies_of(request), permitted(request, LINK, staff_of(request).id)
    link = None
    if token is not None:
        site = deps.public_url or str(request.url.origin())
        link = site + url_of(request)("join", token=token)
    sent = await StaffInvitation.all().order_by("-id").select_related("invited_by")
    return page(
        request,
        "inviting.html",
        status,
        form=form,
        shown_link=link,
        sent=sent,
        roles=ROLES,
        roles_to_give=await roles_to_give(request),
        now=deps.clock(),
        names=Names(deps.directory()),
        regions_of=regions_of,
        ticked=posted_regions(await request.post() if request.method in UNSAFE else None),
    )
