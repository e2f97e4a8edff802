"""How are scripts carried out on PostgreSQL? Statement by statement, on a pool of their own.

Two scripts that stand in each other's way are run again, and so is one whose server went away
before the commit: that is why a script is given as a factory. As on SQLite, a script that was begun
ends, even when nobody waits for it any more.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import asyncpg

from bot.database.faults import (
    DatabaseBusy,
    DatabaseClosed,
    DatabaseFault,
    OutcomeUnknown,
    from_connecting,
    from_postgres,
)
from bot.database.script import Row, Script, Sql
from bot.database.url import PostgresServer
from bot.database.values import checked

T = TypeVar("T")

POOL_SIZE = 8
ATTEMPTS = 8
_DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection that breaks in the middle of a call raises
    OSError,
)
_QUOTED_OR_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|\?")


class PostgresLane:
    """Made by `PostgresLane.open`; scripts beyond the pool's size wait for a free connection."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    @classmethod
    async def open(cls, server: PostgresServer, pool_size: int = POOL_SIZE) -> PostgresLane:
        try:
            # The usual reset between borrowers costs as much as a small transaction. Nothing but
            # scripts runs here, and they leave nothing behind.
            pool = await asyncpg.create_pool(
                **server.connect, min_size=1, max_size=pool_size, reset=_leave_as_it_is
            )
        except (asyncpg.PostgresError, OSError) as error:
            raise from_connecting(error) from None
        return cls(pool)

    async def run(self, script: Callable[[], Script[T]], *, brief: bool = False) -> T:
        """The script's result, after its commit. Runs the factory again after a conflict."""
        if self._closing:
            raise DatabaseClosed("The database was closed.")
        # In a task of its own no cancellation reaches the driver midway, where it would cut the
        # connection and leave open whether the commit arrived.
        task = asyncio.create_task(self._until_it_fits(script))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End what was begun, then give the connections back to the server."""
        self._closing = True
        if self._running:
            await asyncio.wait(self._running)
        await self._pool.close()

    async def _until_it_fits(self, script: Callable[[], Script[T]]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._transact(script)
            except DatabaseBusy:
                if attempt == ATTEMPTS:
                    raise
            # Longer each time and never the same, so that the two do not meet again.
            await asyncio.sleep(0.005 * 2**attempt * random.uniform(0.5, 1.5))
        raise AssertionError("unreachable")

    async def _transact(self, script: Callable[[], Script[T]]) -> T:
        try:
            async with self._pool.acquire() as connection:
                return await _carry_out(script(), connection)
        except _DRIVER_ERRORS as error:  # no connection to be had
            raise _server_gone(error, committing=False) from None


async def _carry_out(script: Script[T], connection: asyncpg.Connection) -> T:
    """The script as one transaction, with every error said in our own words."""
    committing = False
    try:
        async with connection.transaction():
            result = await _follow(script, connection)
            committing = True
        return result
    except _DRIVER_ERRORS as error:
        state = getattr(error, "sqlstate", None) or ""
        if connection.is_closed() or state.startswith(("08", "57P")):
            raise _server_gone(error, committing) from None
        if isinstance(error, asyncpg.InternalClientError):
            connection.terminate()
            raise _server_gone(error, committing) from None
        raise from_postgres(error) from None


def _server_gone(error: Exception, committing: bool) -> DatabaseFault:
    """The server restarts, or the network broke. Before the commit nothing is stored."""
    if committing:
        return OutcomeUnknown(f"The server went away during a commit ({type(error).__name__}).")
    return DatabaseBusy(f"The server is not there for now ({type(error).__name__}).")


async def _follow(script: Script[T], connection: asyncpg.Connection) -> T:
    waiting: list[Sql] = []
    try:
        sql = next(script)
        while True:
            if not sql.later:
                await _change(connection, waiting)
                sql = script.send(await _fetch(connection, sql))
                continue
            if any(each.text == sql.text and _is_insert(each) for each in waiting):
                # Of one statement the parts have no order, and rows are numbered in theirs.
                await _change(connection, waiting)
            waiting.append(sql)
            sql = script.send([])
    except StopIteration as end:
        await _change(connection, waiting)
        result: T = end.value
        return result
    finally:
        script.close()


async def _change(connection: asyncpg.Connection, waiting: list[Sql]) -> None:
    """Carry out what waited, as one statement, and let nothing wait."""
    if len(waiting) == 1:
        await _fetch(connection, waiting[0])
    elif waiting:
        text = _together(tuple(each.text for each in waiting))
        await _fetch(connection, Sql(text, [value for each in waiting for value in each.values]))
    waiting.clear()


def _is_insert(sql: Sql) -> bool:
    return sql.text.startswith("INSERT")


@lru_cache(maxsize=256)
def _together(changes: tuple[str, ...]) -> str:
    """Several changes of different rows as one statement (PostgreSQL manual, 7.8.4)."""
    parts = (f"change_{number} AS ({change})" for number, change in enumerate(changes))
    return f"WITH {', '.join(parts)} SELECT 1"


async def _fetch(connection: asyncpg.Connection, sql: Sql) -> list[Row]:
    values = checked(sql.values)
    try:
        rows: list[Row] = await connection.fetch(numbered(sql), *values)
    except (asyncpg.DataError, UnicodeEncodeError) as error:
        # asyncpg's own words quote the value.
        raise DatabaseFault(f"{type(error).__name__}: a value does not fit its column.") from None
    return rows


def numbered(sql: Sql) -> str:
    """The statement as PostgreSQL has it: `$1`, `$2` … for each `?`, and the lock asked for."""
    return _numbered(sql.text, sql.lock, sql.skip_locked)


@lru_cache(maxsize=512)
def _numbered(text: str, lock: bool, skip_locked: bool) -> str:
    count = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] != "?":
            return found[0]
        count += 1
        return f"${count}"

    text = _QUOTED_OR_MARK.sub(mark, text)
    if skip_locked:
        return f"{text} FOR UPDATE SKIP LOCKED"
    return f"{text} FOR UPDATE" if lock else text


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    return None
