"""How does a database get the tables this version of the program expects?

Everything that is missing is applied in one transaction together with its record, so an upgrade
happens whole or not at all.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.database.faults import from_sqlite
from bot.database.migration_files import (
    PROJECT,
    RECORDS,
    Applied,
    Migration,
    MigrationFault,
    ends_the_transaction,
    find_migrations,
    names_of,
    pending_of,
)
from bot.database.sqlite import file as sqlite_file
from bot.database.url import SqliteFile, read_url
from bot.database.values import as_sqlite


async def migrate(
    url: str | None = None, *, data_dir: Path = Path("var"), project: Path = PROJECT
) -> list[str]:
    """Apply what is missing; the names of what was applied, nothing when all was there."""
    where = read_url(url, data_dir)
    if isinstance(where, SqliteFile):
        known = find_migrations("sqlite", project)
        return await asyncio.to_thread(_migrate_sqlite, where.path, known)
    # Only now: on SQLite its driver would take memory for nothing.
    from bot.database.postgres import migrations as postgres_migrations

    return await postgres_migrations.migrate_postgres(where, find_migrations("postgresql", project))


async def missing_migrations(
    url: str | None = None, *, data_dir: Path = Path("var"), project: Path = PROJECT
) -> list[str]:
    """What `migrate` would apply; changes nothing."""
    where = read_url(url, data_dir)
    if isinstance(where, SqliteFile):
        known = find_migrations("sqlite", project)
        return names_of(pending_of(known, await asyncio.to_thread(_sqlite_records, where.path)))
    from bot.database.postgres import migrations as postgres_migrations

    applied = await postgres_migrations.applied_to(where)
    return names_of(pending_of(find_migrations("postgresql", project), applied))


# --- SQLite


def _migrate_sqlite(path: Path, known: Sequence[Migration]) -> list[str]:
    with sqlite_file.connected(path) as connection:
        # Rebuilding a table drops the old one, and with keys on that would empty its children.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            connection.execute("BEGIN IMMEDIATE")
            pending = pending_of(known, _read_sqlite_records(connection))
            if pending:
                _keep_backup(connection, path)
                connection.execute(RECORDS.format(moment="TIMESTAMP"))
            connection.row_factory = sqlite3.Row
            for each in pending:
                _apply_sqlite(connection, each)
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise from_sqlite(error) from None
            raise
    return names_of(pending)


def _apply_sqlite(connection: sqlite3.Connection, migration: Migration) -> None:
    try:
        asking = migration.statements("sqlite")
        rows: list[sqlite3.Row] | None = None
        with suppress(StopIteration):
            while True:
                statement, values = asking.send(rows)
                rows = connection.execute(statement, as_sqlite(values)).fetchall()
                if not connection.in_transaction:
                    raise ends_the_transaction(migration)
    except sqlite3.Error as error:
        raise MigrationFault(f"{migration}: {error}") from None
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise MigrationFault(f"{migration}: rows of {broken[0]} point at rows that do not exist.")
    connection.execute(
        "INSERT INTO migration (room, number, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)",
        (
            migration.room,
            migration.number,
            migration.name,
            migration.checksum,
            datetime.now(UTC).isoformat(" "),
        ),
    )


def _keep_backup(connection: sqlite3.Connection, path: Path) -> None:
    """Copy a file that holds tables. One copy is kept: older ones would keep what was erased.

    This one keeps it too, so `bot/privacy/retention.py` deletes it a week later."""
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        sqlite_file.copy(path, sqlite_file.backup_of(path))


def _sqlite_records(path: Path) -> Applied:
    with sqlite_file.connected(path) as connection:
        return _read_sqlite_records(connection)


def _read_sqlite_records(connection: sqlite3.Connection) -> Applied:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone():
        return {}
    rows = connection.execute("SELECT room, number, name, checksum FROM migration")
    return {(room, number): (name, checksum) for room, number, name, checksum in rows}
