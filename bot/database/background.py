"""How does long work in a thread leave everybody else their time?"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WORK_SECONDS = 0.002
REST_SECONDS = 0.0005


def cooperative_pauses() -> Callable[[], None]:
    """To be called often by one thread: after `WORK_SECONDS` of work it sleeps `REST_SECONDS`.

    A thread that never sleeps is only interrupted every five milliseconds (the interpreter's
    switch interval), and an answer hands the interpreter over many times.
    """
    rested_at = time.monotonic()

    def pause() -> None:
        nonlocal rested_at
        if time.monotonic() - rested_at >= WORK_SECONDS:
            time.sleep(REST_SECONDS)
            rested_at = time.monotonic()

    return pause


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """What is made inside stays for good, so it is never looked through for rubbish.

    A collection among a million new objects would hold up every thread at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
