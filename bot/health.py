"""Is the service alive, is it ready, and where does a visitor go from here?"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import timedelta

import structlog
from aiohttp import web

from bot.channels.base import Clock
from bot.database.faults import DatabaseFault
from bot.database.script import Lane, Script, Sql, as_time

log = structlog.get_logger(__name__)

TOO_LONG = timedelta(minutes=2)
"""A message unanswered for so long means that nobody is being answered."""


def routes(
    lane: Lane, channels: Sequence[str], clock: Clock, links: Sequence[tuple[str, str]]
) -> list[web.RouteDef]:
    """`links`: path and words of what the first page offers; a single one is gone to at once."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        try:
            oldest = await lane.run(lambda: _oldest_unanswered(channels))
        except DatabaseFault as fault:
            log.error("not_ready", error=type(fault).__name__)
            return web.json_response({"status": "no database"}, status=503)
        waiting = timedelta() if oldest is None else clock() - as_time(oldest)
        ready = waiting < TOO_LONG
        return web.json_response(
            {
                "status": "ready" if ready else "answers are late",
                "oldest_unanswered_s": round(max(waiting.total_seconds(), 0), 1),
            },
            status=200 if ready else 503,
        )

    async def front(_request: web.Request) -> web.Response:
        if len(links) == 1:
            raise web.HTTPFound(links[0][0])
        return web.Response(text=_front_page(links), content_type="text/html")

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/", front)]


def _oldest_unanswered(channels: Sequence[str]) -> Script[str | None]:
    """When the longest waiting message came in, on the channels that are switched on."""
    places = ", ".join("?" * len(channels)) or "NULL"
    rows = yield Sql(
        "SELECT MIN(i.received_at) AS oldest FROM inbound_message AS i"
        " WHERE i.answered_at IS NULL AND i.contact_id IS NOT NULL"
        f" AND i.channel IN ({places})",
        tuple(channels),
    )
    oldest: str | None = rows[0]["oldest"]
    return oldest


def _front_page(links: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<li><a href="{html.escape(path)}">{html.escape(words)}</a></li>' for path, words in links
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Dalil</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<h1>Dalil · دليل</h1><ul>{items}</ul></html>"
    )
