"""Tortoise's PostgreSQL back end, with transactions that survive cancelling.

As shipped, a task cancelled while BEGIN is on its way never gives its connection back to the pool.
(Tortoise picks its schema editor by this module's name, which must contain "asyncpg".)
"""

from __future__ import annotations

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from bot.database.engines.guard import to_the_end
from bot.database.faults import from_postgres


class GuardedClient(AsyncpgDBClient):
    def _in_transaction(self) -> GuardedContext:
        return GuardedContext(GuardedTransaction(self), self._pool_init_lock)

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._translate_exceptions(func, *args, **kwargs)
        except (IntegrityError, OperationalError) as error:
            # The server's words quote the row, and what people wrote must not reach a log.
            raise type(error)(str(from_postgres(error.args[0]))) from None


class GuardedTransaction(GuardedClient, TransactionWrapper):
    def _in_transaction(self) -> NestedTransactionContext:  # type: ignore[override]
        return NestedTransactionContext(GuardedTransaction(self))


class GuardedContext(TransactionContextPooled):
    client: GuardedTransaction

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        # Tortoise says "a connection" of what the pool lends; and by now there is a pool.
        pool: Any = self.client._parent._pool
        self.client._connection = await pool.acquire()
        try:
            await to_the_end(self.client.begin())
        except BaseException:
            await self._give_back()
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        get_connections().reset(self.token)
        try:
            await to_the_end(self._end(failed=exc_type is not None))
        finally:
            await self._give_back()

    async def _end(self, *, failed: bool) -> None:
        if self.client._finalized:
            return
        await (self.client.rollback() if failed else self.client.commit())

    async def _give_back(self) -> None:
        """The pool undoes what is still open before it lends the connection again."""
        pool: Any = self.client._parent._pool
        if pool is not None:
            await to_the_end(pool.release(self.client._connection))


client_class = GuardedClient
