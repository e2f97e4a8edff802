"""What does it cost to look whether anybody is to be told of a class, where many learn?

A thousand cohorts of twenty classes and twenty-five people each, on SQLite, in this process; the
one whose class moves has forty.
"""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.findings import Findings, at_most
from benchmarks.inside import Loopback, resident_megabytes
from bot.application import Application
from bot.bootstrap import LOOK_EVERY, open_application
from bot.channels.all_settings import load_settings
from bot.database.migrations import migrate
from bot.database.url import SqliteFile, read_url
from bot.operations.logs import configure_logs
from services_directory.training.store import change_meeting

COHORTS, MEETINGS, PEOPLE = 1_000, 20, 25
MOVED = 40
"""So many are told of the class that moves."""
LOOKS = 200


@dataclass(frozen=True)
class Looked:
    """`planning`: the first look, which works out every reminder there is; `nothing_due_ms`: a look
    when there is nothing to tell; `moved`: from its saving until `told` people of a cohort whose
    class moved have their message in the outbox, where the next look comes as late as it may."""

    planning_s: float
    planning_megabytes: float
    nothing_due_ms: float
    moved_s: float
    told: int


def findings() -> Findings:
    with tempfile.TemporaryDirectory() as name:
        looked = asyncio.run(measure(Path(name)))
    return Findings(
        [
            at_most("planning 1,000 cohorts", looked.planning_s, "s", 5),
            at_most("memory for their reminders", looked.planning_megabytes, "MB", 300),
            at_most("a look with nothing due", looked.nothing_due_ms, "ms", 10),
            at_most(
                f"a moved class of {looked.told} people is told within", looked.moved_s, "s", 2
            ),
        ],
        raw={"training": [looked]},
    )


async def measure(folder: Path, cohorts: int = COHORTS) -> Looked:
    """Nothing is sent: what is due is queued, and its rows are counted."""
    now = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    async with _school(folder, cohorts, now) as app:
        gc.collect()
        before = resident_megabytes()
        start = time.perf_counter()
        await app.class_notices.send_due()
        planning = time.perf_counter() - start
        gc.collect()
        held = resident_megabytes() - before
        looks = []
        for _look in range(LOOKS):
            start = time.perf_counter()
            await app.class_notices.send_due()
            looks.append(time.perf_counter() - start)
        cohort = app.worlds.snapshot.trainings.cohorts[0]
        later = replace(cohort.meetings[0], starts_at=cohort.meetings[0].starts_at + _HOUR)
        start = time.perf_counter()
        await change_meeting(later, now=now)
        await app.worlds.refresh()
        told = await app.class_notices.send_due()
        moved = time.perf_counter() - start + LOOK_EVERY.total_seconds()
    return Looked(planning, held, statistics.median(looks) * 1000, moved, told)


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@asynccontextmanager
async def _school(folder: Path, cohorts: int, now: datetime) -> AsyncIterator[Application]:
    """An application that does nothing by itself, among so many cohorts."""
    await migrate(data_dir=folder)
    where = read_url(None, folder)
    assert isinstance(where, SqliteFile)
    await asyncio.to_thread(_fill, where.path, cohorts, now)
    settings = load_settings(None).model_copy(update={"data_dir": folder, "log_level": "error"})
    configure_logs(settings)
    async with open_application(settings, lambda _worlds: [Loopback()], clock=lambda: now) as app:
        yield app


def _fill(path: Path, cohorts: int, now: datetime) -> None:
    """Classes twice a week, the first of them between four days and five weeks from now, so that
    nobody is to be told at this moment."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN")
        database.execute(
            "INSERT INTO course (id, title, description, skills, conditions, cost, languages,"
            " form_key, version, updated_at)"
            " VALUES ('course', '{\"fr\": \"Couture\"}', '{}', '{}', '{}', '{}', '', 'form', 1, ?)",
            (str(now),),
        )
        for cohort in range(1, cohorts + 1):
            first = now.replace(minute=0) + 4 * _DAY + cohort * _HOUR
            database.execute(
                "INSERT INTO cohort (id, course_id, place, venue, seats, enrol_until, trainer,"
                " timezone, state, form_key, version, updated_at) VALUES"
                " (?, 'course', 'kairouan', '{}', 40, ?, '', 'Africa/Tunis', 'open', ?, 1, ?)",
                (cohort, str(first), str(cohort), str(now)),
            )
            for number in range(MEETINGS):
                at = first + number * 3.5 * _DAY
                database.execute(
                    "INSERT INTO class_meeting (cohort_id, starts_at, ends_at, venue, bring, uid,"
                    " sequence) VALUES (?, ?, ?, '{}', '{}', ?, 0)",
                    (cohort, str(at), str(at + 3 * _HOUR), f"{cohort}-{number}"),
                )
        people = cohorts * PEOPLE
        database.execute(_PEOPLE, (people + MOVED - PEOPLE, str(now), str(now), str(now)))
        database.execute(_AGREED)
        database.execute(_ENROLLED, (people, PEOPLE))
        database.execute("COMMIT")


_PEOPLE = """
    WITH RECURSIVE every (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM every WHERE n < ?)
    INSERT INTO contact (channel, address_hash, address_sealed, locale, session, consented_at,
                         created_at, last_seen_at)
    SELECT 'sms', randomblob(32), randomblob(41), 'fr', '', ?, ?, ? FROM every
"""
_AGREED = """
    INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)
    SELECT id, 'interest', 'seat-1', 'fr', created_at FROM contact
"""
_ENROLLED = """
    INSERT INTO enrolment (contact_id, cohort_id, state, seats, told_at, created_at)
    SELECT id, CASE WHEN id > ? THEN 1 ELSE (id - 1) / ? + 1 END, 'confirmed', 1, created_at,
           created_at FROM contact
"""
