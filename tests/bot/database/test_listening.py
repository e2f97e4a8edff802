"""What one replica commits, another hears at once, and again after its connection was cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.database.notifications import ANYTHING
from bot.database.opening import Database
from bot.database.transaction import Sql, Transaction
from bot.messages.message import Rendered
from bot.outbound.outbox import REMINDER, OutboundDraft, queue
from tests import postgres
from tests.bot.harness import AWA, Harness, build_harness

CUT_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND query LIKE '%LISTEN%' AND pid <> pg_backend_pid()"
)


class Ear:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[str] = asyncio.Queue()

    def __call__(self, told: str) -> None:
        self._heard.put_nowait(told)

    async def hears(self) -> str:
        async with asyncio.timeout(10):
            return await self._heard.get()

    @property
    def silent(self) -> bool:
        return self._heard.empty()


@pytest.fixture
def database_url(postgres_database_url: str) -> str:
    return postgres_database_url


@pytest.fixture
async def app(database: Database) -> AsyncIterator[Harness]:
    built = await build_harness(database.executor)
    yield built
    await built.inbox.stop()


def queue_reminder(app: Harness, channel: str) -> Transaction[None]:
    now = app.clock()
    return queue(
        OutboundDraft(
            channel=channel,
            contact_id=None,
            message=Rendered("tomorrow at nine"),
            segments=None,
            kind=REMINDER,
            created_at=now,
            next_attempt_at=now,
            expires_at=now + timedelta(hours=1),
        ),
        app.sealer,
    )


async def test_a_queued_reminder_is_heard_by_its_channel(app: Harness, database: Database) -> None:
    ear = Ear()
    async with database.listening(ear):
        assert await ear.hears() == ANYTHING
        for channel in ("telegram", "sms"):
            await database.executor.run(partial(queue_reminder, app, channel))
            assert await ear.hears() == f"outbound {channel}"


async def test_a_reply_wakes_nobody_but_who_queued_it(app: Harness, database: Database) -> None:
    ear = Ear()
    async with database.listening(ear):
        assert await ear.hears() == ANYTHING
        await app.inbox.receive(app.inbound(AWA, "twice"))
        await app.reminders.schedule(Draft("t", Audience(), {"fr": "x"}, "trainer"))
        assert await ear.hears() == "reminder"
        assert ear.silent


async def test_what_was_undone_is_never_heard(app: Harness, database: Database) -> None:
    def edit_and_fail() -> Transaction[None]:
        yield Sql("INSERT INTO directory_version (id, version) VALUES (1, 1)")
        raise RuntimeError

    ear = Ear()
    async with database.listening(ear):
        assert await ear.hears() == ANYTHING
        with pytest.raises(RuntimeError):
            await database.executor.run(edit_and_fail)
        await app.reminders.schedule(Draft("t", Audience(), {"fr": "x"}, "trainer"))
        assert await ear.hears() == "reminder"


async def test_an_edit_of_the_directory_is_heard(database: Database) -> None:
    def edit() -> Transaction[None]:
        yield Sql(
            "INSERT INTO directory_version (id, version) VALUES (1, 1)"
            " ON CONFLICT (id) DO UPDATE SET version = directory_version.version + 1"
        )

    ear = Ear()
    async with database.listening(ear):
        assert await ear.hears() == ANYTHING
        for _edit in range(2):
            await database.executor.run(edit)
            assert await ear.hears() == "directory"


async def test_a_connection_that_was_cut_comes_back_and_says_that_it_missed_something(
    app: Harness, database: Database, postgres_database_url: str
) -> None:
    ear = Ear()
    async with database.listening(ear):
        assert await ear.hears() == ANYTHING
        await postgres.execute(postgres_database_url, CUT_OFF)
        assert await ear.hears() == ANYTHING
        await database.executor.run(partial(queue_reminder, app, "telegram"))
        assert await ear.hears() == "outbound telegram"


async def test_a_reply_that_a_replica_queued_and_left_is_sent_by_another(
    app: Harness, database: Database
) -> None:
    other = await build_harness(database.executor)
    async with database.listening(lambda told: other.outbox.wake_soon(told[9:] or None)):
        other.outbox.start()
        await app.inbox.receive(app.inbound(AWA, "hello"))  # its own senders do not run
        async with asyncio.timeout(10):
            await other.channels["telegram"].arrived.wait()
    await other.outbox.stop()
    assert other.told(AWA) == ["1: hello"]


async def test_only_what_was_left_behind_is_taken_from_another_replica(
    app: Harness, database: Database
) -> None:
    other = await build_harness(database.executor)
    await app.inbox.stop()  # it stores, and dies before it answers
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await other.inbox.answer_unanswered(timedelta(seconds=2))
    assert not other.inbox._busy
    other.clock.forward(timedelta(seconds=2))
    await other.inbox.answer_unanswered(timedelta(seconds=2))
    await other.settle()
    assert other.told(AWA) == ["1: hello"]


async def test_sqlite_has_nobody_to_listen_to(sqlite_database: Database) -> None:
    ear = Ear()
    async with sqlite_database.listening(ear):
        assert ear.silent
