"""How are thousands of services kept while everybody else is answered? A portion at a time.

A portion is read and compared before anybody has to wait, and written in one short transaction,
unless somebody wrote to the same services in between: then it is compared anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from tortoise.transactions import in_transaction

from services_directory.records.authorship import Writing
from services_directory.records.drafts import Saved
from services_directory.storage.digests import keep_digests
from services_directory.storage.rows import (
    Kept,
    forget_unused_organisations,
    grow_version,
    hold_directory,
)
from services_directory.storage.rows import made_ready as made_ready

AT_ONCE = 20
"""So many services are one transaction: some ten milliseconds."""

_TRIES = 4

_A_FEW = 200
_REST_SECONDS = 0.05
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


def in_portions(things: Sequence[_T], at_once: int = AT_ONCE) -> Iterator[Sequence[_T]]:
    """Some after the other, in their order."""
    return (things[start : start + at_once] for start in range(0, len(things), at_once))


async def keep_compared(
    compare: Callable[[], Awaitable[_C]], writing: Writing, then: Then | None = None
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
        async with in_transaction() as connection:
            await hold_directory(connection)
            if await ready.is_as_seen():
                await keep_digests(found.digests)
                saved = await ready.keep()
                if then:
                    await then(saved, found.kept)
                return found, saved
    async with in_transaction() as connection:
        # Somebody is always quicker: now everybody waits.
        await hold_directory(connection)
        found = await compare()
        saved = await (await made_ready(found.kept, writing)).keep()
        if then:
            await then(saved, found.kept)
    return found, saved


async def rest(done: int) -> None:
    """Between two portions: whoever wants to write comes first, unless all is soon over."""
    if done >= _A_FEW:
        await asyncio.sleep(_REST_SECONDS)


async def end_of_keeping() -> None:
    """Tell every reader of the directory that it changed."""
    async with in_transaction() as connection:
        await hold_directory(connection)
        await forget_unused_organisations()
        await grow_version(connection)
