"""Who is this, what may they do here, and did their own form send this?"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from admin.dependencies import AdminDependencies, dependencies_of
from admin.models import SecondFactorRule, StaffMember, StaffSession
from admin.regions.door import pass_through
from admin.security.form_tokens import (
    FORM_TOKEN,
    NOBODYS,
    Form,
    is_of,
    issued_to,
    new_token,
    read_form,
)
from admin.security.permissions import Permission, Permissions, permissions_of
from services_directory.web.doors import Guard, behind, close_files

log = structlog.get_logger(__name__)

SESSION_COOKIE = "dalil_staff"
VISIT_COOKIE = "dalil_visit"
LOCALE_COOKIE = "dalil_locale"

SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=3)
ENDED_KNOWN = timedelta(days=7)
# Noting every page view would be a write per click; once in five minutes is near enough.
SEEN_EVERY = timedelta(minutes=5)
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


LIVE = "live"
"""What an open page asks for by itself, which is no sign that somebody is there."""

ALWAYS = frozenset({"language", "sign_out"})
"""What somebody may do who has to do something else first."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks: signed in or not. `secret` is their cookie's; the form token comes from it.

    `owes`: the page that comes before every other. `proved_at`: when they told a code here last.
    `ended`: whose session was open here before. `permissions`: what their role may at this moment.
    """

    secret: str
    staff: StaffMember | None = None
    session_id: int | None = None
    proved_at: datetime | None = None
    owes: str | None = None
    ended: int | None = None
    permissions: Permissions = frozenset()

    @property
    def form_token(self) -> str:
        """What a form carries, so that no other site can post it."""
        return hashlib.sha256(b"form " + self.secret.encode()).hexdigest()

    def may(self, *asked: Permission) -> bool:
        """Whether this person is signed in and may do all of it."""
        return self.staff is not None and self.permissions.issuperset(asked)


VISITOR = web.RequestKey("VISITOR", Visitor)


def visitor_of(request: web.Request) -> Visitor:
    """Who is asking; nobody where nobody signed in."""
    return request[VISITOR]


def staff_of(request: web.Request) -> StaffMember:
    """Who is signed in; only for pages that ask who it is."""
    staff = request[VISITOR].staff
    assert staff is not None, "a page for anyone asked who is signed in"
    return staff


async def recognise(request: web.Request) -> Visitor:
    """The visitor by their cookies; an unknown, old or revoked session is nobody."""
    token = cookie_of(request, SESSION_COOKIE)
    now = dependencies_of(request).clock()
    if token:
        session = await StaffSession.get_or_none(token_hash=_hash(token)).select_related("staff")
        if session and not _is_alive(session, now):
            # Their own page may still be open: its forms are known by the same secret.
            return Visitor(token, ended=session.staff_id)
        if session and session.staff.active:
            if request.match_info.route.name != LIVE:
                await _note_seen(session, now)
            may, owes = (
                await permissions_of(session.staff.role),
                await _owed(session.staff, session),
            )
            return Visitor(
                token, session.staff, session.id, session.proved_at, owes, permissions=may
            )
    return Visitor(cookie_of(request, VISIT_COOKIE) or secrets.token_urlsafe(32))


async def is_of_staff(request: web.Request, deps: AdminDependencies) -> bool:
    """Whether the browser that asks for a page of another room is signed in here."""
    token = request.cookies.get(_full_name(deps, SESSION_COOKIE))
    if not token or not token.isascii():
        return False
    session = await StaffSession.get_or_none(token_hash=_hash(token)).select_related("staff")
    return session is not None and session.staff.active and _is_alive(session, deps.clock())


async def _owed(staff: StaffMember, session: StaffSession) -> str | None:
    if staff.totp_sealed and session.proved_at is None:
        return "second_factor"
    if staff.must_change:
        return "password"
    needs_one = staff.totp_sealed is None and await SecondFactorRule.exists(role=staff.role)
    return "second_factor" if needs_one else None


def _is_alive(session: StaffSession, now: datetime) -> bool:
    return session.expires_at > now and now - session.last_seen_at < SESSION_IDLE


async def _note_seen(session: StaffSession, now: datetime) -> None:
    if now - session.last_seen_at > SEEN_EVERY:
        await StaffSession.filter(id=session.id).update(last_seen_at=now)


async def open_session(staff: StaffMember, now: datetime) -> str:
    """A new session; its token, which is stored nowhere but in the browser."""
    token = secrets.token_urlsafe(32)
    # One that ended lately tells whose page is still open somewhere, with what they typed on it.
    await StaffSession.filter(expires_at__lt=now - ENDED_KNOWN).delete()
    await StaffSession.create(
        staff_id=staff.id,
        token_hash=_hash(token),
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LIFE,
    )
    return token


async def live_sessions(staff_id: int, now: datetime) -> list[StaffSession]:
    """The browsers somebody is signed in at, the one used last first."""
    found = await StaffSession.filter(staff_id=staff_id).order_by("-last_seen_at", "-id")
    return [each for each in found if _is_alive(each, now)]


async def close_session(visitor: Visitor) -> None:
    """Sign this browser out."""
    await StaffSession.filter(id=visitor.session_id).delete()


async def close_all_sessions(staff_id: int, but: int | None = None) -> None:
    """Sign somebody out everywhere, except perhaps here."""
    sessions = StaffSession.filter(staff_id=staff_id)
    await (sessions if but is None else sessions.exclude(id=but)).delete()


class NotAllowed(web.HTTPForbidden):
    """Whoever asks may not do this: their role, at this moment."""


class SessionEnded(Exception):
    """A form of ours came too late: whose session it was, and what they had typed."""

    def __init__(self, form: Form, staff_id: int) -> None:
        super().__init__("a form came after its session")
        self.form = form
        self.staff_id = staff_id


class FormOutdated(Exception):
    """A form of ours, of another session than the one that sent it; `form`: what was typed."""

    def __init__(self, form: Form) -> None:
        super().__init__("a form came from another session")
        self.form = form


def page_token(request: web.Request) -> str:
    """The token of a page's forms; whose page it is can be told when the session is over."""
    visitor = visitor_of(request)
    whose = visitor.staff.id if visitor.staff else NOBODYS
    return new_token(visitor.form_token, whose, dependencies_of(request).sealer)


