"""How is a workbook read so that a hostile one takes neither the service's time nor its memory?

In a process of its own, which may use so much of both and no more. It asks back by lines of JSON
which row is the header; the rows come the same way.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from services_directory.files.faults import FileFault, FileRefused, Said, refused
from services_directory.files.xlsx_text import IsHeader, SheetRead, read_workbook

CPU_SECONDS = 60
"""Ten thousand services take a tenth of it."""

MOST_MEMORY = 1_000_000_000
LONGEST_WAIT = 180.0
_POLITE = 10

_PLACES = ("formulas", "broken", "merged")

TOO_MUCH = "It takes too long or too much memory to read: split it, or save it as CSV."


def read_apart(
    file: str,
    content: bytes,
    is_header: IsHeader,
    wanted: str = "",
    *,
    cpu_seconds: int = CPU_SECONDS,
    most_memory: int = MOST_MEMORY,
) -> SheetRead:
    """As `read_workbook`, which it waits for: call it in a thread. Raises FileRefused."""
    told = {"file": file, "wanted": wanted, "size": len(content)}
    told |= {"cpu": cpu_seconds, "memory": most_memory}
    with subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        patience = threading.Timer(LONGEST_WAIT, process.kill)
        patience.start()
        try:
            _say(process.stdin, told)
            process.stdin.write(content)
            process.stdin.flush()
            answer = _answer(process.stdin, process.stdout, is_header)
        except (BrokenPipeError, ValueError):
            answer = {}
        finally:
            patience.cancel()
            process.kill()
            # What it never took is no fault while its end of the pipe is closed.
            with suppress(BrokenPipeError):
                process.stdin.close()
    if "refused" in answer:
        raise FileRefused([_fault(each) for each in answer["refused"]])
    if "read" not in answer:
        raise refused(file, "file", Said(TOO_MUCH))
    return _sheet(answer["read"])


def _answer(ask: IO[bytes], told: IO[bytes], is_header: IsHeader) -> dict[str, Any]:
    while True:
        line: dict[str, Any] = json.loads(told.readline())
        if "names" not in line:
            return line
        _say(ask, is_header(line["names"]))


def _say(pipe: IO[bytes], told: object) -> None:
    pipe.write(json.dumps(told).encode() + b"\n")
    pipe.flush()


def _fault(told: Sequence[Any]) -> FileFault:
    file, where, template, named = told
    return FileFault(file, where, Said(template, **named))


def _sheet(told: Mapping[str, Any]) -> SheetRead:
    rows = [(number, cells) for number, cells in told["rows"]]
    formulas, broken, merged = ({(row, at) for row, at in told[each]} for each in _PLACES)
    return SheetRead(told["name"], rows, tuple(told["others"]), formulas, broken, merged)


def _main(asked: IO[bytes], told: IO[bytes]) -> None:
    order = json.loads(asked.readline())
    _limit(order["cpu"], order["memory"])
    content = asked.read(order["size"])

    def is_header(names: Sequence[str]) -> bool:
        _say(told, {"names": list(names)})
        return bool(json.loads(asked.readline()))

    try:
        sheet = read_workbook(order["file"], content, is_header, order["wanted"])
    except FileRefused as refusal:
        faults = [
            (each.file, each.where, each.mend.template, dict(each.mend.named))
            for each in refusal.faults
            if isinstance(each.mend, Said)
        ]
        _say(told, {"refused": faults})
        return
    read = {"name": sheet.name, "rows": sheet.rows, "others": sheet.others}
    places = {each: sorted(getattr(sheet, each)) for each in _PLACES}
    _say(told, {"read": read | places})


def _limit(cpu_seconds: int, most_memory: int) -> None:
    """Where the system can do that: not on Windows."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
        os.nice(_POLITE)


if __name__ == "__main__":
    _main(sys.stdin.buffer, sys.stdout.buffer)
