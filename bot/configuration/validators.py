"""What may the value of one setting be? Each check takes it as written, or says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from bot.privacy.sealing.keys import NEW_KEY, read_key_file, read_keys
from services_directory.packs.programme import FILE as PROGRAMME_FILE
from services_directory.packs.programme import pack_folder


def data_folder(folder: Path) -> Path:
    """A folder that is there, or can be made."""
    if next((part for part in (folder, *folder.parents) if part.is_file()), None):
        raise ValueError("a file stands there: name a folder, which is made when it is missing")
    return folder


def database_address(url: str) -> str:
    """A SQLite file, or a PostgreSQL server."""
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ValueError(
            "no database we know: write sqlite:///path/to/file.sqlite3 or "
            "postgres://user:password@host:5432/name"
        )
    return url


def web_address(url: str) -> str:
    """A whole address without a slash at its end."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ValueError("no web address: write it like https://dalil.example.org")
    return url.rstrip("/")


def pack_that_is_there(pack: str) -> str:
    """The name of a folder in `services_directory/packs/`."""
    folder = pack_folder(pack)
    if not (folder / PROGRAMME_FILE).is_file():
        raise ValueError(f"no {PROGRAMME_FILE} in {folder}: see docs/programme-file.md")
    return pack


def sealing_key(key: str) -> str:
    """One key, or `new,old` while it is changed."""
    read_keys(key)
    return key


def sealing_key_file(file: Path) -> Path:
    """A file with the same in it, that nobody else can read."""
    read_key_file(file)
    return file


def bearer_token(token: str) -> str:
    """Long enough not to be guessed."""
    mend = f"needs 16 or more of A-Z a-z 0-9 . _ ~ + / = -: make one with {NEW_KEY}"
    return written_like(r"[A-Za-z0-9._~+/=-]{16,}", mend)(token)


def secret_in_an_address(secret: str) -> str:
    """What may stand in an address, or in a header, as it is."""
    mend = f"needs 16 to 256 of A-Z a-z 0-9 _ -: make one with {NEW_KEY}"
    return written_like(r"[A-Za-z0-9_-]{16,256}", mend)(secret)


def written_like(pattern: str, mend: str) -> Callable[[str], str]:
    """A check that the whole value looks like `pattern`; `mend` says how it is written."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(mend)
        return value

    return check
