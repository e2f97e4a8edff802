"""How does long work in a thread leave others their time? By calling what it is given to call."""

from __future__ import annotations

from collections.abc import Callable

Pause = Callable[[], None]
"""To be called often: it sleeps now and then, where others wait."""


def at_once() -> None:
    """Nobody waits."""
