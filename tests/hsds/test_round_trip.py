"""What goes out comes back the same: into an empty directory, from our files and from others'."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services_directory.hsds.exporting.exporter import as_array, as_lines, load_export
from services_directory.hsds.exporting.package import as_package, write_folder, write_zip
from services_directory.records.authorship import Writing
from services_directory.records.records import OrganisationRecord
from services_directory.sheets.importer import import_pack
from services_directory.storage.all_records import load_records
from services_directory.storage.rows import write_place
from services_directory.storage.writing import write_organisation, write_taxonomies
from services_directory.values.entries import Place, Programme
from tests.hsds.feeds import bring, difference, put_back
from tests.services_directory.conftest import NOW
from tests.services_directory.emptying import empty
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import CLINICS, HEALTH, TAXONOMY, WHOLE, words

DAY = date(2026, 7, 1)
HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"

pytestmark = pytest.mark.usefixtures("database")


async def everything(programme: Programme) -> str:
    return "".join(as_lines(await load_export(programme, day=DAY, everything=True)))


@pytest.mark.parametrize("shape", ["ndjson", "json"])
async def test_the_starter_directory_comes_back_the_same(
    pack: Path, programme: Programme, tmp_path: Path, shape: str
) -> None:
    await import_pack(pack, programme, by="import", now=NOW)
    export = await load_export(programme, day=DAY, everything=True)
    before = "".join((as_array if shape == "json" else as_lines)(export))
    path = tmp_path / f"copy.{shape}"
    path.write_text(before, encoding="utf-8")
    await empty()
    report = await put_back(path, programme)
    assert report.findings == []
    assert len(report.added) == len(export.services)
    export = await load_export(programme, day=DAY, everything=True)
    after = "".join((as_array if shape == "json" else as_lines)(export))
    assert difference(before, after) == []
    assert after == before
    again = await put_back(path, programme)
    assert (again.added, again.changed) == ([], [])


async def test_a_whole_service_comes_back_the_same(programme: Programme, tmp_path: Path) -> None:
    for place in ("tabarka", "ain_draham"):
        await write_place(Place(place, words(fr=place), "Jendouba"))
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(WHOLE, by="feed", now=NOW)
    before = await everything(programme)
    path = tmp_path / "copy.ndjson"
    path.write_text(before, encoding="utf-8")
    await empty()
    report = await put_back(path, programme)
    assert [each.column for each in report.findings] == ["parent_id"], "no service has that term"
    assert difference(before, await everything(programme)) == []


async def test_a_package_comes_back_the_same(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await import_pack(pack, programme, by="import", now=NOW)
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(WHOLE, by="feed", now=NOW)
    idle = OrganisationRecord(source="feed", source_id="idle", name=words(en="Idle"))
    await write_organisation(idle, Writing("feed", NOW))
    before = as_package(await load_export(programme, day=DAY, everything=True))
    write_zip(before, tmp_path / "copy.zip")
    write_folder(before, tmp_path / "copy")
    await empty()
    report = await put_back(tmp_path / "copy.zip", programme)
    assert report.findings == []
    assert report.orphans == ["feed:idle"]
    after = as_package(await load_export(programme, day=DAY, everything=True))
    for name, text in before.items():
        assert difference(text, after[name]) == [], name
    assert after == before
    again = await put_back(tmp_path / "copy", programme)
    assert (again.added, again.changed) == ([], [])


async def test_what_the_public_gets_comes_in_elsewhere_and_stays_apart(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await import_pack(pack, programme, by="import", now=NOW)
    export = await load_export(programme, day=DAY)
    write_folder(as_package(export), tmp_path / "feed")
    await empty()
    report = await bring(
        tmp_path / "feed", programme, source="neighbour", language="", publish=True
    )
    assert report.refused == []
    records = await load_records(programme)
    assert {each.source for each in records.services} == {"neighbour"}
    assert [each.id for each in records.services] == [each.id for each in export.services]
    assert [each.name for each in records.services] == [each.name for each in export.services]
    assert [each.category for each in records.services] == [e.category for e in export.services]
