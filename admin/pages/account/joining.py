"""Somebody opens the link of their invitation, chooses a password, and is in."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, at_least, needed, password_field
from admin.models import StaffInvitation
from admin.pages.account.password import NOT_THE_SAME, fault_of_easy
from admin.pages.account.sign_in import sign_in_first
from admin.rendering.role_labels import ROLES
from admin.rendering.templates import PASSWORDS, page
from admin.security.accounts import BadStaff, add_staff
from admin.security.invitations import open_invitation
from admin.security.passwords import SHORTEST
from flows.engine.text import _


class JoinForm(StaffForm):
    new = password_field(
        _("Your password"), needed, at_least(SHORTEST), autocomplete="new-password"
    )
    again = password_field(_("The password once more"), needed, autocomplete="new-password")


async def show(request: web.Request) -> web.Response:
    """Looking at it uses nothing up, as messengers look at every link."""
    now = dependencies_of(request).clock()
    invitation = await open_invitation(request.match_info["token"], now)
    return _no_more(request) if invitation is None else _page(request, JoinForm(), invitation)


async def join(request: web.Request) -> web.Response:
    now, form = dependencies_of(request).clock(), JoinForm(await request.post())
    invitation = await open_invitation(request.match_info["token"], now)
    if invitation is None:
        return _no_more(request)
    if not form.validate() or not await _is_taken(request, form, invitation):
        return _page(request, form, invitation, 422)
    try:
        staff = await add_staff(
            invitation.name,
            form.new.data,
            invitation.role,
            invitation.locale,
            now=now,
            by=invitation.invited_by.name,
            passwords=request.app[PASSWORDS],
            invitation=invitation.id,
            regions=invitation.regions,
        )
    except BadStaff:
        # Used or taken back at this moment, or somebody was added by this name meanwhile.
        return _no_more(request)
    return await sign_in_first(request, staff)


async def _is_taken(request: web.Request, form: JoinForm, invitation: StaffInvitation) -> bool:
    """Whether the password can be taken; else the form says why not."""
    if form.new.data != form.again.data:
        form.refuse("again", NOT_THE_SAME)
        return False
    fault = await fault_of_easy(request, form.new.data, invitation.name)
    if fault is not None:
        form.refuse("new", fault)
    return fault is None


def _page(
    request: web.Request, form: JoinForm, invitation: StaffInvitation, status: int = 200
) -> web.Response:
    return page(request, "join.html", status, form=form, invitation=invitation, roles=ROLES)


def _no_more(request: web.Request) -> web.Response:
    return page(request, "join.html", 410, form=None, invitation=None, roles=ROLES)
