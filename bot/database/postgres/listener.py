"""How does a replica hear within milliseconds what another one committed? LISTEN, by itself.

Triggers (`0003_tell_replicas`) tell in the very transaction that queues a message, schedules a
reminder or edits the directory; PostgreSQL passes it on at the commit. What is told is only a hint:
whoever hears it looks into the tables, and a look a second finds what was missed meanwhile.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg
import structlog

from bot.database.notifications import ANYTHING, PASSED_ON_BY, Heard
from bot.database.url import PostgresServer

log = structlog.get_logger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 10.0
ALIVE_EVERY_S, ALIVE_WITHIN_S = 30.0, 10.0
"""A connection that a firewall forgot is silent for ever: so it is asked."""


class PostgresListener:
    """Calls `heard` in the running loop, on a connection of its own that comes back by itself."""

    def __init__(self, server: PostgresServer, heard: Heard) -> None:
        self._server = server
        self._heard = heard
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Listen from now on; a lost connection is made again."""
        self._task = asyncio.create_task(self._listen_for_ever(), name="postgres-listener")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _listen_for_ever(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                connection = await asyncpg.connect(**self._server.connect)
            except (asyncpg.PostgresError, OSError, TimeoutError) as error:
                log.warning("not_listening", error=type(error).__name__, again_in_s=pause_s)
            else:
                pause_s = FIRST_PAUSE_S
                await self._listen(connection)
                log.warning("listening_cut_off", again_in_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _listen(self, connection: asyncpg.Connection) -> None:
        """Until the connection ends."""
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        try:
            await connection.add_listener(PASSED_ON_BY, self._hear)
            self._heard(ANYTHING)
            while not ended.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(ALIVE_EVERY_S):
                        await ended.wait()
                        return
                await connection.execute("SELECT 1", timeout=ALIVE_WITHIN_S)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            return
        finally:
            # Closing in peace would wait for a server that may be gone.
            connection.terminate()

    def _hear(self, _connection: object, _pid: int, _channel: str, told: object) -> None:
        self._heard(str(told))
