"""A database with a directory in it, as an earlier version of the program left it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from bot.database.migration_files import PROJECT, ROOMS, statements
from bot.database.migrations import migrate
from bot.database.url import PostgresServer, SqliteFile, read_url

HERE = Path(__file__).parent / "before_documents"

TOLD = HERE / "told.ndjson"
"""What the version before documents told of `ROWS`: a copy of everything, one service a line."""

ROWS = HERE / "rows.sql"


_NEEDS_LATER = 29
"""From this migration of `bot` on, its tables name ones that the directory had only later."""


async def make_old(url: str, folder: Path, last: int, rows: Iterable[str]) -> None:
    """The tables as the directory's migration number `last` left them, with these rows in them.

    The other rooms' tables are those of today, as far as they can be. `folder`: where the old
    migrations are put.
    """
    project = folder / "project"
    for room in ROOMS:
        shutil.copytree(PROJECT / room / "migrations", project / room / "migrations")
    for path in (project / "services_directory/migrations").glob("[0-9]*"):
        if int(path.name[:4]) > last:
            path.unlink()
    for path in (project / "bot/migrations").glob("[0-9]*"):
        if int(path.name[:4]) >= _NEEDS_LATER:
            path.unlink()
    await migrate(url, project=project)
    await execute(url, rows)


async def make_before_documents(url: str, folder: Path) -> None:
    """The last version that kept rows: whole services, their history, private contacts."""
    await make_old(url, folder, 3, statements(ROWS.read_text("utf-8")))


async def execute(url: str, rows: Iterable[str]) -> None:
    where = read_url(url)
    if isinstance(where, SqliteFile):
        with sqlite3.connect(where.path) as file:
            for statement in rows:
                file.execute(statement)
        file.close()
        return
    assert isinstance(where, PostgresServer)
    server = await asyncpg.connect(**where.connect)
    for statement in rows:
        await server.execute(statement)
    await server.close()
