"""How does the program open its database, and close it so that nothing hangs?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from tortoise.context import TortoiseContext

from bot.database.notifications import Heard
from bot.database.sqlite import file as sqlite_file
from bot.database.sqlite.executor import SqliteExecutor
from bot.database.transaction import Executor
from bot.database.url import PostgresServer, SqliteFile, read_url

Dialect = Literal["sqlite", "postgresql"]

# In this order: Tortoise resolves a key across rooms only towards a room it has read already.
MODELS = {
    "services_directory": [
        "services_directory.storage.models",
        "services_directory.training.models",
    ],
    "bot": [
        "bot.models.people",
        "bot.models.messages",
        "bot.models.learning",
        "bot.models.cases",
        "bot.models.training",
        "bot.models.certificates",
        "bot.models.referrals",
        "bot.models.follow_ups",
        "bot.models.confirmations",
        "bot.models.wordings",
    ],
    "admin": ["admin.models"],
}


@dataclass(slots=True)
class Database:
    """Open until `close`. `executor` carries the message path; pages and imports use Tortoise."""

    dialect: Dialect
    executor: Executor
    _where: SqliteFile | PostgresServer = field(repr=False)
    _closing: AsyncExitStack = field(repr=False)

    @asynccontextmanager
    async def listening(self, heard: Heard) -> AsyncIterator[None]:
        """Within the block `heard` is told what any process committed (`postgres/listener.py`).

        SQLite serves one process, which knows by itself: there nothing is heard.
        """
        if isinstance(self._where, SqliteFile):
            yield
            return
        from bot.database.postgres.listener import PostgresListener

        listener = PostgresListener(self._where, heard)
        listener.start()
        try:
            yield
        finally:
            await listener.stop()

    async def close(self) -> None:
        """End what was begun, and leave no thread and no connection behind."""
        await self._closing.aclose()


async def open_database(
    url: str | None = None, *, data_dir: Path = Path("var"), pool_size: int = 8
) -> Database:
    """The database of `url`, or the SQLite file in `data_dir`. Its tables must be there already.

    Raises UrlFault or DatabaseFault; whatever was opened by then is closed again.
    """
    where = read_url(url, data_dir)
    dialect: Dialect = "sqlite" if isinstance(where, SqliteFile) else "postgresql"
    async with AsyncExitStack() as opened:
        executor = await open_executor(where, pool_size)
        opened.push_async_callback(executor.close)
        context = TortoiseContext()
        opened.push_async_callback(context.close_connections)
        with context:
            await context.init(
                # Tortoise keeps the SQL it built by the connection's name: never the same name for
                # both, or PostgreSQL is asked in SQLite's words (tests open one after the other).
                config={
                    "connections": {dialect: _tortoise_connection(where, pool_size)},
                    "apps": _apps(dialect),
                },
                # Handlers of the site run in other tasks than the one that opens the database.
                _enable_global_fallback=True,
            )
        await context.db().create_connection(with_db=True)
        return Database(dialect, executor, where, opened.pop_all())
    raise AssertionError("unreachable")


async def open_executor(where: SqliteFile | PostgresServer, pool_size: int) -> Executor:
    if isinstance(where, SqliteFile):
        return SqliteExecutor(where.path)
    # Only now: on SQLite its driver would take memory for nothing.
    from bot.database.postgres.executor import PostgresExecutor

    return await PostgresExecutor.open(where, pool_size)


def _tortoise_connection(where: SqliteFile | PostgresServer, pool_size: int) -> dict[str, Any]:
    if isinstance(where, SqliteFile):
        return {
            "engine": "bot.database.engines.sqlite",
            "credentials": {"file_path": str(where.path), **sqlite_file.PRAGMAS},
        }
    return {
        "engine": "bot.database.engines.asyncpg",
        "credentials": {**where.connect, "minsize": 1, "maxsize": pool_size},
    }


def _apps(connection: str) -> dict[str, Any]:
    for modules in MODELS.values():
        for module in modules:
            # Tortoise says "not found" of a module that is there and fails to import: say why.
            import_module(module)
    return {
        room: {"models": modules, "default_connection": connection}
        for room, modules in MODELS.items()
    }
