"""Two real `dalil serve` on one PostgreSQL: what one does the other sees; what one leaves it takes.

That everybody is answered once and in order while they are killed, `tests/torture` shows.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from twilio.request_validator import RequestValidator

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.channels.twilio.sms import WEBHOOK_PATH
from bot.database.opening import Database, open_database
from bot.privacy.sealing.sealer import sealer_from
from bot.translation.sentences import Sentence
from bot.wordings.take_up import Change, Wordings
from services_directory.storage.models import ServiceRow
from services_directory.storage.store import archive_service, directory_version
from tests.bot.harness import SEWING, Harness, build_harness
from tests.eventually import eventually
from tests.torture.provider import Provider, running_provider
from tests.torture.replica import ACCOUNT, AUTH_TOKEN, KEY, PUBLIC_URL, Replica

AWA, BILEL = "+21620000001", "+21620000002"


@dataclass(slots=True)
class TwoProcesses:
    """`one` and `other` serve; `database` is ours, to look into the same tables."""

    one: Replica
    other: Replica
    provider: Provider
    database: Database
    app: Harness
    _client: ClientSession
    _messages: int = 0

    async def writes(self, words: str, to: Replica, number: str = AWA) -> None:
        """An SMS that the balancer gave to this replica."""
        self._messages += 1
        form = {"AccountSid": ACCOUNT, "MessageSid": f"SM{self._messages:032x}", "From": number}
        form |= {"To": "+15005550006", "Body": words, "NumMedia": "0"}
        signature = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + WEBHOOK_PATH, form)
        headers = {"X-Twilio-Signature": signature}
        async with self._client.post(to.url + WEBHOOK_PATH, data=form, headers=headers) as answer:
            assert answer.status == 200

    async def ready(self, replica: Replica) -> dict[str, Any]:
        async with self._client.get(f"{replica.url}/readyz") as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def are_up_to_date(self) -> None:
        """Wait until both answer from the directory as the database has it."""

        async def seen() -> bool:
            told = [await self.ready(each) for each in (self.one, self.other)]
            return {each["directory_version"] for each in told} == {await directory_version()}

        await eventually(seen)


@pytest.fixture
async def both(postgres_database_url: str, tmp_path: Path) -> AsyncIterator[TwoProcesses]:
    async with running_provider(random.Random(1)) as provider:
        one, other = (Replica(name, postgres_database_url, tmp_path, provider) for name in "ab")
        try:
            # Both at once, on an empty directory: one of them fills it.
            await asyncio.gather(one.start(), other.start())
            await asyncio.gather(one.ready(), other.ready())
            async with watching(postgres_database_url) as (database, app), ClientSession() as web:
                yield TwoProcesses(one, other, provider, database, app, web)
        finally:
            await asyncio.gather(one.remove(), other.remove())


@asynccontextmanager
async def watching(url: str) -> AsyncIterator[tuple[Database, Harness]]:
    """Our own look into the tables, with the key of the replicas and by the clock on the wall."""
    database = await open_database(url)
    try:
        app = await build_harness(database.executor, sealer=sealer_from(KEY))
        app.clock.now = datetime.now(UTC)
        yield database, app
        await app.inbox.stop()
    finally:
        await database.close()


async def test_an_edit_is_seen_by_both(both: TwoProcesses) -> None:
    # Which of them filled the empty directory is left to chance; the other takes it up a bit later.
    await both.are_up_to_date()
    before = await directory_version()
    row = await ServiceRow.all().order_by("id").first()
    assert row is not None
    await archive_service(row.key, by="amel", now=both.app.clock())
    assert await directory_version() == before + 1
    await both.are_up_to_date()


async def test_words_that_staff_choose_are_said_by_both(both: TwoProcesses) -> None:
    wordings = Wordings(both.app.executor, both.app.worlds, both.app.clock)
    asked = Sentence("What do you need? Pick a number or write it.")
    await wordings.keep([Change(asked, "fr", ("Que cherchez-vous donc ?",), None)], "Editor")
    strangers = (f"+2162000{number:04}" for number in count(100))

    async def says(replica: Replica) -> bool:
        number = next(strangers)
        await both.writes("bonjour", to=replica, number=number)
        await eventually(lambda: both.provider.words_to(number))
        await both.writes("1", to=replica, number=number)
        await eventually(lambda: len(both.provider.words_to(number)) == 2)
        return bool(both.provider.words_to(number)[-1].startswith("Que cherchez-vous donc ?"))

    for replica in (both.one, both.other):
        await eventually(partial(says, replica))


async def test_a_reminder_is_queued_once_for_each_and_soon(both: TwoProcesses) -> None:
    app = both.app
    for number in range(100):
        for words in ("speak fr", f"wish {SEWING}"):
            await app.inbox.receive(app.inbound(f"+2162000{number:04}", words, "sms"))
    await app.inbox.settled()
    await app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))

    async def queued() -> bool:
        return bool(await app.one("SELECT state FROM reminder") == "sent")

    await eventually(queued)
    rows = await app.rows("SELECT contact_id FROM outbound_message WHERE kind = 'reminder'")
    assert len(rows) == len({row["contact_id"] for row in rows}) == 100


async def test_what_a_killed_replica_leaves_behind_the_other_ends(both: TwoProcesses) -> None:
    app = both.app
    both.provider.hangs = True
    await both.writes("bonjour", to=both.one)
    await eventually(lambda: both.provider.asked)
    await both.one.kill()
    both.provider.hangs = False
    # It had stored another one and answered nothing.
    await app.inbox.stop()
    await app.inbox.receive(app.inbound(BILEL, "hello", "sms"))
    await both.writes("1", to=both.other)

    async def answered() -> bool:
        return not await app.one("SELECT COUNT(*) FROM inbound_message WHERE answered_at IS NULL")

    await eventually(answered)
    await eventually(lambda: both.provider.words_to(BILEL))
    assert both.provider.words_to(AWA) == []  # the first answer is still the dead one's to send
    await app.rows(
        "UPDATE outbound_message SET next_attempt_at = ? WHERE state = 'sending' RETURNING id",
        datetime.now(UTC) - timedelta(seconds=1),
    )
    await eventually(lambda: len(both.provider.words_to(AWA)) == 2)
    told = both.provider.words_to(AWA)
    assert told[0] != told[1]
