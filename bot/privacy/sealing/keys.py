"""How is the secret key written, kept and read; and when is it too poor to keep anything?

`DALIL_SECRET_KEY` holds one key, or during a change two, `new,old`; or a file that only this
service reads holds the same (`DALIL_SECRET_KEY_FILE`).
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import tempfile
from itertools import pairwise
from pathlib import Path

KEY_BYTES = 32
KEY_FILE = "secret.key"
NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"

_LEAST_DIFFERENT = 16
_LEAST_STEPS = 16
_MOST_REPEATED = 8
_MOST_UNEVEN = 56
_MOST_LETTERS_REPEATED = 12
_MOST_STEADY = 16
_MOST_OF_ONE_CASE = 38


class KeyFault(ValueError):
    """A secret key cannot be used; says what to mend, never the key."""


def read_keys(text: str) -> list[bytes]:
    """The keys of one setting, the newest first. Raises KeyFault.

    A poor key is taken after a good one, on its way out: else nobody could leave it."""
    newest, *older = text.split(",")
    return [read_key(newest), *(_decoded(each) for each in older)]


def read_key(text: str) -> bytes:
    """A key from its text: 32 random bytes, in hex or in base64 of either alphabet."""
    key = _decoded(text)
    if (reason := why_guessable(key) or why_typed(text)) is not None:
        raise KeyFault(
            f"DALIL_SECRET_KEY can be guessed: {reason}. Make a random one with {NEW_KEY} (where "
            "this one is in use: put the new one before it, `new,old`, then run `dalil rekey`)"
        )
    return key


def why_guessable(key: bytes) -> str | None:
    """What shows that these bytes were not drawn at random; None for good ones.

    Each bound is so far out that of a billion random keys none is refused."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    repeated = max(_alike(key, key[shift:]) for shift in range(1, KEY_BYTES // 2 + 1))
    ones = sum(byte.bit_count() for byte in key)
    if all(0x20 <= byte < 0x7F for byte in key):
        return "it is written words or digits"
    if len(set(key)) < _LEAST_DIFFERENT or repeated > _MOST_REPEATED:
        return "it repeats itself"
    if len(steps) < _LEAST_STEPS:
        return "its bytes follow each other"
    if abs(ones - 4 * KEY_BYTES) > _MOST_UNEVEN:
        return "it is almost empty, or almost full"
    return None


def why_typed(text: str) -> str | None:
    """What shows that a key in base64 was typed: its letters tell what its bytes do not.

    Bounds as far out as those of the bytes."""
    letters = text.strip().rstrip("=").encode("ascii", "replace")
    if len(letters) == 2 * KEY_BYTES:
        return None  # in hex the bytes tell all
    repeated = max(_alike(letters, letters[shift:]) for shift in range(1, len(letters) // 2 + 1))
    steady = sum(abs(after - before) <= 1 for before, after in pairwise(letters))
    if repeated >= _MOST_LETTERS_REPEATED:
        return "it repeats itself"
    if steady >= _MOST_STEADY:
        return "its letters follow each other"
    if max(sum(map(str.islower, letters.decode())), sum(map(str.isupper, letters.decode()))) >= (
        _MOST_OF_ONE_CASE
    ):
        return "it is written words"
    return None


def _alike(one: bytes, other: bytes) -> int:
    return sum(left == right for left, right in zip(one, other, strict=False))


def _decoded(text: str) -> bytes:
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        if len(plain) == 2 * KEY_BYTES:
            key = bytes.fromhex(plain)
        else:
            key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFault(
            f"DALIL_SECRET_KEY is {KEY_BYTES} random bytes in base64 (43 or 44 characters), "
            f"and during a change two of them, `new,old`. Make one with {NEW_KEY}"
        )
    return key


def read_key_file(path: Path) -> str:
    """The text of a file that holds what DALIL_SECRET_KEY would. Raises KeyFault.

    What systemd hands over (LoadCredential) shows rights of its group that only stand for those
    of the one user it is for."""
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(4096)
    except OSError as error:
        raise KeyFault(f"cannot read {path}: {error.strerror}") from None
    handed_over = path.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY") or "/nowhere")
    if mode & (0o007 if handed_over else 0o077):
        raise KeyFault(f"others can read {path}: chmod 600 {path}, owned by Dalil's user")
    read_keys(text)
    return text.strip()


def load_or_create_key(data_dir: Path) -> str:
    """The key of a development run, made at its first start, readable by us alone."""
    path = data_dir / KEY_FILE
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _create(path, secrets.token_urlsafe(KEY_BYTES))
    return load_key(data_dir)


def load_key(data_dir: Path) -> str:
    """The same when it must be there already: a new key would open nothing, and help nobody."""
    path = data_dir / KEY_FILE
    if not path.exists():
        raise KeyFault("There is no key: set DALIL_SECRET_KEY to the one of this installation.")
    text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        read_keys(text)
    except KeyFault:
        raise KeyFault(
            f"{path} holds no key. Put back the right one: without it nobody who wrote before can "
            "be found or answered. To begin anew, remove it together with the database."
        ) from None
    return text


def _create(path: Path, text: str) -> None:
    """Write the whole file at once; of two that start together, both use what the first wrote."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(unfinished)
