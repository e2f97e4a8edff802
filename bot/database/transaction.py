"""A transaction written once for both databases: a generator that yields SQL and is given rows.

    def store(body: str) -> Transaction[int]:
        rows = yield Sql("INSERT INTO note (body) VALUES (?) RETURNING id", (body,))
        return rows[0]["id"]

SQLite runs it in a thread of its own, many transactions a commit; PostgreSQL awaits each statement.
It does nothing but compute and yield: it never blocks, so it may be run where it is cheapest.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Row(Protocol):
    """A row as its driver gives it: values by the names of the columns."""

    def __getitem__(self, column: str, /) -> Any: ...

    def keys(self) -> Iterable[str]: ...


class Sql(NamedTuple):
    """One statement with `?` placeholders.

    `lock`: keep the rows read from others until the commit. `skip_locked`: the same, but leave out
    the rows that somebody else holds, instead of waiting for them. `later`: a change whose rows
    nobody reads, so it may wait for the next one, and both be one visit to the server; until then
    nothing else of the transaction may touch the same row.
    """

    text: str
    values: Sequence[Any] = ()
    lock: bool = False
    skip_locked: bool = False
    later: bool = False


Transaction = Generator[Sql, list[Row], T]


class Executor(Protocol):
    """Runs transactions: each is carried out whole, or not at all."""

    async def run(
        self,
        transaction: Callable[[], Transaction[T]],
        *,
        brief: bool = False,
        about: Hashable = None,
    ) -> T:
        """The transaction's result, after its commit. A factory, since a conflict runs it again.

        `brief`: it takes less than a millisecond, so it may be carried out in the loop's thread.
        `about`: whose rows it reads and changes; it may share a commit with transactions
        about others, and reads nothing that they change. Those that do not say stand alone.

        Raises what the transaction raised, or a DatabaseFault (bot/database/faults.py). A caller
        that is cancelled gives up the answer, not the transaction: what was begun ends.
        """

    async def close(self) -> None:
        """End what was begun; then nothing of it keeps the program alive."""


def as_time(value: datetime | str) -> datetime:
    """A stored moment, aware: PostgreSQL gives datetimes, SQLite the text that Tortoise writes."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
