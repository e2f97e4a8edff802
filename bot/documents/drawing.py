"""How is a page drawn while people are answered? In a process of its own, which then ends.

Shaping letters takes a quarter of a second and forty megabytes: neither is to be taken from whoever
waits for an answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys

from bot.documents.document import Document

LONGEST_WAIT_S = 60.0

_PICTURE = "bot.documents.picture"


class DrawingFailed(Exception):
    """The page was not drawn; the message says why, and quotes nothing of it."""


async def draw_apart(document: Document) -> bytes:
    """The page as PDF. Raises DrawingFailed."""
    return await _apart(__name__, pickle.dumps(document), b"%PDF")


async def picture_apart(title: str, below: str, *, right_to_left: bool) -> bytes:
    """A few words as PNG, see `picture.py`. Raises DrawingFailed."""
    told = {"title": title, "below": below, "right_to_left": right_to_left}
    return await _apart(_PICTURE, json.dumps(told).encode(), b"\x89PNG")


async def _apart(module: str, told: bytes, begins: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        async with asyncio.timeout(LONGEST_WAIT_S):
            drawn, _nothing = await process.communicate(told)
    except TimeoutError:
        raise DrawingFailed("it took too long") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not drawn.startswith(begins):
        raise DrawingFailed(drawn.decode(errors="replace") or "the process ended")
    return drawn


def _main() -> None:
    from bot.documents.pdf import draw

    try:
        # Our own process wrote it a moment ago, and nobody else can.
        drawn = draw(pickle.load(sys.stdin.buffer))
    except ValueError as error:
        drawn = str(error).encode()
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    _main()
