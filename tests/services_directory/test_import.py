"""Files taken into the tables, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database.opening import Database
from services_directory.entries import Directory, Programme
from services_directory.exporting.sheet import export_csv
from services_directory.importing.taking_in import import_pack
from services_directory.store import load_directory
from tests.services_directory.conftest import NOW


@pytest.mark.usefixtures("database")
async def test_the_starter_pack_is_taken_in_whole_and_once(
    pack: Path, programme: Programme, directory: Directory
) -> None:
    first = await import_pack(pack, programme, by="seed", now=NOW)
    assert (len(first.added), first.faults, first.missing) == (107, [], [])
    again = await import_pack(pack, programme, by="seed", now=NOW)
    assert (again.added, again.changed, again.kept, len(again.unchanged)) == ([], [], {}, 107)
    loaded = await load_directory(programme)
    assert loaded.version == 1
    assert [s.id for s in loaded.services] == [s.id for s in directory.services]
    exported = await export_csv(programme)
    assert exported == (pack / "services.csv").read_text("utf-8")
