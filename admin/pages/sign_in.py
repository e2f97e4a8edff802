"""Signing in and out, and one's own language and password."""

from __future__ import annotations

import math
from datetime import timedelta

import structlog
from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, at_least, needed, password_field, text_field
from admin.models import StaffMember
from admin.rendering.templates import PASSWORDS, go, page
from admin.security.access import (
    LOCALE_COOKIE,
    SESSION_COOKIE,
    VISIT_COOKIE,
    close_all_sessions,
    close_session,
    forget,
    network_address,
    open_session,
    remember,
    staff_of,
    visitor_of,
)
from admin.security.accounts import name_key
from admin.security.audit import Did, On, note
from admin.security.passwords import SHORTEST
from admin.security.throttle import Subject, charge, forgive
from flows.engine.text import Line, _, plural

log = structlog.get_logger(__name__)

FREE_FOR_A_NAME = 5
FREE_FOR_AN_ADDRESS = 30


class SignInForm(StaffForm):
    name = text_field(_("Your name"), needed, letters=64, autocomplete="username", autofocus=True)
    password = password_field(_("Password"), needed, autocomplete="current-password")


class PasswordForm(StaffForm):
    old = password_field(_("Your password now"), needed, autocomplete="current-password")
    new = password_field(_("New password"), needed, at_least(SHORTEST), autocomplete="new-password")
    again = password_field(_("New password, once more"), needed, autocomplete="new-password")


async def show(request: web.Request) -> web.Response:
    if visitor_of(request).staff is not None:
        return go(request, "home")
    return page(request, "sign_in.html", form=SignInForm(), fault=None)


async def sign_in(request: web.Request) -> web.Response:
    """One answer for a wrong password, an unknown name and somebody who left."""
    deps = dependencies_of(request)
    form = SignInForm(await request.post())
    if not form.validate():
        return page(request, "sign_in.html", 422, form=form, fault=None)
    name, address = _subjects(request, form.name.data)
    wait = await charge(deps.executor, (name, address), deps.clock())
    if wait is not None:
        log.warning("sign_in_throttled")
        retry = {"Retry-After": str(math.ceil(wait.total_seconds()))}
        return page(request, "sign_in.html", 429, retry, form=form, fault=_wait_words(wait))
    staff = await StaffMember.get_or_none(name_key=name_key(form.name.data), active=True)
    password_hash = staff.password_hash if staff else None
    if not await request.app[PASSWORDS].is_right(form.password.data, password_hash) or not staff:
        log.warning("sign_in_failed")
        fault = _("The name or the password is not right.")
        return page(request, "sign_in.html", 422, form=form, fault=fault)
    now = deps.clock()
    await forgive(deps.executor, name, address, now)
    token = await open_session(staff, now)
    await StaffMember.filter(id=staff.id).update(last_signed_in_at=now)
    log.info("signed_in", staff_id=staff.id)
    response = go(request, "home")
    remember(request, response, SESSION_COOKIE, token)
    forget(request, response, VISIT_COOKIE)
    return response


async def sign_out(request: web.Request) -> web.Response:
    await close_session(visitor_of(request))
    response = go(request, "sign_in")
    forget(request, response, SESSION_COOKIE)
    return response


async def choose_language(request: web.Request) -> web.Response:
    """Change the language and stay on the same page."""
    form = await request.post()
    language = dependencies_of(request).language(str(form.get("locale")))
    response = web.Response(status=303, headers={"Location": _back(request, form.get("back"))})
    if language is not None:
        remember(request, response, LOCALE_COOKIE, language.code, days=365)
        staff = visitor_of(request).staff
        if staff is not None:
            await StaffMember.filter(id=staff.id).update(locale=language.code)
    return response


async def show_password(request: web.Request) -> web.Response:
    return page(request, "password.html", form=PasswordForm())


async def change_password(request: web.Request) -> web.Response:
    deps, staff, passwords = dependencies_of(request), staff_of(request), request.app[PASSWORDS]
    form = PasswordForm(await request.post())
    fine = form.validate()
    if fine and form.new.data != form.again.data:
        form.refuse("again", _("The two new passwords are not the same."))
        fine = False
    if fine and not await passwords.is_right(form.old.data, staff.password_hash):
        form.refuse("old", _("This is not your password."))
        fine = False
    if not fine:
        return page(request, "password.html", 422, form=form)
    new_hash = await passwords.hashed(form.new.data)
    async with in_transaction():
        await StaffMember.filter(id=staff.id).update(password_hash=new_hash)
        await close_all_sessions(staff.id, but=visitor_of(request).session_id)
        await note(staff.name, Did.PASSWORD_RESET, On.STAFF, staff.id, deps.clock())
    return go(request, "home", "password")


def _subjects(request: web.Request, name: str) -> tuple[Subject, Subject]:
    digest = dependencies_of(request).sealer.digest
    address = network_address(request)
    return (
        Subject(digest(f"sign-in name {name_key(name)}").hex(), FREE_FOR_A_NAME),
        Subject(digest(f"sign-in address {address}").hex(), FREE_FOR_AN_ADDRESS),
    )


def _wait_words(wait: timedelta) -> Line:
    seconds = math.ceil(wait.total_seconds())
    if seconds < 60:
        return plural(
            "Too many attempts. Try again in {n} second.",
            "Too many attempts. Try again in {n} seconds.",
            seconds,
        )
    return plural(
        "Too many attempts. Try again in {n} minute.",
        "Too many attempts. Try again in {n} minutes.",
        math.ceil(seconds / 60),
    )


def _back(request: web.Request, asked: object) -> str:
    """The page to return to: one of ours, never another site's."""
    mount = dependencies_of(request).mount
    if (
        isinstance(asked, str)
        and asked.startswith(f"{mount}/")
        and "\\" not in asked
        # A line break would be a second header.
        and asked.isprintable()
    ):
        return asked
    return str(request.app.router["home"].url_for())
