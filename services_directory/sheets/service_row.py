"""What does one row of a sheet say of a service, and what in it is to be mended?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from services_directory.files.faults import FileFault
from services_directory.files.places import read_position
from services_directory.files.sheet import SheetRow
from services_directory.records.drafts import Fault, ServiceDraft, check_draft
from services_directory.records.flat_fields import CONFIDENCES, codes_in, from_fields
from services_directory.search.place_names import place_id
from services_directory.sheets.columns import columns_of, field_of_columns
from services_directory.values.entries import Cost, Place, Programme, Status
from services_directory.values.phones import read_phones

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,95}")
_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
_LISTS = ("languages", "facts")
_CHOICES: dict[str, tuple[tuple[str, ...], str]] = {
    "cost": (tuple(Cost), "Write free, paid or varies, or leave it empty."),
    "status": (tuple(Status), "Write draft, review, published or archived."),
    "confidential": (("yes", "no"), "Write yes or no."),
}
_AGES = ("minimum_age", "maximum_age")


def read_row(
    file: str, row: SheetRow, programme: Programme, places: tuple[Place, ...]
) -> tuple[ServiceDraft, list[FileFault]]:
    """What a row says, and all that is to be mended in it."""
    found: list[FileFault] = []
    read_position(file, row, found)
    cells = row.cells
    flat = flat_of(cells, programme, places)
    draft = from_fields(flat)
    for field, fault in check_draft(draft, programme, places).items():
        found.append(row.fault(file, _column(field, cells, programme), str(fault)))
    for column, mend in _cell_faults(cells, programme).items():
        found.append(row.fault(file, column, mend))
    return draft, found


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
    flat.setdefault("status", Status.PUBLISHED.value)
    flat["phone"] = cells.get("phone") or cells.get("phone_e164") or cells.get("short_code") or ""
    _put_where(flat, cells, programme, places)
    if "caution" not in cells:
        cautions = (each.code for each in programme.cautions if cells["id"] in each.services)
        flat["caution"] = next(cautions, "")
    return {name: text for name, text in flat.items() if text or name == "region"}


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
