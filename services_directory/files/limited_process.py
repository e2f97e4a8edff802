"""How is a file that somebody brings read so that a hostile one takes nobody's time or memory?

In a process of its own, which may use so much of both and no more. Both sides speak in lines of
JSON; the content of the file follows the first.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

LONGEST_WAIT = 180.0
_POLITE = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Ten thousand services take a tenth of the seconds."""

    cpu_seconds: int = 60
    memory: int = 1_000_000_000


class Pipes(NamedTuple):
    """To the process, and from it."""

    asked: IO[bytes]
    told: IO[bytes]


USUAL = Limits()


@contextmanager
def reading_apart(
    module: str, content: bytes, limits: Limits = USUAL, **told: Any
) -> Iterator[Pipes]:
    """`module`, run with this content and what else it is `told`; it is ended with the block.

    What it does not answer raises BrokenPipeError or ValueError. It is waited for: call it in a
    thread."""
    order = {**told, "size": len(content), "cpu": limits.cpu_seconds, "memory": limits.memory}
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        patience = threading.Timer(LONGEST_WAIT, process.kill)
        patience.start()
        try:
            say(process.stdin, order)
            process.stdin.write(content)
            process.stdin.flush()
            yield Pipes(process.stdin, process.stdout)
        finally:
            patience.cancel()
            process.kill()
            # What it never took is no fault while its end of the pipe is closed.
            with suppress(BrokenPipeError):
                process.stdin.close()


def say(pipe: IO[bytes], told: object) -> None:
    pipe.write(json.dumps(told).encode() + b"\n")
    pipe.flush()


def hear(pipe: IO[bytes]) -> Any:
    """Raises ValueError where the other side has ended."""
    return json.loads(pipe.readline())


def take_order(asked: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """In the process: what it was told, and the content. From now on it is held to its limits."""
    order = hear(asked)
    _limit(order["cpu"], order["memory"])
    return order, asked.read(order["size"])


def _limit(cpu_seconds: int, most_memory: int) -> None:
    """Where the system can do that: not on Windows."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
        os.nice(_POLITE)
