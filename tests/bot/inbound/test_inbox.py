"""Receiving and answering: once, in order, and whatever happens, never stuck."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.bootstrap import ANSWER
from bot.database.opening import Database
from bot.messages.message import InboundMessage
from flows.engine.conversation import Turn
from flows.engine.event import Event, Heard, LocationShared, Picked, Unreadable
from flows.engine.session import Session
from flows.engine.world import World
from services_directory.values.entries import Position
from tests.bot.harness import AWA, BILEL, Boom, Harness, build_harness, small_talk
from tests.unsealing import unsealed


async def test_a_message_is_stored_answered_and_the_answer_sent(app: Harness) -> None:
    await app.hears(AWA, "hello")
    assert app.told(AWA) == ["1: hello"]
    message = (await app.rows("SELECT * FROM inbound_message"))[0]
    assert message["answered_at"] is not None
    assert message["event"] == ""
    assert await app.one("SELECT state FROM outbound_message") == "sent"
    assert await app.one("SELECT provider_id FROM outbound_message") == "telegram-1"


async def test_the_session_goes_on_from_message_to_message(app: Harness) -> None:
    await app.hears(AWA, "one")
    await app.hears(AWA, "two")
    assert app.told(AWA) == ["1: one", "2: two"]
    assert await app.one("SELECT COUNT(*) FROM contact") == 1


async def test_the_address_is_stored_sealed_only(app: Harness) -> None:
    await app.hears(AWA, "hello")
    contact = (await app.rows("SELECT * FROM contact"))[0]
    assert unsealed(app.sealer, "contact", "address_sealed", contact) == AWA
    assert AWA.encode() not in bytes(contact["address_sealed"])
    assert contact["locale"] is None
    assert contact["locale_hint"] == "fr"
    assert contact["consented_at"] is None


async def test_a_webhook_sent_twice_is_answered_once(app: Harness) -> None:
    inbound = app.inbound(AWA, "hello")
    assert await app.inbox.receive(inbound) is True
    await app.settle()
    assert await app.inbox.receive(inbound) is False
    await app.settle()
    assert app.told(AWA) == ["1: hello"]


async def test_a_webhook_sent_many_times_at_once_is_answered_once(app: Harness) -> None:
    inbound = app.inbound(AWA, "hello")
    new = await asyncio.gather(*(app.inbox.receive(inbound) for _ in range(10)))
    await app.settle()
    assert sorted(new) == [False] * 9 + [True]
    assert app.told(AWA) == ["1: hello"]
    assert await app.one("SELECT COUNT(*) FROM contact") == 1


async def test_the_same_id_on_another_channel_is_another_message(app: Harness) -> None:
    inbound = app.inbound(AWA, "hello")
    await app.inbox.receive(inbound)
    await app.inbox.receive(replace(inbound, channel="sms"))
    await app.settle()
    assert app.told(AWA) == ["1: hello"]
    assert app.told(AWA, "sms") == ["1: hello"]
    assert await app.one("SELECT COUNT(*) FROM contact") == 2


async def test_messages_of_one_contact_are_answered_in_their_order(app: Harness) -> None:
    await app.hears(AWA, *(f"word {number}" for number in range(20)))
    assert app.told(AWA) == [f"{number + 1}: word {number}" for number in range(20)]


async def test_fifty_contacts_at_the_same_time_each_get_their_own_answers(app: Harness) -> None:
    addresses = [f"+2162000{number:04}" for number in range(50)]

    async def writes(address: str) -> None:
        for words in ("one", "two", "three"):
            await app.inbox.receive(app.inbound(address, f"{words} {address[-2:]}"))

    await asyncio.gather(*map(writes, addresses))
    await app.settle()
    for address in addresses:
        end = address[-2:]
        assert app.told(address) == [f"1: one {end}", f"2: two {end}", f"3: three {end}"]
    assert app.channels["telegram"].most_at_once > 1


async def test_an_answer_sees_the_answers_before_it_also_under_haste(app: Harness) -> None:
    # All twenty are handed over before the first is answered.
    await asyncio.gather(*(app.inbox.receive(app.inbound(AWA, f"go {n}")) for n in range(1, 21)))
    await app.settle()
    assert app.told(AWA) == [f"{number}: go {number}" for number in range(1, 21)]


async def test_what_was_stored_before_a_crash_is_answered_after_it(
    app: Harness, database: Database
) -> None:
    await app.inbox.stop()  # as a process that dies right after the commit
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.receive(app.inbound(AWA, "still there?"))
    again = await build_harness(database.executor)
    await again.inbox.answer_unanswered()
    await again.settle()
    assert again.told(AWA) == ["1: hello", "2: still there?"]


async def test_what_was_left_unanswered_is_answered_before_what_comes_now(
    app: Harness, database: Database
) -> None:
    await app.inbox.stop()
    await app.inbox.receive(app.inbound(AWA, "hello"))
    again = await build_harness(database.executor)
    await again.inbox.receive(app.inbound(AWA, "still there?"))
    await again.settle()
    assert again.told(AWA) == ["1: hello", "2: still there?"]


async def test_an_answer_is_in_the_tables_as_soon_as_the_provider_is_thanked(
    app: Harness,
) -> None:
    await app.hears(AWA, "hello")
    await app.inbox.receive(app.inbound(AWA, "and now?"))
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE answered_at IS NULL") == 0
    assert await app.one("SELECT COUNT(*) FROM outbound_message WHERE state <> 'sent'") == 1


async def test_nothing_is_answered_again_after_a_restart(app: Harness, database: Database) -> None:
    await app.hears(AWA, "hello")
    again = await build_harness(database.executor)
    await again.inbox.answer_unanswered()
    await again.settle()
    assert again.told(AWA) == []


async def test_two_processes_answering_one_contact_take_turns(
    app: Harness, database: Database
) -> None:
    await app.inbox.stop()
    for number in range(1, 11):
        await app.inbox.receive(app.inbound(AWA, f"go {number}"))
    processes = [await build_harness(database.executor) for _ in range(3)]
    await asyncio.gather(*(each.inbox.answer_unanswered() for each in processes))
    await asyncio.gather(*(each.inbox.settled() for each in processes))
    await app.outbox.deliver_due()
    assert app.told(AWA) == [f"{number}: go {number}" for number in range(1, 11)]


async def test_a_crash_within_a_turn_leaves_nothing_half_done(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> str:
        raise SystemError

    # Saving the session is the last thing of a turn: the effects before it are undone with it.
    monkeypatch.setattr("bot.inbound.turn.session_to_json", dies)
    await app.inbox.receive(app.inbound(AWA, "want sewing"))
    await app.inbox.settled()
    assert await app.one("SELECT COUNT(*) FROM interest") == 0
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 0
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE answered_at IS NULL") == 1
    monkeypatch.undo()
    await app.inbox.answer_unanswered()
    await app.settle()
    assert await app.one("SELECT COUNT(*) FROM interest") == 1
    assert app.told(AWA) == ["1: want sewing"]


async def test_a_message_that_cannot_be_answered_gets_a_kind_sentence(app: Harness) -> None:
    await app.hears(AWA, "speak en", "boom", "hello")
    assert app.told(AWA) == [
        "1: speak en",
        "Sorry, something went wrong here. To begin again, write: MENU.",
        "1: hello",
    ]


async def test_where_even_the_apology_fails_the_next_message_is_answered(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise Boom

    monkeypatch.setattr("bot.inbound.effects.render", fails)
    await app.hears(AWA, "hello")
    assert app.told(AWA) == []
    monkeypatch.undo()
    await app.hears(AWA, "hello again")
    assert app.told(AWA) == ["1: hello again"]


async def test_a_failure_of_one_contact_holds_up_nobody_else(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, "boom"))
    await app.hears(BILEL, "hello")
    assert app.told(BILEL) == ["1: hello"]


async def test_failures_are_logged_by_ids_and_never_by_words(app: Harness) -> None:
    with capture_logs() as logs:
        await app.hears(AWA, "boom")
    failures = [entry for entry in logs if entry["event"] == "answering_failed"]
    assert [entry["error"] for entry in failures] == ["Boom"] * 3
    assert [entry["last_attempt"] for entry in failures] == [False, False, True]
    assert logs[0]["event"] == "answering_put_off"
    assert AWA not in repr(logs)
    assert "'boom'" not in repr(logs)


async def test_a_failure_that_passes_is_not_told_to_anybody(database: Database) -> None:
    failures = iter([True, True, False])

    def shaky(session: Session, event: Event, world: World) -> Turn:
        if next(failures):
            raise Boom
        return small_talk(session, event, world)

    app = await build_harness(database.executor, shaky)
    await app.hears(AWA, "hello")
    assert app.told(AWA) == ["1: hello"]


async def test_where_a_carrier_answers_stop_we_stay_silent_and_obey(app: Harness) -> None:
    await app.hears(AWA, "hello", channel="sms")
    inbound = replace(app.inbound(AWA, "stop", "sms"), answered_by_carrier=True)
    await app.inbox.receive(inbound)
    await app.settle()
    assert app.told(AWA, "sms") == ["1: hello"]
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 1


async def test_two_sayings_of_one_turn_arrive_in_their_order(app: Harness) -> None:
    await app.hears(AWA, "twice")
    assert app.told(AWA) == ["first", "1: twice"]


async def test_a_turn_may_say_nothing(app: Harness) -> None:
    await app.hears(AWA, "quiet", "hello")
    assert app.told(AWA) == ["2: hello"]


@pytest.mark.parametrize(
    "event",
    [
        Picked("key"),
        LocationShared(Position(35.6, 10.1)),
        LocationShared(Position(float("nan"), 0.0)),
        Unreadable("voice"),
        Heard(""),
        Heard("\0\u202e\ud800"),
        Heard("x" * 10_000),
        Picked("\ud83d" * 500),
    ],
)
async def test_whatever_arrives_is_answered(app: Harness, event: Heard) -> None:
    await app.hears(AWA, event, "hello")
    assert app.told(AWA)[-1] == "2: hello"


async def test_the_real_conversation_answers_a_first_hello(database: Database) -> None:
    app = await build_harness(database.executor, ANSWER)
    await app.hears(AWA, "bonjour")
    assert len(app.told(AWA)) == 1
    assert await app.one("SELECT state FROM outbound_message") == "sent"


async def test_an_sms_is_stored_with_what_it_costs(app: Harness) -> None:
    await app.hears(AWA, "hello", channel="sms")
    row = (await app.rows("SELECT encoding, segments FROM outbound_message"))[0]
    assert (row["encoding"], row["segments"]) == ("GSM-7", 1)


async def test_a_very_long_provider_id_is_still_known_again(app: Harness) -> None:
    inbound = InboundMessage("telegram", AWA, "i" * 500, Heard("hello"))
    assert await app.inbox.receive(inbound) is True
    assert await app.inbox.receive(inbound) is False
    await app.settle()
