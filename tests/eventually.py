"""How do tests wait for what another task does? They look again and again, until a deadline."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

DEADLINE_S = 30


async def eventually(condition: Callable[[], Any]) -> None:
    """Wait until `condition`, which may be asynchronous, holds: for peers that ring no bell."""
    async with asyncio.timeout(DEADLINE_S):
        while not await _holds(condition):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def _holds(condition: Callable[[], Any]) -> bool:
    found = condition()
    return bool(await found if inspect.isawaitable(found) else found)
