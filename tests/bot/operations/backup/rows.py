"""A backup made and put back, and what the database holds: every row of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg

from bot.database.sqlite import file as sqlite_file
from bot.database.url import PostgresServer, SqliteFile, read_url
from bot.operations.backup import back_up, restore
from bot.privacy.after_restore import Held
from bot.privacy.sealing.sealer import Sealer
from tests import postgres

SEALER = Sealer(bytes(range(32)))
Rows = dict[str, list[Any]]


def backed_up(url: str, file: Path, *, replace: bool = False) -> int:
    return back_up(read_url(url), SEALER, file, replace=replace, progress=lambda *_: None)


async def restored(
    url: str,
    file: Path,
    *,
    sealer: Sealer = SEALER,
    replace: bool = False,
    folders: Sequence[Path] = (),
) -> Held:
    return await asyncio.to_thread(
        restore,
        read_url(url),
        sealer,
        file,
        replace=replace,
        progress=lambda *_: None,
        folders=folders,
    )


async def all_rows(url: str) -> Rows:
    """Every row of every table, read by the driver alone."""
    where = read_url(url)
    if isinstance(where, SqliteFile):
        with sqlite_file.connected(where.path) as connection:
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall()
            return {
                name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
                for (name,) in names
            }
    connection = await asyncpg.connect(**where.connect)
    try:
        names = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        return {
            name: sorted(map(repr, await connection.fetch(f'SELECT * FROM "{name}"')))
            for (name,) in names
        }
    finally:
        await connection.close()


async def execute(url: str, statement: str) -> None:
    where = read_url(url)
    if isinstance(where, PostgresServer):
        await postgres.execute(url, statement)
        return
    with sqlite_file.connected(where.path) as connection:
        connection.execute(statement)


def left_beside(url: str, *, file: Path) -> list[str]:
    """What lies around and should not."""
    where = read_url(url)
    ours = {file.name}
    if isinstance(where, SqliteFile):
        ours |= {where.path.name, f"{where.path.name}-wal", f"{where.path.name}-shm"}
    return sorted(path.name for path in file.parent.iterdir() if path.name not in ours)
