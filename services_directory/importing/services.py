"""Which services does a sheet hold, and which of its rows cannot be taken?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from services_directory.drafts import Fault, ServiceDraft, check_draft
from services_directory.entries import Cost, Place, Programme, Status
from services_directory.folding import fold
from services_directory.importing.columns import (
    CHANGED_AT,
    SERVICE_COLUMNS,
    columns_of,
    field_of_columns,
    more_columns,
)
from services_directory.importing.faults import FileFault, Said
from services_directory.importing.hsds_findings import Finding, Findings
from services_directory.importing.hxl_tags import name_by_tags, tags_in
from services_directory.importing.places import read_position
from services_directory.importing.sheet import (
    SheetFile,
    SheetRow,
    Table,
    check_header,
    open_table,
    rows_of,
)
from services_directory.importing.sheet_repair import repaired
from services_directory.phones import read_phones
from services_directory.records import CONFIDENCES, Facts, codes_in, from_fields

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,95}")
_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
_NO_SUCH_PLACE = "?"
_LISTS = ("languages", "facts")
_CHOICES: dict[str, tuple[tuple[str, ...], str]] = {
    "cost": (tuple(Cost), "Write free, paid or varies, or leave it empty."),
    "status": (tuple(Status), "Write draft, review, published or archived."),
    "confidential": (("yes", "no"), "Write yes or no."),
}
_AGES = ("minimum_age", "maximum_age")


@dataclass(frozen=True, slots=True)
class SourceService:
    """A row that can be taken: `line` is where it stands."""

    line: int
    key: str
    draft: ServiceDraft
    facts: Facts


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row of a sheet that we wrote ourselves, at the moment `as_of` at the earliest.

    Whether it can be taken depends on which of its cells were edited.
    """

    key: str
    row: SheetRow
    as_of: datetime


