"""How is a workbook read so that a hostile one takes neither the service's time nor its memory?

In a process of its own (`limited_process.py`). It asks back which row is the header.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any

from services_directory.files.faults import FileFault, FileRefused, Said, refused
from services_directory.files.limited_process import (
    USUAL,
    Limits,
    Pipes,
    hear,
    reading_apart,
    say,
    take_order,
)
from services_directory.files.xlsx_text import IsHeader, SheetRead, read_workbook

_PLACES = ("formulas", "broken", "merged")

TOO_MUCH = "It takes too long or too much memory to read: split it, or save it as CSV."


def read_apart(
    file: str, content: bytes, is_header: IsHeader, wanted: str = "", limits: Limits = USUAL
) -> SheetRead:
    """As `read_workbook`, which it waits for: call it in a thread. Raises FileRefused."""
    try:
        with reading_apart(__name__, content, limits, file=file, wanted=wanted) as pipes:
            answer = _answer(pipes, is_header)
    except (BrokenPipeError, ValueError):
        answer = {}
    if "refused" in answer:
        raise FileRefused([_fault(each) for each in answer["refused"]])
    if "read" not in answer:
        raise refused(file, "file", Said(TOO_MUCH))
    return _sheet(answer["read"])


def _answer(pipes: Pipes, is_header: IsHeader) -> dict[str, Any]:
    while True:
        line: dict[str, Any] = hear(pipes.told)
        if "names" not in line:
            return line
        say(pipes.asked, is_header(line["names"]))


def _fault(told: Sequence[Any]) -> FileFault:
    file, where, template, named = told
    return FileFault(file, where, Said(template, **named))


def _sheet(told: Mapping[str, Any]) -> SheetRead:
    rows = [(number, cells) for number, cells in told["rows"]]
    formulas, broken, merged = ({(row, at) for row, at in told[each]} for each in _PLACES)
    return SheetRead(told["name"], rows, tuple(told["others"]), formulas, broken, merged)


def _main(asked: IO[bytes], told: IO[bytes]) -> None:
    order, content = take_order(asked)

    def is_header(names: Sequence[str]) -> bool:
        say(told, {"names": list(names)})
        return bool(hear(asked))

    try:
        sheet = read_workbook(order["file"], content, is_header, order["wanted"])
    except FileRefused as refusal:
        faults = [
            (each.file, each.where, each.mend.template, dict(each.mend.named))
            for each in refusal.faults
            if isinstance(each.mend, Said)
        ]
        say(told, {"refused": faults})
        return
    read = {"name": sheet.name, "rows": sheet.rows, "others": sheet.others}
    places = {each: sorted(getattr(sheet, each)) for each in _PLACES}
    say(told, {"read": read | places})


if __name__ == "__main__":
    _main(sys.stdin.buffer, sys.stdout.buffer)
