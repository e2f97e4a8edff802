"""What does a file hold, read as text: with which mark, in which encoding, with which line ends?"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from services_directory.files.faults import FileFault, FileRefused, Said
from services_directory.files.findings import Done, Finding, Findings, SourceObject

LARGEST_BYTES = 60_000_000
"""Of one file. A directory of 10,000 services is about half of it."""

_MOST_CELL = 1_000_000

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What JSON can say and no database keeps."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_ARABIC_WORD = re.compile("[\u0621-\u064a]{3}")
"""Windows-1256 has é, è and à where Windows-1252 has them: three such letters are Arabic."""

_OF_A_MAC = "àâçèéêëîïôùûÀÉ".encode("mac_roman")

_SPOILT = ("Ã©", "Ã¨", "Ã ", "Ã§", "â€™", "Ø§Ù", "Ù„Ø")
"""What UTF-8 looks like after somebody read it as cp1252."""


def decode(file: str, content: bytes, findings: Findings) -> str:
    """The text of a file. Raises FileRefused for one that is too large or no text at all."""
    if len(content) > LARGEST_BYTES:
        mend = Said("It is larger than {n} MB: split it.", n=LARGEST_BYTES // 1_000_000)
        raise FileRefused([FileFault(file, "file", mend)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text, encoding = _decode_old(file, content)
        problem = Said("It is not UTF-8, and was read as {encoding}.", encoding=encoding)
        findings.all.append(Finding(file, "file", "", problem, Done.REPAIRED))
    text = text.replace("\0", "")
    if any(mark in text for mark in _SPOILT):
        problem = Said("Some letters were spoilt (“Ã©” for “é”) before the file was made.")
        findings.all.append(Finding(file, "file", "", problem, Done.KEPT))
    return text


def _decode_old(file: str, content: bytes) -> tuple[str, str]:
    """What is not UTF-8, and in which encoding it was read: as Windows writes it in our places."""
    if content.startswith(_UTF_16):
        return content.decode("utf-16", errors="replace"), "UTF-16"
    if b"\0" in content:
        mend = Said(
            "This is no list, but perhaps a picture or a PDF: "
            "save the list as .xlsx or as CSV UTF-8."
        )
        raise FileRefused([FileFault(file, "file", mend)])
    if _is_of_a_mac(content):
        return content.decode("mac_roman"), "MacRoman"
    arabic = content.decode("cp1256")
    if _ARABIC_WORD.search(arabic):
        return arabic, "Windows-1256"
    return content.decode("cp1252", errors="replace"), "Windows-1252"


def _is_of_a_mac(content: bytes) -> bool:
    """True where é, è, à, ç, ô are what a Mac writes: signs that Windows' text hardly has."""
    found = Counter(content)
    mac = sum(found[letter] for letter in _OF_A_MAC)
    return mac > sum(found[letter] for letter in range(0xC0, 0x100))


def read_json(file: str, text: str) -> Any:
    """What a JSON file holds, every object a `SourceObject`. Raises FileRefused, with the line."""
    try:
        return _told(json.loads(text, parse_constant=_refuse), file, "")
    except RecursionError as error:
        mend = "It is nested deeper than any HSDS file."
        raise FileRefused([FileFault(file, "file", mend)]) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, letter {error.colno}"
        raise FileRefused([FileFault(file, where, f"This is no JSON: {error.msg}.")]) from error
    except ValueError as error:
        raise FileRefused([FileFault(file, "file", "It has a number that is none.")]) from error


def read_lines(file: str, text: str, findings: Findings) -> Iterator[Any]:
    """What each line of a file of JSON lines holds; a broken one is refused by itself."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            where = f"line {number}"
            try:
                yield _told(json.loads(line, parse_constant=_refuse), file, where)
            except (ValueError, RecursionError):
                problem = "This line is no JSON object."
                findings.all.append(Finding(file, where, "", problem, Done.REFUSED))


def read_rows(file: str, text: str, findings: Findings) -> list[SourceObject]:
    """The rows of a CSV file, trimmed, empty cells left out; a broken row is refused by itself.

    Line ends may be any, also the CR CR LF of a file that was converted twice.
    """
    lines = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    csv.field_size_limit(_MOST_CELL)
    reader = csv.reader(io.StringIO(lines, newline=""))
    rows: list[SourceObject] = []
    header: list[str] = []
    last_line = 0
    try:
        for cells in reader:
            line, last_line = last_line + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [name.strip().lower() for name in cells]
                continue
            row = SourceObject(file, f"row {line}", from_csv=True)
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                problem = f"It has {len(cells)} cells and the header has {len(header)}."
                findings.add(row, "", problem, Done.REFUSED)
                continue
            pairs = zip(header, map(str.strip, cells), strict=False)
            row.update({name: cell for name, cell in pairs if cell})
            rows.append(row)
    except csv.Error as error:
        mend = f"This row cannot be read as CSV ({error})."
        raise FileRefused([FileFault(file, f"row {reader.line_num}", mend)]) from error
    return rows


def _told(value: Any, file: str, where: str) -> Any:
    """The value without anything that is null: HSDS has none, and many feeds do."""
    if isinstance(value, list):
        items = (each for each in value if each is not None)
        return [_told(each, file, f"{where}[{n}]") for n, each in enumerate(items)]
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if not isinstance(value, dict):
        return value
    told = SourceObject(file, where or "the whole file")
    for name, each in value.items():
        if each is not None:
            name = _UNSTORABLE.sub("", name)
            told[name] = _told(each, file, f"{where}.{name}" if where else name)
    return told


def _refuse(_constant: str) -> Any:
    raise ValueError("no number")


def read_json_cell(text: str) -> Any:
    """What a cell of JSON holds; None for a cell that is none."""
    try:
        return _told(json.loads(text, parse_constant=_refuse), "", "")
    except (ValueError, RecursionError):
        return None
