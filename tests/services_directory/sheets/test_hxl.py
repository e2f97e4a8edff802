"""The sheet that is shared, held against libhxl and against the schema we ship with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import hxl
import pytest

import services_directory.sheets
from services_directory.files.findings import Done
from services_directory.files.sheet import SheetFile
from services_directory.packs.read_pack import read_pack
from services_directory.sheets.columns import field_of_columns
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.hxl_tags import tag_of
from services_directory.sheets.importer import import_sheet
from services_directory.values.entries import Programme
from tests.services_directory.conftest import NOW

SCHEMA = Path(services_directory.sheets.__file__).parent / "hxl_schema.csv"

Cells = list[list[str]]


@pytest.fixture
async def shared(pilot: Programme) -> Cells:
    text = as_csv(await export_sheet(pilot, public=True), tags=True)
    return list(csv.reader(io.StringIO(text)))


def faults_of(cells: Cells) -> list[str]:
    """What libhxl finds wrong by our schema, as tag and words."""
    found: list[str] = []

    def note(error: object) -> None:
        rule, column = error.rule, getattr(error, "column", None)  # type: ignore[attr-defined]
        found.append(f"{column.display_tag if column else rule.tag_pattern}: {rule}")

    with SCHEMA.open(encoding="utf-8", newline="") as file:
        rules = list(csv.reader(file))
    hxl.schema(hxl.data(rules), callback=note).validate(hxl.data(cells))
    return found


async def test_what_is_shared_is_hxl_without_a_fault(shared: Cells, pack: Path) -> None:
    data = hxl.data(shared)
    assert len(list(data)) == len(read_pack(pack).services)
    assert data.columns[0].display_tag == "#meta+id"
    assert faults_of(shared) == []


@pytest.mark.parametrize(
    ("tag", "wrong"),
    [
        ("#geo+lat", "933"),
        ("#contact+phone+e164", "78 000 001"),
        ("#service+cost", "10 TND"),
        ("#meta+confidence", "sure"),
        ("#sector+code+v_dalil", ""),
        ("#date+updated", "yesterday"),
        ("#date+source", "03/04/2026"),
    ],
)
async def test_our_schema_finds_what_is_wrong(shared: Cells, tag: str, wrong: str) -> None:
    shared[2][shared[1].index(tag)] = wrong
    assert len(faults_of(shared)) == 1


async def test_our_schema_finds_an_id_that_stands_twice(shared: Cells) -> None:
    shared[3][0] = shared[2][0]
    assert len(faults_of(shared)) == 1


async def test_every_column_has_a_tag_of_its_own(programme: Programme) -> None:
    columns = ["id", *field_of_columns(programme), "changed_at"]
    tags = [tag_of(column) for column in columns]
    assert all(hxl.model.Column.parse(tag) for tag in tags)
    assert len({frozenset(tag.split("+")) for tag in tags}) == len(columns)


def renamed(cells: Cells) -> Cells:
    return [[f"Colonne {number}" for number in range(len(cells[0]))], *cells[1:]]


def without_names(cells: Cells) -> Cells:
    return cells[1:]


def turned_round(cells: Cells) -> Cells:
    """Tags mean the same in capitals, with blanks, and with their attributes in any order."""
    tags = []
    for tag in cells[1]:
        name, *attributes = tag.upper().split("+")
        tags.append(" + ".join([name, *reversed(attributes)]))
    return [renamed(cells)[0], tags, *cells[2:]]


@pytest.mark.parametrize("changed", [renamed, without_names, turned_round])
async def test_the_tags_count_when_it_comes_back(
    shared: Cells, programme: Programme, changed: Callable[[Cells], Cells]
) -> None:
    website = shared[1].index("#contact+url")
    shared[2][website] = "https://new.example.org"
    file = io.StringIO(newline="")
    csv.writer(file).writerows(changed(shared))
    brought = SheetFile("shared.csv", file.getvalue().encode())
    report = await import_sheet(brought, programme, by="amel", now=NOW)
    assert (report.changed, report.faults) == ([shared[2][0]], [])
    assert len(report.unchanged) == len(shared) - 3


async def test_a_column_without_a_tag_is_passed_over_and_said(
    shared: Cells, programme: Programme
) -> None:
    rows = [[*shared[0], "Remarques"], [*shared[1], ""], *([*row, "x"] for row in shared[2:])]
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    brought = SheetFile("shared.csv", file.getvalue().encode())
    report = await import_sheet(brought, programme, by="amel", now=NOW)
    assert (report.faults, len(report.unchanged)) == ([], len(shared) - 2)
    assert [(each.column, each.done) for each in report.findings] == [("Remarques", Done.LEFT_OUT)]
