"""Reminders: to everybody who asked, once, in their language, in daytime, and never after STOP."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.audience import Audience, LeftOut
from bot.channels.base import TryLater, Unreachable
from bot.channels.segments import count
from bot.channels.twilio_messengers import BY_TWILIO
from bot.database.opening import Database
from bot.database.script import Script
from bot.reminders import Draft
from tests.bot.house import AWA, BILEL, BREAD, SEWING, House, build_house
from tests.fakes import NOON, RememberingChannel

CLARA = "+21620000003"
HOUR = timedelta(hours=1)
SEWERS = Audience(offer=SEWING)
TEXTS = {"fr": "La couture commence lundi.", "ar": "تبدأ الخياطة يوم الاثنين."}
HINT_FR = "STOP"


def draft(texts: Mapping[str, str] = TEXTS, audience: Audience = SEWERS) -> Draft:
    return Draft("Sewing", audience, texts, "trainer")


async def registered(
    house: House,
    address: str,
    locale: str = "fr",
    *,
    offer: str = SEWING,
    channel: str = "telegram",
) -> None:
    await house.hears(address, f"speak {locale}", f"want {offer}", channel=channel)
    house.channels[channel].sent.clear()


async def sent_now(house: House, what: Draft) -> int:
    reminder = await house.reminders.schedule(what)
    await house.reminders.send_due()
    await house.settle()
    return reminder


async def test_who_registered_gets_it_in_their_language_and_the_others_nothing(
    house: House,
) -> None:
    await registered(house, AWA, "fr")
    await registered(house, BILEL, "ar")
    await registered(house, CLARA, "fr", offer=BREAD)
    reminder = await sent_now(house, draft())
    [to_awa], [to_bilel] = house.told(AWA), house.told(BILEL)
    assert TEXTS["fr"] in to_awa
    assert TEXTS["ar"].rstrip(".") in to_bilel
    assert house.told(CLARA) == []
    assert await house.one("SELECT state FROM reminder WHERE id = ?", reminder) == "sent"


async def test_a_telegram_reminder_says_how_to_stop(house: House) -> None:
    await registered(house, AWA, "fr")
    await sent_now(house, draft())
    assert HINT_FR in house.told(AWA)[0]


async def test_an_sms_says_who_writes_and_how_to_stop_where_that_is_free(house: House) -> None:
    await registered(house, AWA, "en", channel="sms")
    await sent_now(house, draft({"en": "Sewing begins on Monday."}))
    [text] = house.told(AWA, "sms")
    assert text.startswith("Dalil: Sewing begins on Monday.")
    assert HINT_FR in text
    assert count(text).segments == 1


async def test_an_sms_that_fills_its_segment_says_nothing_more(house: House) -> None:
    await registered(house, AWA, "en", channel="sms")
    await sent_now(house, draft({"en": "a" * 150}))
    [text] = house.told(AWA, "sms")
    assert text == f"Dalil: {'a' * 150}"


@pytest.mark.parametrize(
    ("speaks", "written", "gets"),
    [
        ("aeb", ("ar", "fr", "en"), "ar"),
        ("aeb", ("fr", "en"), "fr"),
        ("ar", ("fr", "en"), "fr"),
        ("fr", ("en",), "en"),
        ("en", ("ar",), None),
    ],
)
async def test_a_missing_language_is_replaced_along_its_fallbacks(
    house: House, speaks: str, written: tuple[str, ...], gets: str | None
) -> None:
    await registered(house, AWA, speaks)
    texts = {locale: f"words in {locale}" for locale in written}
    seen = await house.reminders.preview(Audience(SEWING), texts)
    assert seen.by_locale == ({gets: 1} if gets else {})
    assert seen.left_out == ({} if gets else {LeftOut.NO_TEXT: 1})
    await sent_now(house, draft(texts))
    assert [f"words in {gets}" in text for text in house.told(AWA)] == ([True] if gets else [])


async def test_two_interests_are_one_message(house: House) -> None:
    await registered(house, AWA, "fr")
    await registered(house, AWA, "fr", offer=BREAD)
    assert (await house.reminders.preview(Audience(), TEXTS)).people == 1
    await sent_now(house, draft(audience=Audience()))
    assert len(house.told(AWA)) == 1


async def test_an_audience_is_narrowed_by_place_and_language(house: House) -> None:
    await registered(house, AWA, "fr")
    await registered(house, BILEL, "ar")

    async def people(audience: Audience) -> int:
        return (await house.reminders.preview(audience, TEXTS)).people

    assert await people(Audience()) == 2
    assert await people(Audience(locale="ar")) == 1
    assert await people(Audience(place="kairouan")) == 2
    assert await people(Audience(place="jendouba")) == 0
    assert await people(Audience(BREAD)) == 0


async def test_the_preview_says_who_is_left_out_and_why_and_the_sending_agrees(
    house: House,
) -> None:
    await registered(house, "+21620000010", "fr")
    await registered(house, "+21620000011", "fr", channel="sms")
    await registered(house, "+21620000012", "ar", channel="sms")
    await registered(house, "+21620000013", "en")
    await registered(house, "+21620000014", "fr")
    await house.hears("+21620000014", "stop")
    await registered(house, "+21620000015", "fr")
    house.channels["telegram"].refusals = [Unreachable("blocked")]
    await house.hears("+21620000015", "hello")
    await registered(house, "+21620000016", "fr")
    await house.rows(
        "UPDATE consent SET withdrawn_at = ? WHERE contact_id = (SELECT MAX(id) FROM contact)"
        " RETURNING id",
        house.clock(),
    )
    for channel in house.channels.values():
        channel.sent.clear()
    seen = await house.reminders.preview(Audience(SEWING), TEXTS)
    assert seen.people == 3
    assert seen.by_locale == {"fr": 2, "ar": 1}
    assert seen.by_channel == {"telegram": 1, "sms": 2}
    assert seen.segments == 2
    assert {locale: size.encoding for locale, size in seen.sizes.items()} == {
        "fr": "GSM-7",
        "ar": "UCS-2",
    }
    assert seen.left_out == {
        LeftOut.STOPPED: 1,
        LeftOut.UNREACHABLE: 1,
        LeftOut.NO_CONSENT: 1,
        LeftOut.NO_TEXT: 1,
    }
    await sent_now(house, draft())
    assert len(house.channels["telegram"].sent) + len(house.channels["sms"].sent) == 3


@pytest.mark.parametrize(
    ("wrote", "due", "people"),
    [
        ("2026-11-24 11:00", None, 1),
        ("2026-11-24 11:00", "2026-11-25 10:54", 1),
        ("2026-11-24 11:00", "2026-11-25 10:55", 0),  # five minutes are for the way
        ("2026-11-24 06:00", "2026-11-24 19:59", 1),
        ("2026-11-24 06:00", "2026-11-24 20:00", 0),  # quiet hours: it goes at eight the next day
    ],
)
async def test_whose_day_is_over_when_it_goes_is_left_out_of_the_preview(
    database: Database, wrote: str, due: str | None, people: int
) -> None:
    whatsapp = RememberingChannel("whatsapp", BY_TWILIO)
    house = await build_house(database.lane, others={"whatsapp": whatsapp})
    house.clock.now = utc(wrote)
    await house.hears(AWA, "speak fr", f"want {SEWING}", channel="whatsapp")
    house.clock.now = utc("2026-11-24 19:00")
    seen = await house.reminders.preview(SEWERS, TEXTS, utc(due) if due else None)
    assert seen.people == people
    assert seen.left_out == ({} if people else {LeftOut.DAY_OVER: 1})


async def test_a_preview_stores_nothing(house: House) -> None:
    await registered(house, AWA)
    await house.reminders.preview(Audience(SEWING), TEXTS)
    assert await house.one("SELECT COUNT(*) FROM reminder") == 0
    assert await house.one("SELECT COUNT(*) FROM outbound_message WHERE kind = 'reminder'") == 0


async def test_it_waits_for_its_time_also_across_a_restart(
    house: House, database: Database
) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft(), due_at=NOON + HOUR)
    assert await house.reminders.send_due() == 0
    again = await build_house(database.lane)
    again.clock.forward(HOUR)
    assert await again.reminders.send_due() == 1
    await again.settle()
    assert len(again.told(AWA)) == 1


async def test_a_crash_in_the_middle_of_queueing_goes_on_and_repeats_nobody(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reminders.PORTION", 5)
    for number in range(8):
        await registered(house, f"+2162000200{number}")
    await house.reminders.schedule(draft())
    whole = house.reminders._queue_portion

    def dies_after_one_portion(reminder_id: int, after: int) -> Script[tuple[int | None, int]]:
        if after:
            raise SystemError
        return whole(reminder_id, after)

    monkeypatch.setattr(house.reminders, "_queue_portion", dies_after_one_portion)
    with pytest.raises(SystemError):
        await house.reminders.send_due()
    assert await queued(house) == 5
    again = await build_house(database.lane)
    assert await again.reminders.send_due() == 3
    assert await queued(house) == 8
    await again.settle()
    sent = [address for address, _ in again.channels["telegram"].sent]
    assert len(sent) == len(set(sent)) == 8


async def queued(house: House) -> int:
    return int(await house.one("SELECT COUNT(*) FROM outbound_message WHERE kind = 'reminder'"))


async def test_two_processes_queueing_at_once_send_it_once(
    house: House, database: Database
) -> None:
    for number in range(10):
        await registered(house, f"+216200030{number:02}")
    await house.reminders.schedule(draft())
    other = await build_house(database.lane)
    assert await house.reminders.send_due() == 10
    await house.rows("UPDATE reminder SET state = 'sending' RETURNING id")
    assert await other.reminders.send_due() == 0
    assert await queued(house) == 10


@pytest.mark.parametrize(
    ("due", "arrives"),
    [
        ("2026-11-24 19:59", "2026-11-24 19:59"),
        ("2026-11-24 20:00", "2026-11-25 07:00"),
        ("2026-11-25 02:00", "2026-11-25 07:00"),
    ],
)
async def test_nobody_is_woken_at_night(house: House, due: str, arrives: str) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft(), due_at=utc(due))
    house.clock.now = utc(due)
    await house.reminders.send_due()
    await house.settle()
    assert len(house.told(AWA)) == (1 if due == arrives else 0)
    house.clock.now = utc(arrives)
    await house.settle()
    assert len(house.told(AWA)) == 1


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def test_a_reminder_that_comes_late_out_of_a_breakdown_waits_for_the_morning(
    house: House,
) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    house.clock.now = utc("2026-11-24 22:00")  # queued at noon, the couriers were down
    await house.settle()
    assert house.told(AWA) == []
    house.clock.now = utc("2026-11-25 07:00")
    await house.settle()
    assert len(house.told(AWA)) == 1


async def test_an_answer_is_given_at_night_as_well(house: House) -> None:
    house.clock.now = utc("2026-11-24 23:00")
    await house.hears(AWA, "hello")
    assert house.told(AWA) == ["1: hello"]


async def withdraw(house: House) -> None:
    await house.rows("UPDATE consent SET withdrawn_at = ? RETURNING id", house.clock())


async def say_stop(house: House) -> None:
    await house.hears(AWA, "stop")


async def block(house: House) -> None:
    await house.rows("UPDATE contact SET unreachable_at = ? RETURNING id", house.clock())


@pytest.mark.parametrize(
    ("change", "reason"),
    [(say_stop, "stopped"), (withdraw, "no_consent"), (block, "unreachable")],
)
async def test_who_changes_their_mind_after_the_queueing_gets_nothing(
    house: House, change: Callable[[House], Awaitable[None]], reason: str
) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    await change(house)
    await house.settle()
    assert not any(TEXTS["fr"] in text for text in house.told(AWA))
    row = (await house.rows("SELECT * FROM outbound_message WHERE kind = 'reminder'"))[0]
    assert (row["state"], row["state_reason"]) == ("cancelled", reason)


async def test_stop_before_it_is_due_is_obeyed(house: House) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft(), due_at=NOON + HOUR)
    await house.hears(AWA, "stop")
    house.clock.forward(HOUR)
    assert await house.reminders.send_due() == 0


async def test_an_erased_contact_gets_nothing_and_holds_nobody_up(house: House) -> None:
    await registered(house, AWA)
    await registered(house, BILEL)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    await house.hears(AWA, "erase")
    assert house.told(AWA) == ["3: erase"]
    assert len(house.told(BILEL)) == 1


async def test_it_is_not_sent_after_it_has_lost_its_sense(house: House) -> None:
    await registered(house, AWA)
    house.channels["telegram"].refusals = [TryLater("down", 2 * HOUR)]
    await house.reminders.schedule(draft(), expires_at=NOON + HOUR)
    await house.reminders.send_due()
    await house.settle()
    await house.later(3 * HOUR)
    assert house.told(AWA) == []
    assert await house.one("SELECT state_reason FROM outbound_message WHERE kind = 'reminder'") == (
        "expired"
    )


async def test_cancelled_before_its_time_nobody_gets_it(house: House) -> None:
    await registered(house, AWA)
    reminder = await house.reminders.schedule(draft(), due_at=NOON + HOUR)
    assert await house.reminders.cancel(reminder) == 0
    house.clock.forward(HOUR)
    assert await house.reminders.send_due() == 0
    assert await house.reminders.cancel(reminder) is None


async def test_cancelled_in_the_middle_what_still_waits_is_called_back(house: House) -> None:
    await registered(house, AWA)
    reminder = await house.reminders.schedule(draft())
    await house.reminders.send_due()
    assert await house.reminders.cancel(reminder) == 1
    await house.settle()
    assert house.told(AWA) == []


async def test_what_has_arrived_cannot_be_cancelled(house: House) -> None:
    await registered(house, AWA)
    reminder = await sent_now(house, draft())
    assert await house.reminders.cancel(reminder) is None
    assert await house.reminders.cancel(reminder + 1) is None


async def test_replies_go_before_reminders(house: House) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.settle()
    first, second = house.told(AWA)
    assert first.endswith(": hello")
    assert TEXTS["fr"] in second


async def test_faulty_reminders_are_refused(house: House) -> None:
    with pytest.raises(ValueError, match="words in one language"):
        await house.reminders.schedule(draft({"fr": "  "}))
    with pytest.raises(ValueError, match="expire"):
        await house.reminders.schedule(draft(), NOON + HOUR, expires_at=NOON + HOUR)
    with pytest.raises(ValueError, match="expire"):
        await house.reminders.schedule(
            draft(), utc("2026-11-24 21:00"), expires_at=utc("2026-11-25 05:00")
        )


async def test_the_stored_words_are_those_sent(house: House) -> None:
    await registered(house, AWA, "fr", channel="sms")
    await sent_now(house, draft())
    row = (await house.rows("SELECT * FROM outbound_message WHERE kind = 'reminder'"))[0]
    assert json.loads(row["content"])["text"] == house.told(AWA, "sms")[0]
    assert (row["encoding"], row["segments"]) == ("GSM-7", 1)
