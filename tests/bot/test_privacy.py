"""What is forgotten in time, and what is not forgotten yet."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import TryLater
from bot.database.opening import open_database
from bot.database.sqlite import file as sqlite_file
from bot.privacy.masking import mask
from bot.privacy.retention import Privacy
from tests.bot.house import AWA, BILEL, PROGRAMME, SEWING, House, build_house

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def contacts(house: House) -> int:
    return int(await house.one("SELECT COUNT(*) FROM contact"))


async def test_a_silent_guest_is_forgotten_after_three_days_and_not_before(house: House) -> None:
    await house.hears(AWA, "hello")
    house.clock.forward(72 * HOUR)
    assert await house.privacy.forget_silent_guests() == 0
    house.clock.forward(HOUR)
    assert await house.privacy.forget_silent_guests() == 1
    assert await contacts(house) == 0
    assert await house.one("SELECT COUNT(*) FROM outbound_message") == 0
    assert await house.one("SELECT COUNT(*) FROM inbound_message WHERE contact_id IS NULL") == 1


async def test_a_guest_who_writes_again_begins_a_new_silence(house: House) -> None:
    await house.hears(AWA, "hello")
    house.clock.forward(70 * HOUR)
    await house.hears(AWA, "still here")
    house.clock.forward(70 * HOUR)
    assert await house.privacy.forget_silent_guests() == 0


async def test_who_consented_is_kept_longer(house: House) -> None:
    await house.hears(AWA, f"want {SEWING}")
    house.clock.forward(365 * DAY)
    await house.privacy.keep_promises()
    assert await contacts(house) == 1
    house.clock.forward(DAY)
    await house.privacy.keep_promises()
    assert await contacts(house) == 0
    assert await house.one("SELECT COUNT(*) FROM interest") == 0


async def test_stop_outlives_the_contact(house: House) -> None:
    await house.hears(AWA, "stop")
    house.clock.forward(73 * HOUR)
    await house.privacy.keep_promises()
    assert await contacts(house) == 0
    assert await house.one("SELECT COUNT(*) FROM suppression") == 1
    await house.hears(AWA, "hello")
    assert await house.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 1


async def test_a_guest_s_opinion_stays_without_the_guest(house: House) -> None:
    await house.hears(AWA, "praise very good")
    house.clock.forward(73 * HOUR)
    await house.privacy.keep_promises()
    row = (await house.rows("SELECT contact_id, words FROM feedback"))[0]
    assert dict(row) == {"contact_id": None, "words": "very good"}


async def test_nobody_is_forgotten_in_the_middle_of_being_answered(house: House) -> None:
    await house.hears(AWA, "hello")
    await house.inbox.stop()
    await house.inbox.receive(house.incoming(AWA, "not answered yet"))
    house.clock.forward(100 * HOUR)
    assert await house.privacy.forget_silent_guests() == 0


async def test_nobody_is_forgotten_while_an_answer_waits_to_be_sent(house: House) -> None:
    house.channels["telegram"].refusals = [TryLater("down", 20 * HOUR)]
    await house.hears(AWA, "hello")
    house.clock.forward(73 * HOUR)
    assert await house.privacy.forget_silent_guests() == 0


async def test_many_are_forgotten_in_portions(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.privacy.retention.CHUNK", 3)
    for number in range(8):
        await house.hears(f"+2162000100{number}", "hello")
    house.clock.forward(73 * HOUR)
    assert await house.privacy.forget_silent_guests() == 8
    assert await contacts(house) == 0
    house.clock.forward(30 * DAY)
    await house.privacy.delete_old_records()
    assert await house.one("SELECT COUNT(*) FROM inbound_message") == 0


async def test_old_messages_go_and_young_ones_stay(house: House) -> None:
    await house.hears(AWA, f"want {SEWING}")
    house.clock.forward(31 * DAY)
    await house.hears(AWA, "hello")
    await house.privacy.delete_old_records()
    assert await house.one("SELECT COUNT(*) FROM inbound_message") == 1
    assert await house.one("SELECT COUNT(*) FROM outbound_message") == 1
    assert await house.one("SELECT COUNT(*) FROM interest") == 1


async def test_requests_seen_to_are_deleted_after_a_year_open_ones_are_not(house: House) -> None:
    await house.hears(AWA, f"want {SEWING}", "human")
    await house.hears(BILEL, f"want {SEWING}", "human")
    awa = await house.one("SELECT MIN(id) FROM contact")
    for table in ("interest", "help_request"):
        await house.rows(
            f"UPDATE {table} SET done_at = ? WHERE contact_id = ? RETURNING id", house.clock(), awa
        )
    house.clock.forward(200 * DAY)
    await house.hears(AWA, "hello")
    await house.hears(BILEL, "hello")
    house.clock.forward(166 * DAY)
    await house.privacy.delete_old_records()
    assert await house.one("SELECT COUNT(*) FROM interest") == 1
    assert await house.one("SELECT COUNT(*) FROM help_request") == 1


@pytest.mark.parametrize("copy_of", [sqlite_file.backup_of, sqlite_file.for_backup])
async def test_a_copy_left_beside_the_database_is_deleted_a_week_later(
    house: House, tmp_path: Path, copy_of: Callable[[Path], Path]
) -> None:
    file = tmp_path / "copied.sqlite3"
    sqlite_file.prepare(file)
    backup = copy_of(file)
    sqlite_file.copy(file, backup)
    left_by_a_crash = sqlite_file.unfinished(backup)
    sqlite_file.copy(file, left_by_a_crash)
    privacy = Privacy(house.lane, lambda: PROGRAMME.retention, house.clock, file)
    for made, kept in ((house.clock() - 7 * DAY, True), (house.clock() - 7 * DAY - HOUR, False)):
        for path in (backup, left_by_a_crash):
            os.utime(path, (made.timestamp(), made.timestamp()))
        await privacy.keep_promises()
        assert (backup.exists(), left_by_a_crash.exists()) == (kept, kept)
    assert file.exists()


async def test_what_was_erased_stays_in_no_file(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite://"))
    folder = file.parent
    database = await open_database(sqlite_url)
    try:
        house = await build_house(database.lane)
        privacy = Privacy(house.lane, lambda: PROGRAMME.retention, house.clock, file)
        await house.hears(AWA, "praise zorglub")
        assert b"zorglub" in _everything_in(folder)
        await house.hears(AWA, "erase")
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
