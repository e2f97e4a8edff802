"""A reminder reaches everybody who asked, once, in their language, and nobody else."""

from __future__ import annotations

import json

import pytest

from bot.broadcasts.audience import Audience, LeftOut
from bot.channels.base import Unreachable
from bot.channels.twilio.messengers import BY_TWILIO
from bot.database.opening import Database
from bot.messages.segments import count
from tests.bot.house import AWA, BILEL, BREAD, SEWING, House, build_house
from tests.bot.reminding import (
    CLARA,
    HINT_FR,
    HOUR,
    SEWERS,
    TEXTS,
    draft,
    registered,
    sent_now,
    utc,
)
from tests.fakes import NOON, RememberingChannel


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
