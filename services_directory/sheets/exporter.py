"""The directory as the same sheet that is imported, for staff: hidden rows and notes too."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services_directory.files.pauses import Pause, at_once
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import ServiceDraft, keeps_lines, tidy_text
from services_directory.records.flat_fields import to_fields
from services_directory.records.records import ServiceRecord
from services_directory.search.place_names import place_id
from services_directory.sheets.columns import (
    CHANGED_AT,
    PRIVATE,
    SERVICE_COLUMNS,
    SHEET_LOCALES,
    field_of_columns,
    more_columns,
)
from services_directory.sheets.formulas import neutral
from services_directory.sheets.hxl_tags import tag_of
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_in_parts
from services_directory.storage.rows import read_places
from services_directory.storage.snapshot import is_found
from services_directory.values.entries import Place, Programme
from services_directory.values.phones import read_phones

_LONGEST_CELL = 32_000
"""Excel cuts a cell after 32,767 letters."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Names of columns, and one row for each service."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


async def export_sheet(
    programme: Programme, source: str | None = None, *, public: bool = False
) -> Sheet:
    """Every service (of one source), archived ones left out.

    Beside the columns every sheet has stand those that some service fills. `public`: only what
    people find, without what is for staff alone. Closures are in no column.
    """
    wanted = ServiceRow.exclude(status="archived")
    places = await read_places(programme.languages)
    rows: list[Mapping[str, str]] = []
    usual, filled = {"status": "published"}, {CHANGED_AT}
    # A few at a time: whoever writes to us is answered in between.
    async for some in read_in_parts(wanted.filter(source=source) if source else wanted):
        told = [
            cells_of(each, draft_of(each), programme, places)
            for _number, each in some
            if not public or is_found(each)
        ]
        rows += told
        filled |= {
            name
            for cells in told
            for name, text in cells.items()
            if text not in ("", usual.get(name))
        }
    columns = [name for name in SERVICE_COLUMNS if not (public and name in PRIVATE)]
    columns += [name for name in more_columns(programme) if name in filled]
    return Sheet(tuple(columns), tuple(rows))


def as_csv(sheet: Sheet, *, tags: bool = False, pause: Pause = at_once) -> str:
    """CSV text with a header, and (`tags`) a second row that says in HXL what each column is.

    What a program would take for a formula has an apostrophe before it (`formulas.py`).
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(sheet.columns)
    if tags:
        writer.writerow(map(tag_of, sheet.columns))
    for row in sheet.rows:
        writer.writerow([neutral(row[name]) for name in sheet.columns])
        pause()
    return file.getvalue()


def cells_of(
    record: ServiceRecord, draft: ServiceDraft, programme: Programme, places: Sequence[Place]
) -> dict[str, str]:
    """What stands in each column of a sheet, as it is read back from one.

    `draft`: what the record says, or said once.
    """
    flat = to_fields(draft)
    cells = {column: flat.get(field, "") for column, field in field_of_columns(programme).items()}
    phones = read_phones(draft.phone, programme.country) or ()
    changed_at = record.updated_at
    cells |= {
        "id": record.key,
        "governorate": draft.region or programme.national_region,
        "delegation": _place_name(draft.place, places),
        "phone_e164": next((phone.e164 for phone in phones if phone.e164), ""),
        "short_code": next((phone.digits for phone in phones if not phone.e164), ""),
        "confidential": "yes" if draft.confidential else "",
        CHANGED_AT: changed_at.isoformat() if changed_at else "",
    }
    return {
        name: tidy_text(text[:_LONGEST_CELL], keep_lines=keeps_lines(name))
        for name, text in cells.items()
    }


def _place_name(wanted: str | None, places: Sequence[Place]) -> str:
    """Its name; its id where the name would be taken for another place."""
    place = next((each for each in places if each.id == wanted), None)
    if place is None:
        return wanted or ""
    name = place.name.best(SHEET_LOCALES)
    return name if place_id(name, place.region, places) == place.id else place.id
