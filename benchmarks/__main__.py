"""`make bench`: everything measured, as JSON in var/benchmarks.json and as a short table."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.directory_sizes import SIZES, Size, measure
from benchmarks.engine import median_answer_ms
from benchmarks.people import Measured, Provider, talk
from benchmarks.services import dalil, floor, provider_on_loopback

AT_ONCE = 100
SECONDS = 2.0
ROUNDS = 7
REPORT = Path("var/benchmarks.json")


@dataclass(frozen=True)
class Result:
    """One number, and what was promised of it."""

    name: str
    value: float
    unit: str
    promised: str
    kept: bool


async def measure_pipeline() -> tuple[list[Measured], list[Measured], float]:
    """The floor and the whole service in turns, so that both meet the same machine.

    The third is the memory of the service at rest, before anybody wrote."""
    floors: list[Measured] = []
    wholes: list[Measured] = []
    provider = Provider()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            provider_on_loopback(provider) as provider_url,
            floor(folder, provider_url) as bare,
            dalil(folder, provider_url) as whole,
        ):
            await asyncio.sleep(2)
            at_rest = whole.resident_megabytes
            for _round in range(ROUNDS):
                floors.append(await talk(bare.url, provider, AT_ONCE, SECONDS))
                wholes.append(await talk(whole.url, provider, AT_ONCE, SECONDS))
    return floors, wholes, at_rest


def median_help_seconds() -> float:
    """How long `dalil --help` takes, from a cold process."""
    took = []
    for _round in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot", "--help"], stdout=subprocess.DEVNULL, check=True
        )
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def at_most(name: str, value: float, unit: str, limit: float) -> Result:
    return Result(name, round(value, 3), unit, f"< {limit:g}", value < limit)


def main() -> int:
    """1 when a promise is broken."""
    help_seconds = median_help_seconds()
    answer_ms = median_answer_ms()
    sizes = {count: measure(count) for count in SIZES}
    floors, wholes, at_rest = asyncio.run(measure_pipeline())
    # Pair by pair: what else the machine does then weighs on both alike.
    pairs = zip(wholes, floors, strict=True)
    ratio = statistics.median(whole.per_second / bare.per_second for whole, bare in pairs)
    results = [
        Result("pipeline / floor", round(ratio, 3), "×", "≥ 0.5", ratio >= 0.5),
        at_most("one answer of the engine", answer_ms, "ms", 1),
        *_searching(sizes),
        at_most("memory at rest", at_rest, "MB", 120),
        at_most("dalil --help", help_seconds, "s", 0.5),
    ]
    REPORT.parent.mkdir(exist_ok=True)
    measured: dict[str, list[Measured] | list[Size]] = {
        "floor": floors,
        "pipeline": wholes,
        "directory": list(sizes.values()),
    }
    report = {
        "results": [asdict(result) for result in results],
        **{name: [asdict(each) for each in runs] for name, runs in measured.items()},
    }
    REPORT.write_text(json.dumps(report, indent=2, ensure_ascii=False), encoding="utf-8")
    _print_table(results, floors, wholes)
    _print_sizes(sizes)
    print(f"All of it: {REPORT}")
    return 0 if all(result.kept for result in results) else 1


def _searching(sizes: dict[int, Size]) -> list[Result]:
    middle, large = sizes[10_000], sizes[100_000]
    return [
        at_most("search of 10,000, median", middle.median_ms, "ms", 2),
        at_most("search of 10,000, 95 %", middle.p95_ms, "ms", 5),
        at_most("search of 100,000, 95 %", large.p95_ms, "ms", 20),
        at_most("memory with 100,000", large.resident_mb, "MB", 500),
        at_most("stall in a rebuild", large.worst_stall_ms, "ms", 50),
    ]


def _print_sizes(sizes: dict[int, Size]) -> None:
    for count, size in sizes.items():
        print(
            f"{f'{count:,} services':26} search {size.median_ms:.2f} ms, 95 % {size.p95_ms:.2f} ms;"
            f" {size.resident_mb:.0f} MB, in a rebuild {size.peak_mb:.0f} MB,"
            f" {size.rebuild_seconds:.0f} s, worst stall {size.worst_stall_ms:.0f} ms"
        )


def _median(runs: list[Measured], of: Callable[[Measured], float]) -> float:
    return statistics.median(of(each) for each in runs)


def _print_table(results: list[Result], floors: list[Measured], wholes: list[Measured]) -> None:
    for result in results:
        kept = "kept" if result.kept else "BROKEN"
        print(f"{result.name:26} {result.value:9g} {result.unit:3} {result.promised:8} {kept}")
    for name, runs in (("floor", floors), ("pipeline", wholes)):
        rate = _median(runs, lambda each: each.per_second)
        middle = _median(runs, lambda each: each.median_ms)
        worst = _median(runs, lambda each: each.p99_ms)
        print(
            f"{name:26} {rate:7.0f} answers/s, median {middle:.0f} ms, 99 % within {worst:.0f} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
