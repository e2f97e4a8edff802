"""How do transactions share one commit on a PostgreSQL connection? Statement by statement.

Each statement is a visit to the server, and the visits are what a message costs. So changes that
may wait are carried out together, before the commit, also those of several transactions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import asyncpg

from bot.database.faults import DatabaseBusy, DatabaseFault, OutcomeUnknown, from_postgres
from bot.database.transaction import Row, Sql, Transaction
from bot.database.values import checked

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Connected: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]

T = TypeVar("T")

DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection that breaks in the middle of a call raises
    OSError,
)
_QUOTED_OR_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|\?")


async def carry_out(transactions: Sequence[Transaction[Any]], connection: Connected) -> list[Any]:
    """The transactions' results, after one commit for all; every error is said in our own words."""
    committing = False
    try:
        async with connection.transaction():
            results = await _follow_all(transactions, connection)
            committing = True
        return results
    except DRIVER_ERRORS as error:
        state = getattr(error, "sqlstate", None) or ""
        if connection.is_closed() or state.startswith(("08", "57P")):
            raise server_gone(error, committing) from None
        if isinstance(error, asyncpg.InternalClientError):
            connection.terminate()
            raise server_gone(error, committing) from None
        raise from_postgres(error) from None
    finally:
        for transaction in transactions:
            transaction.close()


def server_gone(error: Exception, committing: bool) -> DatabaseFault:
    """The server restarts, or the network broke. Before the commit nothing is stored."""
    if committing:
        return OutcomeUnknown(f"The server went away during a commit ({type(error).__name__}).")
    return DatabaseBusy(f"The server is not there for now ({type(error).__name__}).")


async def _follow_all(transactions: Sequence[Transaction[Any]], connection: Connected) -> list[Any]:
    results, waiting = [], list[Sql]()
    for transaction in transactions:
        result, rest = await _follow(transaction, connection)
        results.append(result)
        waiting += rest
    await _change(connection, waiting)
    return results


async def _follow(transaction: Transaction[T], connection: Connected) -> tuple[T, list[Sql]]:
    """Run a transaction to its end; its result, and the changes that still wait."""
    waiting: list[Sql] = []
    try:
        sql = next(transaction)
        while True:
            if not sql.later:
                await _change(connection, waiting)
                sql = transaction.send(await _fetch(connection, sql))
                continue
            if any(each.text == sql.text and _is_insert(each) for each in waiting):
                # Of one statement the parts have no order, and rows are numbered in theirs.
                await _change(connection, waiting)
            waiting.append(sql)
            sql = transaction.send([])
    except StopIteration as end:
        result: T = end.value
        return result, waiting


async def _change(connection: Connected, waiting: list[Sql]) -> None:
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


async def _fetch(connection: Connected, sql: Sql) -> list[Row]:
    values = checked(sql.values)
    try:
        rows = await connection.fetch(numbered(sql), *values)
    except (asyncpg.DataError, UnicodeEncodeError) as error:
        # asyncpg's own words quote the value.
        raise DatabaseFault(f"{type(error).__name__}: a value does not fit its column.") from None
    return cast("list[Row]", rows)


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
