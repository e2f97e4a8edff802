"""What does a message cost between its webhook and its provider, however much lies in the tables?

All of it in this process, with a way in and out that cost nothing: so a difference is ours.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from aiohttp import web

from benchmarks.by_sms import Twilio
from benchmarks.findings import Findings, at_most
from bot.application import Application
from bot.bootstrap import at_work, open_application
from bot.channels.all_settings import load_settings
from bot.channels.base import Receive, Report
from bot.database.migrations import migrate
from bot.database.url import SqliteFile, read_url
from bot.messages.capabilities import BY_SMS
from bot.messages.message import InboundMessage, OutboundMessage
from bot.operations.logs import configure_logs
from flows.engine.event import Heard

AT_ONCE = 100
FEW, MANY = 1_000, 1_000_000
ROUND = 1_200
ROUNDS = 7
LONG_RUN = 100_000
WARM_UP = 20_000


def findings() -> Findings:
    """Two promises about growth: neither contacts nor messages make the next message dearer."""
    return asyncio.run(_findings())


async def _findings() -> Findings:
    return Findings(
        [
            at_most("a message among 1,000,000 / 1,000", await crowded_ratio(), "×", 1.2),
            at_most("memory over 100,000 messages", await growth_in_megabytes(), "MB", 5),
        ]
    )


class Loopback:
    """A channel whose people get each answer at once."""

    name = "sms"
    capabilities = BY_SMS

    def __init__(self) -> None:
        self.waiting: dict[str, asyncio.Future[None]] = {}

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return ()

    async def start(self, receive: Receive, report: Report) -> None:
        return

    async def stop(self) -> None:
        return

    async def send(self, outbound: OutboundMessage) -> str:
        answered = self.waiting.pop(outbound.address, None)
        if answered and not answered.done():
            answered.set_result(None)
        return "sent"


@asynccontextmanager
async def at_home(folder: Path) -> AsyncIterator[tuple[Application, Loopback]]:
    """The application on a new SQLite database in `folder`, at work."""
    channel = Loopback()
    settings = load_settings(None).model_copy(update={"data_dir": folder, "log_level": "error"})
    configure_logs(settings)
    async with open_application(settings, lambda _worlds: [channel]) as app, at_work(app):
        yield app, channel


async def answered(app: Application, channel: Loopback, messages: int) -> float:
    """Let a hundred people write so many messages in all; seconds of processor for each."""
    left = itertools.count()

    async def one_after_the_other() -> None:
        while next(left) * len(Twilio.conversation) < messages:
            person = f"+2163{next(_PEOPLE):07}"
            for words in Twilio.conversation:
                reply = channel.waiting[person] = asyncio.get_running_loop().create_future()
                event = Heard(words)
                await app.inbox.receive(InboundMessage("sms", person, f"in-{next(_IDS)}", event))
                await reply

    before = next(_IDS)
    start = time.process_time()
    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    return (time.process_time() - start) / (next(_IDS) - before - 1)


_PEOPLE = itertools.count(1)
_IDS = itertools.count(1)


async def crowded_ratio() -> float:
    """What a message costs beside a million contacts, as a multiple of its cost beside a thousand.

    Each application in a process of its own, and in turns, so that both meet the same machine."""
    async with crowded_by(FEW) as small, crowded_by(MANY) as large:
        ratios = []
        for _round in range(ROUNDS):
            alone = await small()
            ratios.append(await large() / alone)
    return statistics.median(ratios)


@asynccontextmanager
async def crowded_by(contacts: int) -> AsyncIterator[Callable[[], Awaitable[float]]]:
    """An application among so many contacts; each call is a round, and tells seconds a message."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.inside", folder, str(contacts)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin
        assert process.stdout
        ask, answer = process.stdin, process.stdout

        async def one_round() -> float:
            ask.write(b"go\n")
            return float(await answer.readline())

        try:
            await one_round()  # the first one also waits for the tables to be filled
            yield one_round
        finally:
            ask.close()
            await process.wait()


async def _rounds_on_request(folder: Path, contacts: int) -> None:
    await migrate(data_dir=folder)
    where = read_url(None, folder)
    assert isinstance(where, SqliteFile)
    await asyncio.to_thread(_fill, where.path, contacts)
    async with at_home(folder) as (app, channel):
        while await asyncio.to_thread(sys.stdin.readline):
            print(await answered(app, channel, ROUND), flush=True)


async def growth_in_megabytes() -> float:
    """How much more memory is held after 100,000 messages than after the first 20,000."""
    with tempfile.TemporaryDirectory() as name:
        async with at_home(Path(name)) as (app, channel):
            return await _growth(app, channel)


async def _growth(app: Application, channel: Loopback) -> float:
    await answered(app, channel, WARM_UP)
    gc.collect()
    before = resident_megabytes()
    await answered(app, channel, LONG_RUN - WARM_UP)
    gc.collect()
    return resident_megabytes() - before


def resident_megabytes() -> float:
    """Memory that this process holds in RAM now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def _fill(path: Path, contacts: int) -> None:
    """So many contacts who were answered once each, as they lie in the tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN")
        database.execute(_CONTACTS, (contacts,))
        database.execute(_WRITTEN)
        database.execute(_TOLD)
        database.execute("COMMIT")


_CONTACTS = """
    WITH RECURSIVE every (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM every WHERE n < ?)
    INSERT INTO contact (channel, address_hash, address_sealed, locale, session, created_at,
                         last_seen_at)
    SELECT 'sms', randomblob(32), randomblob(41), 'fr', hex(randomblob(150)),
           '2026-01-01 00:00:00+00:00', strftime('2026-01-%d 00:00:00+00:00', n / 1000.0) FROM every
"""
_WRITTEN = """
    INSERT INTO inbound_message (channel, provider_id, contact_id, event, answered_by_carrier,
                                 received_at, answered_at)
    SELECT 'sms', hex(randomblob(16)), id, '', 0, created_at, created_at FROM contact
"""
_TOLD = """
    INSERT INTO outbound_message (channel, contact_id, kind, encoding,
                                   segments, state, attempts, next_attempt_at, expires_at,
                                  created_at, sent_at, provider_id)
    SELECT 'sms', id, 'reply', 'GSM-7', 1,
           'sent', 1, created_at, created_at, created_at, created_at, hex(randomblob(16))
    FROM contact
"""


if __name__ == "__main__":
    asyncio.run(_rounds_on_request(Path(sys.argv[1]), int(sys.argv[2])))
