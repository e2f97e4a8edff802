"""A service under test in a process of its own, so that its users do not share its time."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession, web

from benchmarks.people import PUBLIC_URL, Provider

AS_SHIPPED = Path(__file__).with_name("as_shipped")
PYTHON_OF_PEERS = Path(".venv/peers/bin/python")
START_SECONDS = 30
STOP_SECONDS = 20
KEY = base64.b64encode(os.urandom(32)).decode()
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Service:
    """`started_s`: from its beginning until it answered, in seconds of its own processor time."""

    url: str
    process: Process
    started_s: float

    @property
    def resident_megabytes(self) -> float:
        """Memory the process holds in RAM now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Processor time the process has used so far."""
        return _cpu_seconds(self.process)


def _cpu_seconds(process: Process) -> float:
    told = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii")
    # After the name, which may hold spaces, the 12th and 13th are its time and the system's.
    fields = told.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


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
    settings: Mapping[str, str],
    database_url: str | None = None,
) -> AsyncIterator[Service]:
    """`dalil serve` with these settings, on a new SQLite database unless another is given."""
    environment = {
        "DALIL_DATA_DIR": str(folder),
        "DALIL_LOG_LEVEL": "warning",
        "DALIL_PUBLIC_URL": PUBLIC_URL,
    }
    if database_url is not None:
        # Replicas share one key; without it each would make its own.
        environment |= {"DATABASE_URL": database_url, "DALIL_SECRET_KEY": KEY}
    port = free_port()
    environment |= {**settings, "DALIL_PORT": str(port)}
    async with _running([sys.executable, "-m", "bot", "serve"], port, environment) as service:
        yield service


@asynccontextmanager
async def floor(folder: Path, channel: str, provider_url: str) -> AsyncIterator[Service]:
    """The bare application of `floor.py` on a new SQLite database."""
    port = free_port()
    file = str(folder / "floor.sqlite3")
    command = [sys.executable, "-m", "benchmarks.floor", channel, str(port), provider_url, file]
    async with _running(command, port, {}) as service:
        yield service


@asynccontextmanager
async def peer(name: str, folder: Path, provider_url: str) -> AsyncIterator[Service]:
    """The bot of `peers/NAME.py`, with the libraries of its own environment."""
    port = free_port()
    program = ["-m", f"benchmarks.peers.{name}", str(port), provider_url, str(folder)]
    async with _running([str(PYTHON_OF_PEERS), *program], port, {}) as bot:
        yield bot


def peers_are_installed() -> bool:
    return PYTHON_OF_PEERS.exists()


@asynccontextmanager
async def _running(
    command: Sequence[str], port: int, environment: dict[str, str]
) -> AsyncIterator[Service]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**_clean_environment(), "PYTHONPATH": str(AS_SHIPPED), **environment},
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await _wait_until_it_answers(url, process)
        yield Service(url, process, _cpu_seconds(process))
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), STOP_SECONDS)


async def _wait_until_it_answers(url: str, process: Process) -> None:
    deadline = time.monotonic() + START_SECONDS
    async with ClientSession() as client:
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"the service ended at once, with {process.returncode}")
            try:
                async with client.get(f"{url}/healthz"):
                    return
            except ClientError:
                if time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.02)


def _clean_environment() -> dict[str, str]:
    # Without kept bytecode everything is compiled at each start, and takes 15 MB more.
    ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
