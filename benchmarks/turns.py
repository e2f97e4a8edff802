"""How long does work on the directory keep the event loop, and the database, from everybody else?

A turn of the loop is counted by the processor time of its thread, so that what else the machine
does is no part of it; what a writer waits for the lock is counted by the clock. The longest but two
counts: a virtual machine gives one turn or another the time in which it did not run at all.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import heapq
import io
import secrets
import select
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from benchmarks.findings import Findings, at_most
from benchmarks.many_files import write_feed, write_sheet
from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.database.background import cooperative_pauses
from bot.database.url import DEFAULT_FILE
from bot.operations.logs import configure_logs
from bot.web.site import make_site
from services_directory.files.sheet import SheetFile
from services_directory.hsds.importing.importer import import_hsds
from services_directory.hsds.importing.report import Wanted
from services_directory.records.draft_records import draft_of
from services_directory.sheets.exporter import as_csv, export_sheet
from services_directory.sheets.importer import import_sheet
from services_directory.storage.models import ServiceRow
from services_directory.storage.store import get_service, save_service

COUNT = 2_000
LONGEST_MS = 50


@dataclass(frozen=True)
class Kept:
    """The longest turn in processor milliseconds; what another writer waits, 99 times of 100."""

    work: str
    turn_ms: float
    lock_ms: float


def findings() -> Findings:
    """No turn is long; of a hundred waits for the lock beside an import, the longest is not."""
    found = asyncio.run(measured(COUNT))
    return Findings(
        [
            *(
                at_most(f"{each.work}: longest turn", each.turn_ms, "ms", LONGEST_MS)
                for each in found
            ),
            *(
                at_most(f"{each.work}: others wait to write", each.lock_ms, "ms", LONGEST_MS)
                for each in found
                if "import" in each.work
            ),
        ],
        {"turns": found},
        [f"{each.work}: turn {each.turn_ms} ms, lock {each.lock_ms} ms" for each in found],
    )


async def measured(count: int) -> list[Kept]:
    """Each kind of work in turn, in one process, on SQLite."""
    configure_logs(load_settings(), quietly=True)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        told = {
            "data_dir": folder,
            "secret_key": secrets.token_urlsafe(32),
            "open_data_per_minute": 0,
        }
        settings = load_settings(None, told | {"pages_per_minute": 0})
        app = await stack.enter_async_context(open_application(settings, lambda _worlds: []))
        client = await stack.enter_async_context(TestClient(TestServer(make_site(app))))
        write_sheet(folder / "sheet.csv", count)
        write_feed(folder / "feed.ndjson", count)
        work = Work(app, client, (folder / "sheet.csv").read_bytes(), folder / "feed.ndjson")
        kinds: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
            ("nothing", partial(asyncio.sleep, 5)),
            ("dry run of a sheet", partial(work.sheet, dry_run=True)),
            ("import of a sheet", partial(work.sheet, dry_run=False)),
            ("the directory taken up", app.worlds.refresh),
            ("import of a feed", work.feed),
            ("export of a sheet", work.export),
            ("a leaflet", partial(work.read, "/p/kairouan/leaflet?lang=ar")),
            ("the API's first answer", partial(work.read, "/api/hsds/services")),
            ("the API after an edit", work.after_an_edit),
        ]
        found = []
        for name, kind in kinds:
            found.append(await _kept(name, kind, folder / DEFAULT_FILE))
        return found


@dataclass(frozen=True)
class Work:
    """What staff and partners do, as the pages and the commands do it."""

    app: Application
    client: TestClient[web.Request, web.Application]
    content: bytes
    path: Path

    async def sheet(self, *, dry_run: bool) -> None:
        await import_sheet(
            SheetFile("sheet.csv", self.content),
            self.app.programme,
            by="bench",
            now=datetime.now(UTC),
            source="sheet",
            dry_run=dry_run,
            pause=cooperative_pauses(),
        )

    async def feed(self) -> None:
        wanted = Wanted(source="feed", language="fr")
        await import_hsds(
            self.path,
            self.app.programme,
            wanted,
            by="bench",
            now=datetime.now(UTC),
            pause=cooperative_pauses(),
        )

    async def export(self) -> None:
        sheet = await export_sheet(self.app.programme)
        text = await asyncio.to_thread(as_csv, sheet, pause=cooperative_pauses())
        io.BytesIO().write(text.encode())

    async def read(self, path: str) -> None:
        answer = await self.client.get(path)
        assert answer.status == 200, path
        await answer.read()

    async def after_an_edit(self) -> None:
        row = await ServiceRow.filter(status="published").first()
        assert row is not None
        service = await get_service(row.key)
        assert service is not None
        draft = replace(draft_of(service), notes="Seen")
        now = datetime.now(UTC)
        await save_service(draft, self.app.programme, by="bench", now=now, service_id=row.key)
        await self.app.worlds.refresh()
        await self.read("/api/hsds/services")


async def _kept(name: str, work: Callable[[], Awaitable[Any]], file: Path) -> Kept:
    watcher = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.turns", str(file)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert watcher.stdout is not None
    await watcher.stdout.readline()
    with _turns() as turns:
        await work()
    told, _errors = await watcher.communicate(b"\n")
    longest = heapq.nlargest(3, turns)[-1]
    return Kept(name, round(longest * 1000, 1), round(float(told) * 1000, 1))


@contextmanager
def _turns() -> Iterator[list[float]]:
    """Watches each turn of asyncio's own loop, by the processor time of this thread."""
    turns, usual = [0.0, 0.0, 0.0], asyncio.events.Handle._run

    def watched(handle: asyncio.events.Handle) -> None:
        began = time.thread_time()
        usual(handle)
        turns.append(time.thread_time() - began)

    asyncio.events.Handle._run = watched  # type: ignore[method-assign, assignment]
    try:
        yield turns
    finally:
        asyncio.events.Handle._run = usual  # type: ignore[method-assign]


def watch_the_lock(file: Path) -> float:
    """What another writer waits at most, 99 times of 100, until a line is read."""
    waits = [0.0]
    with sqlite3.connect(file, timeout=30, isolation_level=None) as other:
        print(flush=True)
        while not _is_told():
            began = time.perf_counter()
            with suppress(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
                other.execute("ROLLBACK")
            waits.append(time.perf_counter() - began)
            time.sleep(0.002)
    return sorted(waits)[int(len(waits) * 0.99)]


def _is_told() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    print(watch_the_lock(Path(sys.argv[1])))
