"""What does a broadcast to ten thousand cost, and does a reply wait longer while it goes out?"""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

from benchmarks.by_sms import Twilio
from benchmarks.findings import Findings, at_least, at_most
from benchmarks.people import Provider
from benchmarks.services import KEY, dalil, provider_on_loopback
from bot.broadcasts.planned import Planned, seal_planned
from bot.database.migrations import migrate
from bot.database.opening import open_database
from bot.database.transaction import Executor, Sql, Transaction
from bot.database.url import DEFAULT_FILE
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import Sealer, sealer_from
from services_directory.packs.programme import FILE, PACKS

RECIPIENTS = 10_000
PER_SECOND = 100
SECONDS = 15.0
WRITERS = 8
PAUSE_S = (0.2, 0.6)
"""Between an answer and the next message: eight people ask some twenty times a second."""


@dataclass(frozen=True)
class Broadcast:
    """`queued_seconds`: from its scheduling until every message was queued.

    `of_the_pace`: how much of what the provider permits was sent in all, replies included;
    `p95_ms` and `p95_before_ms`: how long the slowest twentieth waited for a reply, during the
    broadcast and before it.
    """

    queued_seconds: float
    of_the_pace: float
    p95_before_ms: float
    p95_ms: float
    replies: int


def findings() -> Findings:
    with tempfile.TemporaryDirectory() as name:
        broadcast = asyncio.run(measure_broadcast(Path(name)))
    slower = broadcast.p95_ms / broadcast.p95_before_ms
    return Findings(
        [
            at_most(f"{RECIPIENTS:,} queued", broadcast.queued_seconds, "s", 2),
            at_least(f"sent / {PER_SECOND} a second", broadcast.of_the_pace, "×", 0.95),
            at_most("replies meanwhile, 95 %", slower, "×", 2),
        ],
        {"broadcast": [broadcast]},
        [
            f"95 % of the replies within {broadcast.p95_ms:.0f} ms,"
            f" before the broadcast {broadcast.p95_before_ms:.0f} ms"
        ],
    )


async def measure_broadcast(
    folder: Path, recipients: int = RECIPIENTS, seconds: float = SECONDS, url: str | None = None
) -> Broadcast:
    """On a new database: SQLite in `folder`, or the empty one at `url`."""
    await migrate(url, data_dir=folder)
    database = await open_database(url, data_dir=folder)
    provider, url = Twilio(), url or f"sqlite://{folder / DEFAULT_FILE}"
    settings = {"DALIL_PACK": str(awake_pack(folder)), "TWILIO_PER_SECOND": str(PER_SECOND)}
    try:
        await database.executor.run(lambda: _people(recipients, sealer_from(KEY)))
        async with (
            provider_on_loopback(provider) as provider_url,
            dalil(folder, {**provider.settings_at(provider_url), **settings}, url) as service,
        ):
            await _waits(service.url, provider, 1)
            before = await _waits(service.url, provider, seconds)
            queued_seconds = await _schedule(database.executor)
            taken, start = provider.taken, time.perf_counter()
            during = await _waits(service.url, provider, seconds)
            took = time.perf_counter() - start
            sent = provider.taken - taken
    finally:
        await database.close()
    return Broadcast(
        queued_seconds,
        of_the_pace=sent / took / PER_SECOND,
        p95_before_ms=_p95(before),
        p95_ms=_p95(during),
        replies=len(during),
    )


def awake_pack(folder: Path) -> Path:
    """The pack with its quiet hours half a day from now: it is measured at any time of day."""
    pack = folder / "awake"
    shutil.copytree(PACKS / "jendouba_kairouan", pack)
    now = datetime.now(ZoneInfo("Africa/Tunis"))
    hours = "".join(
        f'{name} = "{(now + timedelta(hours=ahead)).strftime("%H:%M")}"\n'
        for name, ahead in (("from", 12), ("until", 13))
    )
    text = (pack / FILE).read_text(encoding="utf-8")
    text, found = re.subn(r"(?s)(\[quiet_hours\]\n).*?(?=\n\[|\Z)", rf"\g<1>{hours}", text)
    if found != 1:
        raise RuntimeError(f"{FILE} has no quiet hours to move")
    (pack / FILE).write_text(text, encoding="utf-8")
    return pack


def _people(count: int, sealer: Sealer) -> Transaction[None]:
    """Contacts by SMS who registered an interest and agreed to be written to."""
    now = datetime.now(UTC)
    for number in range(count):
        address = f"+2169{number:07}"
        rows = yield Sql(
            "INSERT INTO contact (channel, address_hash, address_sealed, locale, session,"
            " consented_at, created_at, last_seen_at) VALUES ('sms', ?, ?, ?, '{}', ?, ?, ?)"
            " RETURNING id",
            (
                sealer.address_hash("sms", address),
                sealer.seal(address, ADDRESS.of(number + 1)),
                ("fr", "ar", "aeb", "en")[number % 4],
                now,
                now,
                now,
            ),
        )
        contact_id = rows[0]["id"]
        yield Sql(
            "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
            " VALUES (?, 'interest', '1', 'fr', ?)",
            (contact_id, now),
        )
        yield Sql(
            "INSERT INTO interest (contact_id, locale, created_at) VALUES (?, 'fr', ?)",
            (contact_id, now),
        )


async def _schedule(executor: Executor) -> float:
    """Schedule it as a trainer's page does, and wait until all of it is queued; how long."""
    start = time.perf_counter()
    await executor.run(lambda: _reminder(datetime.now(UTC)))
    while not await executor.run(_is_queued):  # noqa: ASYNC110  # another process does it
        await asyncio.sleep(0.02)
    return time.perf_counter() - start


def _reminder(now: datetime) -> Transaction[None]:
    rows = yield Sql(
        "INSERT INTO reminder (state, due_at, expires_at, created_by, created_at)"
        " VALUES ('draft', ?, ?, 'trainer', ?) RETURNING id",
        (now, now + timedelta(days=1), now),
    )
    reminder_id = rows[0]["id"]
    texts = {"fr": "Le cours commence lundi.", "ar": "يبدأ الدرس يوم الاثنين."}
    yield Sql(
        "UPDATE reminder SET state = 'scheduled', planned_sealed = ? WHERE id = ?",
        (seal_planned(reminder_id, Planned("t", texts=texts), sealer_from(KEY)), reminder_id),
    )


def _is_queued() -> Transaction[bool]:
    return bool((yield Sql("SELECT id FROM reminder WHERE state = 'sent'")))


async def _waits(service: str, provider: Provider, seconds: float) -> list[float]:
    """How long people waited for each of their replies, in seconds."""
    waits: list[float] = []
    end = time.perf_counter() + seconds
    async with ClientSession() as client:

        async def one_after_the_other() -> None:
            while time.perf_counter() < end:
                person = provider.new_person()
                for words in provider.conversation:
                    await asyncio.sleep(_pause_s())
                    start = time.perf_counter()
                    await provider.say(client, service, person, words)
                    waits.append(time.perf_counter() - start)

        await asyncio.gather(*(one_after_the_other() for _ in range(WRITERS)))
    return waits


def _pause_s() -> float:
    shortest, longest = PAUSE_S
    return shortest + (longest - shortest) * secrets.randbelow(1000) / 1000


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1] * 1000
