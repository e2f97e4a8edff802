"""Tortoise's SQLite back end, with transactions that survive cancelling.

As shipped, a task cancelled while BEGIN is on its way keeps the lock of the only connection for
ever; and BEGIN is deferred, so that two processes that read and then write lock each other out.
(Tortoise picks its schema editor by this module's name, which must contain "sqlite".)
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from bot.database.engines.guard import to_the_end
from bot.database.values import moment

# Tortoise writes a moment in whatever zone it comes, and such texts do not sort by time.
sqlite3.register_adapter(datetime, moment)


class GuardedClient(SqliteClient):
    def _in_transaction(self) -> GuardedContext:
        return GuardedContext(GuardedTransaction(self), self._lock)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Many rows in one transaction, which Tortoise's own leaves open when it is cancelled."""
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)


class GuardedTransaction(SqliteTransactionWrapper):
    def _in_transaction(self) -> NestedTransactionContext:
        return NestedTransactionContext(GuardedTransaction(self))

    async def begin(self) -> None:
        try:
            # Take the right to write at once: asking for it later fails without waiting.
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        try:
            await super().commit()
        except sqlite3.Error as error:
            await self._connection.rollback()
            self._finalized = True
            raise OperationalError(error) from error


class GuardedContext(SqliteTransactionContext):
    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await to_the_end(self._begin())
        except BaseException:
            await self._give_up()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        transaction: TransactionalDBClient = self.connection
        return transaction

    async def _begin(self) -> None:
        await self.ensure_connection()
        await self.connection.begin()

    async def _give_up(self) -> None:
        try:
            if self.connection._connection:
                await to_the_end(self.connection._connection.rollback())
        finally:
            self._trxlock.release()

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)
        try:
            await to_the_end(self._end(failed=exc_type is not None))
        finally:
            self._trxlock.release()

    async def _end(self, *, failed: bool) -> None:
        if self.connection._finalized:
            return
        await (self.connection.rollback() if failed else self.connection.commit())


client_class = GuardedClient
