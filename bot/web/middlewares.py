"""What is said while the database is away?"""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.database.faults import DatabaseFault

log = structlog.get_logger(__name__)

RETRY_SECONDS = 30


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
