"""How far is a long command? A bar on a terminal, nothing where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO

WIDTH = 30
MEGABYTE = 1_000_000


class ProgressBar:
    """Call it with what is done, and of how much if that is known. Clears its line at the end.

    `things`: what is counted, such as "kills"; None: bytes."""

    def __init__(
        self, doing: str, stream: TextIO | None = None, *, things: str | None = None
    ) -> None:
        self._doing = doing
        self._things = things
        self._stream = sys.stderr if stream is None else stream
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._stream.write("\r" + " " * len(self._shown) + "\r")
            self._stream.flush()

    def __call__(self, done: int, total: int | None = None) -> None:
        if not self._stream.isatty():
            return
        line = f"{self._doing} {_how_far(done, total, self._things)}"
        if line != self._shown:
            self._stream.write("\r" + line.ljust(len(self._shown)))
            self._stream.flush()
            self._shown = line


def _how_far(done: int, total: int | None, things: str | None) -> str:
    if not total:
        return _amount(done, things)
    share = min(done / total, 1)
    bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "░")
    return f"{bar} {share:4.0%} of {_amount(total, things)}"


def _amount(number: int, things: str | None) -> str:
    return f"{number} {things}" if things else f"{number / MEGABYTE:.1f} MB"
