"""What is forgotten when its time is over, though nobody asks for it?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog

from bot.clock import Clock
from bot.database.sqlite import file as sqlite_file
from bot.database.sqlite.free_pages import overwrite_free_pages
from bot.database.transaction import Executor, Sql, Transaction
from bot.privacy import answers_had
from bot.privacy.forgetting import forget
from bot.privacy.sealing.sealed_columns import NO_SESSION
from services_directory.values.entries import Retention

log = structlog.get_logger(__name__)

CHUNK = 50
JOB_RUNS_KEPT = timedelta(days=2)
A_DAY = timedelta(days=1)
REMINDER_LINKED = A_DAY
"""By then it is known what became of a reminder's message: none says any more whom it told."""
AUDIT_KEPT = timedelta(days=3 * 365)
"""Who changed or looked at what: so long it may be asked."""

SESSION_KEPT = A_DAY
"""So long a question can be answered. What was asked last tells what somebody needs, so it stays no
longer; a guest's goes with the guest, if that is sooner."""

FOLLOW_UP_KEPT = timedelta(days=60)
"""A receiver may take long to say yes; nobody remembers later."""

BULK_EDITS_KEPT = timedelta(days=30)  # so long what was done to many services is taken back as one
CONFIRMATIONS_KEPT = timedelta(days=180)  # what a service said when it was asked
DRAFTS_KEPT = timedelta(days=7)  # what staff began to write and did not send

BACKUP_KEPT = timedelta(days=7)
"""Long enough to notice that an upgrade went wrong; whoever was erased meanwhile is still in it."""


class Old(NamedTuple):
    """Rows of a table that are past their time."""

    table: str
    where: str
    before: datetime | date
    key: str = "id"


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
        await self.settle_unanswered()
        guests = await self.forget_silent_guests()
        contacts = await self.forget_silent_contacts()
        rows = await self.delete_old_records()
        await self.empty_sessions()
        if guests or contacts or rows:
            log.info("forgotten", guests=guests, contacts=contacts, rows=rows)
        await self.clear_files()

    async def settle_unanswered(self) -> None:
        """Nobody waits for an answer longer than a day: of a channel that was switched off, what
        they wrote would else stay, and they with it."""
        now = self._clock()
        settled = await self._executor.run(lambda: _settle_unanswered(now))
        if settled:
            log.warning("unanswered_given_up", messages=settled)

    async def clear_files(self) -> None:
        """What was erased from the tables leaves the files, too: copies, free pages, the log."""
        if self._file is None:
            return
        if await asyncio.to_thread(_delete_old_backup, self._file, self._clock() - BACKUP_KEPT):
            log.info("backup_deleted")
        if not await asyncio.to_thread(overwrite_free_pages, self._file):
            log.info("free_pages_not_overwritten")
        # Last, since the log holds what was overwritten, as it was and as it is.
        if not await asyncio.to_thread(sqlite_file.clear_log, self._file):
            log.info("log_not_cleared")

    async def forget_silent_guests(self) -> int:
        """Forget who never consented and has been silent; how many."""
        silence = timedelta(hours=self._retention().guest_hours)
        return await self._forget_silent(silence, "consented_at IS NULL AND ")

    async def forget_silent_contacts(self) -> int:
        """Forget anybody not heard of for the programme's longest time; how many."""
        return await self._forget_silent(timedelta(days=self._retention().contact_days), "")

    async def empty_sessions(self) -> int:
        """Forget what was last asked, and of whom, where nobody goes on; how many."""
        return await self._in_portions(partial(_empty_some, self._clock() - SESSION_KEPT))

    async def delete_old_records(self) -> int:
        """Delete every row that is past its time, whether anybody saw to it or not.

        What people agreed to ends when they were told it would, also for those who still write."""
        kept, now = self._retention(), self._clock()
        days = kept.message_days, kept.contact_days, kept.conversation_days
        messages, agreed, talks = (now - timedelta(days=each) for each in days)
        # People agreed to `contact_days`, so no programme keeps what they asked for longer.
        requests = max(agreed, now - timedelta(days=kept.request_days))
        settled = "created_at < ? AND state NOT IN ('queued', 'sending')"
        old = (
            Old("outbound_message", settled, messages),
            Old("inbound_message", "received_at < ? AND answered_at IS NOT NULL", messages),
            Old("stray_message", "received_at < ?", messages),
            Old("enrolment", "created_at < ?", requests),
            Old("class_notice_run", "due_at < ?", messages),
            Old("interest", "created_at < ?", requests),
            Old("referral", "created_at < ?", requests),
            Old("follow_up", "agreed_at < ?", now - FOLLOW_UP_KEPT),
            Old("help_request", "created_at < ?", requests),
            Old("staff_conversation", "closed_at < ?", talks),
            Old("staff_conversation", "opened_at < ?", requests),
            Old("staff_draft", "saved_at < ?", now - DRAFTS_KEPT),
            Old("staff_message", "said_at < ?", requests),
            Old("feedback", "created_on < ?", requests.date()),
            Old("course_opinion", "ended_on < ?", requests.date()),
            Old("consent", "given_at < ?", agreed),
            Old("stop_or_erasure", "said_at < ?", agreed),
            Old("answers_had", "erased_at < ?", now - answers_had.KEPT),
            Old("job_run", "ran_at < ?", now - JOB_RUNS_KEPT),
            Old("sign_in_attempt", "last_failed_at < ?", now - A_DAY, key="subject_hash"),
            Old("staff_session", "expires_at < ?", now),
            Old("staff_invitation", "expires_at < ?", now - A_DAY),
            Old("alert_code", "made_at < ?", now - A_DAY, key="code_hash"),
            Old("used_form", "used_at < ?", now - A_DAY, key="form_hash"),
            Old("brought_sheet", "brought_at < ?", now - A_DAY),
            Old("service_confirmation", "asked_at < ?", now - CONFIRMATIONS_KEPT),
            Old("bulk_edit", "made_at < ?", now - BULK_EDITS_KEPT),
            Old("audit_entry", "happened_at < ?", now - AUDIT_KEPT),
        )
        await self._executor.run(lambda: _forget_words(messages))
        deleted = sum([await self._in_portions(partial(_delete_some, each)) for each in old])
        await self._executor.run(_forget_holders)
        await self._executor.run(_forget_phones_of_who_left)
        await self._in_portions(partial(_unlink_some, now - REMINDER_LINKED))
        await self._executor.run(lambda: _guests_again(agreed))
        return deleted

    async def _in_portions(self, some: Callable[[], Transaction[int]]) -> int:
        """Few rows at a time: people's messages wait behind each transaction."""
        done = 0
        while True:
            rows = await self._executor.run(some)
            done += rows
            if rows < CHUNK:
                return done

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


