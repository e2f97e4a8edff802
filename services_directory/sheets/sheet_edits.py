"""What did somebody edit in a sheet of ours since we wrote it, and can it be taken?"""

from __future__ import annotations

from dataclasses import dataclass, field

from services_directory.files.faults import FileFault
from services_directory.files.sheet import SheetRow
from services_directory.records.draft_records import draft_of, without_where
from services_directory.records.flat_fields import from_fields, to_fields
from services_directory.records.records import ServiceRecord
from services_directory.sheets.columns import CHANGED_AT, field_of_columns
from services_directory.sheets.exporter import cells_of
from services_directory.sheets.service_row import read_row
from services_directory.sheets.services import EditedRow
from services_directory.storage.history import fields_at, last_changed_at
from services_directory.values.entries import Place, Programme, Status


@dataclass(slots=True)
class Edit:
    """`flat`: what the service is to say, None where nothing changes; `kept`: columns that changed
    here too since the sheet was written, and stay as they are here."""

    flat: dict[str, str] | None = None
    kept: list[str] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)


async def read_edit(
    file: str,
    record: ServiceRecord,
    edited: EditedRow,
    programme: Programme,
    places: tuple[Place, ...],
) -> Edit:
    """Compare a row with the service as it is, and as it was when the sheet was written.

    Cells nobody touched are not looked at: they may hold what a sheet cannot say.
    """
    draft = draft_of(record)
    current = to_fields(draft)
    here = cells_of(record, draft, programme, places)
    was = here
    if has_changed := record.updated_at is not None and record.updated_at > edited.as_of:
        then = await fields_at(record.key, current, edited.as_of)
        was = cells_of(record, from_fields(then), programme, places)
    given = {name: cell for name, cell in edited.row.cells.items() if name not in _NO_FIELD}
    written = edited.written
    touched = [
        name
        for name, cell in given.items()
        # What stands here written oddly, and came back so, was put right by nobody.
        if not {cell, written[name]} & {here[name], was[name]}
    ]
    edit = Edit(kept=[name for name in touched if was[name] != here[name]])
    if touched and has_changed and await _moved_with_others(record):
        edit.kept += [name for name in _shared(touched, programme) if name not in edit.kept]
    changed = [name for name in touched if name not in edit.kept]
    if not changed:
        return edit
    line, cells = edited.row.line, _changed_cells(here, {name: given[name] for name in changed})
    says, faults = read_row(file, SheetRow(line, cells), programme, places)
    if "status" not in changed or cells["status"] != Status.PUBLISHED:
        # What stood here before stops nobody but who publishes it.
        _says, known = read_row(file, SheetRow(line, here), programme, places)
        own = {f"row {line}, column {name}" for name in changed}
        faults = [each for each in faults if each not in known or each.where in own]
    edit.faults = faults
    if not edit.faults:
        edit.flat = _with(current, to_fields(says), changed, programme)
    return edit


_SHARED = ("organisation", "region", "place", "address", "latitude", "longitude", "accessibility")
"""What services of a feed may have in common, so that it changes without a change of theirs."""

_NO_FIELD = ("id", CHANGED_AT)
_SAME_NUMBER = ("phone_e164", "short_code")


def _shared(columns: list[str], programme: Programme) -> list[str]:
    fields = field_of_columns(programme)
    return [name for name in columns if fields[name].startswith(_SHARED)]


def _changed_cells(here: dict[str, str], changes: dict[str, str]) -> dict[str, str]:
    cells = here | changes
    if "phone" in changes:
        # The other two columns only say the same number again.
        cells |= {name: "" for name in _SAME_NUMBER if name not in changes}
    return cells


async def _moved_with_others(record: ServiceRecord) -> bool:
    """True where it changed last by no change of its own: nobody knows how it was."""
    own = await last_changed_at(record.key)
    return own is None or (record.updated_at is not None and own < record.updated_at)


def _with(
    flat: dict[str, str], says: dict[str, str], columns: list[str], programme: Programme
) -> dict[str, str]:
    """The flat fields with those of `columns` as the sheet says."""
    fields = field_of_columns(programme)
    for name in (fields[column] for column in columns):
        flat.pop(name, None)
        if name in says:
            flat[name] = says[name]
    return without_where(flat) if "confidential" in flat else flat
