"""kill -9 in the middle, twice: nothing is lost, nothing is answered twice, order holds."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from pathlib import Path

from bot.database.opening import open_database
from tests.bot.harness import build_harness
from tests.bot.inbound.doomed import EACH, PEOPLE, address

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = 32
"""So many may be on their way to a provider when the process dies; only those may be repeated."""


async def lives(url: str, sent: Path, life: int, *, killed_after: int | None = None) -> None:
    """Run the process, to its end or until it has received so many messages."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bot.inbound.doomed",
        url,
        str(sent),
        str(life),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    received = 0
    async for line in process.stdout:
        received += line[:1].isdigit()
        if received == killed_after:
            process.send_signal(signal.SIGKILL)
    code = await process.wait()
    assert code == (0 if killed_after is None else -signal.SIGKILL)


async def test_killed_twice_everything_is_answered_once_and_in_order(
    database_url: str, tmp_path: Path
) -> None:
    sent = tmp_path / "sent.txt"
    await lives(database_url, sent, 0, killed_after=70)
    await lives(database_url, sent, 1, killed_after=200)
    await lives(database_url, sent, 2)
    lines = sent.read_text().splitlines()
    expected = [
        f"{address(person)} {number + 1}: word{number}"
        for person in range(PEOPLE)
        for number in range(EACH)
    ]
    # Each answer counts the turns before it: a turn lost or taken twice would show in all later.
    assert set(lines) == set(expected)
    repeated = sum(count - 1 for count in Counter(lines).values())
    assert repeated <= 2 * AT_ONCE
    for person in range(PEOPLE):
        heard = list(dict.fromkeys(line for line in lines if line.startswith(address(person))))
        assert heard == [line for line in expected if line.startswith(address(person))]
    database = await open_database(database_url)
    app = await build_harness(database.executor)
    assert await app.one("SELECT COUNT(*) FROM outbound_message") == PEOPLE * EACH
    assert await app.one("SELECT COUNT(*) FROM outbound_message WHERE state <> 'sent'") == 0
    assert await app.one("SELECT COUNT(*) FROM inbound_message WHERE answered_at IS NULL") == 0
    await database.close()
