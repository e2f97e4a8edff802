"""Proxies that nobody here wrote: Caddy twice, the inner one as compose.yaml sets it up.

`make test` installs it where it may; without it, its tests say so and are skipped.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from textwrap import dedent

from aiohttp.test_utils import unused_port

COMPOSE = Path(__file__).parents[2] / "compose.yaml"


def missing() -> str | None:
    """Why no proxy can be started here; None when it can."""
    return None if shutil.which("caddy") else "no Caddy here: on Debian, apt install caddy"


def balancer(port: int, upstream: int) -> str:
    """What compose.yaml says, but for the ports and the name that Docker gives the replicas."""
    written = re.search(r"^    content: \|\n((?:      .*\n|\n)+)", COMPOSE.read_text("utf-8"), re.M)
    assert written
    told = dedent(written[1])
    for theirs, ours in (
        (":8080 {", f"http://127.0.0.1:{port} {{"),
        ("name dalil", "name 127.0.0.1"),
        ("port 8080", f"port {upstream}"),
    ):
        assert told.count(theirs) == 1, theirs
        told = told.replace(theirs, ours)
    return told


def with_certificate(port: int, upstream: int) -> str:
    """The one before it, which the clients reach. Its certificate is left out."""
    return dedent(f"""\
        {{
          admin off
        }}
        http://127.0.0.1:{port} {{
          reverse_proxy 127.0.0.1:{upstream}
        }}
        """)


@asynccontextmanager
async def two_proxies(folder: Path, upstream: int) -> AsyncIterator[int]:
    """The port that clients reach what listens at `upstream` by."""
    outer, inner = unused_port(), unused_port()
    async with AsyncExitStack() as running:
        for port, told in (
            (inner, balancer(inner, upstream)),
            (outer, with_certificate(outer, inner)),
        ):
            await running.enter_async_context(_running(folder, port, told))
        yield outer


@asynccontextmanager
async def _running(folder: Path, port: int, told: str) -> AsyncIterator[None]:
    configuration, log = folder / f"Caddyfile.{port}", folder / f"caddy.{port}.log"
    configuration.write_text(told, encoding="utf-8")
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            "caddy", "run", "--config", configuration, "--adapter", "caddyfile",
            stdout=output, stderr=output,
            # It keeps certificates and its last configuration at home.
            env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        )  # fmt: skip
        try:
            await _listening(process, port, log)
            yield
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _listening(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    async with asyncio.timeout(30):
        while True:
            assert process.returncode is None, f"Caddy has ended: see {log}"
            with suppress(OSError):
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)
