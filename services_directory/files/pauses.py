"""How does long work leave others their time? It rests now and then, and its things are let be."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Pause = Callable[[], None]
"""To be called often: it sleeps now and then, where others wait."""


def at_once() -> None:
    """Nobody waits."""


_WORK_SECONDS = 0.005


class Turns:
    """The same in a task of the event loop: to be given often, which costs nothing mostly."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    async def give(self) -> None:
        """After some milliseconds of work whoever waits has a turn."""
        if time.monotonic() - self._began >= _WORK_SECONDS:
            await asyncio.sleep(0)
            self._began = time.monotonic()


_YOUNG, _ROUNDS, _NEVER = 2_000, 10, 1_000_000
"""Python looks through so many new objects at once, and through those of so many rounds: some
milliseconds; and never through all there are."""

_usual: list[tuple[int, int, int]] = []


@contextmanager
def many_alive() -> Iterator[None]:
    """While ten thousand rows are alive, no collection of garbage looks through all of them.

    That is one turn of a tenth of a second, and finds nothing: the rows go when nobody names them.
    """
    _usual.append(gc.get_threshold())
    gc.set_threshold(_YOUNG, _ROUNDS, _NEVER)
    try:
        yield
    finally:
        # Of several at once, the last to end gives back what the first found.
        was = _usual.pop()
        if not _usual:
            gc.set_threshold(*was)
