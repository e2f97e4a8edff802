"""What is forgotten in time, and what is not forgotten yet."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.database.opening import open_database
from bot.database.sqlite import file as sqlite_file
from bot.messages.errors import TryLater
from bot.privacy.masking import mask
from bot.privacy.retention import DataRetention
from tests.bot.harness import AWA, BILEL, PROGRAMME, SEWING, Harness, build_harness

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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


async def test_who_consented_is_kept_longer(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
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
    row = (await app.rows("SELECT contact_id, words FROM feedback"))[0]
    assert dict(row) == {"contact_id": None, "words": "very good"}


async def test_nobody_is_forgotten_in_the_middle_of_being_answered(app: Harness) -> None:
    await app.hears(AWA, "hello")
    await app.inbox.stop()
    await app.inbox.receive(app.inbound(AWA, "not answered yet"))
    app.clock.forward(100 * HOUR)
    assert await app.privacy.forget_silent_guests() == 0


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


async def test_old_messages_go_and_young_ones_stay(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}")
    app.clock.forward(31 * DAY)
    await app.hears(AWA, "hello")
    await app.privacy.delete_old_records()
    assert await app.one("SELECT COUNT(*) FROM inbound_message") == 1
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == 1
    assert await app.one("SELECT COUNT(*) FROM interest") == 1


async def test_requests_seen_to_are_deleted_after_a_year_open_ones_are_not(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}", "human")
    await app.hears(BILEL, f"want {SEWING}", "human")
    awa = await app.one("SELECT MIN(id) FROM contact")
    for table in ("interest", "help_request"):
        await app.rows(
            f"UPDATE {table} SET done_at = ? WHERE contact_id = ? RETURNING id", app.clock(), awa
        )
    app.clock.forward(200 * DAY)
    await app.hears(AWA, "hello")
    await app.hears(BILEL, "hello")
    app.clock.forward(166 * DAY)
    await app.privacy.delete_old_records()
    assert await app.one("SELECT COUNT(*) FROM interest") == 1
    assert await app.one("SELECT COUNT(*) FROM help_request") == 1


async def test_what_was_said_of_a_request_goes_before_it(app: Harness) -> None:
    await app.hears(AWA, f"want {SEWING}", "about my landlord")
    await app.hears(BILEL, f"want {SEWING}", "about my children")
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


async def test_what_was_erased_stays_in_no_file(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite://"))
    folder = file.parent
    database = await open_database(sqlite_url)
    try:
        app = await build_harness(database.executor)
        privacy = DataRetention(app.executor, lambda: PROGRAMME.retention, app.clock, file)
        await app.hears(AWA, "praise zorglub")
        assert b"zorglub" in _everything_in(folder)
        await app.hears(AWA, "erase")
        await privacy.clear_files()
        assert b"zorglub" not in _everything_in(folder)
    finally:
        await database.close()


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


@pytest.mark.parametrize(
    ("address", "shown"), [("+21620000001", "xxxxxxxxx01"), ("987654321", "xxxxxxx21"), ("7", "x")]
)
def test_an_address_is_known_again_only_by_its_owner(address: str, shown: str) -> None:
    assert mask(address) == shown
