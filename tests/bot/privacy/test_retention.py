"""What is forgotten in time, and what is not forgotten yet."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.database.sqlite import file as sqlite_file
from bot.messages.errors import TryLater
from bot.privacy.feedback_words import Said, open_feedback
from bot.privacy.masking import mask
from bot.privacy.retention import DataRetention
from bot.privacy.sealing.sealed_columns import SESSION
from tests.bot.harness import AWA, BILEL, BREAD, PROGRAMME, SEWING, Harness

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEARLY = ("interest", "help_request", "feedback", "consent")


async def contacts(app: Harness) -> int:
    return int(await app.one("SELECT COUNT(*) FROM contact"))


async def test_a_silent_guest_is_forgotten_after_three_days_and_not_before(app: Harness) -> None:
    await app.hears(AWA, "hello")
    app.clock.forward(72 * HOUR)
    assert await app.privacy.forget_silent_guests() == 0
    app.clock.forward(HOUR)
    assert await app.privacy.forget_silent_guests() == 1
    assert await contacts(app) == 0
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 0
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE contact_id IS NULL") == 1


async def test_a_guest_who_writes_again_begins_a_new_silence(app: Harness) -> None:
    await app.hears(AWA, "hello")
    app.clock.forward(70 * HOUR)
    await app.hears(AWA, "still here")
    app.clock.forward(70 * HOUR)
    assert await app.privacy.forget_silent_guests() == 0


async def last_asked(app: Harness) -> list[str]:
    """What the session of each contact opens to, as far as it is sealed."""
    rows = await app.rows("SELECT id, session FROM contact ORDER BY id")
    cells = [(SESSION.bytes_of(row["session"]), SESSION.of(row["id"])) for row in rows]
    return [app.sealer.open(sealed, cell) for sealed, cell in cells if sealed]


async def test_after_a_day_of_silence_nothing_says_what_was_last_asked(app: Harness) -> None:
    """Of a guest and of who consented; who goes on can still answer the next morning."""
    await app.hears(AWA, f"wish {SEWING}", "a dentist in Tabarka")
    await app.hears(BILEL, "a midwife")
    app.clock.forward(23 * HOUR)
    await app.hears(BILEL, "still a midwife")
    app.clock.forward(2 * HOUR)
    await app.privacy.enforce_retention()
    [kept] = await last_asked(app)
    assert "midwife" in kept
    app.clock.forward(23 * HOUR)
    await app.privacy.enforce_retention()
    assert (await last_asked(app), await contacts(app)) == ([], 2)
    await app.hears(AWA, "hello")
    assert app.told(AWA)[-1] == "1: hello"


async def test_the_session_of_who_is_being_answered_stays(app: Harness) -> None:
    await app.hears(AWA, "hello")
    await app.inbox.stop()
    await app.inbox.receive(app.inbound(AWA, "not answered yet"))
    app.clock.forward(23 * HOUR + DAY)
    assert await app.privacy.empty_sessions() == 0


async def test_who_consented_is_kept_longer(app: Harness) -> None:
    await app.hears(AWA, f"wish {SEWING}")
    app.clock.forward(365 * DAY)
    await app.privacy.enforce_retention()
    assert await contacts(app) == 1
    app.clock.forward(DAY)
    await app.privacy.enforce_retention()
    assert await contacts(app) == 0
    assert await app.one("SELECT COUNT(*) FROM interest") == 0


async def test_stop_outlives_the_contact(app: Harness) -> None:
    await app.hears(AWA, "stop")
    app.clock.forward(73 * HOUR)
    await app.privacy.enforce_retention()
    assert await contacts(app) == 0
    assert await app.one("SELECT COUNT(*) FROM suppression") == 1
    await app.hears(AWA, "hello")
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 1


async def test_a_guest_s_opinion_stays_without_the_guest(app: Harness) -> None:
    await app.hears(AWA, "praise very good")
    app.clock.forward(73 * HOUR)
    await app.privacy.enforce_retention()
    (row,) = await app.rows("SELECT id, contact_id, said_sealed FROM feedback")
    assert row["contact_id"] is None
    assert open_feedback(row["id"], row["said_sealed"], app.sealer) == Said("very good")


async def test_nobody_is_forgotten_in_the_middle_of_being_answered(app: Harness) -> None:
    await app.hears(AWA, "hello")
    await app.inbox.stop()
    await app.inbox.receive(app.inbound(AWA, "not answered yet"))
    app.clock.forward(100 * HOUR)
    assert await app.privacy.forget_silent_guests() == 0


async def test_what_nobody_answers_goes_though_its_channel_is_off(app: Harness) -> None:
    await app.hears(AWA, "hello")
    await app.inbox.stop()
    await app.inbox.receive(app.inbound(AWA, "said to a channel that is off now"))
    app.clock.forward(23 * HOUR)
    await app.privacy.enforce_retention()
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE event <> ''") == 1
    app.clock.forward(2 * HOUR)
    await app.privacy.enforce_retention()
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE event <> ''") == 0
    app.clock.forward(73 * HOUR)
    await app.privacy.enforce_retention()
    assert await contacts(app) == 0


async def test_nobody_is_forgotten_while_an_answer_waits_to_be_sent(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("down", 20 * HOUR)]
    await app.hears(AWA, "hello")
    app.clock.forward(73 * HOUR)
    assert await app.privacy.forget_silent_guests() == 0


async def test_many_are_forgotten_in_portions(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.privacy.retention.CHUNK", 3)
    for number in range(8):
        await app.hears(f"+2162000100{number}", "hello")
    app.clock.forward(73 * HOUR)
    assert await app.privacy.forget_silent_guests() == 8
    assert await contacts(app) == 0
    app.clock.forward(30 * DAY)
    await app.privacy.delete_old_records()
    assert await app.one("SELECT COUNT(*) FROM inbound_message") == 0


async def test_a_day_after_a_reminder_nothing_says_who_got_it(app: Harness) -> None:
    await app.hears(AWA, "speak fr", f"wish {SEWING}")
    await app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
    await app.reminders.send_due()
    await app.outbox.deliver_due()
    got = len(app.told(AWA))
    of_it = "FROM outbound_message WHERE reminder_id IS NOT NULL"
    for passed, linked in ((HOUR, 1), (DAY, 0)):
        app.clock.forward(passed)
        await app.privacy.delete_old_records()
        assert await app.one(f"SELECT COUNT(*) {of_it} AND contact_id IS NOT NULL") == linked
    # It still counts as sent, and is sent to nobody again.
    await app.reminders.send_due()
    await app.later(HOUR)
    assert await app.one(f"SELECT COUNT(*) {of_it} AND state = 'sent'") == 1
    assert len(app.told(AWA)) == got


async def test_old_messages_go_and_young_ones_stay(app: Harness) -> None:
    await app.hears(AWA, f"wish {SEWING}")
    app.clock.forward(31 * DAY)
    await app.hears(AWA, "hello")
    await app.privacy.delete_old_records()
    assert await app.one("SELECT COUNT(*) FROM inbound_message") == 1
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 1
    assert await app.one("SELECT COUNT(*) FROM interest") == 1


async def test_what_somebody_agreed_to_ends_after_a_year_though_they_still_write(
    app: Harness,
) -> None:
    """Nobody marked anything as done; and what she agreed to later has its own year."""
    await app.hears(AWA, f"wish {SEWING}", "human", "praise good", "whisper bad")
    app.clock.forward(200 * DAY)
    await app.hears(AWA, f"wish {BREAD}")
    for day in (365, 366):
        app.clock.forward((day - 200) * DAY if day == 365 else DAY)
        await app.hears(AWA, "hello")
        await app.privacy.enforce_retention()
        left = [await app.one(f"SELECT COUNT(*) FROM {table}") for table in YEARLY]
        assert left == ([2, 1, 2, 2] if day == 365 else [1, 0, 0, 1])
    app.clock.forward(200 * DAY)
    await app.hears(AWA, "hello")
    await app.privacy.enforce_retention()
    assert [await app.one(f"SELECT COUNT(*) FROM {table}") for table in YEARLY] == [0, 0, 0, 0]
    assert await contacts(app) == 1
    app.clock.forward(73 * HOUR)
    await app.privacy.enforce_retention()
    assert await contacts(app) == 0


async def test_what_was_said_of_a_request_goes_before_it(app: Harness) -> None:
    await app.hears(AWA, f"wish {SEWING}", "about my landlord")
    await app.hears(BILEL, f"wish {SEWING}", "about my children")
    awa = await app.one("SELECT MIN(id) FROM contact")
    await app.rows(
        "UPDATE help_request SET done_at = ? WHERE contact_id = ? RETURNING id", app.clock(), awa
    )
    app.clock.forward(31 * DAY)
    await app.privacy.delete_old_records()
    kept = await app.rows("SELECT contact_id FROM help_request WHERE words_sealed IS NOT NULL")
    assert [row["contact_id"] == awa for row in kept] == [False]
    assert await app.one("SELECT COUNT(*) FROM help_request") == 2


@pytest.mark.parametrize("copy_of", [sqlite_file.backup_of, sqlite_file.for_backup])
async def test_a_copy_left_beside_the_database_is_deleted_a_week_later(
    app: Harness, tmp_path: Path, copy_of: Callable[[Path], Path]
) -> None:
    file = tmp_path / "copied.sqlite3"
    sqlite_file.prepare(file)
    backup = copy_of(file)
    sqlite_file.copy(file, backup)
    left_by_a_crash = sqlite_file.unfinished(backup)
    sqlite_file.copy(file, left_by_a_crash)
    privacy = DataRetention(app.executor, lambda: PROGRAMME.retention, app.clock, file)
    for made, kept in ((app.clock() - 7 * DAY, True), (app.clock() - 7 * DAY - HOUR, False)):
        for path in (backup, left_by_a_crash):
            os.utime(path, (made.timestamp(), made.timestamp()))
        await privacy.enforce_retention()
        assert (backup.exists(), left_by_a_crash.exists()) == (kept, kept)
    assert file.exists()


@pytest.mark.parametrize(
    ("address", "shown"), [("+21620000001", "xxxxxxxxx01"), ("987654321", "xxxxxxx21"), ("7", "x")]
)
def test_an_address_is_known_again_only_by_its_owner(address: str, shown: str) -> None:
    assert mask(address) == shown
