"""One place among several where `dalil serve` runs: a process is started there, killed, started
again, each time with the same settings and at the same port."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout
from aiohttp.test_utils import unused_port

from tests.torture.provider import Provider

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_URL = "https://dalil.example.org"
ACCOUNT = "AC" + "0" * 32
AUTH_TOKEN = "made-up-token-for-tests"
KEY = secrets.token_urlsafe(32)
OURS = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "ANDROID_SMS_", "KANNEL_")
READY_WITHIN_S = 60.0


class EndedByItself(Exception):
    """A process ended that nobody told to; the message is the end of its log."""


@dataclass(slots=True)
class Replica:
    """`killed_at`: when each life was killed, in monotonic seconds; a life is `name-number`."""

    name: str
    database_url: str
    folder: Path
    provider: Provider
    port: int = field(default_factory=unused_port)
    killed_at: dict[str, float] = field(default_factory=dict)
    _lives: int = 0
    _process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def life(self) -> str:
        return f"{self.name}-{self._lives}"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    async def start(self) -> None:
        """Begin a life; it is not ready yet."""
        self._lives += 1
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "serve"),
                cwd=self.folder,
                env={**inherited, "PYTHONPATH": str(ROOT), **self._settings()},
                stdout=log,
                stderr=log,
            )

    async def ready(self) -> None:
        """Wait until it serves."""
        deadline = time.monotonic() + READY_WITHIN_S
        async with ClientSession(timeout=ClientTimeout(total=2)) as client:
            while not await _is_alive(client, self.url):
                self.still_runs()
                assert time.monotonic() < deadline, (
                    f"{self.life} is not ready: {self._last_words()}"
                )
                await asyncio.sleep(0.02)

    def still_runs(self) -> None:
        assert self._process is not None
        if self._process.returncode is not None:
            raise EndedByItself(f"{self.life} ended by itself: {self._last_words()}")

    async def kill(self) -> None:
        """Power off: nothing is said to it, and nothing of it goes on."""
        self.still_runs()
        assert self._process is not None
        self.killed_at[self.life] = time.monotonic()
        self._process.send_signal(signal.SIGKILL)
        assert await self._process.wait() == -signal.SIGKILL

    async def stop(self) -> None:
        """Told to stop, it ends what it has in hand."""
        self.still_runs()
        assert self._process is not None
        self._process.terminate()
        assert await self._process.wait() == 0, self._last_words()

    async def remove(self) -> None:
        """After a test that failed, leave nothing running."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def _settings(self) -> dict[str, str]:
        return {
            "DALIL_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "DALIL_PORT": str(self.port),
            "DALIL_PUBLIC_URL": PUBLIC_URL,
            "DALIL_SECRET_KEY": KEY,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": self.provider.url_for(self.life),
            "TWILIO_PER_SECOND": "0",
        }

    def _last_words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]


async def _is_alive(client: ClientSession, url: str) -> bool:
    try:
        async with client.get(f"{url}/healthz") as response:
            return response.status == 200
    except (ClientError, TimeoutError, OSError):
        return False
