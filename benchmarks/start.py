"""How long does it take to start, and how much memory is held at rest?"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from benchmarks.by_sms import Twilio
from benchmarks.findings import Findings, at_most
from benchmarks.on_telegram import Telegram
from benchmarks.people import Provider
from benchmarks.services import dalil, provider_on_loopback

ROUNDS = 3
SETTLE_SECONDS = 2.0


def findings() -> Findings:
    """Of `dalil --help`, and of `dalil serve` on a database that is there already."""
    by_sms, on_telegram = (uvloop.run(_served(each)) for each in (Twilio(), Telegram()))
    return Findings(
        [
            at_most("dalil --help", _help_seconds(), "s", 0.5),
            at_most("dalil serve until it answers", max(by_sms[0], on_telegram[0]), "s", 1.5),
            at_most("memory at rest, SMS", by_sms[1], "MB", 125),
            at_most("memory at rest, Telegram", on_telegram[1], "MB", 125),
        ]
    )


def _help_seconds() -> float:
    """From a cold process."""
    took = []
    for _round in range(5):
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "bot", "--help"], stdout=subprocess.DEVNULL, check=True
        )
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


async def _served(provider: Provider) -> tuple[float, float]:
    """Seconds of its processor until it answers, and memory in MiB a moment later."""
    found: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as name:
        async with provider_on_loopback(provider) as url:
            for _round in range(1 + ROUNDS):
                async with dalil(Path(name), provider.settings_at(url)) as service:
                    await asyncio.sleep(SETTLE_SECONDS)
                    found.append((service.started_s, service.resident_megabytes))
    # The first one also makes the database and takes in the directory.
    seconds, megabytes = zip(*found[1:], strict=True)
    return statistics.median(seconds), statistics.median(megabytes)
