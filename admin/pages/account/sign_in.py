"""Signing in and out, and one's own language."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, needed, password_field, text_field
from admin.models import StaffMember
from admin.pages.written import written_in
from admin.rendering.templates import PASSWORDS, go, page, url_of
from admin.security.access import (
    LOCALE_COOKIE,
    SESSION_COOKIE,
    VISIT_COOKIE,
    VISITOR,
    SessionEnded,
    Visitor,
    close_session,
    forget,
    open_session,
    remember,
    staff_of,
    visitor_of,
)
from admin.security.accounts import name_key
from admin.security.attempts import network_code, remember_device, sign_in_attempt
from admin.security.audit import note
from admin.security.drafts import open_draft, seal_draft
from admin.security.form_tokens import Form
from admin.security.throttle import charge, forgive
from bot.operations.audit_log import Did, On
from flows.engine.text import Line, _, plural

log = structlog.get_logger(__name__)

NOBODY = "?"
"""Who failed, in the audit trail, where the name was nobody's: it may be a password."""


class SignInForm(StaffForm):
    name = text_field(_("Your name"), needed, letters=64, autocomplete="username", autofocus=True)
    password = password_field(_("Password"), needed, autocomplete="current-password")


async def show(request: web.Request) -> web.Response:
    if visitor_of(request).staff is not None:
        return go(request, "home")
    return _page(request, SignInForm(), back=_back(request, request.query.get("back")))


def ask_to_sign_in_again(request: web.Request, ended: SessionEnded) -> web.Response:
    """Instead of what a form asked for; what was typed waits in the page."""
    return _page(request, SignInForm(), 401, draft=seal_draft(request, ended.form, ended.staff_id))


async def sign_in(request: web.Request) -> web.Response:
    """One answer for a wrong password, an unknown name and somebody who left."""
    deps = dependencies_of(request)
    posted = await request.post()
    form = SignInForm(posted)
    kept: dict[str, Any] = {name: str(posted.get(name, "")) for name in ("back", "draft")}
    if not form.validate():
        return _page(request, form, 422, **kept)
    attempt = sign_in_attempt(request, form.name.data)
    wait = await charge(deps.executor, attempt, deps.clock())
    if wait is not None:
        log.warning("sign_in_throttled")
        retry = {"Retry-After": str(math.ceil(wait.total_seconds()))}
        return _page(request, form, 429, retry, fault=wait_words(wait), **kept)
    staff = await StaffMember.get_or_none(name_key=name_key(form.name.data), active=True)
    password_hash = staff.password_hash if staff else None
    if not await request.app[PASSWORDS].is_right(form.password.data, password_hash) or not staff:
        await _note_failure(request, staff)
        fault = _("The name or the password is not right.")
        return _page(request, form, 422, fault=fault, **kept)
    await forgive(deps.executor, attempt)
    token = await _let_in(request, staff, deps.clock())
    request[VISITOR] = Visitor(token, staff)
    response = go_on(request, posted, needs_code=staff.totp_sealed is not None)
    return _remembered(request, response, staff, token)


async def sign_in_first(request: web.Request, staff: StaffMember) -> web.Response:
    """Who just chose a password is in; what they owe, such as a code, is asked of them there."""
    token = await _let_in(request, staff, dependencies_of(request).clock())
    return _remembered(request, go(request, "home"), staff, token)


def _remembered(
    request: web.Request, response: web.Response, staff: StaffMember, token: str
) -> web.Response:
    remember(request, response, SESSION_COOKIE, token)
    remember_device(request, response, staff.name)
    forget(request, response, VISIT_COOKIE)
    return response


def go_on(request: web.Request, posted: Form, *, needs_code: bool = False) -> web.Response:
    """To the page somebody was on, with what they had typed there, or to the first one."""
    draft = open_draft(request, posted.get("draft"), staff_of(request).id)
    back = _back(request, posted.get("back"))
    if needs_code:
        kept = [("back", back), ("draft", posted.get("draft", "") if draft else "")]
        action = url_of(request)("second_factor")
        return page(request, "code.html", action=action, fault=None, kept=kept)
    if draft is not None:
        written = written_in(draft.fields)
        return page(request, "draft.html", draft=draft, written=written, is_outdated=False)
    return web.Response(status=303, headers={"Location": back})


def _page(
    request: web.Request,
    form: SignInForm,
    status: int = 200,
    headers: dict[str, str] | None = None,
    fault: Line | None = None,
    back: str = "",
    draft: str = "",
) -> web.Response:
    ended = visitor_of(request).ended is not None
    values = {"form": form, "fault": fault, "back": back, "draft": draft, "ended": ended}
    return page(request, "sign_in.html", status, headers, **values)


async def _note_failure(request: web.Request, staff: StaffMember | None) -> None:
    log.warning("sign_in_failed")
    who, subject = (staff.name, str(staff.id)) if staff else (NOBODY, NOBODY)
    now, told = dependencies_of(request).clock(), {"from": network_code(request)}
    await note(who, Did.SIGN_IN_FAILED, On.STAFF, subject, now, after=told)


async def _let_in(request: web.Request, staff: StaffMember, now: datetime) -> str:
    """The token of their new session."""
    told = {"from": network_code(request)}
    async with in_transaction():
        token = await open_session(staff, now)
        await StaffMember.filter(id=staff.id).update(last_signed_in_at=now)
        await note(staff.name, Did.SIGNED_IN, On.STAFF, staff.id, now, after=told)
    log.info("signed_in", staff_id=staff.id)
    return token


async def sign_out(request: web.Request) -> web.Response:
    staff, now = staff_of(request), dependencies_of(request).clock()
    async with in_transaction():
        await close_session(visitor_of(request))
        await note(staff.name, Did.SIGNED_OUT, On.STAFF, staff.id, now)
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


def wait_words(wait: timedelta) -> Line:
    """How long until the next attempt, as a sentence."""
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
