"""How does a page come out? Templates in the reader's language, and the headers all pages carry."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from yarl import URL

from admin.dependencies import AdminDependencies, dependencies_of
from admin.regions.about import tells_of_nobody
from admin.regions.door import comes_in
from admin.rendering import formatting as words
from admin.security.access import UNSAFE, page_token, visitor_of
from admin.security.form_tokens import FORM_TOKEN
from admin.security.passwords import Passwords
from admin.security.permissions import Permissions
from flows.engine.text import Text, _

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"

TEMPLATES = web.AppKey("TEMPLATES", Environment)
PASSWORDS = web.AppKey("PASSWORDS", Passwords)
SENDING = web.AppKey("SENDING", asyncio.Lock)
"""Held while a reminder is stored, so that two presses of one button are seen as one."""


class MenuEntry(NamedTuple):
    """A page in the menu, for those who may do what is asked."""

    name: str
    label: Text
    asked: Permissions


MENU = web.AppKey("MENU", tuple[MenuEntry, ...])
ASKED = web.AppKey("ASKED", dict[str, Permissions])
"""What is asked of whoever opens or presses a page, by its name: the same as at its door."""

POLICY = "Content-Security-Policy"
HEADERS = {
    POLICY: (
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
KEEP_FOR_BACK = {"Cache-Control": "private, no-cache"}
"""Of a page that a form was answered with, only to be looked at, with nothing personal on it: a
browser that kept nothing of it could not go back to it."""

KEEP_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Of a file whose address changes with its content."""

