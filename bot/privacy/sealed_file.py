"""How is a file sealed, so that one that was cut, mixed or changed is never taken for whole?

A header says in plain words what the file is; then come pieces of one size, each sealed with
AES-GCM. A piece's nonce holds its number and whether it is the last, and each vouches for the
header too: a piece that is missing, moved or from another file does not open. Each file has a key
of its own, made from the secret key and the random salt in the header.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from bot.privacy.sealing import Sealer, SealFault

MAGIC = b"Dalil backup\n"
VERSION = 1
PIECE_BYTES = 256 * 1024
_TAG_BYTES = 16
_SALT_BYTES = 32
_LONGEST_HEADER = 4096

_BROKEN = "The backup is damaged, or was cut off or changed: nothing of it can be trusted."


class SealedFileFault(Exception):
    """A file cannot be opened; the message is one sentence that holds nothing of the file."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is known before anything is opened. Nothing of it can be trusted until then."""

    dialect: str
    key_id: bytes
    salt: bytes
    line: bytes


def seal_file(pieces: Iterable[bytes], dialect: str, sealer: Sealer, target: BinaryIO) -> int:
    """Write `pieces`, of any sizes, sealed; how many bytes were written."""
    header = _new_header(dialect, sealer)
    cipher = sealer.file_cipher(header.key_id, header.salt)
    written = target.write(MAGIC + header.line)
    for number, (piece, is_last) in enumerate(_told_the_last(_in_one_size(pieces))):
        written += target.write(cipher.encrypt(_nonce(number, is_last), piece, header.line))
    return written


def open_file(source: BinaryIO, header: Header, sealer: Sealer) -> Iterator[bytes]:
    """The pieces in order, from where `read_header` stopped.

    Each is genuine; but only when all have come is it known that none is missing."""
    try:
        cipher = sealer.file_cipher(header.key_id, header.salt)
    except SealFault as fault:
        raise SealedFileFault(f"The backup cannot be opened. {fault}") from None
    sealed_pieces = iter(lambda: source.read(PIECE_BYTES + _TAG_BYTES), b"")
    number = -1
    for number, (sealed, is_last) in enumerate(_told_the_last(sealed_pieces)):
        try:
            yield cipher.decrypt(_nonce(number, is_last), sealed, header.line)
        except (InvalidTag, ValueError):
            raise SealedFileFault(_BROKEN) from None
    if number < 0:
        raise SealedFileFault(_BROKEN)


def read_header(source: BinaryIO) -> Header:
    """What the file says it is; leaves `source` at the first piece."""
    if source.read(len(MAGIC)) != MAGIC:
        raise SealedFileFault("The file is no backup made by `dalil backup`.")
    line = source.readline(_LONGEST_HEADER)
    try:
        said = json.loads(line)
        version, dialect = said["version"], said["database"]
        key_id, salt = bytes.fromhex(said["key"]), bytes.fromhex(said["salt"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SealedFileFault(_BROKEN) from None
    if version != VERSION:
        raise SealedFileFault("The backup was made by another version of Dalil: use that one.")
    return Header(str(dialect), key_id, salt, line)


def _new_header(dialect: str, sealer: Sealer) -> Header:
    key_id, salt = sealer.file_key_id, os.urandom(_SALT_BYTES)
    said = {
        "version": VERSION,
        "database": dialect,
        "sealed": "AES-256-GCM",
        "key": key_id.hex(),
        "salt": salt.hex(),
    }
    return Header(dialect, key_id, salt, json.dumps(said).encode() + b"\n")


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _in_one_size(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of PIECE_BYTES, at least one; the last may be shorter."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES])
            del waiting[:PIECE_BYTES]
    yield bytes(waiting)


def _told_the_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each piece, and whether it is the last."""
    before = next(pieces, None)
    if before is None:
        return
    for piece in pieces:
        yield before, False
        before = piece
    yield before, True
