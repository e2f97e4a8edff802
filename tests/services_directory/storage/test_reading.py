"""To read the directory waits for nobody who writes, and keeps nobody from it."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from bot.database.opening import Database
from services_directory.sheets.exporter import export_sheet
from services_directory.sheets.importer import import_pack
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_in_parts
from services_directory.storage.snapshot import load_directory
from services_directory.values.entries import Programme
from tests.services_directory.conftest import NOW


async def test_the_directory_is_read_while_somebody_writes(
    sqlite_database: Database, pack: Path, programme: Programme, sqlite_url: str
) -> None:
    await import_pack(pack, programme, by="seed", now=NOW)
    file = sqlite_url.partition("://")[2]
    with sqlite3.connect(file, timeout=0, isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(20):
            assert len((await load_directory(programme)).services) > 200
            assert len((await export_sheet(programme)).rows) > 200
            read = [some async for some in read_in_parts(ServiceRow.all())]
        assert sum(map(len, read)) > 200
        writer.execute("ROLLBACK")
