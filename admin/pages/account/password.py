"""One's own password: changed on wish, and at once where somebody else knows it."""

from __future__ import annotations

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, at_least, needed, password_field
from admin.models import StaffMember
from admin.pages.account.sign_in import wait_words
from admin.rendering.templates import PASSWORDS, go, page
from admin.security.access import close_all_sessions, staff_of, visitor_of
from admin.security.attempts import attempt_of
from admin.security.audit import note
from admin.security.passwords import SHORTEST
from admin.security.throttle import charge, forgive
from bot.operations.audit_log import Did, On
from flows.engine.text import Line, _

EASY = _(
    "This password is easy to guess. Three or four words that belong together nowhere are not."
)
NOT_THE_SAME = _("The two new passwords are not the same.")
OLD_AGAIN = _("Take another one than before.")


class PasswordForm(StaffForm):
    old = password_field(_("Your password now"), needed, autocomplete="current-password")
    new = password_field(_("New password"), needed, at_least(SHORTEST), autocomplete="new-password")
    again = password_field(_("New password, once more"), needed, autocomplete="new-password")


async def show(request: web.Request) -> web.Response:
    return page(request, "password.html", form=PasswordForm())


async def change(request: web.Request) -> web.Response:
    deps, staff = dependencies_of(request), staff_of(request)
    form = PasswordForm(await request.post())
    if not form.validate() or not await _is_taken(request, form):
        return page(request, "password.html", 422, form=form)
    new_hash = await request.app[PASSWORDS].hashed(form.new.data)
    async with in_transaction():
        await StaffMember.filter(id=staff.id).update(password_hash=new_hash, must_change=False)
        await close_all_sessions(staff.id, but=visitor_of(request).session_id)
        await note(staff.name, Did.PASSWORD_RESET, On.STAFF, staff.id, deps.clock())
    return go(request, "home", "password")


async def _is_taken(request: web.Request, form: PasswordForm) -> bool:
    """Whether the new password can be taken; else the form says why not."""
    fault = await _fault_of_new(request, form)
    if fault is not None:
        form.refuse("again" if fault is NOT_THE_SAME else "new", fault)
        return False
    fault = await _fault_of_old(request, form)
    if fault is not None:
        form.refuse("old", fault)
    return fault is None


async def _fault_of_new(request: web.Request, form: PasswordForm) -> Line | None:
    if form.new.data != form.again.data:
        return NOT_THE_SAME
    if form.new.data == form.old.data:
        return OLD_AGAIN
    return await fault_of_easy(request, form.new.data, staff_of(request).name)


async def fault_of_easy(request: web.Request, password: str, name: str) -> Line | None:
    """Why somebody of this name cannot take it."""
    programme = dependencies_of(request).programme
    centre = programme.centre.name.best(programme.languages)
    return EASY if await request.app[PASSWORDS].is_easy(password, name, centre) else None


async def _fault_of_old(request: web.Request, form: PasswordForm) -> Line | None:
    """Counted: who found a browser signed in must not try passwords there for ever."""
    deps, staff = dependencies_of(request), staff_of(request)
    attempt = attempt_of(request, "password", staff.id)
    wait = await charge(deps.executor, attempt, deps.clock())
    if wait is not None:
        return wait_words(wait)
    if not await request.app[PASSWORDS].is_right(form.old.data, staff.password_hash):
        return _("This is not your password.")
    await forgive(deps.executor, attempt)
    return None
