"""How is a file sealed, so that one that was cut, mixed or changed is never taken for whole?

In the format of age (https://age-encryption.org/v1), so that an operator opens a backup with any
program that knows it, and the key of `dalil backup-key`, even where there is no Dalil any more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from threading import Thread
from typing import BinaryIO

from bot.privacy.sealing.sealer import Sealer

PIECE_BYTES = 256 * 1024
_MAGIC = b"age-encryption.org/"

_BROKEN = "The backup is damaged, or was cut off or changed: nothing of it can be trusted."
_OTHER_KEY = (
    "The backup cannot be opened. Sealed with another key: is DALIL_SECRET_KEY the right one?"
)


class SealedFileFault(Exception):
    """A file cannot be opened; the message is one sentence that holds nothing of the file."""


def seal_file(pieces: Iterable[bytes], sealer: Sealer, target: BinaryIO) -> int:
    """Write `pieces`, of any sizes, sealed; how many bytes were written."""
    import pyrage  # only where a file is sealed: the service itself never does

    before = target.tell()
    recipient = pyrage.ssh.Recipient.from_str(sealer.file_recipient)
    pyrage.encrypt_io(_Reader(pieces), target, [recipient])
    return target.tell() - before


def open_file(source: BinaryIO, sealer: Sealer) -> Iterator[bytes]:
    """What is in the file, piece by piece, from its beginning.

    Each is genuine; but only when all have come is it known that none is missing."""
    source.seek(0)
    if source.read(len(_MAGIC)) != _MAGIC:
        raise SealedFileFault("The file is no backup made by `dalil backup`.")
    source.seek(0)
    reading, writing = os.pipe()
    opening = _Opening(source, sealer, writing)
    opening.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            yield from iter(lambda: pipe.read(PIECE_BYTES), b"")
    finally:
        opening.join()
    if opening.fault is not None:
        raise opening.fault


class _Opening(Thread):
    """age pushes what it opens: in a thread of its own, so that we can ask piece by piece."""

    def __init__(self, source: BinaryIO, sealer: Sealer, writing: int) -> None:
        super().__init__(name="open-sealed-file", daemon=True)
        self._source, self._sealer, self._writing = source, sealer, writing
        self.fault: SealedFileFault | None = None

    def run(self) -> None:
        import pyrage

        keys = [pyrage.ssh.Identity.from_buffer(each) for each in self._sealer.file_identities]
        # Where the reader has gone away before the end, nobody asks what became of the rest.
        with os.fdopen(self._writing, "wb", closefd=True, buffering=0) as pipe:
            try:
                pyrage.decrypt_io(self._source, pipe, keys)
            except pyrage.DecryptError as error:
                other_key = "No matching keys" in str(error)
                self.fault = SealedFileFault(_OTHER_KEY if other_key else _BROKEN)
            except OSError:
                self.fault = SealedFileFault(_BROKEN)


class _Reader:
    """Pieces of any sizes, read as a file is."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._waiting = iter(pieces), memoryview(b"")

    def read(self, size: int) -> bytes:
        while not self._waiting:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._waiting = memoryview(piece)
        taken, self._waiting = self._waiting[:size], self._waiting[size:]
        return bytes(taken)
