"""How long does a search take among a thousand, ten thousand, a hundred thousand services?

`python -m benchmarks.directory_sizes COUNT` measures one size in a process of its own, whose memory
is then that of the directory and its index, and prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.findings import Findings, at_most
from benchmarks.many_services import made
from bot.configuration.paths import LOCALES
from bot.contacts.world import WorldBuilder
from bot.database.background import cooperative_pauses
from bot.privacy.sealing.sealer import Cell
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from flows.registry import build_lexicon
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.search.finder import Query
from services_directory.values.entries import Directory

SIZES = (1_000, 10_000, 100_000)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLACES = 60
ROUNDS = 3
TICK_SECONDS = 0.002

SAID = (
    ("employment", "jeunes tourisme"),
    ("health", "mon enfant mal dents"),
    ("financial_inclusion", "9ardh bgar"),
    ("legal", "محامي مجاني"),
)
SAID_ALONE = ("hopital regional", "formation artisanat", "مركز الإنصات", "legal aid bureau", "psi")


@dataclass(frozen=True)
class Size:
    """Times in milliseconds, memory in MiB; `worst_stall_ms`: of the event loop in a rebuild."""

    services: int
    median_ms: float
    p95_ms: float
    resident_mb: float
    peak_mb: float
    rebuild_seconds: float
    worst_stall_ms: float
    usual_stall_ms: float


def findings() -> Findings:
    """Search, memory and the loop's worst wait, at each size."""
    sizes = {count: measure(count) for count in SIZES}
    middle, large = sizes[10_000], sizes[100_000]
    return Findings(
        [
            at_most("search of 10,000, median", middle.median_ms, "ms", 2),
            at_most("search of 10,000, 95 %", middle.p95_ms, "ms", 5),
            at_most("search of 100,000, 95 %", large.p95_ms, "ms", 20),
            at_most("memory with 100,000", large.resident_mb, "MB", 500),
            at_most("stall in a rebuild", large.worst_stall_ms, "ms", 50),
        ],
        {"directory": list(sizes.values())},
        [
            f"{f'{count:,} services':32} search {size.median_ms:.2f} ms, 95 % {size.p95_ms:.2f} ms;"
            f" {size.resident_mb:.0f} MB, in a rebuild {size.peak_mb:.0f} MB,"
            f" {size.rebuild_seconds:.0f} s, worst stall {size.worst_stall_ms:.0f} ms"
            for count, size in sizes.items()
        ],
    )


def measure(count: int) -> Size:
    """In a process of its own."""
    command = [sys.executable, "-m", "benchmarks.directory_sizes", str(count)]
    found = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    # The log is written there as well; what was measured comes last.
    return Size(**json.loads(found.stdout.splitlines()[-1]))


async def _measured(count: int) -> Size:
    worlds = _worlds(count)
    await worlds.refresh()
    took = sorted(_searches(worlds))
    resident = _resident_mb()
    usual = await _worst_stall(asyncio.sleep(2.0))
    start = time.perf_counter()
    worst = await _worst_stall(worlds.refresh())
    return Size(
        count,
        statistics.median(took),
        took[int(len(took) * 0.95)],
        resident,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        time.perf_counter() - start,
        worst,
        usual,
    )


def _worlds(count: int) -> WorldBuilder:
    programme = load_programme(pack_folder("jendouba_kairouan"))
    keywords, classifier = load_keywords(LOCALES), load_classifier()
    version = 0

    async def load() -> Directory:
        """Every service new, as after an import that changed them all."""
        nonlocal version
        version += 1
        directory = await asyncio.to_thread(made, count, version, cooperative_pauses())
        return replace(directory, version=version)

    async def next_version() -> int:
        return version + 1

    return WorldBuilder(
        load,
        next_version,
        lambda directory: build_lexicon(
            keywords, directory.places, programme.languages, classifier
        ),
        Translator.load(LOCALES, programme.languages, programme.timezone, programme.plain_by_sms),
        _NoAddresses(),
        lambda: NOW,
    )


class _NoAddresses:
    def open(self, sealed: bytes, cell: Cell) -> str:
        raise AssertionError("nobody writes here")


def _searches(worlds: WorldBuilder) -> Iterator[float]:
    """Milliseconds of each search, by need and place, by words, and by both."""
    finder = worlds.snapshot.finder
    places = [place.id for place in worlds.snapshot.directory.places[:PLACES]]
    queries = [Query("health", place, now=NOW) for place in places]
    queries += [Query(need, place, said, now=NOW) for need, said in SAID for place in places[:15]]
    queries += [Query(words=said, now=NOW) for said in SAID_ALONE] * 3
    for query in queries * ROUNDS:
        start = time.perf_counter()
        finder.find(query)
        yield (time.perf_counter() - start) * 1000


async def _worst_stall(work: Coroutine[object, object, object]) -> float:
    """How much too late the loop came to somebody at most, in milliseconds, until `work` ended."""
    task = asyncio.create_task(work)
    worst = 0.0
    while not task.done():
        start = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        worst = max(worst, time.perf_counter() - start - TICK_SECONDS)
    await task
    return worst * 1000


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_measured(int(sys.argv[1]))))))