# What a page says after a change: it was sent on to by `?told=`, so a reload repeats nothing.
NOTICES: dict[str, Text] = {
    "saved": _("Saved."),
    "checked": _("Marked as checked today."),
    "archived": _("Archived: people no longer see it."),
    "undone": _("The last change is undone."),
    "merged": _("Merged: whatever led to the other one leads here."),
    "parted": _("Both are as they were; what was changed since is kept."),
    "not_undone": _("That cannot be undone: how it was before is not known."),
    "restored": _("Published again: people see it."),
    "done": _("Marked as done."),
    "reopened": _("Open again."),
    "state_told": _("Kept. It is written to the person, never in the quiet hours."),
    "certificate_withdrawn": _("Withdrawn: whoever shows its code is told so."),
    "state_kept": _("Kept."),
    "sent": _("It is on its way."),
    "scheduled": _("It will be sent at the time you set."),
    "waiting": _("It goes to many people: it waits until somebody else agrees."),
    "approved": _("Agreed: it goes at its time."),
    "not_approved": _("Nothing is changed: who wrote it cannot agree to it, or it is too late."),
    "cancelled": _("Cancelled. What was not sent yet stays unsent."),
    "quick_phone": _("The number is saved: people are told it from now on."),
    "quick_closed": _("It is closed until that day, and people are told."),
    "quick_as_before": _("Nothing is changed: it is so already."),
    "asked": _("Here is the link to send. It works once, for two weeks."),
    "asked_by_sms": _("The link goes by SMS, never in the quiet hours."),
    "not_asked_by_sms": _("No SMS goes to this number. Here is the link: send it yourself."),
    "asked_before": _("Nothing is changed: it was asked less than a month ago."),
    "taken": _("Saved: people are told what you took."),
    "refused": _("Nothing is changed: what people are told stays."),
    "nothing_chosen": _("Choose services first: tick them, or take all that were found."),
    "too_many_chosen": _("These are too many to look through: search for fewer."),
    "closed": _("These services are closed on those days, and people are told."),
    "opened_again": _("These services are no longer closed on those days."),
    "sheet_cancelled": _(
        "Stopped. What was taken in until then stays; bring it again for the rest."
    ),
    "too_far": _("Nothing is changed: a feast is never so far from the day it was expected on."),
    "too_late": _("There was nothing left to cancel."),
    "deactivated": _("This person can no longer sign in."),
    "reactivated": _("This person can sign in again."),
    "password": _("Your password is changed. You are signed out everywhere else."),
    "invitation_away": _("Taken back: the link opens no more."),
    "session_ended": _("Signed out there."),
    "phone_away": _("This person signs in without a code now. Their sessions are ended."),
    "code_off": _("You sign in without a code now."),
    "answered": _("Your answer is on its way."),
    "enrolment_open": _("People can enrol now."),
    "enrolment_closed": _("Nobody can enrol any more."),
    "cohort_finished": _("The course is over."),
    "cohort_not_over": _("Classes are still to come, or none was held: it is not over yet."),
    "cohort_cancelled": _("Cancelled: whoever is enrolled is told."),
    "class_saved": _("Saved: whoever is enrolled is told of a change."),
    "class_cancelled": _("This class is cancelled: whoever is enrolled is told."),
    "class_added": _("One class more: whoever is enrolled is told."),
    "in_line": _("They are in line: each is told their place."),
    "invited": _("They are invited: each has a seat until they answer, or their time is over."),
    "seated": _("They have a seat. No message goes out: tell them."),
    "invited_and_seated": _(
        "They are invited. Who has no phone, or is to be called, has a seat already: tell them."
    ),
    "taken_off": _("This person no longer has a seat."),
    "marked": _("Saved: who was there."),
    "too_early": _("Nothing is saved: the class is not on yet, or does not take place."),
    "state_by_seat": _(
        "Nothing is changed: a seat in a course says how this stands, and it changes there."
    ),
    "outdated": _("Nothing is changed: somebody else changed it meanwhile."),
    "answered_later": _("Your answer waits for the end of the quiet hours."),
    "noted": _("Your note is kept; the person does not see it."),
    "assigned": _("Saved."),
    "handed_back": _("The machine answers this person again."),
    "talk_closed": _("Closed."),
    "canned_gone": _("It is gone."),
    "draft_kept": _("Kept: it is here when you come back."),
    "alert_sent": _("It is on its way."),
    "code_wrong": _("This code is not right, or too old. Nothing is linked."),
    "email_linked": _("You are told there by e-mail from now on."),
    "email_colleagues": _("A colleague is told there already. Nothing is linked."),
    "alerts_enough": _("Nothing is sent: you tried it often. Try again in an hour."),
    "no_alert": _("Nothing is linked yet."),
    "alerts_off": _("You are told there no more."),
    "taken_back": _("Taken back: it stands below, to be changed."),
    "sent_before": _("This was sent before; nothing was done twice."),
    "referral_sent": _("Sent. Give the code to the person: it tells how it stands."),
    "referral_asks": _("The person is asked by a message. Nothing is sent before they say yes."),
    "words_said": _("Saved: people hear these words from now on."),
    "words_released": _("People hear the words of the release again."),
    "words_unfit": _("Nothing is changed: the words before do not fit any more."),
    "words_same": _("Nothing is changed: all of it is said already."),
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
        apart=words.apart,
        who_said=words.who_said,
        moment=words.moment,
        day=words.day,
        number=words.number,
        money=words.money,
        channel_name=lambda name: words.say(deps.channel_labels.get(name, name)),
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
    visitor, route = visitor_of(request), request.match_info.route.name
    is_answer = request.method in UNSAFE
    if is_answer and status >= HTTPStatus.BAD_REQUEST and headers is None:
        headers = KEEP_FOR_BACK if tells_of_nobody(route) else None
    html = (
        request.app[TEMPLATES]
        .get_template(template)
        .render(
            **values,
            here=_here(request),
            form_token=page_token(request),
            staff=visitor.staff,
            may=lambda name: comes_in(request, name) and visitor.may(*request.app[ASKED][name]),
            language=words.speaker.get().language,
            languages=dependencies_of(request).languages,
            menu=[
                each
                for each in request.app[MENU]
                if visitor.may(*each.asked) and comes_in(request, each.name)
            ],
            told=NOTICES.get(request.query.get("told", "")),
            url=url_of(request),
            route=route,
            # What no browser keeps is no page to go back to; the one that has the form is.
            goes_back_to=_here(request) if is_answer and headers is not KEEP_FOR_BACK else "",
        )
    )
    return web.Response(text=html, status=status, content_type="text/html", headers=headers)


def _here(request: web.Request) -> str:
    """The address of this page, to come back to in another language: of what a form was answered
    with, the page that has the form."""
    if request.method not in UNSAFE:
        return request.path_qs
    form = (request.match_info.route.name or "").removesuffix(".post")
    if form != request.match_info.route.name:
        return request.path_qs
    came_from = URL(request.headers.get("Referer", ""))
    return came_from.path_qs if came_from.path.startswith("/") else url_of(request)("home")


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
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
