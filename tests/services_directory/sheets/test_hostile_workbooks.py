"""A workbook that would take all the time or memory there is takes a little of its own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from services_directory.files.faults import FileRefused
from services_directory.files.limited_process import Limits
from services_directory.files.workbook_process import TOO_MUCH, read_apart


def workbook(rows: int) -> bytes:
    """Small, and unpacked so many equal rows, which only a program of an attacker writes."""
    book, plain, packed = Workbook(), io.BytesIO(), io.BytesIO()
    book.create_sheet("Services", 0).append([f"word {column}" for column in range(20)])
    book.save(plain)
    with (
        zipfile.ZipFile(plain) as read,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as write,
    ):
        for name in read.namelist():
            text = read.read(name)
            if name == "xl/worksheets/sheet1.xml":
                row = re.search(rb"<row .*</row>", text)
                assert row
                text = text.replace(row[0], re.sub(rb' r="[^"]*"', b"", row[0]) * rows)
            write.writestr(name, text)
    return packed.getvalue()


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(FileRefused, match="too long or too much memory"):
        read_apart("ours.xlsx", workbook(30_000), lambda _names: True, limits=Limits(cpu_seconds=1))


def test_what_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(FileRefused) as refused:
        read_apart(
            "ours.xlsx", workbook(30_000), lambda _names: True, limits=Limits(memory=130_000_000)
        )
    assert str(refused.value.faults[0].mend) == TOO_MUCH


def test_who_looks_for_the_header_is_asked() -> None:
    asked: list[list[str]] = []

    def is_header(names: Sequence[str]) -> bool:
        asked.append([each for each in names if each])
        return len(asked) == 2

    sheet = read_apart("ours.xlsx", workbook(3), is_header)
    words = [f"word {column}" for column in range(20)]
    assert asked == [words, words]
    assert sheet.rows[2] == (3, words)
    assert sheet.name == "Services"


def test_a_long_sheet_comes_whole_although_it_comes_in_pieces() -> None:
    sheet = read_apart("ours.xlsx", workbook(450), lambda _names: True)
    assert [number for number, _cells in sheet.rows] == [*range(1, 451)]
    assert {len(cells) for _number, cells in sheet.rows} == {20}
