"""How are thousands of services kept while everybody else is answered? A portion at a time.

A portion is read and compared before anybody has to wait, and written in one short transaction,
unless somebody wrote to the same services in between: then it is compared anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from tortoise.transactions import in_transaction

from services_directory.records.authorship import Writing
from services_directory.records.drafts import Saved
from services_directory.storage.digests import keep_digests
from services_directory.storage.rows import (
    Kept,
    forget_organisations,
    grow_version,
    hold_directory,
    unused_organisations,
)
from services_directory.storage.rows import made_ready as made_ready

AT_ONCE = 20
"""So many services are one transaction at most: some ten milliseconds."""

LONGEST_HELD = 0.025
"""A transaction that took longer is followed by smaller ones: nobody is to wait for twice that."""

_FEWEST = 8
_TRIES = 4

_REST_SECONDS, _LONGEST_REST = 0.03, 0.1
"""Who waits for the right to write on SQLite looks that often: an import leaves it to them."""

_T = TypeVar("_T")


class Compared(Protocol):
    """What comparing a portion found out; `kept` is what is to be written of it.

    `digests`: of those services, by key, that stay as they are.
    """

    @property
    def kept(self) -> Sequence[Kept]: ...

    @property
    def digests(self) -> Mapping[str, str]: ...


_C = TypeVar("_C", bound=Compared)

Then = Callable[[Sequence[Saved], Sequence[Kept]], Awaitable[None]]


@dataclass(slots=True)
class Stride:
    """How many services are one transaction? As many as the last ones showed to be quick.

    What is quick is another on a small machine, a slow disk, beside much other work. Between two
    transactions whoever waits comes first.
    """

    most: int = 0
    at_once: int = 0
    held: float = 0.0

    def __post_init__(self) -> None:
        self.most = self.most or AT_ONCE
        self.at_once = self.at_once or self.most

    def took(self, seconds: float) -> None:
        """So long nobody else could write."""
        self.held = seconds
        if seconds > LONGEST_HELD:
            fewer = int(self.at_once * LONGEST_HELD / seconds)
            self.at_once = max(fewer, self.at_once // 2, min(_FEWEST, self.most))
        elif seconds < LONGEST_HELD / 2:
            self.at_once = min(self.at_once + 1 + self.at_once // 4, self.most)

    async def rest(self) -> None:
        """Between two transactions, as long as the last one took: unless none came before."""
        if self.held:
            await asyncio.sleep(min(max(self.held, _REST_SECONDS), _LONGEST_REST))

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[None]:
        """A transaction that alone may write the directory."""
        await self.rest()
        async with in_transaction() as connection:
            await hold_directory(connection)
            began = time.perf_counter()
            yield
        self.took(time.perf_counter() - began)


def in_portions(things: Sequence[_T], stride: Stride) -> Iterator[Sequence[_T]]:
    """Some after the other, in their order; how many, the stride says each time anew."""
    start = 0
    while start < len(things):
        some = things[start : start + stride.at_once]
        start += len(some)
        yield some


async def keep_compared(
    compare: Callable[[], Awaitable[_C]],
    writing: Writing,
    stride: Stride,
    then: Then | None = None,
) -> tuple[_C, Sequence[Saved]]:
    """Keep what `compare` finds to be different; it only reads, and may be asked again.

    `then` is done in the same transaction. `end_of_keeping` comes once, after the last portion.
    """
    for _try in range(_TRIES):
        # Whoever works in this process besides has a turn.
        await asyncio.sleep(0)
        found = await compare()
        if not found.kept and not found.digests:
            return found, ()
        await asyncio.sleep(0)
        ready = await made_ready(found.kept, writing)
        async with stride.holding():
            if await ready.is_as_seen():
                await keep_digests(found.digests)
                saved = await ready.keep()
                if then:
                    await then(saved, found.kept)
                return found, saved
    async with stride.holding():
        # Somebody is always quicker: now everybody waits.
        found = await compare()
        saved = await (await made_ready(found.kept, writing)).keep()
        if then:
            await then(saved, found.kept)
    return found, saved


async def end_of_keeping() -> None:
    """Tell every reader of the directory that it changed."""
    stride = Stride()
    for some in in_portions(await unused_organisations(), stride):
        async with stride.holding():
            await forget_organisations(some)
    async with in_transaction() as connection:
        await hold_directory(connection)
        await grow_version(connection)
