"""Files taken into the tables and given back, on both databases."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from services_directory.files.faults import FileRefused
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.importer import ImportReport, import_pack, import_sheet
from services_directory.storage.store import (
    archive_service,
    confirm_service,
    directory_version,
    get_service,
    list_services,
    load_directory,
    save_service,
)
from services_directory.values.entries import Directory, LocalText, Programme
from tests.services_directory.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")

HOSPITAL = "jen-hopital-tabarka"


async def taken_in(pack: Path, programme: Programme) -> ImportReport:
    return await import_pack(pack, programme, by="seed", now=NOW)


async def taken_in_again(
    pack: Path, programme: Programme, path: Path, *changes: tuple[str, str], dry_run: bool = False
) -> ImportReport:
    """The starter file with some words replaced, imported again."""
    text = (pack / "services.csv").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (path / "services.csv").write_text(text, "utf-8")
    return await import_sheet(path / "services.csv", programme, by="seed", now=NOW, dry_run=dry_run)


async def test_the_starter_pack_is_taken_in_whole(
    pack: Path, programme: Programme, directory: Directory
) -> None:
    report = await taken_in(pack, programme)
    assert (len(report.added), report.faults, report.missing) == (107, [], [])
    assert report.places_changed == 23
    loaded = await load_directory(programme)
    assert loaded.version == 1
    assert loaded.places == directory.places
    assert [s.id for s in loaded.services] == [s.id for s in directory.services]
    unnamed = replace(directory.services[0], organisation=loaded.services[0].organisation)
    assert loaded.services[0] == unnamed


async def test_taking_it_in_again_changes_nothing(pack: Path, programme: Programme) -> None:
    await taken_in(pack, programme)
    report = await taken_in(pack, programme)
    assert (report.added, report.changed, report.kept, report.places_changed) == ([], [], {}, 0)
    assert len(report.unchanged) == 107
    assert await directory_version() == 1


async def test_two_copies_of_the_program_that_start_at_once_take_it_in_once(
    pack: Path, programme: Programme
) -> None:
    reports = await asyncio.gather(taken_in(pack, programme), taken_in(pack, programme))
    assert sorted(len(report.added) for report in reports) == [0, 107]
    assert sorted(len(report.unchanged) for report in reports) == [0, 107]


async def test_what_was_taken_in_is_given_back_letter_by_letter(
    pack: Path, programme: Programme
) -> None:
    await taken_in(pack, programme)
    given = csv.DictReader(io.StringIO(as_csv(await export_sheet(programme))))
    brought = csv.DictReader((pack / "services.csv").read_text("utf-8").splitlines(True))
    columns = brought.fieldnames
    assert columns == [*SERVICE_COLUMNS, "eligibility_ar", "eligibility_en"]
    assert [{name: row[name] for name in columns} for row in given] == list(brought)


async def test_a_dry_run_tells_and_writes_nothing(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    report = await import_pack(pack, programme, by="seed", now=NOW, dry_run=True)
    assert len(report.added) == 107
    assert (await list_services()).total == 0
    assert await directory_version() == 0


async def test_a_field_the_source_changed_is_taken(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    change = ("Ligne verte 1899", "Numéro gratuit 1899")
    report = await taken_in_again(pack, programme, tmp_path, change)
    assert (report.changed, report.kept) == (["tn-1899-violence-femmes"], {})
    service = await get_service("tn-1899-violence-femmes")
    assert service is not None
    assert service.draft.name.in_locale("fr") == "Numéro gratuit 1899"
    assert await directory_version() == 2


async def test_a_field_staff_edited_stays_and_is_reported(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    service = await get_service("tn-1899-violence-femmes")
    assert service is not None
    words = dict(service.draft.name.words) | {"fr": "Appel gratuit 1899", "aeb": "نومرو 1899"}
    draft = replace(service.draft, name=LocalText.of(words), website="")
    await save_service(draft, programme, by="amel", now=NOW, service_id=service.id)
    change = ("Ligne verte 1899", "Numéro gratuit 1899")
    for _again in range(2):
        report = await taken_in_again(pack, programme, tmp_path, change)
        assert (report.changed, report.added) == ([], [])
        assert report.kept[service.id][0] == "name.fr"
        assert "name.aeb" not in report.kept[service.id]
        kept = await get_service(service.id)
        assert kept is not None
        assert dict(kept.draft.name.words) == words
        assert kept.draft.website == ""


async def test_an_archived_service_is_not_brought_back(pack: Path, programme: Programme) -> None:
    await taken_in(pack, programme)
    await archive_service(HOSPITAL, by="amel", now=NOW)
    report = await taken_in(pack, programme)
    assert report.kept == {HOSPITAL: ["status"]}
    assert (await load_directory(programme)).service(HOSPITAL) is None


async def test_what_staff_confirmed_stays_confirmed(pack: Path, programme: Programme) -> None:
    await taken_in(pack, programme)
    await confirm_service("tn-carte-sejour", by="amel", on=NOW.date(), now=NOW)
    await taken_in(pack, programme)
    shown = (await load_directory(programme)).service("tn-carte-sejour")
    assert shown is not None
    assert (shown.last_checked, shown.caution) == (NOW.date(), "residence_papers")


async def test_a_bad_row_is_refused_by_itself_and_what_was_there_stays(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    change = ("58 371 050,+21658371050", "ask,+21658371050")
    report = await taken_in_again(pack, programme, tmp_path, change)
    assert {str(fault).split(": ")[0].split(", ")[2] for fault in report.faults} == {"column phone"}
    assert len(report.unchanged) + len(report.faults) == 107
    assert report.missing == []
    stays = await get_service("tn-sos-villages-urgence")
    assert stays is not None
    assert stays.draft.phone == "58 371 050"


async def test_a_broken_file_writes_nothing(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    with pytest.raises(FileRefused):
        await taken_in_again(pack, programme, tmp_path, ("phone_e164", "telephone"))
    assert await directory_version() == 1


async def test_a_row_that_left_the_file_is_reported_and_stays(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    lines = (pack / "services.csv").read_text("utf-8").splitlines(keepends=True)
    gone = next(line for line in lines if line.startswith(HOSPITAL))
    report = await taken_in_again(pack, programme, tmp_path, (gone, ""))
    assert report.missing == [HOSPITAL]
    assert await get_service(HOSPITAL) is not None


async def test_an_id_of_another_source_is_refused(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    report = await import_sheet(
        pack / "services.csv", programme, by="seed", now=NOW, source="partner"
    )
    assert (report.added, len(report.faults)) == ([], 107)
