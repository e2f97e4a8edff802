"""How is a workbook read so that a hostile one takes neither the service's time nor its memory?

In a process of its own (`limited_process.py`). It asks back which row is the header; the rows come
some a line: to read a whole sheet at once would keep every thread of the service waiting.
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
_ON_A_LINE = 200

TOO_MUCH = "It takes too long or too much memory to read: split it, or save it as CSV."


def read_apart(
    file: str, content: bytes, is_header: IsHeader, wanted: str = "", limits: Limits = USUAL
) -> SheetRead:
    """As `read_workbook`, which it waits for: call it in a thread. Raises FileRefused."""
    try:
        with reading_apart(__name__, content, limits, file=file, wanted=wanted) as pipes:
            answer = _answer(pipes, is_header)
            held = _held(pipes.told) if "read" in answer else {}
    except (BrokenPipeError, ValueError):
        answer, held = {}, {}
    if "refused" in answer:
        raise FileRefused([_fault(each) for each in answer["refused"]])
    if "read" not in answer:
        raise refused(file, "file", Said(TOO_MUCH))
    return _sheet(answer["read"], held)


def _answer(pipes: Pipes, is_header: IsHeader) -> dict[str, Any]:
    while True:
        line: dict[str, Any] = hear(pipes.told)
        if "names" not in line:
            return line
        say(pipes.asked, is_header(line["names"]))


def _fault(told: Sequence[Any]) -> FileFault:
    file, where, template, named = told
    return FileFault(file, where, Said(template, **named))


def _held(told: IO[bytes]) -> dict[str, list[Any]]:
    """The rows and the places, up to the line that says that these are all."""
    held: dict[str, list[Any]] = {each: [] for each in ("rows", *_PLACES)}
    while line := hear(told):
        for name, some in line.items():
            held[name] += map(tuple, some)
    return held


def _sheet(told: Mapping[str, Any], held: Mapping[str, list[Any]]) -> SheetRead:
    formulas, broken, merged = (set(held[each]) for each in _PLACES)
    return SheetRead(told["name"], held["rows"], tuple(told["others"]), formulas, broken, merged)


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
    say(told, {"read": {"name": sheet.name, "others": sheet.others}})
    for name in ("rows", *_PLACES):
        held = sheet.rows if name == "rows" else sorted(getattr(sheet, name))
        for start in range(0, len(held), _ON_A_LINE):
            say(told, {name: held[start : start + _ON_A_LINE]})
    say(told, {})


if __name__ == "__main__":
    _main(sys.stdin.buffer, sys.stdout.buffer)
