"""A transaction written once for both databases: a generator that yields SQL and is given rows.

    def store(body: str) -> Script[int]:
        rows = yield Sql("INSERT INTO note (body) VALUES (?) RETURNING id", (body,))
        return rows[0]["id"]

SQLite runs a script in its own thread, many scripts a commit; PostgreSQL awaits each statement. A
script does nothing but compute and yield: it never blocks, so it may be run where it is cheapest.
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
    nothing else of the script may touch the same row.
    """

    text: str
    values: Sequence[Any] = ()
    lock: bool = False
    skip_locked: bool = False
    later: bool = False


Script = Generator[Sql, list[Row], T]


class Lane(Protocol):
    """Runs scripts, each in one transaction of its own."""

    async def run(
        self, script: Callable[[], Script[T]], *, brief: bool = False, about: Hashable = None
    ) -> T:
        """The script's result, after its commit. A factory, since a conflict runs it again.

        `brief`: it takes less than a millisecond, so it may be carried out in the loop's thread.
        `about`: whose rows it reads and changes; it may share a transaction with scripts that are
        about others, and reads nothing that they change. Scripts that do not say stand alone.

        Raises what the script raised, or a DatabaseFault (bot/database/faults.py). A caller that is
        cancelled gives up the answer, not the script: what was begun ends.
        """

    async def close(self) -> None:
        """End what was begun; then nothing of it keeps the program alive."""


def as_time(value: datetime | str) -> datetime:
    """A stored moment, aware: PostgreSQL gives datetimes, SQLite the text that Tortoise writes."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