@dataclass(frozen=True, slots=True)
class SourceServices:
    """The rows of `file` that can be taken; the ids of those that cannot, and their faults.

    `part` and `others`: the sheet of a workbook that was read, and those that were not.
    """

    file: str
    services: tuple[SourceService, ...]
    refused: frozenset[str]
    faults: tuple[FileFault, ...]
    edits: tuple[EditedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    part: str = ""
    others: tuple[str, ...] = ()


def read_services(
    path: Path | SheetFile, programme: Programme, places: tuple[Place, ...]
) -> SourceServices:
    """Read every row; one that has a fault is left out by itself, with all of its faults.

    Raises FileRefused when the file as a whole cannot be read.
    """
    file = SheetFile.at(path) if isinstance(path, Path) else path
    known = {"id", *field_of_columns(programme), CHANGED_AT}

    def is_header(names: Sequence[str]) -> bool:
        return len(known.intersection(names)) > 1 or tags_in(names)

    table = open_table(file, is_header, Findings())
    name_by_tags(table, more_columns(programme))
    # Somebody who edits a sheet of ours may take out columns that are of no use there.
    needed = ("id",) if CHANGED_AT in table.header else SERVICE_COLUMNS
    check_header(table, needed, (*SERVICE_COLUMNS, *more_columns(programme)))
    return _Reader(table, programme, places).read()


class _Reader:
    """Reads the rows of one table, one after the other."""

    def __init__(self, table: Table, programme: Programme, places: tuple[Place, ...]) -> None:
        self._table = table
        self._programme = programme
        self._places = places
        self._refused: set[str] = set()
        self._faults: list[FileFault] = []
        self._lines: dict[str, int] = {}

    def read(self) -> SourceServices:
        services: list[SourceService] = []
        edits: list[EditedRow] = []
        for row in rows_of(self._table, self._refuse):
            row = repaired(row, self._table, self._programme)
            key, as_of = row.cells["id"], row.cells.get(CHANGED_AT, "")
            moment = _moment(as_of)
            if key in self._lines:
                mend = Said(
                    "This id stands in row {row} too: make it another.", row=self._lines[key]
                )
                self._refuse(row, row.fault(self._table.file, "id", mend))
            elif moment:
                edits.append(EditedRow(key, row, moment))
            elif as_of:
                mend = Said("Leave this cell as it was, or empty it.")
                self._refuse(row, row.fault(self._table.file, CHANGED_AT, mend))
            else:
                self._take(row, services)
            self._lines.setdefault(key, row.line)
        return SourceServices(
            self._table.file,
            tuple(services),
            frozenset(self._refused),
            tuple(self._faults),
            tuple(edits),
            tuple(self._table.findings.all),
            self._table.part,
            self._table.others,
        )

    def _take(self, row: SheetRow, services: list[SourceService]) -> None:
        service, faults = read_row(self._table.file, row, self._programme, self._places)
        if faults:
            self._refuse(row, *faults)
        else:
            services.append(service)

    def _refuse(self, row: SheetRow, *faults: FileFault) -> None:
        self._refused.add(row.cells.get("id", ""))
        self._faults += faults


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_row(
    file: str, row: SheetRow, programme: Programme, places: tuple[Place, ...]
) -> tuple[SourceService, list[FileFault]]:
    """What a row says, and all that is to be mended in it."""
    found: list[FileFault] = []
    read_position(file, row, found)
    cells = row.cells
    flat = flat_of(cells, programme, places)
    draft, facts = from_fields(flat)
    for field, fault in check_draft(draft, programme, places).items():
        found.append(row.fault(file, _column(field, cells, programme), str(fault)))
    for column, mend in _cell_faults(cells, programme).items():
        found.append(row.fault(file, column, mend))
    return SourceService(row.line, cells["id"], draft, facts), found


def _column(field: str, cells: Mapping[str, str], programme: Programme) -> str:
    """The column in which to mend a field: one that the sheet has, if any."""
    columns = columns_of(field, programme)
    return next((name for name in columns if name in cells), columns[0])


def flat_of(
    cells: Mapping[str, str], programme: Programme, places: tuple[Place, ...]
) -> dict[str, str]:
    """The flat fields of `records.to_fields` in the cells of a row; what is no choice left out."""
    flat = {
        field: cells[column]
        for column, field in field_of_columns(programme).items()
        if cells.get(column)
    }
    for name, (choices, _mend) in _CHOICES.items():
        if flat.get(name) not in choices:
            flat.pop(name, None)
    for name in (*_AGES, "latitude", "longitude"):
        if name in flat and not _is_number(flat[name]):
            flat.pop(name)
    if flat.get("confidential") == "no":
        del flat["confidential"]
    for name in (each for each in _LISTS if each in flat):
        flat[name] = ";".join(codes_in(flat[name]))
    flat.setdefault("confidence", "")
    flat.setdefault("status", Status.PUBLISHED.value)
    flat["phone"] = cells.get("phone") or cells.get("phone_e164") or cells.get("short_code") or ""
    _put_where(flat, cells, programme, places)
    if "caution" not in cells:
        cautions = (each.code for each in programme.cautions if cells["id"] in each.services)
        flat["caution"] = next(cautions, "")
    return {name: text for name, text in flat.items() if text or name in ("region", "confidence")}


def _put_where(
    flat: dict[str, str],
    cells: Mapping[str, str],
    programme: Programme,
    places: tuple[Place, ...],
) -> None:
    region = cells.get("governorate", "")
    is_national = region == programme.national_region
    # An empty cell is no national service: it is a region that does not exist.
    flat["region"] = region
    if is_national:
        del flat["region"]
    place = place_id(cells.get("delegation", ""), None if is_national else region, places)
    flat.pop("place", None)
    if place:
        flat["place"] = place


def place_id(name: str, region: str | None, places: Sequence[Place]) -> str | None:
    """The place of that id, or that name in any language; one that is nowhere where none is."""
    if not name:
        return None
    folded = fold(name)
    for place in places:
        if place.region != region:
            continue
        if name == place.id or folded in [fold(words) for _locale, words in place.name.words]:
            return place.id
    return _NO_SUCH_PLACE


def _is_number(written: str) -> bool:
    try:
        float(written)
    except ValueError:
        return False
    return True


def _cell_faults(cells: Mapping[str, str], programme: Programme) -> dict[str, str]:
    """What `check_draft` cannot see: cells that the draft does not hold as they are written."""
    faults: dict[str, str] = {}
    if not _KEY.fullmatch(cells["id"]):
        faults["id"] = "Write small letters, digits and hyphens, such as jen-hopital-tabarka."
    for name, (choices, mend) in _CHOICES.items():
        if cells.get(name) and cells[name] not in choices:
            faults[name] = mend
    if cells.get("confidence") not in CONFIDENCES:
        faults["confidence"] = "Write high, medium or low."
    if not _DATE.fullmatch(cells.get("source_date", "")):
        faults["source_date"] = "Write a year, a month or a day, such as 2025, 2025-03, 2025-03-21."
    for name in _AGES:
        if cells.get(name) and not _is_number(cells[name]):
            faults[name] = str(Fault.AGES_CROSSED)
    phones = read_phones(cells.get("phone", ""), programme.country) or ()
    other = "It is another number than `phone`: correct one of them."
    if phones and cells.get("phone_e164", "") not in ("", *(phone.e164 for phone in phones)):
        faults["phone_e164"] = other
    if phones and cells.get("short_code", "") not in ("", *(phone.digits for phone in phones)):
        faults["short_code"] = other
    if cells.get("governorate") == programme.national_region and cells.get("delegation"):
        faults["delegation"] = str(Fault.PLACE_UNKNOWN)
    return faults
