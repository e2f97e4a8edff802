"""Each value of an older feed is kept, or listed as not taken with its row and why."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from services_directory.files.findings import Done, Finding
from services_directory.files.plain_words import without_marks
from services_directory.files.repair import read_clock, read_day
from services_directory.storage.all_records import Records, load_records
from services_directory.values.entries import Programme
from tests.hsds.feeds import bring

HERE = Path(__file__).parent
OHANA, UK_1, OLD = HERE / "ohana", HERE / "uk-1" / "services.json", HERE / "legacy-1.1"

pytestmark = pytest.mark.usefixtures("database")

_LINKS = re.compile(r"id|.*_id|linkId|link_type|weekday|parent_name|closed|virtual")
"""What only says where a row belongs, or is said by where it stands."""

_COUNTS = {"totalElements", "totalPages", "number", "size", "first", "last"}


def cells(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """File, row, column and value of whatever a package says."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                for column, value in row.items():
                    if value and not _LINKS.fullmatch(column):
                        yield path.name, f"row {line}", column, value


def leaves(told: Any, where: str, column: str = "") -> Iterator[tuple[str, str, str]]:
    """Path, key and value of whatever an object says."""
    if isinstance(told, dict):
        for name, value in told.items():
            inside = f"{where}.{name}" if isinstance(value, list | dict) else where
            yield from leaves(value, inside, name)
    elif isinstance(told, list):
        for number, value in enumerate(told):
            yield from leaves(value, f"{where}[{number}]", column)
    elif told is not None and told != "" and not _LINKS.fullmatch(column):
        yield where, column, str(told)


def everything(records: Records) -> str:
    """All that is kept, as one text."""
    kept = (*records.services, *records.organisations, *records.terms, *records.taxonomies)
    return json.dumps([asdict(each) for each in kept], ensure_ascii=False, default=str)


def is_kept(value: str, kept: str) -> bool:
    """Whether it stands there whole, or each part of its list does, in one of its spellings."""
    parts = [part.strip() for part in value.split(",")]
    return _stands(value, kept) or all(_stands(part, kept) for part in parts if part)


def _stands(value: str, kept: str) -> bool:
    day = read_day(value)
    said = {value, without_marks(value), read_clock(value) or "", f"https://{value}"}
    said |= {day.isoformat(), str(day.year)} if day else set()
    return any(json.dumps(each, ensure_ascii=False)[1:-1] in kept for each in said if each)


def listed(findings: list[Finding], where: str, column: str) -> bool:
    """As a row that is left out, or as a name that nobody reads, which is told once."""
    return any(
        each.column == column
        if each.done is Done.KEPT
        else each.column in (column, "") and f"{where}.".startswith(f"{each.where}.")
        for each in findings
        if each.done is not Done.REPAIRED
    )


@pytest.mark.parametrize("folder", [OHANA, OLD])
async def test_each_cell_of_a_package_is_kept_or_listed(folder: Path, programme: Programme) -> None:
    report = await bring(folder, programme)
    kept = everything(await load_records(programme, private=True))
    lost = [
        (file, where, column, value)
        for file, where, column, value in cells(folder)
        if not is_kept(value, kept)
        and not listed([each for each in report.findings if each.file == file], where, column)
    ]
    assert lost == []


async def test_each_value_of_uk_1_is_kept_or_listed(programme: Programme) -> None:
    report = await bring(UK_1, programme)
    kept = everything(await load_records(programme, private=True))
    told = {
        name: value for name, value in json.loads(UK_1.read_text()).items() if name == "content"
    }
    lost = [
        (where, column, value)
        for where, column, value in leaves(told["content"], "content")
        if not is_kept(value, kept) and not listed(report.findings, where, column)
    ]
    assert lost == []


async def test_ohanas_services_are_whose_their_location_is(programme: Programme) -> None:
    report = await bring(OHANA, programme)
    assert (len(report.added), report.refused) == (4, [])
    records = await load_records(programme, private=True)
    service = next(each for each in records.services if each.source_id == "22")
    assert service.organisation.name.in_locale("en") == "Example Agency"
    (site,) = service.sites
    assert site.location.name.in_locale("en") == "Example Location"
    assert [each.name for each in service.languages] == ["Spanish"]
    assert len(site.location.languages) == 5
    assert [each.description.in_locale("en") for each in site.location.accessibility] == [
        *("disabled_parking", "restroom", "wheelchair")
    ]
    assert {each.value for each in service.attributes if each.link_type == "payment"} == {
        *("Cash", "Check", "Credit Card")
    }
    terms = {each.id: each.name.in_locale("en") for each in records.terms}
    assert [terms[each.term] for each in service.attributes if each.term][:2] == ["Transit", "Care"]
    assert service.website == "http://www.example.com"
    assert [each.type for each in service.phones] == ["voice", "fax", "text"]
    assert (site.location.closures[0].opens_at, site.location.closures[0].closes_at) == (
        *("10:00", "16:00"),
    )
    assert "foo@bar.com" not in everything(records), "whoever runs the site is told of nobody"
    statuses = {each.source_id: each.hsds_status for each in records.services}
    assert statuses == {"2": "active", "20": "defunct", "21": "inactive", "22": "active"}


async def test_uk_1_means_what_it_says(programme: Programme) -> None:
    await bring(UK_1, programme)
    records = await load_records(programme, private=True)
    (service,) = records.services
    assert [(each.byday, each.opens_at) for each in service.schedules] == [("MO", "09:30")]
    assert [each.byday for each in service.sites[0].schedules] == ["WE"]
    assert service.closures[0].starts_on.isoformat() == "2026-12-25"
    location = service.sites[0].location
    assert location.addresses[0].city == "Tamworth"
    assert location.accessibility[0].description.in_locale("en") == "Ramp"
    assert service.organisation.website == "https://example.org"
    assert service.eligibility.in_locale("en") == "Parents (0–5); Carers (18–)"
    assert (service.minimum_age, service.maximum_age) == (None, None), "two rows, two ages"
    assert service.fees.in_locale("en") == "Free"
    assert [each.name for each in service.languages] == ["English"]
    assert service.areas[0].name.in_locale("en") == "Ward of Example"
    terms = {each.id: each.name.in_locale("en") for each in records.terms}
    assert {terms[each.term] for each in service.attributes} == {"Female", "Parenting"}
    assert service.contacts[0].phones[0].languages[0].name == "English"


async def test_one_age_of_all_rows_is_the_services(programme: Programme, tmp_path: Path) -> None:
    told = json.loads(UK_1.read_text())
    told["content"][0]["eligibilitys"] = [{"id": "e", "minimum_age": 60, "maximum_age": None}]
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(told), "utf-8")
    await bring(path, programme)
    (service,) = (await load_records(programme, private=True)).services
    assert (service.minimum_age, service.maximum_age) == (60, None)
    assert not service.eligibility


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12/24/2015", "2015-12-24"),
        ("24/12/2015", "2015-12-24"),
        ("12/24/15", "2015-12-24"),
        ("January 01, 1970", "1970-01-01"),
        ("Sept. 3, 2026", "2026-09-03"),
        ("03/03/2026", "2026-03-03"),
        ("03/04/2026", None),
        ("13/13/2026", None),
        ("Smarch 01, 2026", None),
    ],
)
def test_a_day_is_read_where_it_means_one_thing(written: str, day: str | None) -> None:
    read = read_day(written)
    assert (read.isoformat() if read else None) == day
