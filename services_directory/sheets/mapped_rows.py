"""What does a row of somebody else's sheet say, in our columns?"""

from __future__ import annotations

import re
from datetime import datetime

from services_directory.files.faults import FileFault, FileRefused, Said
from services_directory.files.findings import Done, Finding
from services_directory.files.sheet import SheetRow, Table
from services_directory.files.written_hours import read_hours
from services_directory.sheets.column_mapping import SheetMapping
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.values.entries import Status
from services_directory.values.normalise import fold

_LISTS = ("languages", "facts")
_BETWEEN = {"phone": " / "}
_IN_WORDS = "These hours are kept as words: nobody is told by them that it is open."
_NOT_NAMED = "The mapping does not name this column."
_LONGEST_KEY = 96


class MappedRows:
    """Turns rows of one table into rows of our own sheet."""

    def __init__(self, mapping: SheetMapping, table: Table, *, publish: bool) -> None:
        """Raises FileRefused where the sheet has not the columns that the mapping names."""
        self._mapping = mapping
        self._table = table
        self._publish = publish or mapping.publish
        self._values = {
            column: {fold(word): code for word, code in words.items()}
            for column, words in mapping.values.items()
        }
        self._check_columns()

    def _check_columns(self) -> None:
        mapping, header = self._mapping, self._table.header
        named = {"id": (mapping.id,)} | {
            f"columns.{name}": tuple(theirs) for name, theirs in mapping.columns.items()
        }
        faults = [
            FileFault(
                mapping.file,
                key,
                f"{self._table.file} has no column “{name}”; it has: {', '.join(header)}.",
            )
            for key, theirs in named.items()
            for name in theirs
            if name not in header
        ]
        used = {name for theirs in named.values() for name in theirs}
        twice = [name for name in sorted(used) if header.count(name) > 1]
        where = f"row {self._table.header_line}, column"
        mend = Said("This column stands twice: keep one.")
        faults += [FileFault(self._table.file, f"{where} {name}", mend) for name in twice]
        if faults:
            raise FileRefused(faults)
        for name in (each for each in header if each and each not in used):
            self._tell(f"row {self._table.header_line}", name, Done.LEFT_OUT, _NOT_NAMED)

    def row(self, theirs: SheetRow) -> tuple[SheetRow, list[FileFault]]:
        """The row in our columns, and what of it nobody understands."""
        faults: list[FileFault] = []
        cells = dict.fromkeys(SERVICE_COLUMNS, "")
        cells |= {"confidence": "medium"}
        cells["status"] = (Status.PUBLISHED if self._publish else Status.REVIEW).value
        if self._mapping.licence:
            cells["licence"] = self._mapping.licence
        cells |= self._mapping.constants
        for column in self._mapping.columns:
            said = self._cell(theirs, column, faults)
            if said:
                cells[column] = said
        cells["id"] = self._id(theirs, faults)
        self._keep_hours(theirs, cells)
        return SheetRow(theirs.line, cells), faults

    def _cell(self, theirs: SheetRow, column: str, faults: list[FileFault]) -> str:
        names = self._mapping.columns[column]
        words = [theirs.cells[name] for name in names if theirs.cells[name]]
        if column in _LISTS:
            parts = [part.strip() for each in words for part in each.split(self._mapping.lists)]
            return ";".join(self._code(theirs, column, part, faults) for part in parts if part)
        said = _BETWEEN.get(column, " ").join(words)
        if column == "source_date" and self._mapping.dates:
            return self._day(said)
        return self._code(theirs, column, said, faults)

    def _code(self, theirs: SheetRow, column: str, said: str, faults: list[FileFault]) -> str:
        words = self._values.get(column)
        if words is None or not said:
            return said
        code = words.get(fold(said))
        if code is None and said not in words.values():
            mend = Said("No line in [values.{column}] of the mapping has this word.", column=column)
            faults.append(theirs.fault(self._table.file, self.name_of(column), mend))
        return said if code is None else code

    def _day(self, said: str) -> str:
        try:
            return datetime.strptime(said, self._mapping.dates).date().isoformat()
        except ValueError:
            # A workbook may have stored a day and no words; else it is refused by row.
            return said

    def _id(self, theirs: SheetRow, faults: list[FileFault]) -> str:
        letters = "-".join(re.findall(r"[a-z0-9]+", fold(theirs.cells[self._mapping.id])))
        if not letters:
            mend = Said("Each row needs an id of letters or digits that stays the same.")
            faults.append(theirs.fault(self._table.file, self._mapping.id, mend))
            return ""
        return f"{self._mapping.source}-{letters}".replace("_", "-")[:_LONGEST_KEY]

    def _keep_hours(self, theirs: SheetRow, cells: dict[str, str]) -> None:
        """Hours that are no rule stay as words; they never open a door."""
        hours = cells["opening_hours"]
        if hours and read_hours(hours) is None:
            note = f"hours_note_{self._mapping.language}"
            cells[note] = " ".join(part for part in (cells.get(note, ""), hours) if part)
            cells["opening_hours"] = ""
            self._tell(f"row {theirs.line}", self.name_of("opening_hours"), Done.KEPT, _IN_WORDS)

    def name_of(self, column: str) -> str:
        """What the sheet calls a column of ours."""
        if column == "id":
            return self._mapping.id
        return " + ".join(self._mapping.columns.get(column, (column,)))

    def in_their_words(self, fault: FileFault) -> FileFault:
        """The fault with the name that the column has in the sheet."""
        where, between, column = fault.where.partition(", column ")
        theirs = self.name_of(column)
        named = theirs if theirs == column else f"{theirs} ({column})"
        return FileFault(fault.file, f"{where}{between}{named}" if between else where, fault.mend)

    def _tell(self, where: str, column: str, done: Done, problem: str) -> None:
        finding = Finding(self._table.file, where, column, Said(problem), done)
        self._table.findings.all.append(finding)
