"""Files taken into the tables and given back, on both databases."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from services_directory.files.faults import FileRefused
from services_directory.records.draft_records import draft_of
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
from services_directory.values.entries import Directory, LocalText, Position, Programme
from tests.services_directory.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")

HOSPITAL = "jen-hopital-tabarka"


async def taken_in(pack: Path, programme: Programme) -> ImportReport:
    return await import_pack(pack, programme, by="seed", now=NOW)


async def taken_in_again(
    pack: Path, programme: Programme, path: Path, *changes: tuple[str, str], dry_run: bool = False
) -> ImportReport:
    """The starter pack with some words replaced, imported again."""
    folder = path / "pack"
    shutil.copytree(pack, folder, dirs_exist_ok=True)
    text = (pack / "services.csv").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (folder / "services.csv").write_text(text, "utf-8")
    return await import_pack(folder, programme, by="seed", now=NOW, dry_run=dry_run)


async def test_the_starter_pack_is_taken_in_whole(
    pack: Path, programme: Programme, directory: Directory
) -> None:
    report = await taken_in(pack, programme)
    assert (len(report.added), report.faults, report.missing) == (329, [], [])
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
    assert len(report.unchanged) == 329
    assert await directory_version() == 1


async def test_two_copies_of_the_program_that_start_at_once_take_it_in_once(
    pack: Path, programme: Programme
) -> None:
    reports = await asyncio.gather(taken_in(pack, programme), taken_in(pack, programme))
    # It is written in portions: which of the two writes a portion is left to chance.
    first, second = ({*report.added} for report in reports)
    assert len(first) + len(second) == len(first | second) == 329
    assert sum(len(report.unchanged) for report in reports) == 329


async def test_what_was_taken_in_is_given_back_letter_by_letter(
    pack: Path, programme: Programme
) -> None:
    await taken_in(pack, programme)
    given = csv.DictReader(io.StringIO(as_csv(await export_sheet(programme))))
    brought = csv.DictReader((pack / "services.csv").read_text("utf-8").splitlines(True))
    columns = brought.fieldnames
    assert columns == [*SERVICE_COLUMNS, "eligibility_ar", "eligibility_en"]
    with (pack / "positions.csv").open(encoding="utf-8", newline="") as file:
        elsewhere = {row["id"] for row in csv.DictReader(file)}
    rows = [row for row in brought if row["id"] not in elsewhere]
    told = {row["id"]: {name: row[name] for name in columns} for row in given}
    assert [told[row["id"]] for row in rows] == rows


async def test_data_under_another_licence_keeps_it_and_where_it_was_found(
    pack: Path, programme: Programme
) -> None:
    await taken_in(pack, programme)
    osm = "© OpenStreetMap contributors, ODbL 1.0"
    directory = await load_directory(programme)
    pharmacy = directory.service("jen-pharmacie-tabarka-morjane")
    hospital = directory.service("kai-hopital-ibn-jazzar")
    town_hall = directory.service("jen-commune")
    assert pharmacy
    assert hospital
    assert town_hall
    assert (pharmacy.licence, hospital.licence, town_hall.licence) == (osm, osm, "")
    assert pharmacy.last_checked is None
    found = await get_service("kai-hopital-ibn-jazzar")
    assert found is not None
    assert hospital.location.position == Position(35.683929, 10.095725)
    assert "afrihealthsites" in draft_of(found).notes
    assert "(2020-01-05)" in draft_of(found).notes
    sheet = csv.DictReader(io.StringIO(as_csv(await export_sheet(programme, public=True))))
    licences = {row["id"]: row["licence"] for row in sheet}
    assert licences[pharmacy.id] == osm
    # The row without a licence of its own stays free of it.
    assert licences["jen-commune"] == ""


async def test_starter_rows_that_came_later_reach_a_directory_that_staff_keep(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    """What was known in the first year, an edit and a withdrawal of staff; then today's pack."""
    older = tmp_path / "older"
    shutil.copytree(pack, older)
    (older / "services_osm.csv").unlink()
    (older / "positions.csv").unlink()
    lines = (pack / "services.csv").read_text("utf-8").splitlines(keepends=True)
    (older / "services.csv").write_text("".join(lines[:108]), "utf-8")
    assert len((await import_pack(older, programme, by="seed", now=NOW)).added) == 107
    service = await get_service("kai-hopital-ibn-jazzar")
    assert service is not None
    here = Position(35.7, 10.1)
    edited = replace(draft_of(service), position=here, phone="77 226 300")
    await save_service(edited, programme, by="amel", now=NOW, service_id=service.key)
    await archive_service("kai-aghlabides", by="amel", now=NOW)
    report = await taken_in(pack, programme)
    assert (len(report.added), report.faults, report.missing) == (222, [], [])
    service = await get_service("kai-hopital-ibn-jazzar")
    assert service is not None
    assert (draft_of(service).position, draft_of(service).phone) == (here, "77 226 300")
    directory = await load_directory(programme)
    assert directory.service("kai-aghlabides") is None, "what staff took out stays out"
    assert directory.service("jen-commune-tabarka") is not None


async def test_a_dry_run_tells_and_writes_nothing(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    report = await import_pack(pack, programme, by="seed", now=NOW, dry_run=True)
    assert len(report.added) == 329
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
    assert draft_of(service).name.in_locale("fr") == "Numéro gratuit 1899"
    assert await directory_version() == 2


async def test_a_field_staff_edited_stays_and_is_reported(
    pack: Path, programme: Programme, tmp_path: Path
) -> None:
    await taken_in(pack, programme)
    service = await get_service("tn-1899-violence-femmes")
    assert service is not None
    words = dict(draft_of(service).name.words) | {"fr": "Appel gratuit 1899", "aeb": "نومرو 1899"}
    draft = replace(draft_of(service), name=LocalText.of(words), website="")
    await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    change = ("Ligne verte 1899", "Numéro gratuit 1899")
    for _again in range(2):
        report = await taken_in_again(pack, programme, tmp_path, change)
        assert (report.changed, report.added) == ([], [])
        assert report.kept[service.key][0] == "name.fr"
        assert "name.aeb" not in report.kept[service.key]
        kept = await get_service(service.key)
        assert kept is not None
        assert dict(draft_of(kept).name.words) == words
        assert draft_of(kept).website == ""


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
    assert len(report.unchanged) + len(report.faults) == 329
    assert report.missing == []
    stays = await get_service("tn-sos-villages-urgence")
    assert stays is not None
    assert draft_of(stays).phone == "58 371 050"


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
    assert (report.added, len(report.faults)) == ([], 296)
