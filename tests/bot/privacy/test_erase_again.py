"""Who erases everything and writes again: what holds for them as if they had not?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.contacts.sessions import session_from_json
from bot.database.opening import Database
from bot.messages.reports import Stray
from bot.privacy.after_restore import hold_to_wishes
from bot.privacy.registration import number_hash
from bot.privacy.sealing.sealed_columns import SESSION
from bot.privacy.stops_and_erasures import ERASE, Wish
from flows.engine.conversation import Turn
from flows.engine.event import Event
from flows.engine.limits.spending import Spending, spend
from flows.engine.session import Session
from flows.engine.world import World
from services_directory.values.limits import Limits
from tests.bot.harness import AWA, BILEL, Harness, build_harness, small_talk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = Limits(answers_an_hour=4, answers_a_day=6)


def limited(session: Session, event: Event, world: World) -> Turn:
    """Small talk, with few answers for each."""
    programme = replace(world.directory.programme, limits=LIMITS)
    world = replace(world, directory=replace(world.directory, programme=programme))
    turn = small_talk(session, event, world)
    spent = spend(Spending(session.allowance, turn.effects, world, ""))
    return Turn(replace(turn.session, allowance=spent.allowance), spent.effects)


@pytest.fixture
async def strict(database: Database) -> AsyncIterator[Harness]:
    built = await build_harness(database.executor, advance=limited)
    yield built
    await built.inbox.stop()
    await built.outbox.stop()


async def test_erase_is_no_way_round_the_limit_of_answers(strict: Harness) -> None:
    app = strict
    for words in ("hello", "erase") * 4:
        await app.hears(AWA, words, channel="sms")
    assert await app.one("SELECT COUNT(*) FROM contact") == 0
    told = app.told(AWA, "sms")
    assert told[:4] == ["1: hello", "2: erase", "1: hello", "2: erase"]
    before = len(told)
    await app.hears(AWA, "hello", channel="sms")
    assert app.told(AWA, "sms")[before:] == []
    await app.hears(BILEL, "hello", channel="sms")
    assert app.told(BILEL, "sms") == ["1: hello"]

    await app.hears(AWA, "erase", channel="sms")
    app.clock.forward(DAY + HOUR)
    await app.privacy.enforce_retention()
    assert await app.one("SELECT COUNT(*) FROM answers_had") == 0
    await app.hears(AWA, "hello", channel="sms")
    assert app.told(AWA, "sms")[-1] == "1: hello"


async def test_how_many_answers_somebody_had_goes_with_them_once_they_are_back(
    strict: Harness,
) -> None:
    """Nothing of it names them; and midnight forgives nothing."""
    app = strict
    app.clock.forward(12 * HOUR + timedelta(minutes=59))
    await app.hears(AWA, "hello", "erase", channel="sms")
    (row,) = await app.rows("SELECT * FROM answers_had")
    assert app.sealer.address_hash("sms", AWA) not in bytes(row["day_digest"])
    assert b"2026" not in bytes(row["had_sealed"])
    app.clock.forward(timedelta(minutes=2))
    await app.hears(AWA, "hello", channel="sms")
    assert await app.one("SELECT COUNT(*) FROM answers_had") == 0
    (contact,) = await app.rows("SELECT id, session FROM contact")
    session = app.sealer.open(SESSION.bytes_of(contact["session"]), SESSION.of(contact["id"]))
    counted = session_from_json(session).allowance
    assert (counted.hour.count, counted.day.count) == (3, 3)


async def test_an_unmet_need_counts_once_though_they_erase_and_ask_again(app: Harness) -> None:
    for _time in range(3):
        await app.hears(AWA, "need dentist", "erase")
    await app.hears(BILEL, "need dentist")
    assert await app.one("SELECT COUNT(*) FROM unmet_need") == 2


@pytest.mark.parametrize("sender", ["rcs:+21620000001", "sms:+21620000001"])
async def test_erase_reaches_what_came_from_an_address_nobody_could_read(
    app: Harness, sender: str
) -> None:
    """By the number in it, or because the channel is one that we know by now."""
    channel, _colon, address = sender.partition(":")
    await app.reports.take(Stray(channel, "SM1", "{}", address))
    await app.reports.take(Stray(channel, "SM2", "{}", BILEL))
    await app.hears(AWA, "hello", "erase", channel="sms")
    assert [row["provider_id"] for row in await app.rows("SELECT * FROM stray_message")] == ["SM2"]


async def test_erase_reaches_an_address_that_is_no_number(app: Harness) -> None:
    await app.reports.take(Stray("telegram", "SM1", "{}", "987654321"))
    await app.reports.take(Stray("telegram", "SM2", "{}", "987654322"))
    await app.hears("987654321", "hello", "erase")
    assert [row["provider_id"] for row in await app.rows("SELECT * FROM stray_message")] == ["SM2"]


async def test_a_backup_put_back_does_not_bring_it_again(app: Harness) -> None:
    """What came after the erasure was said anew, and stays."""
    wish = Wish(app.clock() + HOUR, ERASE, number_hash(AWA, app.sealer))
    await app.reports.take(Stray("rcs", "SM1", "{}", AWA))
    app.clock.forward(2 * HOUR)
    await app.reports.take(Stray("rcs", "SM2", "{}", BILEL))
    await hold_to_wishes(app.executor, app.sealer, [wish], app.clock())
    assert [row["provider_id"] for row in await app.rows("SELECT * FROM stray_message")] == ["SM2"]
