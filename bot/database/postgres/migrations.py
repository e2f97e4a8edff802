"""How are migrations applied to PostgreSQL? Under an advisory lock, so that replicas take turns.

Imported only where the database is one: on SQLite its driver would take memory for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import asyncpg

from bot.database.faults import from_connecting, from_postgres
from bot.database.migration_files import (
    RECORDS,
    Applied,
    Migration,
    MigrationFault,
    ends_the_transaction,
    names_of,
    pending_of,
)
from bot.database.postgres.shared_commit import numbered
from bot.database.postgres.unsampled import take_no_samples
from bot.database.transaction import Sql
from bot.database.url import PostgresServer

# Any number will do, so long as every process asks for the same one.
_ADVISORY_LOCK = 0x0DA111


async def _connect(server: PostgresServer) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(**server.connect)
    except (asyncpg.PostgresError, OSError) as error:
        raise from_connecting(error) from None


async def migrate_postgres(server: PostgresServer, known: Sequence[Migration]) -> list[str]:
    """Apply what is missing of `known`; the names of what was applied."""
    connection = await _connect(server)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock($1)", _ADVISORY_LOCK)
            pending = pending_of(known, await _records(connection))
            if pending:
                await connection.execute(RECORDS.format(moment="TIMESTAMPTZ"))
            for each in pending:
                await _apply_postgres(connection, each)
            await take_no_samples(connection)
        return names_of(pending)
    finally:
        await connection.close()


async def applied_to(server: PostgresServer) -> Applied:
    """What the server's database has had applied; changes nothing."""
    connection = await _connect(server)
    try:
        return await _records(connection)
    finally:
        await connection.close()


async def _apply_postgres(connection: asyncpg.Connection, migration: Migration) -> None:
    try:
        if migration.program is None:
            await connection.execute(migration.sql)
        else:
            await _run(connection, migration)
        if not connection.is_in_transaction():
            raise ends_the_transaction(migration)
        await connection.execute(
            "INSERT INTO migration (room, number, name, checksum, applied_at)"
            " VALUES ($1, $2, $3, $4, now())",
            migration.room,
            migration.number,
            migration.name,
            migration.checksum,
        )
    except asyncpg.PostgresError as error:
        raise MigrationFault(f"{migration}: {from_postgres(error)}") from None


async def _run(connection: asyncpg.Connection, migration: Migration) -> None:
    asking = migration.statements("postgresql")
    rows: list[asyncpg.Record] | None = None
    with suppress(StopIteration):
        while True:
            statement, values = asking.send(rows)
            rows = await connection.fetch(numbered(Sql(statement)), *values)


async def _records(connection: asyncpg.Connection) -> Applied:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return {}
    rows = await connection.fetch("SELECT room, number, name, checksum FROM migration")
    return {(row["room"], row["number"]): (row["name"], row["checksum"]) for row in rows}
