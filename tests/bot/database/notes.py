"""Notes in a table that nothing else looks at: written, changed and read."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.database.transaction import Sql, Transaction

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def note(job: str, slot: str = "", *, later: bool = True) -> Sql:
    return Sql(
        "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)", (job, slot, NOW), later=later
    )


def renamed(job: str, slot: str) -> Sql:
    return Sql("UPDATE job_run SET slot = ? WHERE job = ?", (slot, job), later=True)


def kept() -> Transaction[list[tuple[str, str]]]:
    rows = yield Sql("SELECT job, slot FROM job_run ORDER BY id")
    return [(row["job"], row["slot"]) for row in rows]
