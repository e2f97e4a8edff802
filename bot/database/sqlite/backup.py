"""How is a whole SQLite file taken out while it is in use, and put back in one step?"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.database.faults import DatabaseFault, from_sqlite
from bot.database.sqlite import file as sqlite_file

PIECE_BYTES = 256 * 1024


class InUse(DatabaseFault):
    """Somebody has the database open that is to be replaced."""


def holds_tables(path: Path) -> bool:
    """Whether there is anything that a restore would do away with."""
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with sqlite_file.connected(path) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    except DatabaseFault:
        return True  # damaged, or something else: not ours to overwrite unasked


@contextmanager
def snapshot(path: Path) -> Iterator[BinaryIO]:
    """The database of one moment, as the bytes of a file that has no name any more."""
    copied = sqlite_file.for_backup(path)
    try:
        sqlite_file.copy(path, copied)
        file = copied.open("rb")
    except sqlite3.Error as error:
        raise from_sqlite(error) from None
    finally:
        # From here on even a kill leaves no second database with everybody in it behind; what a
        # kill before this leaves, the next backup or `bot/privacy/retention.py` deletes.
        for left in (copied, sqlite_file.unfinished(copied)):
            left.unlink(missing_ok=True)
    with file:
        yield file


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(PIECE_BYTES), b"")


def beside(path: Path) -> Path:
    """Where a database stands until it is known to be whole."""
    return path.with_name(path.name + ".restoring")


def write_beside(path: Path, pieces: Iterable[bytes]) -> Path:
    """A new file next to `path` with these bytes, checked by SQLite, on the disk."""
    new = beside(path)
    remove(new)
    sqlite_file.prepare(new)
    with new.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    try:
        with sqlite_file.connected(new) as connection:
            told = connection.execute("PRAGMA integrity_check").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise from_sqlite(error) from None
    if told != "ok" or broken is not None:
        raise DatabaseFault("The backup holds a damaged database: use another one.")
    return new


def put_in_place(new: Path, path: Path) -> None:
    """Replace the database by the one beside it, at once. Raises InUse."""
    _without_log(new)
    if path.exists():
        _without_log(path)
    os.replace(new, path)
    # Of a damaged database a log may be left, and would be read into the new one.
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def refuse_if_in_use(path: Path) -> None:
    """Raises InUse when another process, or this one, has the file open."""
    if path.exists():
        _without_log(path)


def remove(path: Path) -> None:
    """A database with everything SQLite and the migrations put beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    kept = sqlite_file.backup_of(path)
    for left in (kept, sqlite_file.unfinished(kept)):
        left.unlink(missing_ok=True)


def _without_log(path: Path) -> None:
    """Take the log into the file, which SQLite does only for whoever is alone with it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA busy_timeout = 1000")
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise InUse(
                "The database is in use: stop Dalil on this machine, then restore."
            ) from None
        raise from_sqlite(error) from None
    except sqlite3.DatabaseError:
        return  # no database any more, so nobody can be using it
    finally:
        connection.close()
