"""What happens when processes are killed again and again while people write?"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession

from bot.database.opening import Database, open_database
from bot.database.transaction import Executor, Sql, Transaction
from tests.torture.crowd import Crowd
from tests.torture.provider import running_provider
from tests.torture.replica import Replica
from tests.torture.verdict import Evidence, Verdict, judge, rows_of, without_chance

KILLED_WHILE_STARTING = 0.2
STARTING_S = 2.0
SERVING_S = (0.05, 1.5)
DRAINED_WITHIN_S = 300.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    verdict: Verdict
    kills: int
    messages: int
    refused: int
    cut_off: int
    repeated: int

    def in_words(self) -> str:
        verdict = self.verdict
        return (
            f"{self.kills} kills, {self.messages} messages, {verdict.answered} answered; "
            f"webhooks cut off {self.cut_off}, refused {self.refused}, repeated {self.repeated}; "
            f"sent twice {verdict.repeats} (after {verdict.lives_with_repeats} of the kills, at "
            f"most {verdict.longest_window_s * 1000:.0f} ms after they were handed over)"
        )


async def killing_series(
    url: str, folder: Path, *, replicas: int, kills: int, chance: random.Random, progress: Progress
) -> Report:
    """Kill `replicas` processes on the database at `url` so many times, and judge what is left."""
    async with running_provider(chance) as provider:
        places = [Replica(f"replica{n}", url, folder, provider) for n in range(replicas)]
        crowd = Crowd(places, provider, chance)
        try:
            expected = await _calm_beginning(places, crowd)
            await _storm(places, crowd, kills, chance, progress)
            await _calm_end(places, url)
            return await _report(url, places, crowd, expected)
        finally:
            for place in places:
                await place.remove()


async def _calm_beginning(places: Sequence[Replica], crowd: Crowd) -> list[str]:
    await asyncio.gather(*(place.start() for place in places))
    await asyncio.gather(*(place.ready() for place in places))
    async with ClientSession() as client:
        return [without_chance(words) for words in await crowd.first(client)]


async def _storm(
    places: Sequence[Replica], crowd: Crowd, kills: int, chance: random.Random, progress: Progress
) -> None:
    writing = asyncio.create_task(crowd.write())
    try:
        for number in range(1, kills + 1):
            await _kill_one(chance.choice(places), chance)
            progress(number, kills)
        await asyncio.gather(*(place.ready() for place in places))
        crowd.enough()
        await writing
    finally:
        writing.cancel()


async def _kill_one(place: Replica, chance: random.Random) -> None:
    """Kill it while it serves, or while it starts, and start it again."""
    if chance.random() < KILLED_WHILE_STARTING:
        await asyncio.sleep(chance.uniform(0, STARTING_S))
    else:
        await place.ready()
        await asyncio.sleep(chance.uniform(*SERVING_S))
    await place.kill()
    await place.start()


async def _calm_end(places: Sequence[Replica], url: str) -> None:
    """All is answered and sent but what a dead process still holds; then their leases pass, too."""
    database = await open_database(url)
    executor = database.executor
    try:
        await _until(executor, _UNANSWERED, places)
        await _until(executor, _NOT_HELD_BY_THE_DEAD, places)
        # Told to stop they record what they have in hand, so what is left is of the killed ones.
        await asyncio.gather(*(place.stop() for place in places))
        await executor.run(_as_if_the_lease_had_passed)
        await places[0].start()
        await places[0].ready()
        await _until(executor, _UNSENT, places[:1])
        await places[0].stop()
    finally:
        await database.close()


async def _until(executor: Executor, still_there: str, places: Sequence[Replica]) -> None:
    async with asyncio.timeout(DRAINED_WITHIN_S):
        while (await rows_of(executor, still_there))[0]["n"]:
            for place in places:
                place.still_runs()
            await asyncio.sleep(0.2)


_UNANSWERED = "SELECT COUNT(*) AS n FROM inbound_message WHERE answered_at IS NULL"
_UNSENT = "SELECT COUNT(*) AS n FROM outbound_message WHERE state <> 'sent'"
# What waits behind a message that was on its way in a killed process waits for its lease.
_NOT_HELD_BY_THE_DEAD = (
    "SELECT COUNT(*) AS n FROM outbound_message WHERE state = 'queued' AND contact_id NOT IN"
    " (SELECT contact_id FROM outbound_message WHERE state = 'sending')"
)


def _as_if_the_lease_had_passed() -> Transaction[None]:
    long_ago = datetime.now(UTC) - timedelta(days=1)
    yield Sql(
        "UPDATE outbound_message SET next_attempt_at = ? WHERE state = 'sending'", (long_ago,)
    )


async def _report(
    url: str, places: Sequence[Replica], crowd: Crowd, expected: Sequence[str]
) -> Report:
    killed_at = {life: at for place in places for life, at in place.killed_at.items()}
    database: Database = await open_database(url)
    try:
        verdict = await judge(
            database.executor,
            Evidence(crowd.people, crowd.sids, expected, crowd.provider.handed, killed_at),
        )
    finally:
        await database.close()
    return Report(
        verdict=verdict,
        kills=len(killed_at),
        messages=len(crowd.sids),
        refused=crowd.refused,
        cut_off=crowd.cut_off,
        repeated=crowd.repeated,
    )
