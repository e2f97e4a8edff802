"""Which services does a pack's services.csv hold, and which of its rows cannot be taken?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services_directory.drafts import Fault, ServiceDraft, check_draft
from services_directory.entries import Cost, LocalText, Place, Programme, Status
from services_directory.folding import fold
from services_directory.importing.faults import FileFault
from services_directory.importing.places import read_position
from services_directory.importing.sheet import SheetRow, read_sheet
from services_directory.phones import read_phones
from services_directory.records import CONFIDENCES, Facts, codes_in

SHEET_LOCALES = ("fr", "ar", "en")

SERVICE_COLUMNS = (
    "id",
    *(f"organisation_name_{locale}" for locale in SHEET_LOCALES),
    *(f"service_name_{locale}" for locale in SHEET_LOCALES),
    *(f"description_{locale}" for locale in SHEET_LOCALES),
    *("category", "governorate", "delegation", "address_fr", "address_ar"),
    *("latitude", "longitude", "phone", "phone_e164", "short_code", "email", "website"),
    *("opening_hours", "cost", "eligibility", "languages"),
    *("source_url", "source_date", "confidence", "notes"),
)

_COLUMN_OF = {
    "name": "service_name_fr",
    "organisation": "organisation_name_fr",
    "description": "description_fr",
    "address": "address_fr",
    "region": "governorate",
    "place": "delegation",
}
"""Where a fault of a draft's field stands in the sheet, if not in a column of the same name."""

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,95}")
_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")
_NO_SUCH_PLACE = "?"


@dataclass(frozen=True, slots=True)
class SourceService:
    """A row that can be taken: `line` is where it stands."""

    line: int
    key: str
    draft: ServiceDraft
    facts: Facts


@dataclass(frozen=True, slots=True)
class SourceServices:
    """The rows of `file` that can be taken; the ids of those that cannot, and their faults."""

    file: str
    services: tuple[SourceService, ...]
    refused: frozenset[str]
    faults: tuple[FileFault, ...]


def read_services(path: Path, programme: Programme, places: tuple[Place, ...]) -> SourceServices:
    """Read every row; one that has a fault is left out by itself, with all of its faults.

    Raises FileRefused when the file as a whole cannot be read.
    """
    taken: dict[str, SourceService] = {}
    refused: set[str] = set()
    faults: list[FileFault] = []
    for row in read_sheet(path, SERVICE_COLUMNS):
        service, row_faults = _read_row(path.name, row, programme, places)
        if service.key in taken:
            mend = f"This id stands in row {taken[service.key].line} too: make it another."
            row_faults.append(row.fault(path.name, "id", mend))
        if row_faults:
            refused.add(service.key)
            faults += row_faults
        else:
            taken[service.key] = service
    return SourceServices(path.name, tuple(taken.values()), frozenset(refused), tuple(faults))


def _read_row(
    file: str, row: SheetRow, programme: Programme, places: tuple[Place, ...]
) -> tuple[SourceService, list[FileFault]]:
    cells, faults = row.cells, list[FileFault]()
    position = read_position(file, row, faults)
    draft = _draft(cells, programme, places)
    for field, fault in check_draft(draft, programme, places).items():
        faults.append(row.fault(file, _COLUMN_OF.get(field, field), str(fault)))
    for column, mend in _cell_faults(cells, programme).items():
        faults.append(row.fault(file, column, mend))
    facts = Facts(
        confidence=cells["confidence"],
        source_url=cells["source_url"],
        source_date=cells["source_date"],
        position=position,
    )
    return SourceService(row.line, cells["id"], draft, facts), faults


def _draft(
    cells: Mapping[str, str], programme: Programme, places: tuple[Place, ...]
) -> ServiceDraft:
    is_national = cells["governorate"] == programme.national_region
    # An empty cell is no national service: it is a region that does not exist.
    region = None if is_national else cells["governorate"]
    cost = cells["cost"]
    return ServiceDraft(
        name=_words(cells, "service_name"),
        organisation=_words(cells, "organisation_name"),
        description=_words(cells, "description"),
        eligibility=LocalText.of({"fr": cells["eligibility"]}),
        address=LocalText.of({"fr": cells["address_fr"], "ar": cells["address_ar"]}),
        category=cells["category"],
        region=region,
        place=_place_id(cells["delegation"], region, places),
        phone=cells["phone"] or cells["phone_e164"] or cells["short_code"],
        email=cells["email"],
        website=cells["website"],
        opening_hours=cells["opening_hours"],
        cost=Cost(cost) if cost in list(Cost) else None,
        caution=next(
            (each.code for each in programme.cautions if cells["id"] in each.services), None
        ),
        status=Status.PUBLISHED,
        notes=cells["notes"],
        languages=codes_in(cells["languages"]),
    )


def _words(cells: Mapping[str, str], column: str) -> LocalText:
    return LocalText.of({locale: cells[f"{column}_{locale}"] for locale in SHEET_LOCALES})


def _place_id(name: str, region: str | None, places: tuple[Place, ...]) -> str | None:
    """The place of that name in any language; one that is nowhere where there is none."""
    if not name:
        return None
    folded = fold(name)
    for place in places:
        if place.region == region and folded in [
            fold(words) for _locale, words in place.name.words
        ]:
            return place.id
    return _NO_SUCH_PLACE


def _cell_faults(cells: Mapping[str, str], programme: Programme) -> dict[str, str]:
    """What `check_draft` cannot see: cells that the draft does not hold as they are written."""
    faults: dict[str, str] = {}
    if not _KEY.fullmatch(cells["id"]):
        faults["id"] = "Write small letters, digits and hyphens, such as jen-hopital-tabarka."
    if cells["cost"] and cells["cost"] not in list(Cost):
        faults["cost"] = "Write free, paid or varies, or leave it empty."
    if cells["confidence"] not in CONFIDENCES:
        faults["confidence"] = "Write high, medium or low."
    if not _DATE.fullmatch(cells["source_date"]):
        faults["source_date"] = "Write a year, a month or a day, such as 2025, 2025-03, 2025-03-21."
    phones = read_phones(cells["phone"], programme.country) or ()
    if phones and cells["phone_e164"] not in ("", *(phone.e164 for phone in phones)):
        faults["phone_e164"] = "It is another number than `phone`: correct one of them."
    if phones and cells["short_code"] not in ("", *(phone.digits for phone in phones)):
        faults["short_code"] = "It is another number than `phone`: correct one of them."
    if cells["governorate"] == programme.national_region and cells["delegation"]:
        faults["delegation"] = str(Fault.PLACE_UNKNOWN)
    return faults
