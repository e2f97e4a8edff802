"""Which services does a sheet hold, and which of its rows cannot be taken?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from services_directory.files.faults import FileFault, Said, refused
from services_directory.files.findings import Finding, Findings
from services_directory.files.sheet import (
    SheetFile,
    SheetRow,
    Table,
    check_header,
    open_table,
    rows_of,
)
from services_directory.sheets.column_mapping import SheetMapping
from services_directory.sheets.columns import (
    CHANGED_AT,
    SERVICE_COLUMNS,
    field_of_columns,
    more_columns,
    needed_columns,
)
from services_directory.sheets.hxl_columns import name_by_tags, tags_in
from services_directory.sheets.mapped_rows import MappedRows
from services_directory.sheets.service_row import SourceService, read_row
from services_directory.sheets.sheet_repair import repaired
from services_directory.values.entries import Place, Programme

SERVICES_FILE = "services.csv"

NOT_OURS = (
    "Its columns are not ours: begin with a sheet taken from here, or say in a mapping file which "
    "is which."
)


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row of a sheet that we wrote ourselves, at the moment `as_of` at the earliest.

    Whether it can be taken depends on which of its cells were edited. `written`: the cells before
    anything in them was put right.
    """

    key: str
    row: SheetRow
    as_of: datetime
    written: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SourceServices:
    """The rows of `file` that can be taken; the ids of those that cannot, and their faults.

    `part` and `others`: the sheet of a workbook that was read, and those that were not. `licence`:
    under which its source gives it. `of_others`: read by a mapping.
    """

    file: str
    services: tuple[SourceService, ...]
    refused: frozenset[str]
    faults: tuple[FileFault, ...]
    edits: tuple[EditedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    part: str = ""
    others: tuple[str, ...] = ()
    licence: str = ""
    of_others: bool = False


def read_services(
    path: Path | SheetFile,
    programme: Programme,
    places: tuple[Place, ...],
    mapping: SheetMapping | None = None,
    *,
    publish: bool = False,
) -> SourceServices:
    """Read every row; one that has a fault is left out by itself, with all of its faults.

    `mapping`: the sheet is not ours; what it says waits for staff unless it is to `publish`.
    Raises FileRefused when the file as a whole cannot be read.
    """
    file = SheetFile.at(path) if isinstance(path, Path) else path
    if mapping:
        return _read_mapped(file, programme, places, mapping, publish)
    known = {"id", *field_of_columns(programme), CHANGED_AT}

    def is_header(names: Sequence[str]) -> bool:
        return len(known.intersection(names)) > 1 or tags_in(names)

    table = open_table(file, is_header, Findings())
    name_by_tags(table, more_columns(programme))
    if len(known.intersection(table.header)) < 2:
        raise refused(file.name, "file", Said(NOT_OURS))
    # Somebody who edits a sheet of ours may take out columns that are of no use there.
    needed = ("id",) if CHANGED_AT in table.header else needed_columns(programme)
    check_header(table, needed, (*SERVICE_COLUMNS, *more_columns(programme)))
    return _Reader(table, programme, places).read()


def _read_mapped(
    file: SheetFile,
    programme: Programme,
    places: tuple[Place, ...],
    mapping: SheetMapping,
    publish: bool,
) -> SourceServices:
    """A sheet of others, by what their mapping says of it."""
    theirs = {mapping.id, *(name for names in mapping.columns.values() for name in names)}

    def is_header(names: Sequence[str]) -> bool:
        return mapping.id in names and len(theirs.intersection(names)) > 1

    table = open_table(file, is_header, Findings(), part=mapping.sheet)
    mapped = MappedRows(mapping, table, publish=publish)
    read = _Reader(table, programme, places, mapped).read()
    faults = tuple(map(mapped.in_their_words, read.faults))
    return replace(read, faults=faults, licence=mapping.licence, of_others=True)


class _Reader:
    """Reads the rows of one table, one after the other."""

    def __init__(
        self,
        table: Table,
        programme: Programme,
        places: tuple[Place, ...],
        mapped: MappedRows | None = None,
    ) -> None:
        self._table = table
        self._programme = programme
        self._places = places
        self._mapped = mapped
        self._refused: set[str] = set()
        self._faults: list[FileFault] = []
        self._lines: dict[str, int] = {}

    def read(self) -> SourceServices:
        services: list[SourceService] = []
        edits: list[EditedRow] = []
        for row in rows_of(self._table, self._refuse):
            self._read(row, services, edits)
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

    def _read(self, row: SheetRow, services: list[SourceService], edits: list[EditedRow]) -> None:
        faults: list[FileFault] = []
        if self._mapped:
            row, faults = self._mapped.row(row)
        written = row.cells
        row = repaired(row, self._table, self._programme)
        key, as_of = row.cells["id"], row.cells.get(CHANGED_AT, "")
        moment = _moment(as_of)
        if key and key in self._lines:
            mend = Said("This id stands in row {row} too: make it another.", row=self._lines[key])
            faults.append(row.fault(self._table.file, "id", mend))
        elif as_of and not moment:
            mend = Said("Leave this cell as it was, or empty it.")
            faults.append(row.fault(self._table.file, CHANGED_AT, mend))
        self._lines.setdefault(key, row.line)
        if faults:
            self._refuse(row, *faults)
        elif moment:
            edits.append(EditedRow(key, row, moment, written))
        else:
            self._take(row, services)

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
