"""What happens when the disk is full, and when there is room again?"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.journeys.town import Town, open_town
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

ROOT = Path(__file__).resolve().parents[2]
SIZE_MB = 16
WORDS = ("bonjour", "1", "blablabla", "menu")


class SmallDisk:
    """A file system of a few megabytes, which something else fills up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as file:
            for size in (64 * 1024, 1):
                while True:
                    try:
                        file.write(bytes(size))
                    except OSError:
                        break

    def make_room(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)],
        stderr=subprocess.DEVNULL,
    )
    if not mounted:
        pytest.skip("only root may make a small disk")
    yield SmallDisk(folder)
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
async def town(
    disk: SmallDisk, filled_sqlite_template: Path, telegram: TelegramEmulator, twilio: TwilioApi
) -> AsyncIterator[Town]:
    # Taken in here, the directory would leave a log with room in it: a full disk is felt late.
    url = f"sqlite://{shutil.copy(filled_sqlite_template, disk.folder / 'dalil.sqlite3')}"
    async with open_town(url, disk.folder, telegram, twilio, FixedClock()) as opened:
        yield opened


async def test_nothing_is_half_written_and_all_goes_on_when_there_is_room(
    town: Town, disk: SmallDisk
) -> None:
    calm = town.sms("+21620000099")
    expected = [await calm.says(words) for words in WORDS]
    await town.settled()
    disk.fill()
    refused = []
    phones = [town.sms(f"+2162000000{person}") for person in range(5)]
    for phone in phones:
        refused.append(await phone.writes(WORDS[0]))
    assert set(refused) <= {200, 503}
    assert refused[-1] == 503
    disk.make_room()
    for phone, status in zip(phones, refused, strict=True):
        assert status == 200 or await phone.repeats() == 200
        for words in WORDS[1:]:
            assert await phone.writes(words) == 200
    await eventually(lambda: all(len(phone.got) >= len(WORDS) for phone in phones))
    await town.settled()
    assert [phone.got for phone in phones] == [expected] * len(phones)
    assert len(await town.rows("SELECT id FROM inbound_message")) == 6 * len(WORDS)
    with sqlite3.connect(disk.folder / "dalil.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_staff_are_told_that_nothing_was_saved(town: Town, disk: SmallDisk) -> None:
    browser = await town.signed_in()
    service = town.app.worlds.snapshot.directory.services[0]
    address = f"/admin/services/{service.id}?section=reach"
    page = await browser.get(address)
    changed = page.fields() | {"phone": "78 000 001", "save": "1"}
    disk.fill()
    page = await browser.post(address, changed)
    assert page.status == 503
    assert "The disk of the server is full, so nothing was saved." in page.text
    disk.make_room()
    page = await browser.get(address)
    assert page.fields()["phone"] != "78 000 001"
    assert "Saved." in (await browser.post(address, changed)).text
    trail = await town.rows("SELECT what FROM audit_entry WHERE subject = 'service'")
    assert [row["what"] for row in trail] == ["changed"]


async def test_a_backup_that_finds_no_room_says_so_and_leaves_nothing(
    town: Town, disk: SmallDisk
) -> None:
    target = disk.folder / "backup.dalil"
    before = {path.name for path in disk.folder.iterdir()}
    disk.fill()
    code, said = await backs_up(disk.folder, target)
    assert code == 2
    assert said.startswith("dalil: ")
    assert "full" in said or "No space left" in said
    assert "Traceback" not in said
    left = {path.name for path in disk.folder.iterdir()} - before - {"ballast"}
    assert left == set()
    disk.make_room()
    assert (await backs_up(disk.folder, target))[0] == 0
    assert target.stat().st_size > 0


async def backs_up(folder: Path, target: Path) -> tuple[int, str]:
    """`dalil backup`, beside the service that runs; its code and what it says about a fault."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup", str(target)),
        cwd=ROOT,
        env={**os.environ, "DALIL_DATA_DIR": str(folder), "DALIL_ENVIRONMENT": "development"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _out, said = await process.communicate()
    return process.returncode or 0, said.decode()
