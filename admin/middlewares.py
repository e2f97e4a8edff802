"""What surrounds every page: who asks, in which language, what a failure shows, the headers."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler
from tortoise.exceptions import ValidationError

from admin.dependencies import dependencies_of
from admin.pages.account.sign_in import ask_to_sign_in_again
from admin.pages.written import written_in
from admin.regions.door import take_up
from admin.rendering.formatting import Speaker, speaker
from admin.rendering.templates import HEADERS, KEEP_FOR_GOOD, KEEP_NOTHING, POLICY, page
from admin.security.access import (
    LOCALE_COOKIE,
    VISIT_COOKIE,
    VISITOR,
    FormOutdated,
    NotAllowed,
    SessionEnded,
    cookie_of,
    recognise,
    remember,
    visitor_of,
)
from admin.security.drafts import draft_from
from bot.database.faults import DatabaseFull, from_orm
from bot.translation.translator import current_locale
from bot.web.middlewares import RETRY_SECONDS
from flows.engine.language import Language
from flows.engine.text import Text, _

log = structlog.get_logger(__name__)

FAULTS: dict[int, Text] = {
    403: _(
        "This is not possible from here. Go back: what you wrote may still stand there. Copy it,"
        " then load the page again."
    ),
    408: _("This took too long to arrive. Please try again."),
    404: _("This page does not exist."),
    405: _("This page cannot be used in that way."),
    413: _("That was too much at once. Please send less."),
}
NOT_ALLOWED = _("Your role may not do this. An administrator can change what it may do.")
AWAY = _("The data cannot be reached just now. Nothing was changed. Try again in a minute.")
FULL = _(
    "The disk of the server is full, so nothing was saved. Tell whoever looks after the server."
)
BROKEN = _("Something went wrong on our side. Nothing was changed. Please try again later.")
MAPS = frozenset({"service", "service_new"})
"""The pages with a map: there alone pictures of the land may come from the server that the
programme names."""
RETRY = {"Retry-After": str(RETRY_SECONDS)}


@web.middleware
async def introduce(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Recognise the visitor and speak their language; a first visit is given its cookie."""
    if request.match_info.route.name == "static":
        return await handler(request)
    try:
        visitor = await recognise(request)
        await take_up(request, visitor.staff)
    except Exception as error:
        # Without knowing who asks there is no page to make; bot/web/middlewares.py says so.
        raise from_orm(error) or error from None
    request[VISITOR] = visitor
    deps = dependencies_of(request)
    language = language_for(request)
    current_locale.set(language.code)
    speaker.set(Speaker(deps.translator, language, deps.zone))
    response = await handler(request)
    unknown = visitor.staff is None and cookie_of(request, VISIT_COOKIE) != visitor.secret
    if unknown and not response.prepared:
        remember(request, response, VISIT_COOKIE, visitor.secret)
    return response


@web.middleware
async def explain_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal or a fault becomes a page with a sentence; the log gets its kind, not its words."""
    if request.match_info.route.name == "static":
        # Nobody was recognised for a file, so there is nobody to make a page for.
        return await handler(request)
    try:
        return await handler(request)
    except SessionEnded as ended:
        return ask_to_sign_in_again(request, ended)
    except FormOutdated as outdated:
        draft = draft_from(request, outdated.form)
        if draft is None:
            return page(request, "fault.html", 403, text=FAULTS[403])
        written = written_in(draft.fields)
        return page(request, "draft.html", 409, draft=draft, written=written, is_outdated=True)
    except web.HTTPMove as redirection:
        return web.Response(
            status=redirection.status, headers={"Location": str(redirection.location)}
        )
    except NotAllowed:
        return page(request, "fault.html", 403, text=NOT_ALLOWED)
    except web.HTTPException as refusal:
        return page(request, "fault.html", refusal.status, text=FAULTS.get(refusal.status, BROKEN))
    except ValidationError:
        # So long a name is that of no row: no column holds it, and forms bound what they keep.
        return page(request, "fault.html", 404, text=FAULTS[404])
    except Exception as fault:
        cause = from_orm(fault)
        if cause is not None:
            log.error(
                "page_not_stored", route=request.match_info.route.name, error=type(cause).__name__
            )
            text = FULL if isinstance(cause, DatabaseFull) else AWAY
            return page(request, "fault.html", 503, RETRY, text=text)
        # The traceback may quote what somebody typed, so only its kind and place are told.
        trace = fault.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        log.error(
            "page_failed",
            route=request.match_info.route.name,
            kind=type(fault).__name__,
            file=trace.tb_frame.f_code.co_filename if trace else None,
            line=trace.tb_lineno if trace else None,
        )
        return page(request, "fault.html", 500, text=BROKEN)


async def seal_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer forbids framing, foreign scripts and (but for static files) being kept."""
    response.headers.update(HEADERS)
    name, tiles = request.match_info.route.name, dependencies_of(request).programme.map_tiles
    if tiles and (name or "").removesuffix(".post") in MAPS:
        policy = HEADERS[POLICY].replace("img-src 'self'", f"img-src 'self' {tiles.site}")
        response.headers[POLICY] = policy
    if request.match_info.route.name != "static":
        response.headers.update({**KEEP_NOTHING, **_told_to_keep(response)})
    elif "v" in request.query:
        response.headers.update(KEEP_FOR_GOOD)


def _told_to_keep(response: web.StreamResponse) -> Mapping[str, str]:
    """What the page itself says of being kept."""
    own = response.headers.get("Cache-Control")
    return {"Cache-Control": own} if own else {}


def language_for(request: web.Request) -> Language:
    """Chosen by the member of staff, else in this browser, else what the browser asks for."""
    deps = dependencies_of(request)
    staff = visitor_of(request).staff
    wanted = [staff.locale if staff else None, cookie_of(request, LOCALE_COOKIE)]
    accepted = request.headers.get("Accept-Language", "").split(",")
    wanted += [each.split(";")[0].split("-")[0].strip() for each in accepted]
    found = (deps.language(each) for each in wanted if each)
    return next((each for each in found if each), deps.languages[0])
