"""How long must somebody wait who keeps failing? Each failure counts against one or several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.database.transaction import Executor, Sql, Transaction, as_time

LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom failures are counted against; `free` of them cost no waiting.

    `pause`: then all wait for so long, and have as many again; None: each costs more than the last.
    """

    hash: str
    free: int
    pause: timedelta | None = None

    def wait_after(self, failures: int) -> timedelta:
        if self.pause is None:
            return wait_after(failures, self.free)
        return self.pause if failures >= self.free else timedelta(0)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Against whom this one counts. A success forgives those it is its `own`, and `shared` nothing
    but itself: who has one account gains no guesses at another."""

    own: tuple[Subject, ...]
    shared: tuple[Subject, ...] = ()


def wait_after(failures: int, free: int) -> timedelta:
    """Doubling from one second, once the free failures are used up."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - free, 20)), LONGEST_WAIT)


async def charge(executor: Executor, attempt: Attempt, now: datetime) -> timedelta | None:
    """Count one attempt as failed before it is tried, so that many at once gain nothing.

    Returns how long to wait instead, if somebody has to: then nothing was counted.
    """
    return await executor.run(lambda: _charge(attempt.own + attempt.shared, now))


async def forgive(executor: Executor, attempt: Attempt) -> None:
    """The attempt was right, so it was no failure."""

    def transaction() -> Transaction[None]:
        for subject in _in_order(attempt.own):
            yield Sql("DELETE FROM sign_in_attempt WHERE subject_hash = ?", (subject.hash,))
        for subject in _in_order(attempt.shared):
            yield Sql(
                "UPDATE sign_in_attempt SET failures = failures - 1 "
                "WHERE subject_hash = ? AND failures > 0",
                (subject.hash,),
            )

    await executor.run(transaction)


def _in_order(subjects: tuple[Subject, ...]) -> list[Subject]:
    """In one order always, or two attempts could each hold the row the other waits for."""
    return sorted(subjects, key=lambda each: each.hash)


def _charge(subjects: tuple[Subject, ...], now: datetime) -> Transaction[timedelta | None]:
    ordered = _in_order(subjects)
    failures: dict[str, int] = {}
    longest = timedelta(0)
    for subject in ordered:
        # The row is there before it is read: a hundred first attempts at once wait for each other.
        yield Sql(
            "INSERT INTO sign_in_attempt (subject_hash, failures, wait_until, last_failed_at) "
            "VALUES (?, 0, ?, ?) ON CONFLICT (subject_hash) DO NOTHING",
            (subject.hash, now, now),
        )
        rows = yield Sql(
            "SELECT failures, wait_until, last_failed_at FROM sign_in_attempt "
            "WHERE subject_hash = ?",
            (subject.hash,),
            lock=True,
        )
        longest = max(longest, as_time(rows[0]["wait_until"]) - now)
        kept_for = FORGOTTEN_AFTER if subject.pause is None else subject.pause
        forgotten = as_time(rows[0]["last_failed_at"]) <= now - kept_for
        failures[subject.hash] = 1 if forgotten else rows[0]["failures"] + 1
    if longest > timedelta(0):
        return longest
    for subject in ordered:
        count = failures[subject.hash]
        yield Sql(
            "UPDATE sign_in_attempt SET failures = ?, wait_until = ?, last_failed_at = ? "
            "WHERE subject_hash = ?",
            (count, now + subject.wait_after(count), now, subject.hash),
        )
    yield Sql("DELETE FROM sign_in_attempt WHERE last_failed_at < ?", (now - FORGOTTEN_AFTER,))
    return None
