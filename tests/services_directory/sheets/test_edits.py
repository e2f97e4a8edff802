"""Staff take the directory with them, change it in a spreadsheet and bring it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services_directory.files.sheet import SheetFile
from services_directory.records.authorship import Writing
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import ServiceDraft
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.importer import ImportReport, import_pack, import_sheet
from services_directory.storage.rows import write_place
from services_directory.storage.store import (
    archive_service,
    get_service,
    load_directory,
    save_service,
)
from services_directory.storage.writing import write_taxonomies
from services_directory.values.entries import LocalText, Place, Programme, Status
from tests.services_directory.conftest import NOW
from tests.services_directory.good_sheet import first_page, taken_away
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import CLINICS, HEALTH, TAXONOMY, WHOLE, words

pytestmark = pytest.mark.usefixtures("database")

LATER = NOW + timedelta(hours=1)
LATEST = NOW + timedelta(hours=2)
HOSPITAL = "jen-hopital-tabarka"
LINE = "tn-1899-violence-femmes"
Edits = Mapping[str, Mapping[str, str]]


def edited(workbook: bytes, edits: Edits) -> bytes:
    """The workbook with other cells, by the id of their row and the name of their column."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    page: Any = first_page(book)
    columns = {cell.value: cell.column for cell in page[1]}
    lines = {cell.value: cell.row for cell in page["A"]}
    for key, cells in edits.items():
        line = lines.setdefault(key, len(lines) + 1)
        for column, text in {"id": key, **cells}.items():
            columns.setdefault(column, len(columns) + 1)
            page.cell(1, columns[column], column)
            page.cell(line, columns[column], text or None)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def brought_back(
    workbook: bytes, programme: Programme, *, dry_run: bool = False
) -> ImportReport:
    file = SheetFile("ours.xlsx", workbook)
    return await import_sheet(file, programme, by="amel", now=LATEST, dry_run=dry_run)


async def draft_now(key: str) -> ServiceDraft:
    service = await get_service(key)
    assert service is not None
    return draft_of(service)


async def test_what_nobody_edited_changes_nothing(pilot: Programme) -> None:
    report = await brought_back(await taken_away(pilot), pilot)
    assert (report.added, report.changed, report.kept, report.missing) == ([], [], {}, [])
    assert (report.faults, report.findings) == ([], [])
    assert len(report.unchanged) == 329
    assert (await load_directory(pilot)).version == 1


async def test_an_edited_cell_is_taken_and_told_before_and_after(pilot: Programme) -> None:
    book = edited(await taken_away(pilot), {LINE: {"service_name_fr": "Ligne 1899"}})
    tried = await brought_back(book, pilot, dry_run=True)
    assert tried.changed == [LINE]
    assert (await draft_now(LINE)).name.in_locale("fr") != "Ligne 1899"
    report = await brought_back(book, pilot)
    assert report.differences == tried.differences
    (before, after) = report.differences[LINE]["name.fr"]
    assert (before, after) == ("Ligne verte 1899", "Ligne 1899")
    assert list(report.differences[LINE]) == ["name.fr"]
    again = await brought_back(book, pilot)
    assert (again.changed, again.kept) == ([], {})


async def test_what_was_edited_in_a_sheet_is_safe_from_the_next_pack(
    pilot: Programme, pack: Path
) -> None:
    book = edited(await taken_away(pilot), {LINE: {"service_name_fr": "Ligne 1899"}})
    assert (await brought_back(book, pilot)).changed == [LINE]
    report = await import_pack(pack, pilot, by="seed", now=LATEST)
    assert report.kept == {LINE: ["name.fr"]}
    assert (await draft_now(LINE)).name.in_locale("fr") == "Ligne 1899"


