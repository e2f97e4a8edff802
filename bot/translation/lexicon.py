"""Which words do people use for what they mean? Reads `locales/*/keywords.csv`."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from flows.engine.understanding import Keyword
from flows.engine.understanding.intents import PROTECTED

KEYWORDS_FILE = "keywords.csv"
COLUMNS = ("language", "script", "intent", "text", "confidence", "source")

_UNSURE = "unsure"
_MAY_BE_UNSURE = "stop"
"""Of the protected intents, the one that an unreviewed word may have: to stop once too often is
the smaller harm; to consent or to erase by a word nobody has checked is not."""

_SHAPES = {
    "language": re.compile(r"[a-z]{2,3}"),
    "script": re.compile(r"[A-Z][a-z]{3}"),
    "intent": re.compile(r"[a-z_]+(?::[a-z_]+)?"),
    "text": re.compile(r".+"),
    "confidence": re.compile(r".+"),
    "source": re.compile(r".+"),
}


class KeywordFault(Exception):
    """Keyword files cannot be used; each of `faults` names file, row and column, and the mend."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load_keywords(locales_folder: Path) -> tuple[Keyword, ...]:
    """Every language's keywords, language by language; raises KeywordFault with all faults.

    Rows a native speaker must still review are left out where their intent is protected."""
    files = sorted(locales_folder.glob(f"*/{KEYWORDS_FILE}"))
    if not files:
        raise KeywordFault((f"{locales_folder}: no folder in it has a {KEYWORDS_FILE}",))
    faults: list[str] = []
    keywords = [keyword for path in files for keyword in _read(path, faults)]
    if faults:
        raise KeywordFault(tuple(faults))
    return tuple(keywords)


def _read(path: Path, faults: list[str]) -> Iterator[Keyword]:
    name = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        faults.append(f"{name}: {reason}")
        return
    rows = csv.reader(text.splitlines())
    header = tuple(next(rows, ()))
    if header != COLUMNS:
        faults.append(f"{name} row 1: the columns must be {','.join(COLUMNS)}")
        return
    for cells in rows:
        found = _faults(cells, path.parent.name, f"{name} row {rows.line_num}")
        faults.extend(found)
        if not found and not _needs_review(cells):
            # Each language, script and intent is one text in memory, not one for each row.
            yield Keyword(*(sys.intern(cell.strip()) for cell in cells[:4]))


def _faults(cells: list[str], folder: str, where: str) -> list[str]:
    if len(cells) != len(COLUMNS):
        return [f"{where}: has {len(cells)} columns, not {len(COLUMNS)}"]
    found = [
        f"{where} column {column}: {cell!r} is no {column}"
        for column, cell in zip(COLUMNS, cells, strict=True)
        if not _SHAPES[column].fullmatch(cell.strip())
    ]
    if not found and cells[0] != folder:
        found.append(f"{where} column language: {cells[0]!r} stands in the folder {folder!r}")
    return found


def _needs_review(cells: list[str]) -> bool:
    intent, confidence = cells[2], cells[4]
    return intent in PROTECTED and intent != _MAY_BE_UNSURE and _UNSURE in confidence
