"""Which services does a sheet hold, and which of its rows cannot be taken?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from services_directory.files.faults import FileFault, Said, refused
from services_directory.files.findings import Finding, Findings
from services_directory.files.pauses import Pause, at_once
from services_directory.files.positions import POSITIONS_FILE, read_positions
from services_directory.files.sheet import (
    SheetFile,
    SheetRow,
    Table,
    check_header,
    open_table,
    rows_of,
)
from services_directory.records.drafts import ServiceDraft
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
from services_directory.sheets.service_row import read_row
from services_directory.sheets.sheet_repair import repaired
from services_directory.storage.digests import digest_of, how_read
from services_directory.values.entries import Place, Programme

SERVICES_FILE, MORE_SERVICES = "services.csv", "services_*.csv"

NOTHING: Mapping[str, str] = {}

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

    `part` and `others`: the sheet of a workbook that was read, and those that were not.
    `of_others`: read by a mapping.
    """

    file: str
    services: tuple[tuple[SheetRow, ServiceDraft], ...]
    refused: frozenset[str]
    faults: tuple[FileFault, ...]
    edits: tuple[EditedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    part: str = ""
    others: tuple[str, ...] = ()
    of_others: bool = False
    said_before: tuple[str, ...] = ()
    """Ids of the services of which the file says what it said the last time."""
    digests: Mapping[str, str] = field(default_factory=dict)


def read_services(
    path: Path | SheetFile,
    programme: Programme,
    places: tuple[Place, ...],
    mapping: SheetMapping | None = None,
    *,
    publish: bool = False,
    pause: Pause = at_once,
    known: Mapping[str, str] = NOTHING,
) -> SourceServices:
    """Read every row; one that has a fault is left out by itself, with all of its faults.

    `mapping`: the sheet is not ours; what it says waits for staff unless it is to `publish`.
    `known`: ids by the digest of a row that was read before, which is not read again.
    Raises FileRefused when the file as a whole cannot be read.
    """
    file = SheetFile.at(path) if isinstance(path, Path) else path
    if mapping:
        return _read_mapped(file, programme, places, mapping, publish, pause, known)
    ours = {"id", *field_of_columns(programme), CHANGED_AT}

    def is_header(names: Sequence[str]) -> bool:
        return len(ours.intersection(names)) > 1 or tags_in(names)

    table = open_table(file, is_header, Findings())
    if not any(table.header) and not table.rows:
        raise refused(file.name, "file", Said("It is empty: no row of it has a word."))
    name_by_tags(table, more_columns(programme))
    if len(ours.intersection(table.header)) < 2:
        raise refused(file.name, "file", Said(NOT_OURS))
    # Somebody who edits a sheet of ours may take out columns that are of no use there.
    needed = ("id",) if CHANGED_AT in table.header else needed_columns(programme)
    check_header(table, needed, (*SERVICE_COLUMNS, *more_columns(programme)))
    return _Reader(table, programme, places, how=how_read(programme, places), known=known).read(
        pause
    )


def read_pack_services(
    folder: Path, programme: Programme, places: tuple[Place, ...]
) -> SourceServices:
    """The services of a pack: of services.csv, and of each services_*.csv beside it.

    What has another licence stands in a file of its own, and so do points on the map of services
    of another file, in positions.csv. Raises FileRefused.
    """
    paths = [folder / SERVICES_FILE, *sorted(folder.glob(MORE_SERVICES))]
    parts = [read_services(path, programme, places) for path in paths]
    faults = [fault for part in parts for fault in part.faults]
    services: dict[str, tuple[SheetRow, ServiceDraft]] = {}
    for part in parts:
        for row, draft in part.services:
            key = row.cells["id"]
            if key in services:
                mend = Said("This id stands in another file too: make it another.")
                faults.append(row.fault(part.file, "id", mend))
            services.setdefault(key, (row, draft))
    if (folder / POSITIONS_FILE).exists():
        for key, position in read_positions(folder / POSITIONS_FILE, faults).items():
            if key in services:
                row, draft = services[key]
                services[key] = row, position.put_into(draft)
    return SourceServices(
        ", ".join(part.file for part in parts),
        tuple(services.values()),
        frozenset[str]().union(*(part.refused for part in parts)),
        tuple(faults),
        findings=tuple(finding for part in parts for finding in part.findings),
    )


def _read_mapped(
    file: SheetFile,
    programme: Programme,
    places: tuple[Place, ...],
    mapping: SheetMapping,
    publish: bool,
    pause: Pause,
    known: Mapping[str, str],
) -> SourceServices:
    """A sheet of others, by what their mapping says of it."""
    theirs = {mapping.id, *(name for names in mapping.columns.values() for name in names)}

    def is_header(names: Sequence[str]) -> bool:
        return mapping.id in names and len(theirs.intersection(names)) > 1

    table = open_table(file, is_header, Findings(), part=mapping.sheet)
    mapped = MappedRows(mapping, table, publish=publish)
    how = how_read(programme, places, repr(mapping), publish)
    read = _Reader(table, programme, places, mapped, how=how, known=known).read(pause)
    faults = tuple(map(mapped.in_their_words, read.faults))
    return replace(read, faults=faults, of_others=True)


class _Reader:
    """Reads the rows of one table, one after the other."""

    def __init__(
        self,
        table: Table,
        programme: Programme,
        places: tuple[Place, ...],
        mapped: MappedRows | None = None,
        *,
        how: str,
        known: Mapping[str, str],
    ) -> None:
        self._how = how
        self._known = known
        self._said_before: list[str] = []
        self._digests: dict[str, str] = {}
        self._table = table
        self._programme = programme
        self._places = places
        self._mapped = mapped
        self._refused: set[str] = set()
        self._faults: list[FileFault] = []
        self._lines: dict[str, int] = {}

    def read(self, pause: Pause) -> SourceServices:
        services: list[tuple[SheetRow, ServiceDraft]] = []
        edits: list[EditedRow] = []
        for row in rows_of(self._table, self._refuse, pause):
            self._read(row, services, edits)
            pause()
        return SourceServices(
            self._table.file,
            tuple(services),
            frozenset(self._refused),
            tuple(self._faults),
            tuple(edits),
            tuple(self._table.findings.all),
            self._table.part,
            self._table.others,
            said_before=tuple(self._said_before),
            digests=self._digests,
        )

    def _read(
        self,
        row: SheetRow,
        services: list[tuple[SheetRow, ServiceDraft]],
        edits: list[EditedRow],
    ) -> None:
        faults: list[FileFault] = []
        # A row that says when it was taken from here is compared with how it was then.
        digest = None if row.cells.get(CHANGED_AT) else digest_of(self._how, dict(row.cells))
        said_before = self._known.get(digest or "")
        if said_before is not None and said_before not in self._lines:
            self._said_before.append(said_before)
            self._lines[said_before] = row.line
            return
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
            draft, faults = read_row(self._table.file, row, self._programme, self._places)
            if faults:
                self._refuse(row, *faults)
            else:
                services.append((row, draft))
                if digest is not None:
                    self._digests[key] = digest

    def _refuse(self, row: SheetRow, *faults: FileFault) -> None:
        self._refused.add(row.cells.get("id", ""))
        self._faults += faults


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
