"""A gateway that nobody here wrote: Kannel, with its own handset, on loopback and in one folder.

`make test` installs it where it may; without it, its tests say so and are skipped.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote_to_bytes

from aiohttp.test_utils import unused_port

ROOT = Path(__file__).parents[2]
DAEMONS = "/usr/sbin"
HANDSET = Path("/usr/lib/kannel/test/fakesmsc")
USER, PASSWORD, SHORT_CODE = "dalil", "made-up-password", "85000"
# The ports at which each listens. A handset that comes too early gives up without a word.
BOXES = {"bearerbox": ("smsbox", "handset"), "smsbox": ("sendsms",)}
# What operators copy is what is tested.
GUIDE = ROOT / "docs" / "sms-kannel.md"


def missing() -> str | None:
    """Why the gateway cannot be started here; None when it can."""
    if HANDSET.exists() and all(map(_program, ("bearerbox", "smsbox"))):
        return None
    return "no Kannel here: on Debian, apt install kannel kannel-extras"


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{DAEMONS}")


@dataclass
class Handset:
    """A phone in the operator's network. `received`: the texts that reached it."""

    parts: list[tuple[bytes, str, bytes]] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _spoke: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def received(self) -> list[str]:
        """Each message as it is read on the phone; one in several parts is joined."""
        return [_read(kind, content) for kind, content in _joined(self.parts)]

    async def wait_for(self, parts: int) -> list[str]:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: len(self.parts) >= parts)
        return self.received

    async def has_spoken(self) -> None:
        async with asyncio.timeout(20):
            await self._spoke.wait()

    async def listen(self, output: asyncio.StreamReader) -> None:
        async for line in output:
            found = re.search(rb"Got message \d+: <\S+ \S+ (.*)>$", line.rstrip(b"\n"))
            if b"fakesmsc: sent message" in line:
                self._spoke.set()
            if found is None:
                continue
            async with self._changed:
                self.parts.append(_part(found[1]))
                self._changed.notify_all()


def _part(shown: bytes) -> tuple[bytes, str, bytes]:
    """The header that joins parts, the kind of the content, and the content."""
    kind, _, rest = shown.partition(b" ")
    if kind != b"udh":
        return b"", kind.decode(), rest
    header, kind, content = rest.split(b" ", 2)
    return unquote_to_bytes(header), kind.decode(), content


def _joined(parts: list[tuple[bytes, str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Parts of one message come one after the other; the last octet of a header is the number."""
    kept: list[tuple[str, bytes]] = []
    for header, kind, content in parts:
        if header and header[-1] > 1:
            kept[-1] = (kind, kept[-1][1] + content)
        else:
            kept.append((kind, content))
    return iter(kept)


def _read(kind: str, shown: bytes) -> str:
    if kind == "text":
        return shown.decode()
    content = unquote_to_bytes(shown.replace(b"+", b" "))
    # The handset does not tell the alphabet of a part: half of UCS-2's Arabic is the byte 6.
    return content.decode("utf-16-be" if kind == "ucs-2" or b"\x06" in content else "ascii")


@dataclass
class Kannel:
    """A running bearerbox and smsbox."""

    folder: Path
    sendsms_url: str
    handset_port: int
    bearerbox: asyncio.subprocess.Process

    async def lose_the_bearerbox(self) -> None:
        await _ended(self.bearerbox)

    @asynccontextmanager
    async def handset(self, says: str | None = None) -> AsyncIterator[Handset]:
        """A phone that is in reach meanwhile, and says something first: `text bonjour`."""
        message = f"+21620000001 {SHORT_CODE} {says or 'text silent'}"
        command: list[str | Path] = [
            HANDSET,
            "-H",
            "127.0.0.1",
            "-r",
            str(self.handset_port),
            "-i",
            "0.01",
        ]
        phone = Handset()
        command += ["-m", "1" if says else "0", message]
        async with _running(command, self.folder, asyncio.subprocess.PIPE) as process:
            assert process.stderr is not None
            listening = asyncio.create_task(phone.listen(process.stderr))
            yield phone
        await listening


def ucs2(words: str) -> str:
    """What a handset says in letters that the GSM alphabet has not."""
    return f"ucs2 {quote(words.encode('utf-16-be'), safe='')}"


def in_parts(words: str, size: int = 60) -> list[str]:
    """The same as a phone sends it when it is long: parts, each with a header of its own.

    In the GSM alphabet: the handset knows no header before 16-bit letters."""
    pieces = [words[start : start + size] for start in range(0, len(words), size)]
    headers = (bytes((5, 0, 3, 7, len(pieces), number)) for number in range(1, len(pieces) + 1))
    return [
        f"udh-text {''.join(f'%{octet:02x}' for octet in header)} {piece}"
        for header, piece in zip(headers, pieces, strict=True)
    ]


@asynccontextmanager
async def running_kannel(folder: Path, inbound_url: str, secret: str) -> AsyncIterator[Kannel]:
    """The gateway as the guide sets it up, calling `inbound_url`."""
    ports = {name: unused_port() for name in ("admin", "smsbox", "handset", "sendsms")}
    configuration = folder / "kannel.conf"
    configuration.write_text(_configuration(ports, inbound_url, secret), encoding="utf-8")
    async with AsyncExitStack() as running:
        boxes = []
        for name, doors in BOXES.items():
            log = running.enter_context((folder / f"{name}.log").open("wb"))
            process = await running.enter_async_context(
                _running([_program(name), configuration], folder, log)
            )
            for door in doors:
                await _listening(process, ports[door], Path(log.name))
            boxes.append(process)
        sendsms = f"http://127.0.0.1:{ports['sendsms']}/cgi-bin/sendsms"
        yield Kannel(folder, sendsms, ports["handset"], boxes[0])


def _configuration(ports: dict[str, int], inbound_url: str, secret: str) -> str:
    """The guide's own file; what stands in for the operator is Kannel's fake one."""
    found = re.search(r"```ini\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert found is not None
    fake = f"group = smsc\nsmsc = fake\nsmsc-id = fake\nport = {ports['handset']}"
    fake += "\nconnect-allow-ip = 127.0.0.1\n\n"
    told = re.sub(r"group = smsc\n.*?\n\n", lambda _: fake, found[1], flags=re.S)
    swaps = {
        "admin-port = 13000": f"admin-port = {ports['admin']}",
        "smsbox-port = 13001": f"smsbox-port = {ports['smsbox']}",
        "sendsms-port = 13013": f"sendsms-port = {ports['sendsms']}",
        "store-type = spool\nstore-location = /var/spool/kannel\n": "",
        "http-queue-delay = 10": "http-queue-delay = 1",
        "SENDSMS_PASSWORD": PASSWORD,
        "http://127.0.0.1:8080/sms/kannel": inbound_url,
        "INBOUND_SECRET": secret,
    }
    for written, ours in swaps.items():
        assert written in told, written
        told = told.replace(written, ours)
    return told


@asynccontextmanager
async def _running(
    command: Sequence[str | Path | None], folder: Path, output: int | IO[bytes]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that ends with us, even when we are killed."""
    words = ["setpriv", "--pdeathsig", "TERM", *(str(word) for word in command)]
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=output,
    )
    try:
        yield process
    finally:
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(10):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _listening(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    for _ in range(200):
        if process.returncode is not None:
            break
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.05)
    raise RuntimeError(f"{log.stem} did not start: see {log}")
