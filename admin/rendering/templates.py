"""How does a page come out? Templates in the reader's language, and the headers all pages carry."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from admin.dependencies import AdminDependencies, dependencies_of
from admin.rendering import formatting as words
from admin.security.access import ADMINS, EDITORS, FORM_TOKEN, TRAINERS, visitor_of
from admin.security.passwords import Passwords
from flows.engine.text import Text, _

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"

TEMPLATES = web.AppKey("TEMPLATES", Environment)
PASSWORDS = web.AppKey("PASSWORDS", Passwords)
SENDING = web.AppKey("SENDING", asyncio.Lock)
"""Held while a reminder is stored, so that two presses of one button are seen as one."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
KEEP_NOTHING = {"Cache-Control": "no-store"}

# What a page says after a change: it was sent on to by `?told=`, so a reload repeats nothing.
NOTICES: dict[str, Text] = {
    "saved": _("Saved."),
    "checked": _("Marked as checked today."),
    "archived": _("Archived: people no longer see it."),
    "undone": _("The last change is undone."),
    "not_undone": _("That cannot be undone: how it was before is not known."),
    "restored": _("Published again: people see it."),
    "done": _("Marked as done."),
    "reopened": _("Open again."),
    "sent": _("It is on its way."),
    "scheduled": _("It will be sent at the time you set."),
    "cancelled": _("Cancelled. What was not sent yet stays unsent."),
    "too_late": _("There was nothing left to cancel."),
    "deactivated": _("This person can no longer sign in."),
    "reactivated": _("This person can sign in again."),
    "password": _("Your password is changed. You are signed out everywhere else."),
    "answered": _("Your answer is on its way."),
    "thanked": _("Marked as done, and who told us is thanked."),
}


def template_environment(deps: AdminDependencies) -> Environment:
    """The templates, with everything a template may call."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=deps.translator.gettext,
        ngettext=deps.translator.ngettext,
        say=words.say,
        local=words.local,
        moment=words.moment,
        day=words.day,
        number=words.number,
        money=words.money,
        tongue=lambda code: words.tongue(deps.translator, code),
        FORM_TOKEN=FORM_TOKEN,
        static_version=_static_version(),
    )
    return environment


def page(
    request: web.Request,
    template: str,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> web.Response:
    """The page `template` with `values`, in the reader's language."""
    visitor = visitor_of(request)
    html = (
        request.app[TEMPLATES]
        .get_template(template)
        .render(
            **values,
            here=request.path_qs,
            form_token=visitor.form_token,
            staff=visitor.staff,
            is_editor=visitor.is_one_of(EDITORS),
            is_trainer=visitor.is_one_of(TRAINERS),
            is_admin=visitor.is_one_of(ADMINS),
            language=words.speaker.get().language,
            languages=dependencies_of(request).languages,
            told=NOTICES.get(request.query.get("told", "")),
            url=url_of(request),
            route=request.match_info.route.name,
        )
    )
    return web.Response(text=html, status=status, content_type="text/html", headers=headers)


def url_of(request: web.Request) -> Callable[..., str]:
    """`url("service", id="jen-1")` → its address; `told=` and other `query_…` go after the `?`."""

    def url(name: str, query: dict[str, str] | None = None, **deps: object) -> str:
        where = request.app.router[name].url_for(**{key: str(value) for key, value in deps.items()})
        return str(where.with_query(query) if query else where)

    return url


def go(request: web.Request, name: str, told: str | None = None, **deps: object) -> web.Response:
    """Send the browser on to a page, as after every change, so that a reload repeats nothing."""
    where = url_of(request)(name, {"told": told} if told else None, **deps)
    return web.Response(status=303, headers={"Location": where})


def _static_version() -> str:
    files = sorted(path for path in STATIC.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
