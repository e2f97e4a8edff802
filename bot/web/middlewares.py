"""What do all answers of the site have in common, and what is said while the database is away?"""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.database.faults import DatabaseFault

log = structlog.get_logger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
RETRY_SECONDS = 30


async def seal_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """The strictest for whatever says nothing else: pages that need more say so themselves."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # Which versions run here helps nobody but an attacker.
    response.headers["Server"] = "Dalil"


@web.middleware
async def come_back_later(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What could not be stored is asked for again: a provider repeats what got this answer."""
    try:
        return await handler(request)
    except DatabaseFault as fault:
        route = request.match_info.route.resource
        log.error("not_stored", path=route.canonical if route else None, error=type(fault).__name__)
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return web.Response(status=503, text="Please try again later.", headers=headers)
