"""What do people write, and what is meant by it? Reads locales/corpus/*.csv."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.configuration.paths import CORPUS
from flows.engine.understanding.model.labels import DANGERS, LABELS
from services_directory.files.places import read_places
from services_directory.packs.programme import PACKS
from services_directory.values.normalise import light

COLUMNS = ("text", "language", "label", "second_label", "place", "danger")
SPOKEN = ("aeb_Arab", "aeb_Latn", "ar", "fr", "en")
BEGUN = ("so", "am", "ti", "sw", "om", "ha", "bm", "wo", "ln", "es")
LANGUAGES = frozenset((*SPOKEN, *BEGUN, *(f"{code}+fr" for code in (*SPOKEN, *BEGUN))))
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Row:
    """One message. `file`, `at`: where it stands, from 1; `second`: also right, or ""."""

    file: str
    at: int
    text: str
    language: str
    label: str
    second: str
    place: str
    danger: str


class CorpusFault(Exception):
    """Corpus files cannot be used; each of `faults` names file, row and the mend."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def shipped_rows() -> tuple[Row, ...]:
    """The rows in the repository, with the places of the programme that is shipped."""
    places = read_places(PACKS / "jendouba_kairouan" / "places.csv")
    return read_corpus(CORPUS, {place.id for place in places})


def read_corpus(folder: Path, places: Collection[str]) -> tuple[Row, ...]:
    """Every row of every file; raises CorpusFault with all that is wrong.

    `places`: the ids a row may name beside "elsewhere"."""
    faults: list[str] = []
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise CorpusFault([f"{folder}: there is no .csv file in it"])
    rows = [row for path in files for row in _read(path, places, faults)]
    faults.extend(_contradictions(rows))
    if faults:
        raise CorpusFault(faults)
    return tuple(rows)


def hash_of(rows: Sequence[Row]) -> str:
    """What tells these rows from any others: the weights carry it."""
    said = sorted((row.text, row.label, row.second, row.danger) for row in rows)
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _read(path: Path, places: Collection[str], faults: list[str]) -> Iterator[Row]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(f"{path.name}: is not UTF-8; save it as UTF-8")
        return
    rows = csv.reader(text.splitlines())
    if tuple(next(rows, ())) != COLUMNS:
        faults.append(f"{path.name} row 1: the columns must be {','.join(COLUMNS)}")
        return
    for cells in rows:
        where = f"{path.name} row {rows.line_num}"
        if len(cells) != len(COLUMNS):
            faults.append(
                f"{where}: has {len(cells)} columns, not {len(COLUMNS)}; "
                "put a text with commas into quotation marks"
            )
            continue
        row = Row(path.name, rows.line_num, *(cell.strip() for cell in cells))
        found = [f"{where}: {fault}" for fault in _faults(row, places)]
        faults.extend(found)
        if not found:
            yield row


def _faults(row: Row, places: Collection[str]) -> Iterator[str]:
    if not row.text:
        yield "has no text; write it or take the row out"
    if row.language not in LANGUAGES:
        yield f"{row.language!r} is no language; it must be one of {_listed(LANGUAGES)}"
    for label in (row.label, row.second) if row.second else (row.label,):
        if label not in LABELS:
            yield f"{label!r} is no label; it must be one of {_listed(LABELS)}"
    if row.place and row.place != ELSEWHERE and row.place not in places:
        yield f"{row.place!r} is no place; it must be an id of places.csv, or {ELSEWHERE}"
    if row.danger and row.danger not in DANGERS:
        yield f"{row.danger!r} is no danger; it must be one of {_listed(DANGERS)}"
    if bool(row.danger) != ("emergency" in (row.label, row.second)):
        yield "label emergency and a kind of danger go together; fill in both, or neither"


def _contradictions(rows: Sequence[Row]) -> Iterator[str]:
    first: dict[str, Row] = {}
    for row in rows:
        known = first.setdefault(light(row.text), row)
        if known is not row and {known.label, known.second} != {row.label, row.second}:
            yield (
                f"{row.file} row {row.at}: {row.text!r} is {row.label} here and {known.label} in "
                f"{known.file} row {known.at}; keep one, or name the other as second_label in both"
            )


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
