"""Transactions are carried out whole or not at all, on both databases alike."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest

from bot.database.faults import ConstraintBroken, DatabaseClosed, DatabaseFault
from bot.database.opening import Database
from bot.database.postgres.shared_commit import numbered
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.models.people import Contact, Suppression

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def suppress(address_hash: bytes, when: datetime = NOW) -> Transaction[None]:
    yield Sql(
        "INSERT INTO suppression (address_hash, stopped_at) VALUES (?, ?)", (address_hash, when)
    )


def suppressed() -> Transaction[list[Row]]:
    return (yield Sql("SELECT address_hash, stopped_at FROM suppression ORDER BY address_hash"))


def add_contact(name: bytes) -> Transaction[int]:
    rows = yield Sql(
        "INSERT INTO contact (channel, address_hash, address_sealed, session, created_at,"
        " last_seen_at) VALUES ('sms', ?, ?, '0', ?, ?) RETURNING id",
        (name, b"sealed", NOW, NOW),
    )
    contact: int = rows[0]["id"]
    return contact


async def test_a_script_gives_its_result_after_its_commit(database: Database) -> None:
    contact = await database.executor.run(partial(add_contact, b"one"))
    assert (await Contact.get(id=contact)).address_hash == b"one"


async def test_rows_are_mappings_by_column_name(database: Database) -> None:
    await database.executor.run(partial(suppress, b"one"))
    (row,) = await database.executor.run(suppressed)
    assert row["address_hash"] == b"one"
    assert as_time(row["stopped_at"]) == NOW


async def test_a_statement_without_rows_gives_none(database: Database) -> None:
    def transaction() -> Transaction[list[Row]]:
        return (yield Sql("DELETE FROM suppression"))

    assert await database.executor.run(transaction) == []


async def test_a_script_that_fails_leaves_nothing(database: Database) -> None:
    def fails() -> Transaction[None]:
        yield from suppress(b"one")
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        await database.executor.run(fails)
    assert await database.executor.run(suppressed) == []


async def test_one_failing_among_many_fails_alone(database: Database) -> None:
    await database.executor.run(partial(suppress, b"taken"))
    hashes = [b"%03d" % number for number in range(40)]
    hashes.insert(20, b"taken")

    results = await asyncio.gather(
        *(database.executor.run(partial(suppress, each)) for each in hashes),
        return_exceptions=True,
    )

    assert [type(result) for result in results if result is not None] == [ConstraintBroken]
    assert isinstance(results[20], ConstraintBroken)
    assert len(await database.executor.run(suppressed)) == 41


async def test_a_refused_row_is_not_quoted(database: Database) -> None:
    def transaction() -> Transaction[None]:
        yield Sql(
            "INSERT INTO feedback (id, rating, done_by, locale, created_on, contact_id)"
            " VALUES (1, 3, ?, 'fr', ?, 77)",
            ("a secret word", date(2026, 3, 1)),
        )

    with pytest.raises(ConstraintBroken) as caught:
        await database.executor.run(transaction)
    assert "secret" not in str(caught.value)
    assert "77" not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [("a\0b", "NUL"), ("\ud83d", "surrogate|does not fit")],
)
async def test_text_that_only_one_database_would_store_is_refused_by_both(
    database: Database, words: str, complaint: str
) -> None:
    def transaction() -> Transaction[None]:
        yield Sql("UPDATE contact SET session = ?", (words,))

    with pytest.raises(DatabaseFault, match=complaint):
        await database.executor.run(transaction)
    assert await database.executor.run(suppressed) == []


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseFault, match="time zone"):
        await database.executor.run(partial(suppress, b"one", datetime(2026, 3, 1)))


@pytest.mark.parametrize(
    "when",
    [
        NOW,
        NOW + timedelta(microseconds=1),
        NOW.astimezone(timezone(timedelta(hours=1))),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
async def test_moments_are_written_as_tortoise_writes_them(
    database: Database, when: datetime
) -> None:
    await database.executor.run(partial(suppress, b"lane", when))
    await Suppression.create(address_hash=b"orm", stopped_at=when)

    executor, orm = await database.executor.run(suppressed)

    assert executor["stopped_at"] == orm["stopped_at"]
    assert as_time(executor["stopped_at"]) == when
    assert (await Suppression.get(stopped_at=when, address_hash=b"lane")).stopped_at == when


async def test_moments_are_found_in_order(database: Database) -> None:
    moments = [NOW, NOW + timedelta(microseconds=1), NOW + timedelta(milliseconds=999)]
    moments += [NOW + timedelta(seconds=1)]
    for number, when in enumerate(moments):
        await database.executor.run(partial(suppress, b"%d" % number, when))

    def until(when: datetime) -> Transaction[int]:
        sql = "SELECT count(*) AS many FROM suppression WHERE stopped_at <= ?"
        return (yield Sql(sql, (when,)))[0]["many"]  # type: ignore[no-any-return]

    counts = [await database.executor.run(partial(until, when)) for when in moments]
    assert counts == [1, 2, 3, 4]


async def test_days_flags_and_numbers_keep_their_meaning(database: Database) -> None:
    def transaction() -> Transaction[Row]:
        yield Sql(
            "INSERT INTO feedback (id, rating, done_by, locale, created_on) VALUES (1, ?, ?, ?, ?)",
            (4, "merci 🙏 شكرا", "fr", date(2026, 3, 1)),
        )
        yield Sql(
            "INSERT INTO inbound_message (channel, provider_id, event, answered_by_carrier,"
            " received_at) VALUES ('sms', 'x', '', ?, ?)",
            (True, NOW),
        )
        rows = yield Sql("SELECT rating, done_by, created_on FROM feedback")
        flags = yield Sql("SELECT id FROM inbound_message WHERE answered_by_carrier = ?", (True,))
        assert len(flags) == 1
        return rows[0]

    row = await database.executor.run(transaction)
    assert (row["rating"], row["done_by"]) == (4, "merci 🙏 شكرا")
    assert str(row["created_on"]) == "2026-03-01"


async def test_counting_by_reading_and_writing_is_exact(database: Database) -> None:
    contact = await database.executor.run(partial(add_contact, b"one"))

    def one_more() -> Transaction[None]:
        sql = "SELECT session FROM contact WHERE id = ?"
        rows = yield Sql(sql, (contact,), lock=True)
        count = int(rows[0]["session"]) + 1
        yield Sql("UPDATE contact SET session = ? WHERE id = ?", (str(count), contact))

    await asyncio.gather(*(database.executor.run(one_more) for _ in range(60)))
    assert (await Contact.get(id=contact)).session == "60"


async def test_scripts_that_lock_each_other_out_are_run_again(database: Database) -> None:
    first = await database.executor.run(partial(add_contact, b"one"))
    second = await database.executor.run(partial(add_contact, b"two"))

    def touch(*order: int) -> Transaction[None]:
        for contact in order:
            rows = yield Sql("SELECT session FROM contact WHERE id = ?", (contact,), lock=True)
            count = str(int(rows[0]["session"]) + 1)
            yield Sql("UPDATE contact SET session = ? WHERE id = ?", (count, contact))

    await asyncio.gather(
        *(database.executor.run(partial(touch, first, second)) for _ in range(6)),
        *(database.executor.run(partial(touch, second, first)) for _ in range(6)),
    )
    assert [each.session for each in await Contact.all()] == ["12", "12"]


async def test_rows_held_by_another_are_left_out_when_asked(database: Database) -> None:
    await asyncio.gather(
        *(database.executor.run(partial(add_contact, b"%d" % n)) for n in range(8))
    )

    def claim() -> Transaction[int]:
        rows = yield Sql(
            "SELECT id FROM contact WHERE session = '0' ORDER BY id LIMIT 1", skip_locked=True
        )
        yield Sql("UPDATE contact SET session = '1' WHERE id = ?", (rows[0]["id"],))
        contact: int = rows[0]["id"]
        return contact

    claimed = await asyncio.gather(*(database.executor.run(claim) for _ in range(8)))
    assert len(set(claimed)) == 8


async def test_a_script_ends_even_when_nobody_waits_for_it_any_more(database: Database) -> None:
    waiting = [
        asyncio.create_task(database.executor.run(partial(suppress, b"%02d" % n)))
        for n in range(30)
    ]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    assert all(task.cancelled() for task in waiting)

    await database.executor.run(partial(suppress, b"later"))
    await database.executor.close()
    assert await Suppression.all().count() == 31


async def test_cancelling_at_random_harms_nobody_else(database: Database) -> None:
    chance = random.Random(7)
    kept: list[asyncio.Task[Any]] = []
    for number in range(150):
        task = asyncio.create_task(database.executor.run(partial(suppress, b"%03d" % number)))
        await asyncio.sleep(chance.choice((0, 0, 0.0005)))
        if chance.random() < 0.5:
            task.cancel()
        else:
            kept.append(task)
    await asyncio.gather(*kept)
    await database.executor.close()
    assert await Suppression.all().count() >= len(kept)


async def test_closing_ends_what_was_asked_before_and_refuses_what_comes_after(
    database: Database,
) -> None:
    before = [
        asyncio.create_task(database.executor.run(partial(suppress, b"%d" % n))) for n in range(5)
    ]
    await asyncio.sleep(0)
    await database.executor.close()
    await asyncio.gather(*before)
    with pytest.raises(DatabaseClosed):
        await database.executor.run(suppressed)
    assert await Suppression.all().count() == 5


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (Sql("SELECT 1"), "SELECT 1"),
        (Sql("a = ? AND b = ?"), "a = $1 AND b = $2"),
        (Sql("a = '?' AND b = ?"), "a = '?' AND b = $1"),
        (Sql("a = 'it''s ?' AND b = ?"), "a = 'it''s ?' AND b = $1"),
        (Sql('"od?d" = ? -- why?\n AND b = ?'), '"od?d" = $1 -- why?\n AND b = $2'),
        (Sql("SELECT ?", lock=True), "SELECT $1 FOR UPDATE"),
        (Sql("SELECT ?", skip_locked=True), "SELECT $1 FOR UPDATE SKIP LOCKED"),
    ],
)
def test_question_marks_become_numbers_outside_of_quotes(sql: Sql, expected: str) -> None:
    assert numbered(sql) == expected
