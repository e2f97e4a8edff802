"""How does what was erased leave the files of a PostgreSQL server? Its tables are written anew.

A plain VACUUM, and autovacuum, only make room: the bytes of an erased row stay in its page until a
new row needs them. VACUUM FULL writes the rows that are left into a new file. Meanwhile nobody
reads or writes the table, so a large one has to wait for the night. So are the samples that the
server takes of columns (`pg_statistic`), of which an old one stays in its page, too. The server's
log of changes (WAL), and whatever archives it, are beyond our reach: docs/privacy.md says so.
"""

from __future__ import annotations

import asyncpg
import structlog

from bot.database.faults import from_connecting
from bot.database.url import PostgresServer

log = structlog.get_logger(__name__)

LARGE_BYTES = 16 * 1024 * 1024
"""Below it a table is written anew in a moment that nobody notices."""

_TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(relname) AS name,
           n_tup_del + n_tup_upd AS changes, pg_total_relation_size(relid) AS bytes
    FROM pg_stat_all_tables
    WHERE schemaname = current_schema()
       OR (schemaname = 'pg_catalog' AND relname = 'pg_statistic')
    ORDER BY relname
"""


class PostgresRewriter:
    """Writes anew each table that rows were deleted from, or changed in, since it last did."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._changes_seen: dict[str, int] = {}

    async def rewrite(self, *, large_too: bool) -> int:
        """How many tables were written anew; one that is in use all the time waits an hour."""
        try:
            connection = await asyncpg.connect(**self._server.connect)
        except (asyncpg.PostgresError, OSError) as error:
            raise from_connecting(error) from None
        try:
            # Whoever wants the table meanwhile stands behind us, so we do not stand long ourselves.
            await connection.execute("SET lock_timeout = '500ms'")
            return sum(
                [
                    await self._rewrite(connection, row)
                    for row in await connection.fetch(_TABLES)
                    if row["changes"] != self._changes_seen.get(row["name"], 0)
                    and (large_too or row["bytes"] < LARGE_BYTES)
                ]
            )
        finally:
            await connection.close()

    async def _rewrite(self, connection: asyncpg.Connection, row: asyncpg.Record) -> bool:
        try:
            await connection.execute(f"VACUUM FULL {row['name']}")
        except asyncpg.PostgresError as error:
            log.info("table_not_rewritten", table=row["name"], error=type(error).__name__)
            return False
        self._changes_seen[row["name"]] = row["changes"]
        return True
