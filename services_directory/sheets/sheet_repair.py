"""What in a cell was written in another way than we keep it, and can be put right without doubt?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

import phonenumbers

from services_directory.files.faults import Said
from services_directory.files.findings import Done, Finding
from services_directory.files.repair import (
    read_day,
    read_number,
    read_phone_number,
    read_web_address,
)
from services_directory.files.sheet import SheetRow, Table
from services_directory.files.written_hours import read_hours
from services_directory.records.flat_fields import numbers_in
from services_directory.sheets.columns import FACTS, choices_of
from services_directory.sheets.formulas import as_meant
from services_directory.values.entries import Programme
from services_directory.values.phones import read_phones

Repair = Callable[[str], str]

PUT_RIGHT = "It was written in another way, and was put right."

_YES = ("yes", "y", "true", "1", "x", "oui", "vrai", "نعم")
_NO = ("no", "n", "false", "0", "non", "faux", "لا")


def repaired(row: SheetRow, table: Table, programme: Programme) -> SheetRow:
    """The row with every such cell put right; each is noted among the table's findings."""
    cells = dict(row.cells)
    if not table.is_workbook:
        cells = {name: as_meant(cell) for name, cell in cells.items()}
    for name, repair in _repairs(programme).items():
        cell = cells.get(name, "")
        right = repair(cell) if cell else cell
        if right != cell:
            cells[name] = right
            finding = Finding(table.file, f"row {row.line}", name, Said(PUT_RIGHT), Done.REPAIRED)
            table.findings.all.append(finding)
    return SheetRow(row.line, cells)


def _repairs(programme: Programme) -> Mapping[str, Repair]:
    phone = partial(_phone, country=programme.country)
    choices = choices_of(programme)
    del choices[FACTS]
    return {
        "website": lambda cell: read_web_address(cell) or cell,
        "email": lambda cell: cell.removeprefix("mailto:"),
        "phone": phone,
        "phone_e164": phone,
        "latitude": _degrees,
        "longitude": _degrees,
        "source_date": _day,
        "opening_hours": lambda cell: read_hours(cell) or cell,
        **{name: partial(_choice, choices=codes) for name, codes in choices.items()},
        "confidential": _yes_or_no,
        "minimum_age": _degrees,
        "maximum_age": _degrees,
    }


def _phone(cell: str, country: str) -> str:
    if read_phones(cell, country) is not None and not _lost_its_plus(cell, country):
        return cell
    numbers = [read_phone_number(number) for number in numbers_in(cell)]
    numbers = [f"+{n}" if _lost_its_plus(n, country) else n for n in numbers]
    written = " / ".join(numbers)
    return written if read_phones(written, country) is not None else cell


def _lost_its_plus(number: str, country: str) -> bool:
    """True for a number of the country with its code in front, as Excel keeps “+216…”."""
    code = str(phonenumbers.country_code_for_region(country))
    if not (number.isascii() and number.isdigit() and number.startswith(code)):
        return False
    try:
        here = phonenumbers.parse(number, country)
        with_code = phonenumbers.parse(f"+{number}", country)
    except phonenumbers.NumberParseException:
        return False
    is_local = phonenumbers.is_possible_number(here) and len(number) == len(
        str(here.national_number)
    )
    return not is_local and phonenumbers.is_possible_number(with_code)


def _degrees(cell: str) -> str:
    number = read_number(cell)
    return cell if number is None or "," not in cell else f"{number:.15g}"


def _day(cell: str) -> str:
    if re.fullmatch(r"\d{4}(-\d\d)?", cell):
        return cell
    found = read_day(cell)
    return cell if found is None else found.isoformat()


def _choice(cell: str, choices: tuple[str, ...]) -> str:
    return next((each for each in choices if each.casefold() == cell.casefold()), cell)


def _yes_or_no(cell: str) -> str:
    said = cell.casefold()
    return "yes" if said in _YES else "no" if said in _NO else cell
