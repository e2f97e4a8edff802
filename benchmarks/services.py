"""A service under test in a process of its own, so that its users do not share its time."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession, web

from benchmarks.people import ACCOUNT, OUR_NUMBER, PUBLIC_URL, TOKEN, Provider

AS_SHIPPED = Path(__file__).with_name("as_shipped")
START_SECONDS = 30
STOP_SECONDS = 20
KEY = base64.b64encode(os.urandom(32)).decode()


@dataclass(frozen=True)
class Service:
    url: str
    process: Process

    @property
    def resident_megabytes(self) -> float:
        """Memory the process holds in RAM now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def provider_on_loopback(provider: Provider) -> AsyncIterator[str]:
    """The address of a fake provider that takes every message."""
    runner = web.AppRunner(provider.application(), access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def dalil(
    folder: Path,
    provider_url: str,
    database_url: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> AsyncIterator[Service]:
    """`dalil serve`, on a new SQLite database unless another is given; `settings` come last."""
    environment = {
        "DALIL_DATA_DIR": str(folder),
        "DALIL_LOG_LEVEL": "warning",
        "DALIL_PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": OUR_NUMBER,
        "TWILIO_API_URL": provider_url,
        "TWILIO_PER_SECOND": "0",
    }
    if database_url is not None:
        # Replicas share one key; without it each would make its own.
        environment |= {"DATABASE_URL": database_url, "DALIL_SECRET_KEY": KEY}
    environment |= settings or {}
    port = free_port()
    async with _running(
        ["-m", "bot", "serve"], port, {**environment, "DALIL_PORT": str(port)}
    ) as service:
        yield service


@asynccontextmanager
async def floor(folder: Path, provider_url: str) -> AsyncIterator[Service]:
    """The bare application of `floor.py` on a new SQLite database."""
    port = free_port()
    messages = f"{provider_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    arguments = ["-m", "benchmarks.floor", str(port), messages, str(folder / "floor.sqlite3")]
    async with _running(arguments, port, {}) as service:
        yield service


@asynccontextmanager
async def _running(
    arguments: Sequence[str], port: int, environment: dict[str, str]
) -> AsyncIterator[Service]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        env={**_clean_environment(), "PYTHONPATH": str(AS_SHIPPED), **environment},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await _wait_until_healthy(url, process)
        yield Service(url, process)
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), STOP_SECONDS)


async def _wait_until_healthy(url: str, process: Process) -> None:
    async with ClientSession() as client, asyncio.timeout(START_SECONDS):
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"the service ended at once, with {process.returncode}")
            try:
                async with client.get(f"{url}/healthz") as response:
                    if response.status == 200:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.05)


def _clean_environment() -> dict[str, str]:
    # Without kept bytecode everything is compiled at each start, and takes 15 MB more.
    ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
