"""Work that goes on after its page was answered: how far is it, and how is it cancelled?

One process knows of its own work alone; what it did so far is in the tables.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from aiohttp import web

PATIENCE_SECONDS = 2.0
"""Most work is done before anybody has to be shown how far it is."""

Progress = Callable[[int, int | None], None]


@dataclass(slots=True)
class Work:
    """`done` of `total`, as far as that is known."""

    task: asyncio.Task[Any]
    done: int = 0
    total: int | None = None

    def tell(self, done: int, total: int | None = None) -> None:
        """Keep how far it is."""
        self.done, self.total = done, total

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0

    async def within_patience(self) -> bool:
        """Wait a little; whether it is done then."""
        await asyncio.wait([self.task], timeout=PATIENCE_SECONDS)
        return self.task.done()


class BackgroundWork:
    """The work of one process, by what it is about."""

    def __init__(self) -> None:
        self._works: dict[str, Work] = {}

    def of(self, about: str) -> Work | None:
        """What is being done, or was done and nobody has looked at since."""
        return self._works.get(about)

    def start(self, about: str, work: Callable[[Progress], Coroutine[Any, Any, Any]]) -> Work:
        """Begin it, unless it is under way."""
        known = self._works.get(about)
        if known is not None and not known.task.done():
            return known
        told: list[Work] = []

        def progress(done: int, total: int | None = None) -> None:
            if told:
                told[0].tell(done, total)

        # In a context of its own: nothing of the request, of a transaction above all, goes with it.
        task = asyncio.get_running_loop().create_task(work(progress), context=Context())
        told.append(Work(task))
        self._works[about] = told[0]
        return told[0]

    def finish(self, about: str) -> None:
        """Forget it: its end was told."""
        self._works.pop(about, None)

    async def cancel(self, about: str) -> bool:
        """End it after what it is writing now, which stays; False where there is nothing to end."""
        work = self._works.pop(about, None)
        if work is None:
            return False
        work.task.cancel()
        await asyncio.wait([work.task])
        return True

    async def stop(self, _app: web.Application) -> None:
        """End all of it, with the application."""
        for about in [*self._works]:
            await self.cancel(about)


BACKGROUND = web.AppKey("BACKGROUND", BackgroundWork)
