"""When is what PostgreSQL left of erased rows in its files rewritten?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.database.url import PostgresServer

LARGE_TABLES_AT = 3
"""The hour, by the programme's clock, in which people would notice least that a table is shut."""


def rewriting_of(
    server: PostgresServer, clock: Clock, timezone: str
) -> Callable[[], Awaitable[int]]:
    """What leaves nothing of erased rows in the server's files; large tables only at night."""
    # Only now: on SQLite its driver would take memory for nothing.
    from bot.database.postgres.rewriting import PostgresRewriter

    rewriter, zone = PostgresRewriter(server), ZoneInfo(timezone)
    return lambda: rewriter.rewrite(large_too=clock().astimezone(zone).hour == LARGE_TABLES_AT)
