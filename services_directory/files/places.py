"""Which towns and districts does a pack know? Its places.csv, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from services_directory.files.faults import FileFault, FileRefused, Said
from services_directory.files.sheet import SheetRow, read_sheet
from services_directory.values.entries import LocalText, Place, Position

PLACES_FILE = "places.csv"

PLACE_COLUMNS = ("id", "governorate", "aliases", "latitude", "longitude", "geonames_id")

_NAME = re.compile(r"name_([a-z]{2,3}(?:_[A-Za-z]{2,4})?)")
"""A column of names, in any language: `name_fr`, `name_om`, `name_ar_TN`."""

NAMELESS = "Write the name in at least one language."


def read_places(path: Path) -> tuple[Place, ...]:
    """The places in the file's order. Raises FileRefused when any of them has a fault."""
    faults: list[FileFault] = []
    places: dict[str, Place] = {}
    for row in read_sheet(path, PLACE_COLUMNS, _NAME.fullmatch):
        place = _place(path.name, row, faults)
        if place.id in places:
            faults.append(row.fault(path.name, "id", "This id stands twice: make it another."))
        places[place.id] = place
    if faults:
        raise FileRefused(faults)
    return tuple(places.values())


def _place(file: str, row: SheetRow, faults: list[FileFault]) -> Place:
    cells = row.cells
    # A language without names of its own says them as its neighbour does: Tunisian, as Arabic.
    name = LocalText.of(
        {named[1]: cell for column, cell in cells.items() if (named := _NAME.fullmatch(column))}
    )
    for column in ("id", "governorate"):
        if not cells[column]:
            faults.append(row.fault(file, column, "This cell may not be empty."))
    if not name:
        faults.append(row.fault(file, _a_name_column(cells), NAMELESS))
    spellings = tuple(part.strip() for part in cells["aliases"].split("|") if part.strip())
    position = read_position(file, row, faults)
    return Place(cells["id"], name, cells["governorate"], spellings, position)


def _a_name_column(cells: Mapping[str, str]) -> str:
    return next((column for column in cells if _NAME.fullmatch(column)), "name_en")


def read_position(file: str, row: SheetRow, faults: list[FileFault]) -> Position | None:
    """The point in `latitude` and `longitude`; None when both are empty. Adds to `faults`."""
    limits = {"latitude": 90.0, "longitude": 180.0}
    degrees: dict[str, float] = {}
    for column, limit in limits.items():
        try:
            degrees[column] = float(row.cells[column]) if row.cells[column] else 0.0
        except ValueError:
            degrees[column] = limit + 1
        if not -limit <= degrees[column] <= limit:
            degree = f"{limit:.0f}"
            mend = Said(
                "Write degrees between -{degree} and {degree}, such as 36.50114.", degree=degree
            )
            faults.append(row.fault(file, column, mend))
            return None
    written = [column for column in limits if row.cells[column]]
    if len(written) == 1:
        faults.append(row.fault(file, written[0], "Write both latitude and longitude, or neither."))
    return Position(degrees["latitude"], degrees["longitude"]) if len(written) == 2 else None
