"""How long may a connection stay half open, and what is said to whom nobody can understand?"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.headers import HEADERS, NAME

log = structlog.get_logger(__name__)

SECONDS = 30.0
"""So long may a request take to begin, its headers to come, and a connection to say nothing."""

LEAST_BYTES = 60_000
"""So much of a longer body has to come in each such time: 2 kB a second."""

LONGEST_LINE = 16_384

NOT_UNDERSTOOD = "This request cannot be understood."
FAILED = "This did not work. Please try again later."
TOO_SLOW = "This took too long to arrive."


class Connection(web.RequestHandler):
    """As the library's, but what it answers and logs of a broken request quotes nothing of it."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        kind = type(exc).__name__ if exc else None
        log.warning("not_understood" if status < 500 else "request_failed", error=kind)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer had begun already")
        answer = web.Response(
            status=status,
            text=NOT_UNDERSTOOD if status < 500 else FAILED,
            headers=HEADERS | {"Server": NAME, "Cache-Control": "no-store"},
        )
        answer.force_close()
        return answer

    def log_exception(self, *args: Any, **told: Any) -> None:
        """The library reads what is left of a body after the answer, and meets our end of it again;
        of anything else its kind is told, since a traceback quotes."""
        fault = told.get("exc_info")
        if not isinstance(fault, web.HTTPRequestTimeout):
            log.error("request_failed", error=type(fault).__name__)


async def listen(
    runner: web.AppRunner, host: str, port: int, *, seconds: float = SECONDS
) -> asyncio.Server:
    """Take connections for what the runner has set up. Raises OSError."""
    loop = asyncio.get_running_loop()
    assert runner.server is not None, "the runner is not set up"
    # Without an access log: its lines hold addresses, and secrets that stand in a path.
    # Without unpacking: nobody who calls us compresses, and what is broken would be our fault.
    told: dict[str, Any] = {"access_log": None, "auto_decompress": False}
    told |= {"keepalive_timeout": seconds, "max_line_size": LONGEST_LINE}
    make = partial(Connection, runner.server, loop=loop, **told)
    return await loop.create_server(make, host, port, backlog=128, reuse_address=True)


def end_slow_bodies(seconds: float = SECONDS) -> Middleware:
    """A middleware: a body that stops coming is waited for no longer."""

    @web.middleware
    async def end_slow_body(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.can_read_body:
            return await handler(request)
        watching = asyncio.create_task(_watch(request, seconds))
        try:
            return await handler(request)
        finally:
            watching.cancel()

    return end_slow_body


async def _watch(request: web.Request, seconds: float) -> None:
    seen = 0
    while not request.content.is_eof():
        await asyncio.sleep(seconds)
        if request.content.total_bytes - seen < LEAST_BYTES and not request.content.is_eof():
            log.warning("body_too_slow")
            request.content.set_exception(web.HTTPRequestTimeout(text=TOO_SLOW))
            return
        seen = request.content.total_bytes