async def test_what_staff_changed_here_meanwhile_stays_and_is_named(pilot: Programme) -> None:
    book = await taken_away(pilot)
    draft = await draft_now(LINE)
    changed = replace(draft, website="https://here.example.org", email="here@example.org")
    await save_service(changed, pilot, by="sami", now=LATER, service_id=LINE)
    cells = {"website": "https://sheet.example.org", "notes": "Called on Monday"}
    report = await brought_back(edited(book, {LINE: cells}), pilot)
    assert report.kept == {LINE: ["website"]}, "the mail address was not touched in the sheet"
    kept = await draft_now(LINE)
    assert (kept.website, kept.email) == ("https://here.example.org", "here@example.org")
    assert kept.notes == "Called on Monday"


async def test_what_was_archived_meanwhile_stays_archived(pilot: Programme) -> None:
    book = edited(await taken_away(pilot), {HOSPITAL: {"notes": "Moved"}})
    await archive_service(HOSPITAL, by="sami", now=LATER)
    await brought_back(book, pilot)
    kept = await draft_now(HOSPITAL)
    assert (kept.status, kept.notes) == (Status.ARCHIVED, "Moved")


async def test_a_service_our_team_wrote_can_be_edited_too(pilot: Programme) -> None:
    own = ServiceDraft(LocalText.of({"fr": "Guichet"}), LocalText.of({"fr": "Commune"}), "health")
    saved = await save_service(own, pilot, by="sami", now=NOW)
    book = edited(await taken_away(pilot), {saved.id: {"service_name_ar": "شباك"}})
    report = await brought_back(book, pilot)
    assert (report.changed, report.faults) == ([saved.id], [])
    assert (await draft_now(saved.id)).name.in_locale("ar") == "شباك"


async def test_a_row_below_the_others_is_a_new_service(pilot: Programme) -> None:
    row = {"organisation_name_fr": "Commune", "service_name_fr": "Guichet", "category": "health"}
    row |= {"governorate": "Jendouba", "confidence": "medium", "phone": "78 000 001"}
    book = edited(await taken_away(pilot), {"jen-guichet": row})
    report = await brought_back(book, pilot)
    assert (report.added, report.faults) == (["jen-guichet"], [])
    assert (await load_directory(pilot)).service("jen-guichet") is not None


async def test_a_wrong_cell_refuses_its_row_alone(pilot: Programme) -> None:
    edits = {LINE: {"phone": "ask Mariem"}, HOSPITAL: {"notes": "Moved"}}
    report = await brought_back(edited(await taken_away(pilot), edits), pilot)
    assert report.changed == [HOSPITAL]
    (fault,) = report.faults
    assert fault.where.endswith("column phone")
    assert "Write a number of this country" in fault.mend


async def test_a_new_number_needs_to_be_written_once_only(pilot: Programme) -> None:
    book = edited(await taken_away(pilot), {HOSPITAL: {"phone": "78 000 001"}})
    report = await brought_back(book, pilot)
    assert (report.changed, report.faults) == ([HOSPITAL], [])
    assert (await draft_now(HOSPITAL)).phone == "78 000 001"


async def test_words_the_sheet_had_no_column_for_can_be_given_one(pilot: Programme) -> None:
    cells = {"alert_fr": "En travaux", "documents_fr": "Carte\nPhoto", "facts": "eligibility:women"}
    report = await brought_back(edited(await taken_away(pilot), {HOSPITAL: cells}), pilot)
    assert report.faults == []
    draft = await draft_now(HOSPITAL)
    assert draft.alert.in_locale("fr") == "En travaux"
    assert draft.documents.in_locale("fr") == "Carte\nPhoto"
    assert draft.facts == ("eligibility:women",)


async def test_columns_that_were_taken_out_stay_as_they_are_here(pilot: Programme) -> None:
    text = as_csv(await export_sheet(pilot))
    rows = list(csv.DictReader(io.StringIO(text)))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, ("id", "notes", "changed_at"), extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**row, "notes": "Seen"} for row in rows)
    await brought_back(file.getvalue().encode(), pilot)
    draft = await draft_now(LINE)
    assert (draft.notes, draft.name.in_locale("fr")) == ("Seen", "Ligne verte 1899")