def _settle_unanswered(now: datetime) -> Transaction[int]:
    rows = yield Sql(
        "UPDATE inbound_message SET answered_at = ?, event = ''"
        " WHERE answered_at IS NULL AND received_at < ? RETURNING id",
        (now, now - A_DAY),
    )
    return len(rows)


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


def _forget_holders() -> Transaction[None]:
    """That their name may be told ends with what is kept of their enrolment."""
    yield Sql(
        "UPDATE certificate SET holder_sealed = NULL"
        " WHERE enrolment_id IS NULL AND holder_sealed IS NOT NULL"
    )


def _forget_phones_of_who_left() -> Transaction[None]:
    """Who does not work here any more is told of nobody: also where a backup brought it back."""
    yield Sql(
        "DELETE FROM alert_address WHERE staff_id IN"
        " (SELECT id FROM staff_member WHERE active = ?)",
        (False,),
    )


def _forget_words(before: datetime) -> Transaction[None]:
    """Of requests that were seen to, the words are needed no longer than a message."""
    yield Sql(
        "UPDATE help_request SET words_sealed = NULL"
        " WHERE done_at < ? AND words_sealed IS NOT NULL",
        (before,),
    )


def _empty_some(before: datetime) -> Transaction[int]:
    """Of who is just being answered it is left for another time."""
    rows = yield Sql(
        "UPDATE contact SET session = ? WHERE id IN (SELECT id FROM contact"
        " WHERE last_seen_at < ? AND session <> ? AND NOT EXISTS"
        " (SELECT 1 FROM inbound_message AS i"
        " WHERE i.contact_id = contact.id AND i.answered_at IS NULL)"
        f" ORDER BY id LIMIT {CHUNK}) RETURNING id",
        (NO_SESSION, before, NO_SESSION),
    )
    return len(rows)


def _delete_some(old: Old) -> Transaction[int]:
    table, key = old.table, old.key
    rows = yield Sql(
        f"DELETE FROM {table} WHERE {key} IN"
        f" (SELECT {key} FROM {table} WHERE {old.where} ORDER BY {key} LIMIT {CHUNK})"
        f" RETURNING {key}",
        (old.before,),
    )
    return len(rows)


def _unlink_some(before: datetime) -> Transaction[int]:
    """Who got a reminder wished for what it is about. Staff still see how many got it; of those it
    failed to reach the link stays, since who is given up is counted by it."""
    rows = yield Sql(
        "UPDATE outbound_message SET contact_id = NULL WHERE id IN"
        " (SELECT m.id FROM outbound_message AS m JOIN reminder AS r ON r.id = m.reminder_id"
        " WHERE m.contact_id IS NOT NULL AND m.created_at < ? AND r.state <> 'sending'"
        f" AND m.state IN ('sent', 'delivered', 'cancelled') ORDER BY m.id LIMIT {CHUNK})"
        " RETURNING id",
        (before,),
    )
    return len(rows)


def _guests_again(before: datetime) -> Transaction[None]:
    """Whose last consent has ended is a guest, to be forgotten after a guest's silence."""
    yield Sql(
        "UPDATE contact SET consented_at = NULL WHERE consented_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM consent WHERE consent.contact_id = contact.id)",
        (before,),
    )


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
