"""A .po file that would take all the time or memory there is takes a little of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest

from bot.wordings import po_process
from bot.wordings.po_process import NoPoFile, PoRow, TooMuch, read_apart
from services_directory.files.limited_process import Limits

ROOT = Path(__file__).parents[3]

UNPACKING = re.compile(r"\b(?:read_po|load_workbook)\(")
"""What reads a file whole that may be far larger, or slower, than it looks."""

BY_OURSELVES = {
    "bot/translation/catalogue.py": "our own catalogues, which a release brings",
}
APART = {
    "bot/wordings/po_process.py",
    "services_directory/files/xlsx_text.py",  # called by workbook_process.py
}


def po_file(rule: str = "nplurals=2; plural=(n != 1);", rows: str = "") -> bytes:
    head = f'"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {rule}\\n"\n'
    return f'msgid ""\nmsgstr ""\n{head}\n{rows}'.encode()


COUNTED = '#. seen\nmsgid "{n} seat"\nmsgid_plural "{n} seats"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'


def test_what_asks_for_countless_plural_forms_is_ended() -> None:
    """Read beside everybody else it took two gigabytes and twenty seconds."""
    with pytest.raises(TooMuch):
        read_apart(po_file("nplurals=999999999; plural=0;", COUNTED))


def test_what_takes_too_long_is_ended() -> None:
    rows = "".join(f'msgid "a{number}"\nmsgstr "b"\n\n' for number in range(300_000))
    with pytest.raises(TooMuch):
        read_apart(po_file(rows=rows), Limits(cpu_seconds=1))


def test_a_rule_that_no_parser_comes_to_the_end_of_is_refused_or_nothing() -> None:
    for rule in ("(" * 5000 + "n" + ")" * 5000, "n?1:" * 5000 + "0"):
        with suppress(TooMuch, NoPoFile):
            assert read_apart(po_file(f"nplurals=2; plural={rule};")) == []


def test_what_is_told_of_each_sentence_is_what_the_file_says() -> None:
    fuzzy = '#, fuzzy\nmsgid "x"\nmsgstr "y"\n\nmsgid "empty"\nmsgstr ""\n\n'
    row = PoRow(14, "{n} seat", "{n} seats", ("a", "b"), ("seen",))
    assert read_apart(po_file(rows=fuzzy + COUNTED)) == [row]


def test_where_a_file_is_none_its_line_is_told() -> None:
    with pytest.raises(NoPoFile) as refused:
        read_apart(po_file(rows='msgid "a\n'))
    assert refused.value.line > 0


def test_no_file_that_somebody_brings_is_read_in_our_own_process() -> None:
    """A new reader stands in one of the two lists, once somebody has thought of it."""
    readers = {
        str(path.relative_to(ROOT))
        for room in ("admin", "bot", "flows", "services_directory")
        for path in (ROOT / room).rglob("*.py")
        if UNPACKING.search(path.read_text(encoding="utf-8"))
    }
    assert readers == BY_OURSELVES.keys() | APART
    assert "reading_apart(" in Path(po_process.__file__).read_text(encoding="utf-8")
