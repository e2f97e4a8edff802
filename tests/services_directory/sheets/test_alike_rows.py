"""New rows that look like what is here are shown first; staff say what they are, nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from services_directory.files.sheet import SheetFile
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import ServiceDraft
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.sheets.importer import ImportReport, import_pack, import_sheet
from services_directory.storage.alike.choices import Choice, Chosen, forget_choices
from services_directory.storage.alike.known import alike_to
from services_directory.storage.alike.newcomers import Asked
from services_directory.storage.store import archive_service, get_service, save_service
from services_directory.values.entries import LocalText, Programme
from tests.services_directory.conftest import NOW

HOSPITAL = "jen-hopital-tabarka"
LATER = NOW + timedelta(hours=1)

SAME: dict[str, str] = {
    "id": "7",
    "organisation_name_fr": "Hôpital de Tabarka",
    "service_name_fr": "Hopital regional",
    "category": "health",
    "governorate": "Jendouba",
    "delegation": "Tabarka",
    "phone": "78 600 007",
    "confidence": "high",
}
OTHER = SAME | {"id": "8", "service_name_fr": "Vaccination", "phone": ""}


async def brought(
    programme: Programme, *rows: dict[str, str], dry_run: bool = False, asked: Asked | None = None
) -> ImportReport:
    cells = [",".join(row.get(name, "") for name in SERVICE_COLUMNS) for row in rows]
    text = "\n".join([",".join(SERVICE_COLUMNS), *cells])
    return await import_sheet(
        SheetFile("theirs.csv", text.encode()),
        programme,
        by="amel",
        now=LATER,
        source="theirs",
        dry_run=dry_run,
        asked=asked or Asked(),
    )


def same(row_id: str = "7") -> Asked:
    return Asked(chosen={row_id: Chosen(Choice.SAME, HOSPITAL)})


async def hospital() -> ServiceDraft:
    service = await get_service(HOSPITAL)
    assert service is not None
    return draft_of(service)


async def test_a_dry_run_tells_what_a_new_row_looks_like_and_why(pilot: Programme) -> None:
    report = await brought(pilot, SAME, OTHER, dry_run=True)
    assert report.added == ["7", "8"]
    (alike,) = report.alike
    assert (alike.id, alike.where) == ("7", "row 2")
    assert alike.likes[0].key == HOSPITAL
    assert alike.likes[0].reasons == ("same name", "same place")
    assert report.left_out == []


async def test_it_is_new_unless_somebody_says_otherwise(pilot: Programme) -> None:
    report = await brought(pilot, SAME)
    assert (report.added, len(report.alike)) == (["7"], 1)
    assert await get_service("7") is not None
    again = await brought(pilot, SAME)
    assert (again.added, again.alike) == ([], []), "it is known by its id now"


async def test_all_that_look_like_others_can_be_left_out(pilot: Programme) -> None:
    asked = Asked(leave_out=True)
    tried = await brought(pilot, SAME, OTHER, dry_run=True, asked=asked)
    report = await brought(pilot, SAME, OTHER, asked=asked)
    assert (report.added, report.left_out) == (tried.added, tried.left_out) == (["8"], ["7"])
    assert [each.id for each in report.alike] == ["7"], "and it is told which"
    assert await get_service("7") is None


async def test_an_update_fills_the_service_that_is_here(pilot: Programme) -> None:
    before = await hospital()
    tried = await brought(pilot, SAME, dry_run=True, asked=same())
    assert await hospital() == before
    report = await brought(pilot, SAME, asked=same())
    assert (report.added, report.changed, report.alike) == ([], [HOSPITAL], [])
    assert report.differences == tried.differences
    assert report.updates == {"7": HOSPITAL}
    after = await hospital()
    assert after.phone == "78 600 007"
    assert after.name.in_locale("ar") == before.name.in_locale("ar"), "the row says no Arabic"
    assert after.status == before.status
    assert await get_service("7") is None


async def test_nobody_is_asked_again_about_the_next_edition(pilot: Programme) -> None:
    await brought(pilot, SAME, asked=same())
    again = await brought(pilot, SAME)
    assert (again.added, again.changed, again.alike) == ([], [], [])
    moved = SAME | {"phone": "78 600 008"}
    assert (await brought(pilot, moved)).changed == [HOSPITAL]
    assert (await hospital()).phone == "78 600 008"


async def test_what_staff_edited_stays_and_is_named(pilot: Programme) -> None:
    await brought(pilot, SAME, asked=same())
    edited = replace(await hospital(), phone="78 600 999")
    await save_service(edited, pilot, by="sami", now=LATER, service_id=HOSPITAL)
    report = await brought(pilot, SAME | {"phone": "78 600 008"})
    assert report.kept == {HOSPITAL: ["phone"]}
    assert (await hospital()).phone == "78 600 999"


async def test_its_own_source_does_not_take_the_update_back(pilot: Programme, pack: Path) -> None:
    await brought(pilot, SAME, asked=same())
    report = await import_pack(pack, pilot, by="seed", now=LATER)
    assert report.changed == []
    assert (await hospital()).phone == "78 600 007"


async def test_a_row_that_was_left_out_stays_out_until_it_is_asked_again(pilot: Programme) -> None:
    out = Asked(chosen={"7": Chosen(Choice.OUT)})
    assert (await brought(pilot, SAME, asked=out)).left_out == ["7"]
    report = await brought(pilot, SAME)
    assert (report.added, report.left_out, report.alike) == ([], ["7"], [])
    await forget_choices("theirs")
    assert len((await brought(pilot, SAME, dry_run=True)).alike) == 1


async def test_what_is_chosen_in_a_dry_run_is_not_kept(pilot: Programme) -> None:
    await brought(pilot, SAME, dry_run=True, asked=same())
    assert len((await brought(pilot, SAME, dry_run=True)).alike) == 1


async def test_two_rows_of_one_file_are_shown_too(pilot: Programme) -> None:
    first = OTHER | {"organisation_name_fr": "Commune", "phone": "78 600 001"}
    twice = first | {"id": "9"}
    report = await brought(pilot, first, twice, dry_run=True)
    (alike,) = report.alike
    assert (alike.id, alike.likes[0].key, alike.likes[0].is_row) == ("9", "8", True)
    chosen = Asked(chosen={"9": Chosen(Choice.NEW)})
    assert (await brought(pilot, first, twice, dry_run=True, asked=chosen)).alike == []


async def test_what_is_archived_is_no_duplicate(pilot: Programme) -> None:
    await archive_service(HOSPITAL, by="sami", now=NOW)
    assert (await brought(pilot, SAME, dry_run=True)).alike == []


async def test_a_choice_for_a_service_that_is_gone_is_asked_again(pilot: Programme) -> None:
    gone = Asked(chosen={"7": Chosen(Choice.SAME, "jen-nowhere")})
    assert len((await brought(pilot, SAME, dry_run=True, asked=gone)).alike) == 1


async def test_a_confidential_service_gets_no_address_by_a_row(pilot: Programme) -> None:
    hidden = replace(await hospital(), confidential=True, address=LocalText(()))
    await save_service(hidden, pilot, by="sami", now=NOW, service_id=HOSPITAL)
    await brought(pilot, SAME | {"address_fr": "Rue 1"}, asked=same())
    assert not (await hospital()).address


async def test_a_form_is_compared_with_drafts_and_published_ones(pilot: Programme) -> None:
    name = LocalText.of({"fr": "Hôpital régional"})
    draft = ServiceDraft(name, LocalText(()), "health", region="Jendouba", place="tabarka")
    assert HOSPITAL in [each.key for each in await alike_to(draft)]
    other = replace(draft, name=LocalText.of({"fr": "Tricot et couture"}))
    assert await alike_to(other) == ()
