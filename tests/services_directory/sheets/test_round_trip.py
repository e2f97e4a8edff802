"""Whatever the directory holds, a sheet of it comes into an empty one the same."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services_directory.files.sheet import SheetFile
from services_directory.records.drafts import ServiceDraft, check_draft, tidy_draft
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.importer import import_sheet
from services_directory.sheets.workbook import write_xlsx
from services_directory.storage.rows import write_place
from services_directory.storage.store import list_services, save_service
from services_directory.values.entries import Cost, LocalText, Place, Programme, Status
from services_directory.values.facts import ALL_FACTS
from tests.services_directory.conftest import NOW
from tests.services_directory.emptying import empty
from tests.services_directory.good_sheet import taken_away
from tests.services_directory.whole import words

pytestmark = pytest.mark.usefixtures("database")
ODD = (
    "=1+1", "'=1+1", "''@A1", "- a card", "_x0041_", "#N/A!", 'a;b,c\t"d"', "#meta+id",
    "bonjour;=1+1;fin", "a; '=1+1", 'a;"=1+1"', "a\n- b\n+216 78 000 001", '"-"; ""\'+1', "a;＝1",
)  # fmt: skip
TEXT = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(
    str.strip
)
WORDS = st.dictionaries(st.sampled_from(["fr", "ar", "aeb", "en"]), TEXT, max_size=3).map(
    LocalText.of
)
NAMES = WORDS.filter(bool)
DRAFTS = st.builds(
    ServiceDraft,
    name=NAMES,
    organisation=NAMES,
    category=st.sampled_from(["health", "emergency", "legal"]),
    description=WORDS,
    eligibility=WORDS,
    address=WORDS,
    region=st.none() | st.just("Jendouba"),
    place=st.none() | st.sampled_from(["tabarka", "bou-salem"]),
    phone=st.sampled_from(["", "78 000 001", "+216 78 000 001 / 190", "0033 1 99 00 12 34"]),
    email=st.sampled_from(["", "a@example.org"]),
    website=st.sampled_from(["", "https://example.org/=1+1"]),
    opening_hours=st.sampled_from(["", "24/7", "Mo-Fr 08:00-12:00,14:00-17:00; PH off"]),
    cost=st.none() | st.sampled_from(Cost),
    status=st.sampled_from([Status.PUBLISHED, Status.REVIEW, Status.DRAFT]),
    notes=TEXT,
    alert=WORDS,
    fees=WORDS,
    documents=WORDS,
    accessibility=WORDS,
    hours_note=WORDS,
    languages=st.lists(st.sampled_from(["ar", "fr", "en"]), unique=True).map(tuple),
    facts=st.sets(st.sampled_from(sorted(ALL_FACTS)), max_size=3).map(
        lambda chosen: tuple(fact for fact in ALL_FACTS if fact in chosen)
    ),
    minimum_age=st.none() | st.just(12.0),
    maximum_age=st.none() | st.just(17.5),
)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "hxl", "hxl.xlsx"])
@given(drafts=st.lists(DRAFTS, min_size=1, max_size=3))
@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_what_goes_out_comes_into_an_empty_directory_and_goes_out_the_same(
    programme: Programme, kind: str, drafts: list[ServiceDraft]
) -> None:
    await empty()
    places = tuple(
        Place(key, words(fr=name, ar=name), "Jendouba")
        for key, name in (("tabarka", "Tabarka"), ("bou-salem", "Bou Salem"))
    )
    for place in places:
        await write_place(place)
    for draft in map(tidy_draft, drafts):
        if not check_draft(draft, programme, places):
            await save_service(draft, programme, by="seed", now=NOW)
    tags = kind.startswith("hxl")
    before = await export_sheet(programme, public=tags)
    file = io.BytesIO()
    if kind.endswith("xlsx"):
        write_xlsx(before, programme, file, tags=tags)
    else:
        file.write(as_csv(before, tags=tags).encode())
    await empty()
    brought = SheetFile("ours", file.getvalue())
    report = await import_sheet(brought, programme, by="seed", now=NOW)
    assert report.faults == []
    assert len(report.added) == len(before.rows)
    assert as_csv(await export_sheet(programme, public=tags)) == as_csv(before)
    assert (await list_services()).total == len(before.rows)


async def test_the_starter_directory_comes_back_the_same(pilot: Programme) -> None:
    before = await export_sheet(pilot)
    book = await taken_away(pilot)
    await empty()
    file = SheetFile("ours.xlsx", book)
    report = await import_sheet(file, pilot, by="seed", now=NOW)
    assert (len(report.added), report.faults) == (329, [])
    assert as_csv(await export_sheet(pilot)) == as_csv(before)