def guarded(handler: Handler, asked: Permissions | None, largest: int | None = None) -> Handler:
    """`handler`, reached only by who may do what is `asked` and, where it changes anything, by our
    own forms.

    `largest`: how many bytes may be sent, where it is more than a form of words needs.
    """

    async def check_first(request: web.Request) -> web.StreamResponse:
        visitor = visitor_of(request)
        if not all(map(str.isprintable, request.match_info.values())):
            raise web.HTTPNotFound  # a row of nothing: no database takes such a name
        if asked is not None and visitor.staff is None:
            if request.method in UNSAFE and (owner := await _owner_of_form(request)) is not None:
                raise SessionEnded(await request.post(), owner)
            if visitor.ended is not None and request.method in UNSAFE:
                raise SessionEnded(await check_form(request), visitor.ended)
            raise web.HTTPSeeOther(_to_sign_in(request))
        if asked is not None and not visitor.may(*asked):
            raise NotAllowed
        if not await pass_through(request):
            raise NotAllowed
        first = visitor.owes
        if first and request.match_info.route.name not in {first, f"{first}.post", *ALWAYS}:
            raise web.HTTPSeeOther(request.app.router[first].url_for())
        if largest is not None:
            request = request.clone(client_max_size=largest)
        if request.method not in UNSAFE:
            return await handler(request)
        form = await check_form(request)
        try:
            return await handler(request)
        finally:
            close_files(form)

    return behind(Guard.STAFF, check_first)


def _to_sign_in(request: web.Request) -> URL:
    """And back to this page afterwards."""
    sign_in = request.app.router["sign_in"].url_for()
    is_page = request.method not in UNSAFE and request.match_info.route.name != "home"
    return sign_in.with_query(back=request.path_qs) if is_page else sign_in


async def _owner_of_form(request: web.Request) -> int | None:
    """Whose form this is, where nobody is signed in here any more; None where it is not ours."""
    try:
        form = await read_form(request)
    except web.HTTPForbidden:
        return None
    return issued_to(form.get(FORM_TOKEN), dependencies_of(request).sealer)


async def check_form(request: web.Request) -> Form:
    """The form, unless another site made a browser send it: wrong origin, or not our token.

    Raises FormOutdated where it is ours, of a session before this one."""
    form, visitor = await read_form(request), visitor_of(request)
    sent = form.get(FORM_TOKEN)
    if not is_of(sent, visitor.form_token):
        close_files(form)
        if visitor.staff and issued_to(sent, dependencies_of(request).sealer) is not None:
            raise FormOutdated(form)
        log.warning("form_refused", reason="token", path=request.match_info.route.name)
        raise web.HTTPForbidden
    return form


def cookie_of(request: web.Request, name: str) -> str | None:
    """A cookie of ours; None for bytes that are no text, which we never set."""
    value = request.cookies.get(_full_name(dependencies_of(request), name))
    return value if value and value.isascii() else None


def remember(
    request: web.Request, response: web.StreamResponse, cookie: str, value: str, days: int = 0
) -> None:
    """Set a cookie no script and no other site can read; 0 `days`: it ends with the browser."""
    deps = dependencies_of(request)
    response.set_cookie(
        _full_name(deps, cookie),
        value,
        path=_path(deps),
        httponly=True,
        samesite="Lax",
        secure=deps.secure_cookies,
        max_age=days * 24 * 3600 or None,
    )


def forget(request: web.Request, response: web.StreamResponse, cookie: str) -> None:
    """Take the cookie away."""
    deps = dependencies_of(request)
    response.del_cookie(
        _full_name(deps, cookie), path=_path(deps), secure=deps.secure_cookies, httponly=True
    )


def _full_name(deps: AdminDependencies, cookie: str) -> str:
    """With a mark by which browsers let no other host of the domain set it, nor plain HTTP."""
    return f"__Host-{cookie}" if deps.secure_cookies else cookie


def _path(deps: AdminDependencies) -> str:
    # What is marked so is for the whole host.
    return "/" if deps.secure_cookies else deps.mount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
