"""What does it cost to take in 10,000 services, and who waits for it?"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import uvloop

from benchmarks.by_sms import Twilio
from benchmarks.findings import Findings, at_most
from benchmarks.many_files import write_feed, write_sheet
from benchmarks.many_services import made
from benchmarks.people import talk
from benchmarks.services import Service, dalil, provider_on_loopback
from services_directory.storage.alike.likeness import Gallery, painted

COUNT = 10_000
PEOPLE = 5
SECONDS = 5.0


@dataclass(frozen=True)
class Imported:
    """CPU seconds of each command, and how long people waited beside the first."""

    feed_s: float
    unchanged_s: float
    changed_s: float
    sheet_s: float
    alone_ms: float
    beside_ms: float


def findings() -> Findings:
    """A feed by the command line into the database of a server that answers people meanwhile."""
    found = uvloop.run(_measured(COUNT))
    return Findings(
        [
            at_most("10,000 rows beside 10,000 services", compared_s(COUNT), "s", 5),
            at_most("import of 10,000, processor", found.feed_s, "s", 20),
            at_most("the same again", found.unchanged_s, "s", 5),
            at_most("a tenth changed", found.changed_s, "s", 10),
            at_most("a sheet of 10,000", found.sheet_s, "s", 20),
            at_most("95 % of replies beside / alone", found.beside_ms / found.alone_ms, "×", 2),
        ],
        {"imports": [found]},
        [f"95 % of replies within {found.alone_ms:.0f} ms, beside it {found.beside_ms:.0f} ms"],
    )


def compared_s(count: int) -> float:
    """Processor time of finding what `count` new rows look like, of as many services here and of
    each other; each row is one of those services, under another id."""
    services = made(count).services
    began = time.process_time()
    gallery = Gallery()
    for is_row, source in ((False, "ours"), (True, "theirs")):
        for each in services:
            where = each.location.region, each.location.place
            numbers = [phone.digits for phone in each.phones]
            words = each.name, each.organisation.name
            one = painted(each.id, source, *words, numbers, *where, is_row=is_row)
            if is_row:
                gallery.like(one)
            gallery.add(one)
    return time.process_time() - began


async def _measured(count: int) -> Imported:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        first, second, sheet = (folder / each for each in ("1.ndjson", "2.ndjson", "s.csv"))
        write_feed(first, count)
        write_feed(second, count, edition=2)
        write_sheet(sheet, count)
        people = Twilio()
        url = await stack.enter_async_context(provider_on_loopback(people))
        server = await stack.enter_async_context(dalil(folder, people.settings_at(url)))
        alone = await _p95(server, people)
        feed = asyncio.create_task(_import(folder, first, "--language", "fr"))
        beside = await _while(feed, server, people)
        return Imported(
            await feed,
            await _import(folder, first, "--language", "fr"),
            await _import(folder, second, "--language", "fr"),
            await _import(folder, sheet, source="sheet"),
            alone,
            beside,
        )


async def _p95(server: Service, people: Twilio) -> float:
    return (await talk([server], people, PEOPLE, SECONDS)).p95_ms


async def _while(work: asyncio.Task[float], server: Service, people: Twilio) -> float:
    """The worst of the rounds until `work` has ended."""
    worst = 0.0
    while not work.done():
        worst = max(worst, await _p95(server, people))
    return worst


async def _import(folder: Path, file: Path, *more: str, source: str = "partner") -> float:
    """CPU seconds of `dalil directory import`."""
    before = _of_children()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "directory", "import", str(file)),
        *("--source", source, *more),
        env={**os.environ, "DALIL_DATA_DIR": str(folder)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await process.wait()
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
