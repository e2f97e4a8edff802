"""What is wrong in a sheet, or was put right, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from admin.forms.services.service import FAULTS
from admin.rendering.formatting import say
from flows.engine.text import Text, _
from services_directory.files.faults import FileFault
from services_directory.files.findings import Finding
from services_directory.sheets.services import NOT_OURS

_AT = re.compile(r"row (\d+)(?:, column (.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ImportMessage:
    """`where` is said ("Row 12"); `column` stands in the file as it is; both may be empty."""

    where: str
    column: str
    words: str


def told_of(each: FileFault | Finding) -> ImportMessage:
    """A fault or a finding, said to whoever asked for this page."""
    place = each.where
    column, words = "", each.mend if isinstance(each, FileFault) else each.problem
    if isinstance(each, Finding):
        column = each.column
    found = _AT.fullmatch(place)
    if found:
        place = say(_("Row {row}", row=found[1]))
        column = column or found[2] or ""
    return ImportMessage("" if place in ("file", "sheets") else place, column, _said(words))


def all_told(found: Iterable[FileFault | Finding]) -> list[ImportMessage]:
    """Each once: what is said of several columns of a row is said of them together."""
    columns: dict[tuple[str, str], list[str]] = {}
    for each in map(told_of, found):
        columns.setdefault((each.where, each.words), []).append(each.column)
    return [
        ImportMessage(where, ", ".join(filter(None, dict.fromkeys(names))), words)
        for (where, words), names in columns.items()
    ]


def _said(words: str) -> str:
    named: Mapping[str, Any] = getattr(words, "named", {})
    text = SENTENCES.get(getattr(words, "template", words))
    return say(replace(text, values=tuple(named.items()))) if text else words


_WRITTEN: tuple[Text, ...] = (
    _("This id stands in row {row} too: make it another."),
    _("This id stands in another file too: make it another."),
    _("Leave this cell as it was, or empty it."),
    _("Write small letters, digits and hyphens, such as jen-hopital-tabarka."),
    _("Write free, paid or varies, or leave it empty."),
    _("Write draft, review, published or archived."),
    _("Write yes or no."),
    _("Write high, medium or low."),
    _("Write a year, a month or a day, such as 2025, 2025-03, 2025-03-21."),
    _("It is another number than `phone`: correct one of them."),
    _("Write degrees between -{degree} and {degree}, such as 36.50114."),
    _("Write both latitude and longitude, or neither."),
    _("Another source uses this id already: make it another."),
    _("It has {cells} cells and the header has {names}: put text with commas in quotes."),
    _("The spreadsheet has no result here: write the value itself."),
    _("Its letters were lost (???): save the sheet as CSV UTF-8, or as .xlsx."),
    _("This column is missing: add it, even empty."),
    _("Unknown column: remove or rename it."),
    _("This column stands twice: keep one."),
    _("The quotes of this row do not close."),
    _("It is larger than {n} MB: split it."),
    _("It has more than {n} rows: split it."),
    _("It takes too long or too much memory to read: split it, or save it as CSV."),
    _(
        "It is protected with a password, or it is an old .xls: "
        "save it as .xlsx without a password."
    ),
    _("This is no Excel file that can be read: save it as .xlsx."),
    _("This is no list, but perhaps a picture or a PDF: save the list as .xlsx or as CSV UTF-8."),
    _("It is empty: no row of it has a word."),
    _("It is not UTF-8, and was read as {encoding}."),
    _("Some letters were spoilt (“Ã©” for “é”) before the file was made."),
    _("It was written in another way, and was put right."),
    _("Here stood a formula: its result was taken."),
    _("This cell is merged with others: what the first says was taken."),
    _("This column has no tag: it was not taken."),
)

SENTENCES: dict[str, Text] = {
    **{str(fault): text for fault, text in FAULTS.items()},
    **{text.message: text for text in _WRITTEN},
    # This page takes no mapping file; the command does.
    NOT_OURS: _(
        "Its columns are not ours: begin with a sheet taken from here. Whoever runs this service "
        "can take yours in as it is, with a mapping file."
    ),
}
"""By the English words, with their placeholders, in which the importing says it."""
