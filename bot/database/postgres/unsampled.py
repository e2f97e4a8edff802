"""Which columns may PostgreSQL take no samples of? Those that hold something of a person.

ANALYZE, and autovacuum by itself, copy values of each column into `pg_statistic`, where they stay
when their row is gone: sealed numbers, and words that waited for an answer in that moment. Nobody
asks for a row by what is sealed; what is found by a hash has an index, and needs no samples.
"""

from __future__ import annotations

import asyncpg

TEXTS = frozenset(
    (
        "contact.session",
        "inbound_message.event",
        "outbound_message.tells_of",
        "unsealed.words",
    )
)
"""Columns of text that hold something of a person. What is of bytes is meant always."""

_SAMPLED = """
    SELECT c.relname AS name, a.attname AS col, format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    AND a.attnum > 0 AND NOT a.attisdropped AND COALESCE(a.attstattarget, -1) <> 0
    AND (a.atttypid = 'bytea'::regtype OR c.relname || '.' || a.attname = ANY($1))
    ORDER BY 1, 2
"""


async def take_no_samples(connection: asyncpg.Connection) -> None:
    """Of all such columns there are; part of the transaction that brings the tables up to date."""
    for row in await connection.fetch(_SAMPLED, sorted(TEXTS)):
        table, column = _quoted(row["name"]), _quoted(row["col"])
        # Its type is said again, since that alone drops the samples that were taken.
        await connection.execute(
            f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {row['type']},"
            f" ALTER COLUMN {column} SET STATISTICS 0"
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
