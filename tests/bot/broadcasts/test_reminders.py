"""A reminder reaches everybody who asked, once, in their language, and nobody else."""

from __future__ import annotations

import pytest

from bot.broadcasts.audience import Audience, LeftOut
from bot.channels.twilio.messengers import BY_TWILIO
from bot.database.opening import Database
from bot.messages.errors import Unreachable
from bot.messages.segments import count
from tests.bot.broadcasts.reminding import (
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
from tests.bot.harness import AWA, BILEL, BREAD, SEWING, Harness, build_harness
from tests.fakes import NOON, RememberingChannel


async def test_who_registered_gets_it_in_their_language_and_the_others_nothing(
    app: Harness,
) -> None:
    await registered(app, AWA, "fr")
    await registered(app, BILEL, "ar")
    await registered(app, CLARA, "fr", offer=BREAD)
    reminder = await sent_now(app, draft())
    [to_awa], [to_bilel] = app.told(AWA), app.told(BILEL)
    assert TEXTS["fr"] in to_awa
    assert TEXTS["ar"].rstrip(".") in to_bilel
    assert app.told(CLARA) == []
    assert await app.one("SELECT state FROM reminder WHERE id = ?", reminder) == "sent"


async def test_a_telegram_reminder_says_how_to_stop(app: Harness) -> None:
    await registered(app, AWA, "fr")
    await sent_now(app, draft())
    assert HINT_FR in app.told(AWA)[0]


async def test_an_sms_says_who_writes_and_how_to_stop_where_that_is_free(app: Harness) -> None:
    await registered(app, AWA, "en", channel="sms")
    await sent_now(app, draft({"en": "Sewing begins on Monday."}))
    [text] = app.told(AWA, "sms")
    assert text.startswith("Dalil: Sewing begins on Monday.")
    assert HINT_FR in text
    assert count(text).segments == 1


async def test_an_sms_that_fills_its_segment_says_nothing_more(app: Harness) -> None:
    await registered(app, AWA, "en", channel="sms")
    await sent_now(app, draft({"en": "a" * 150}))
    [text] = app.told(AWA, "sms")
    assert text == f"Dalil: {'a' * 150}"


@pytest.mark.parametrize(
    ("speaks", "written", "gets"),
    [
        ("aeb", ("ar", "fr", "en"), "ar"),
        ("aeb", ("fr", "en"), None),
        ("ar", ("fr", "en"), None),
        ("ar", ("aeb", "fr"), None),
        ("fr", ("en",), None),
        ("fr", ("en", "fr"), "fr"),
        ("en", ("ar",), None),
    ],
)
async def test_nobody_gets_a_language_they_did_not_choose_but_one_read_as_their_own(
    app: Harness, speaks: str, written: tuple[str, ...], gets: str | None
) -> None:
    await registered(app, AWA, speaks)
    texts = {locale: f"words in {locale}" for locale in written}
    seen = await app.reminders.preview(Audience(SEWING), texts)
    assert seen.by_locale == ({gets: 1} if gets else {})
    assert seen.left_out == ({} if gets else {LeftOut.NO_TEXT: 1})
    await sent_now(app, draft(texts))
    assert [f"words in {gets}" in text for text in app.told(AWA)] == ([True] if gets else [])


async def test_two_interests_are_one_message(app: Harness) -> None:
    await registered(app, AWA, "fr")
    await registered(app, AWA, "fr", offer=BREAD)
    assert (await app.reminders.preview(Audience(), TEXTS)).people == 1
    await sent_now(app, draft(audience=Audience()))
    assert len(app.told(AWA)) == 1


async def test_an_audience_is_narrowed_by_place_and_language(app: Harness) -> None:
    await registered(app, AWA, "fr")
    await registered(app, BILEL, "ar")

    async def people(audience: Audience) -> int:
        return (await app.reminders.preview(audience, TEXTS)).people

    assert await people(Audience()) == 2
    assert await people(Audience(locale="ar")) == 1
    assert await people(Audience(place="kairouan")) == 2
    assert await people(Audience(place="jendouba")) == 0
    assert await people(Audience(BREAD)) == 0


async def test_the_preview_says_who_is_left_out_and_why_and_the_sending_agrees(
    app: Harness,
) -> None:
    await registered(app, "+21620000010", "fr")
    await registered(app, "+21620000011", "fr", channel="sms")
    await registered(app, "+21620000012", "ar", channel="sms")
    await registered(app, "+21620000013", "en")
    await registered(app, "+21620000014", "fr")
    await app.hears("+21620000014", "stop")
    await registered(app, "+21620000015", "fr")
    app.channels["telegram"].refusals = [Unreachable("blocked")]
    await app.hears("+21620000015", "hello")
    await registered(app, "+21620000016", "fr")
    await app.rows(
        "UPDATE consent SET withdrawn_at = ? WHERE contact_id = (SELECT MAX(id) FROM contact)"
        " RETURNING id",
        app.clock(),
    )
    for channel in app.channels.values():
        channel.sent.clear()
    seen = await app.reminders.preview(Audience(SEWING), TEXTS)
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
    await sent_now(app, draft())
    assert len(app.channels["telegram"].sent) + len(app.channels["sms"].sent) == 3


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
    app = await build_harness(database.executor, others={"whatsapp": whatsapp})
    app.clock.now = utc(wrote)
    await app.hears(AWA, "speak fr", f"wish {SEWING}", channel="whatsapp")
    app.clock.now = utc("2026-11-24 19:00")
    seen = await app.reminders.preview(SEWERS, TEXTS, utc(due) if due else None)
    assert seen.people == people
    assert seen.left_out == ({} if people else {LeftOut.DAY_OVER: 1})


async def test_a_preview_stores_nothing(app: Harness) -> None:
    await registered(app, AWA)
    await app.reminders.preview(Audience(SEWING), TEXTS)
    assert await app.one("SELECT COUNT(*) FROM reminder") == 0
    assert await app.one("SELECT COUNT(*) FROM outbound_message WHERE kind = 'reminder'") == 0


async def test_faulty_reminders_are_refused(app: Harness) -> None:
    with pytest.raises(ValueError, match="words in one language"):
        await app.reminders.schedule(draft({"fr": "  "}))
    with pytest.raises(ValueError, match="expire"):
        await app.reminders.schedule(draft(), NOON + HOUR, expires_at=NOON + HOUR)
    with pytest.raises(ValueError, match="expire"):
        await app.reminders.schedule(
            draft(), utc("2026-11-24 21:00"), expires_at=utc("2026-11-25 05:00")
        )


async def test_the_size_of_the_words_is_stored_and_not_the_words(app: Harness) -> None:
    await registered(app, AWA, "fr", channel="sms")
    await sent_now(app, draft())
    row = (await app.rows("SELECT * FROM outbound_message WHERE kind = 'reminder'"))[0]
    assert row["content_sealed"] is None
    assert (row["encoding"], row["segments"]) == ("GSM-7", 1)
