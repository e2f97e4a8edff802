"""Who takes the files away, or is given something out of them: what stands there, in bytes?"""

from __future__ import annotations

import json
from pathlib import Path

from bot.database.sqlite import backup as sqlite_backup
from bot.privacy.retention import DataRetention
from tests.admin.office import Browser
from tests.journeys.town import Town

PUBLIC = ("/api/hsds/services", "/metrics", "/healthz", "/t", "/p/kairouan", "/nowhere", "/try")
"""What anybody is given, and what goes wrong there."""


def standing_in(held: bytes, canaries: list[str]) -> set[str]:
    """Which of them are there, as text or as JSON writes it."""
    return {
        each
        for each in canaries
        if each.encode() in held or json.dumps(each)[1:-1].encode() in held
    }


async def everything_kept(town: Town) -> bytes:
    """All that is stored, as bytes; of a table, too, what `SELECT *` gives."""
    held = repr(await town.tables()).encode()
    file = _file_of(town)
    if file is None:
        return held
    for beside in _beside(file):
        held += beside.read_bytes()
    with sqlite_backup.snapshot(file) as copied:
        return held + copied.read()


async def everything_given_out(town: Town, staff: Browser | None = None) -> bytes:
    """What is exported: the sheet of services; and what anybody reads, errors included."""
    staff = staff or await town.signed_in()
    sheet = await staff.get("/admin/services/sheet.csv")
    assert sheet.status == 200
    given = sheet.html.encode()
    for path in PUBLIC:
        async with town.client.get(path) as answer:
            given += await answer.read()
    return given


async def clear_files(town: Town) -> None:
    """What is done each hour; PostgreSQL clears its tables by itself."""
    file, kept = _file_of(town), town.app.worlds.programme.retention
    if file is not None:
        executor = town.app.database.executor
        await DataRetention(executor, lambda: kept, town.clock, file).clear_files()


def _file_of(town: Town) -> Path | None:
    url = town.app.settings.database
    return Path(url.removeprefix("sqlite://")) if url.startswith("sqlite") else None


def _beside(file: Path) -> list[Path]:
    return [path for path in file.parent.glob(f"{file.name}*") if path.is_file()]
