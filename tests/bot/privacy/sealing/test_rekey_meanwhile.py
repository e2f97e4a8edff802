"""While a key is being changed: registrations are found by either key, what waits is sent, and
whatever a slower replica writes is caught by another pass."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.contacts.walk_in import WalkIn, alike, keep
from bot.database.opening import Database
from bot.messages.errors import TryLater
from bot.privacy.registration import number_hash, number_hashes, open_registration
from bot.privacy.sealing import rekey as rekeying
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.rekey import rekey
from bot.privacy.sealing.sealed_columns import HASHED
from bot.privacy.sealing.sealer import Sealer, generation_of
from tests.bot.harness import AWA, BILEL, SEWING, Harness, build_harness
from tests.registrations import SEWING_IN_TABARKA, store_registration

OLD, NEW = (bytes((start * n * n + 7 * n) % 256 for n in range(32)) for start in (3, 5))
AT_ONCE = timedelta(0)


@pytest.fixture
async def slow(database: Database) -> AsyncIterator[Harness]:
    """A replica that knows both keys and has not noticed yet that the new one is in use."""
    sealer = Sealer(NEW, OLD)
    await hold_to_key(database.executor, sealer)
    built = await build_harness(database.executor, sealer=sealer)
    yield built
    await built.inbox.stop()
    await built.outbox.stop()


async def change_key(app: Harness, executor: Any = None) -> None:
    await rekey(executor or app.executor, Sealer(NEW, OLD), app.clock, AT_ONCE)


async def receipts(app: Harness) -> list[str]:
    rows = await app.rows("SELECT id, registration_sealed FROM interest ORDER BY id")
    return [
        open_registration(row["id"], row["registration_sealed"], app.sealer).receipt for row in rows
    ]


async def generations(app: Harness) -> set[int]:
    found = set()
    for each in HASHED:
        rows = await app.rows(f"SELECT {each.column} AS cell FROM {each.table}")
        found |= {generation_of(bytes(row["cell"])) for row in rows if row["cell"] is not None}
    return found


async def test_a_registration_is_replaced_corrected_and_taken_back_under_either_key(
    slow: Harness,
) -> None:
    await slow.hears(AWA, f"wish {SEWING}")
    await change_key(slow)
    await slow.hears(AWA, f"wish {SEWING}")
    [receipt] = await receipts(slow)
    await change_key(slow)
    await slow.hears(AWA, f"uncall {receipt}")
    assert await slow.one("SELECT COUNT(*) FROM interest WHERE reach_sealed IS NULL") == 1
    await slow.hears(AWA, f"withdraw {receipt}")
    assert await slow.one("SELECT COUNT(*) FROM interest") == 0


async def test_a_reminder_reaches_who_registered_under_either_key(slow: Harness) -> None:
    await slow.hears(AWA, "speak fr", f"wish {SEWING}")
    await change_key(slow)
    await slow.hears(BILEL, "speak fr", f"wish {SEWING}")
    await slow.reminders.schedule(
        Draft("t", Audience(SEWING, "kairouan"), {"fr": "lundi"}, "trainer")
    )
    await slow.reminders.send_due()
    await slow.settle()
    assert ["lundi" in slow.told(each)[-1] for each in (AWA, BILEL)] == [True, True]


async def test_who_comes_to_the_desk_is_known_under_either_key(slow: Harness) -> None:
    amal = WalkIn("fr", SEWING, "kairouan", "Amal", "telegram", AWA)
    await slow.executor.run(lambda: keep(amal, slow.sealer, slow.clock()))
    await change_key(slow)
    named = replace(amal, number="", first_name="AMAL")
    (seen,) = await slow.executor.run(lambda: alike(named, slow.sealer))
    assert [seen.receipt] == await receipts(slow)
    await slow.executor.run(lambda: keep(amal, slow.sealer, slow.clock()))
    assert await slow.one("SELECT COUNT(*) FROM contact") == 1
    assert await slow.one("SELECT COUNT(*) FROM interest") == 2


async def test_what_waits_to_be_sent_is_sent_with_the_new_key_alone(
    slow: Harness, database: Database
) -> None:
    """A reply is sealed for its contact, a reminder for all who get it, a farewell for nobody."""
    await slow.hears(AWA, "speak fr", f"wish {SEWING}")
    hour = timedelta(hours=1)
    slow.channels["telegram"].refusals = [TryLater("away", hour)] * 3
    await slow.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
    await slow.reminders.send_due()
    await slow.hears(AWA, "a reply that waits")
    await slow.hears(BILEL, "erase")
    assert await slow.one("SELECT COUNT(*) FROM outbound_message WHERE state = 'queued'") == 3
    await change_key(slow)

    alone = Sealer(NEW)
    await hold_to_key(database.executor, alone)
    later = await build_harness(database.executor, sealer=alone)
    later.clock.forward(hour)
    await later.outbox.deliver_due()
    told = later.told(AWA)
    assert any("lundi" in each for each in told)
    assert "3: a reply that waits" in told
    assert later.told(BILEL) == ["1: erase"]
    await later.inbox.stop()
    await later.outbox.stop()


class SlowReplica:
    """An executor under which somebody else writes with the old key, in the middle of a pass."""

    def __init__(self, app: Harness, people: int) -> None:
        self._app, self._left, self.passed = app, people, 0

    async def run(self, transaction: Any, **about: Any) -> Any:
        done = await self._app.executor.run(transaction, **about)
        self.passed += 1
        if self._left and self.passed % 20 == 0:
            self._left -= 1
            await self._app.hears(f"+2162000200{self._left}", f"wish {SEWING}")
        return done


async def test_it_goes_on_until_a_whole_pass_finds_nothing(slow: Harness) -> None:
    await slow.hears(AWA, f"wish {SEWING}")
    await change_key(slow, SlowReplica(slow, people=4))
    assert await slow.one("SELECT COUNT(*) FROM contact") == 5
    assert await generations(slow) == {2}
    done = await rekey(slow.executor, Sealer(NEW, OLD), slow.clock, AT_ONCE)
    assert (done.sealed, done.hashed, done.closed) == (0, 0, 0)


async def test_numbers_that_were_left_are_hashed_anew_portion_by_portion(
    slow: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekeying, "PORTION", 2)
    await slow.hears(AWA, "hello")
    awa = await slow.one("SELECT id FROM contact")
    numbers = [f"+2162000300{each}" for each in range(7)]
    for at, number in enumerate([*numbers, numbers[0]]):
        told = SEWING_IN_TABARKA._replace(receipt=f"R{at}", offer=f"offer-{at}")
        await store_registration(slow.sealer, awa, told, slow.clock(), number)
    before = {number_hash(each, slow.sealer) for each in numbers}
    await change_key(slow)
    rows = await slow.rows("SELECT reach_hash FROM interest")
    kept = [bytes(row["reach_hash"]) for row in rows]
    after = {number_hashes(each, slow.sealer)[-1] for each in numbers}
    assert (len(kept), set(kept), after & before) == (8, after, set())
