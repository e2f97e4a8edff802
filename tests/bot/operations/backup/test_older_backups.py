"""A backup of an earlier version is put back into this one; nothing of the directory is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.database.migrations import missing_migrations
from bot.database.opening import open_database
from services_directory.hsds.exporting.exporter import as_lines, load_export
from services_directory.packs.programme import load_programme, pack_folder
from tests.bot.operations.backup.rows import backed_up, execute, restored
from tests.services_directory.old_directory import TOLD, make_before_documents


async def test_a_backup_from_before_documents(empty_url: str, tmp_path: Path) -> None:
    await make_before_documents(empty_url, tmp_path)
    file = tmp_path / "dalil.backup"
    backed_up(empty_url, file)
    await execute(empty_url, "DELETE FROM translation")

    await restored(empty_url, file, replace=True)

    assert await missing_migrations(empty_url) == []
    database = await open_database(empty_url)
    programme = load_programme(pack_folder("jendouba_kairouan"))
    export = await load_export(programme, day=date(2026, 11, 24), everything=True)
    await database.close()
    assert "".join(as_lines(export)) == TOLD.read_text("utf-8")
