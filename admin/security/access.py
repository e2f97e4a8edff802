"""Who is this, what may they do here, and did their own form send this?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import FileField
from multidict import MultiDictProxy

from admin.dependencies import dependencies_of
from admin.models import StaffMember, StaffSession
from services_directory.web import clients

log = structlog.get_logger(__name__)

SESSION_COOKIE = "dalil_staff"
VISIT_COOKIE = "dalil_visit"
LOCALE_COOKIE = "dalil_locale"
FORM_TOKEN = "form_token"
"""The hidden field of every form."""

SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=3)
# Noting every page view would be a write per click; once in five minutes is near enough.
SEEN_EVERY = timedelta(minutes=5)
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Role(StrEnum):
    """What a member of staff does here; stored, so these never change."""

    ADMIN = "admin"
    EDITOR = "editor"
    TRAINER = "trainer"


Roles = frozenset[Role]
STAFF: Roles = frozenset(Role)
EDITORS: Roles = frozenset({Role.ADMIN, Role.EDITOR})
TRAINERS: Roles = frozenset({Role.ADMIN, Role.TRAINER})
ADMINS: Roles = frozenset({Role.ADMIN})
ANYONE: Roles | None = None
"""Also somebody who is not signed in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks: signed in or not. `secret` is their cookie's; the form token comes from it."""

    secret: str
    staff: StaffMember | None = None
    session_id: int | None = None

    @property
    def form_token(self) -> str:
        """What a form carries, so that no other site can post it."""
        return hashlib.sha256(b"form " + self.secret.encode()).hexdigest()

    def is_one_of(self, roles: Roles) -> bool:
        """Whether this person has one of the roles."""
        return self.staff is not None and self.staff.role in roles


VISITOR = web.RequestKey("VISITOR", Visitor)
Form = MultiDictProxy[Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def visitor_of(request: web.Request) -> Visitor:
    """Who is asking; nobody where nobody signed in."""
    return request[VISITOR]


def staff_of(request: web.Request) -> StaffMember:
    """Who is signed in; only for pages that ask for a role."""
    staff = request[VISITOR].staff
    assert staff is not None, "a page without roles asked who is signed in"
    return staff


async def recognise(request: web.Request) -> Visitor:
    """The visitor by their cookies; an unknown, old or revoked session is nobody."""
    token = cookie_of(request, SESSION_COOKIE)
    now = dependencies_of(request).clock()
    if token:
        session = await StaffSession.get_or_none(token_hash=_hash(token)).select_related("staff")
        if session and session.staff.active and _is_alive(session, now):
            await _note_seen(session, now)
            return Visitor(token, session.staff, session.id)
    return Visitor(cookie_of(request, VISIT_COOKIE) or secrets.token_urlsafe(32))


def _is_alive(session: StaffSession, now: datetime) -> bool:
    return session.expires_at > now and now - session.last_seen_at < SESSION_IDLE


async def _note_seen(session: StaffSession, now: datetime) -> None:
    if now - session.last_seen_at > SEEN_EVERY:
        await StaffSession.filter(id=session.id).update(last_seen_at=now)


async def open_session(staff: StaffMember, now: datetime) -> str:
    """A new session; its token, which is stored nowhere but in the browser."""
    token = secrets.token_urlsafe(32)
    await StaffSession.filter(expires_at__lt=now).delete()
    await StaffSession.create(
        staff_id=staff.id,
        token_hash=_hash(token),
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LIFE,
    )
    return token


async def close_session(visitor: Visitor) -> None:
    """Sign this browser out."""
    await StaffSession.filter(id=visitor.session_id).delete()


async def close_all_sessions(staff_id: int, but: int | None = None) -> None:
    """Sign somebody out everywhere, except perhaps here."""
    sessions = StaffSession.filter(staff_id=staff_id)
    await (sessions if but is None else sessions.exclude(id=but)).delete()


def guarded(handler: Handler, roles: Roles | None, largest: int | None = None) -> Handler:
    """`handler`, reached only by those `roles` and, where it changes anything, by our own forms.

    `largest`: how many bytes may be sent, where it is more than a form of words needs.
    """

    async def check_first(request: web.Request) -> web.StreamResponse:
        visitor = visitor_of(request)
        if roles is not None and visitor.staff is None:
            raise web.HTTPSeeOther(request.app.router["sign_in"].url_for())
        if roles is not None and not visitor.is_one_of(roles):
            raise web.HTTPForbidden
        if largest is not None:
            request = request.clone(client_max_size=largest)
        if request.method not in UNSAFE:
            return await handler(request)
        form = await check_form(request)
        try:
            return await handler(request)
        finally:
            _close_files(form)

    return check_first


async def check_form(request: web.Request) -> Form:
    """The form, unless another site made a browser send it: wrong origin, or not our token."""
    sent_by = request.headers.get("Origin") or request.headers.get("Referer")
    if sent_by is None or not _is_ours(sent_by, request):
        log.warning("form_refused", reason="origin", path=request.match_info.route.name)
        raise web.HTTPForbidden
    try:
        form = await request.post()
    # The second is a charset that nobody knows, the third a broken part of many.
    except (ValueError, LookupError, HttpProcessingError):
        log.warning("form_refused", reason="no form", path=request.match_info.route.name)
        raise web.HTTPForbidden from None
    token = form.get(FORM_TOKEN)
    expected = visitor_of(request).form_token
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), expected.encode()):
        _close_files(form)
        log.warning("form_refused", reason="token", path=request.match_info.route.name)
        raise web.HTTPForbidden
    return form


def _close_files(form: Form) -> None:
    """Files that were sent lie in the memory, large ones on the disk, until they are closed."""
    for each in form.values():
        if isinstance(each, FileField):
            each.file.close()


def _is_ours(address: str, request: web.Request) -> bool:
    # Only host and port are compared: behind a proxy that ends TLS, we cannot tell http from https.
    public = dependencies_of(request).public_url
    ours = {request.host, urlsplit(public).netloc if public else request.host}
    try:
        return urlsplit(address).netloc in ours
    except ValueError:
        return False


def cookie_of(request: web.Request, name: str) -> str | None:
    """A cookie of ours; None for bytes that are no text, which we never set."""
    value = request.cookies.get(name)
    return value if value and value.isascii() else None


def remember(
    request: web.Request, response: web.StreamResponse, cookie: str, value: str, days: int = 0
) -> None:
    """Set a cookie no script and no other site can read; 0 `days`: it ends with the browser."""
    deps = dependencies_of(request)
    response.set_cookie(
        cookie,
        value,
        path=deps.mount,
        httponly=True,
        samesite="Lax",
        secure=deps.secure_cookies,
        max_age=days * 24 * 3600 or None,
    )


def forget(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """Take the cookie away."""
    response.del_cookie(cookie, path=dependencies_of(request).mount)


def network_address(request: web.Request) -> str:
    """Where the request came from, as far as it can be known."""
    return clients.network_address(request, behind_proxy=dependencies_of(request).behind_proxy)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