async def test_a_confidential_service_never_gets_an_address(pilot: Programme) -> None:
    draft = replace(await draft_now(HOSPITAL), confidential=True, address=LocalText(()))
    await save_service(draft, pilot, by="sami", now=NOW, service_id=HOSPITAL)
    book = await taken_away(pilot)
    report = await brought_back(edited(book, {HOSPITAL: {"notes": "Seen"}}), pilot)
    assert (report.changed, report.kept) == ([HOSPITAL], {})
    told = await brought_back(edited(book, {HOSPITAL: {"address_fr": "Rue 1"}}), pilot)
    assert [fault.mend for fault in told.faults] == [
        "A confidential service has no address here: empty this field in every language."
    ]
    assert not (await draft_now(HOSPITAL)).address


async def test_a_service_of_a_feed_that_a_sheet_cannot_say_whole_loses_nothing(
    programme: Programme,
) -> None:
    for place in ("tabarka", "ain_draham"):
        await write_place(Place(place, words(fr=place), "Jendouba"))
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(WHOLE, by="feed", now=NOW)
    before = await draft_now(WHOLE.key)
    book = await taken_away(programme)
    assert (await brought_back(book, programme)).unchanged == [WHOLE.key]
    await brought_back(edited(book, {WHOLE.key: {"notes": "Seen"}}), programme)
    assert await draft_now(WHOLE.key) == replace(before, notes="Seen")


async def test_what_stands_here_oddly_and_nobody_touched_is_left_alone(
    programme: Programme,
) -> None:
    for place in ("tabarka", "ain_draham"):
        await write_place(Place(place, words(fr=place), "Jendouba"))
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(replace(WHOLE, source_date="24/11/2026"), by="feed", now=NOW)
    book = await taken_away(programme)
    assert (await brought_back(book, programme)).unchanged == [WHOLE.key]
    other = edited(book, {WHOLE.key: {"source_date": "25/11/2026"}})
    report = await brought_back(other, programme)
    assert report.differences[WHOLE.key]["source_date"] == ("24/11/2026", "2026-11-25")


async def test_a_place_that_moved_with_a_neighbour_is_not_moved_back(programme: Programme) -> None:
    for place in ("tabarka", "ain_draham"):
        await write_place(Place(place, words(fr=place), "Jendouba"))
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(WHOLE, by="feed", now=NOW)
    neighbour = replace(WHOLE, id="", key="neighbour", source_id="neighbour")
    neighbour = replace(neighbour, sites=(replace(WHOLE.sites[0], id="", phones=(), schedules=()),))
    plain: dict[str, Any] = {
        "phones": (),
        "schedules": (),
        "closures": (),
        "languages": (),
        "costs": (),
    }
    plain |= {"documents": (), "areas": (), "contacts": (), "attributes": ()}
    neighbour = replace(neighbour, **plain)
    await save_record(neighbour, by="feed", now=NOW)
    book = await taken_away(programme)
    site = neighbour.sites[0]
    hall = replace(
        site.location,
        addresses=(replace(site.location.addresses[0], address_1=words(fr="Rue Neuve")),),
    )
    moved = replace(neighbour, sites=(replace(site, location=hall),))
    await save_record(moved, by="feed", now=LATER)
    report = await brought_back(edited(book, {WHOLE.key: {"notes": "Seen"}}), programme)
    draft = await draft_now(WHOLE.key)
    assert (draft.address.in_locale("fr"), draft.notes) == ("Rue Neuve", "Seen")
    assert report.kept[WHOLE.key] == ["address_fr"]


async def test_a_moment_that_is_none_is_refused_by_row(pilot: Programme) -> None:
    book = edited(await taken_away(pilot), {LINE: {"changed_at": "yesterday"}})
    report = await brought_back(book, pilot)
    assert [fault.mend for fault in report.faults] == ["Leave this cell as it was, or empty it."]
    assert report.missing == []
