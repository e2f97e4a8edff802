"""What is forgotten, and when? Everything about a person, in one transaction or after a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.database.sqlite import file as sqlite_file
from bot.database.transaction import Executor, Sql, Transaction, as_time
from services_directory.values.entries import Retention

log = structlog.get_logger(__name__)

CHUNK = 50
JOB_RUNS_KEPT = timedelta(days=2)
BACKUP_KEPT = timedelta(days=7)
"""Long enough to notice that an upgrade went wrong; whoever was erased meanwhile is still in it."""


def forget(contact_id: int, now: datetime, *, their_feedback_too: bool) -> Transaction[None]:
    """Part of a transaction: no row keeps this contact's address. A keyed hash remembers STOP.

    Feedback was given to the programme: who is only silent leaves it behind without a link, who
    asks to be forgotten takes it along. Received messages keep the provider's id, so that a
    repetition is not taken for a new contact.
    """
    rows = yield Sql(
        "SELECT address_hash, stopped_at FROM contact WHERE id = ?", (contact_id,), lock=True
    )
    if not rows:
        return
    if rows[0]["stopped_at"] is not None:
        yield Sql(
            "INSERT INTO suppression (address_hash, stopped_at) VALUES (?, ?)"
            " ON CONFLICT (address_hash) DO NOTHING",
            (rows[0]["address_hash"], as_time(rows[0]["stopped_at"])),
        )
    if not their_feedback_too:
        yield Sql("UPDATE feedback SET contact_id = NULL WHERE contact_id = ?", (contact_id,))
    # What is wrong with a service stays a task; who said so, and in which words, goes.
    yield Sql(
        "UPDATE help_request SET contact_id = NULL, words_sealed = NULL"
        " WHERE contact_id = ? AND service IS NOT NULL",
        (contact_id,),
    )
    for table in ("outbound_message", "interest", "feedback", "help_request", "consent"):
        yield Sql(f"DELETE FROM {table} WHERE contact_id = ?", (contact_id,))
    yield Sql(
        "UPDATE inbound_message SET contact_id = NULL, event = '',"
        " answered_at = COALESCE(answered_at, ?) WHERE contact_id = ?",
        (now, contact_id),
    )
    yield Sql("DELETE FROM contact WHERE id = ?", (contact_id,))


class DataRetention:
    """Keeps what is kept as short as the programme promises; `retention` is asked each time.

    `file`: of a SQLite database, since what was erased from its tables stays in files beside it.
    """

    def __init__(
        self,
        executor: Executor,
        retention: Callable[[], Retention],
        clock: Clock,
        file: Path | None = None,
    ) -> None:
        self._executor = executor
        self._retention = retention
        self._clock = clock
        self._file = file

    async def enforce_retention(self) -> None:
        """Everything below, once; the scheduler calls it."""
        guests = await self.forget_silent_guests()
        contacts = await self.forget_silent_contacts()
        rows = await self.delete_old_records()
        if guests or contacts or rows:
            log.info("forgotten", guests=guests, contacts=contacts, rows=rows)
        await self.clear_files()

    async def clear_files(self) -> None:
        """Delete an old copy made before a migration, and empty the log of the database."""
        if self._file is None:
            return
        if await asyncio.to_thread(_delete_old_backup, self._file, self._clock() - BACKUP_KEPT):
            log.info("backup_deleted")
        if not await asyncio.to_thread(sqlite_file.clear_log, self._file):
            log.info("log_not_cleared")

    async def forget_silent_guests(self) -> int:
        """Forget who never consented and has been silent; how many."""
        silence = timedelta(hours=self._retention().guest_hours)
        return await self._forget_silent(silence, "consented_at IS NULL AND ")

    async def forget_silent_contacts(self) -> int:
        """Forget anybody not heard of for the programme's longest time; how many."""
        return await self._forget_silent(timedelta(days=self._retention().contact_days), "")

    async def delete_old_records(self) -> int:
        """Delete messages, requests seen to, and the scheduler's notes that are past their time."""
        kept = self._retention()
        now = self._clock()
        messages = now - timedelta(days=kept.message_days)
        requests = now - timedelta(days=kept.request_days)
        old = (
            ("outbound_message", "created_at < ? AND state NOT IN ('queued', 'sending')", messages),
            ("inbound_message", "received_at < ? AND answered_at IS NOT NULL", messages),
            ("interest", "done_at < ?", requests),
            ("help_request", "done_at < ?", requests),
            ("feedback", "done_at < ?", requests),
            ("job_run", "ran_at < ?", now - JOB_RUNS_KEPT),
        )
        await self._executor.run(lambda: _forget_words(messages))
        return sum([await self._delete(table, where, before) for table, where, before in old])

    async def _delete(self, table: str, where: str, before: datetime) -> int:
        deleted = 0
        while True:
            rows = await self._executor.run(lambda: _delete_some(table, where, before))
            deleted += rows
            if rows < CHUNK:
                return deleted

    async def _forget_silent(self, silence: timedelta, condition: str) -> int:
        now = self._clock()
        forgotten = after = 0
        while True:
            last, count = await self._executor.run(
                lambda after=after: _forget_some(condition, now - silence, now, after)  # type: ignore[misc]
            )
            forgotten += count
            if last is None:
                return forgotten
            after = last


def _delete_old_backup(file: Path, before: datetime) -> bool:
    """Whether there was one; an unfinished one, left by a crash, counts as well."""
    copies = (sqlite_file.backup_of(file), sqlite_file.for_backup(file))
    old = [
        path
        for copy in copies
        for path in (copy, sqlite_file.unfinished(copy))
        if path.exists() and path.stat().st_mtime < before.timestamp()
    ]
    for path in old:
        path.unlink()
    return bool(old)


def _forget_words(before: datetime) -> Transaction[None]:
    """Of requests that were seen to, the words are needed no longer than a message."""
    yield Sql(
        "UPDATE help_request SET words_sealed = NULL"
        " WHERE done_at < ? AND words_sealed IS NOT NULL",
        (before,),
    )


def _delete_some(table: str, where: str, before: datetime) -> Transaction[int]:
    # Few at a time: people's messages wait behind each transaction.
    rows = yield Sql(
        f"DELETE FROM {table} WHERE id IN"
        f" (SELECT id FROM {table} WHERE {where} ORDER BY id LIMIT {CHUNK}) RETURNING id",
        (before,),
    )
    return len(rows)


def _forget_some(
    condition: str, before: datetime, now: datetime, after: int
) -> Transaction[tuple[int | None, int]]:
    """Forget some of the silent with an id above `after`; the last id looked at, and how many.

    Whoever is being answered, or has an answer on its way, is left for another time.
    """
    rows = yield Sql(
        f"SELECT id FROM contact WHERE {condition}last_seen_at < ? AND id > ?"
        " AND NOT EXISTS (SELECT 1 FROM inbound_message AS i"
        " WHERE i.contact_id = contact.id AND i.answered_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM outbound_message AS o"
        " WHERE o.contact_id = contact.id AND o.state IN ('queued', 'sending'))"
        f" ORDER BY id LIMIT {CHUNK}",
        (before, after),
        skip_locked=True,
    )
    for row in rows:
        yield from forget(row["id"], now, their_feedback_too=False)
    return (rows[-1]["id"] if rows else None), len(rows)
