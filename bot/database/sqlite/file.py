"""How is our SQLite file opened, so that power loss keeps it whole and no stranger reads it?"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.database.faults import DatabaseFault, from_sqlite

BUSY_SECONDS = 10
CLEARING_ATTEMPTS = 40

# FULL: a commit that was acknowledged survives power loss. The size limit lets the log keep its
# file between checkpoints, which is quicker than cutting it off and growing it again.
PRAGMAS = {
    "busy_timeout": str(BUSY_SECONDS * 1000),
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # What was erased is overwritten wherever the page is written anyway. ON, which writes free
    # pages as well, made every answer a seventh dearer: see free_pages.py.
    "secure_delete": "FAST",
    "journal_size_limit": str(64 * 1024 * 1024),
}


def prepare(path: Path) -> None:
    """Make sure the file is there, readable by us alone; SQLite's own `-wal` files follow it.

    A file that is there is never opened here: to close any descriptor of it would drop every lock
    that SQLite holds on it for this process, and another process would then throw away the `-wal`
    that we go on writing to (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            return
        if not os.access(path, os.R_OK | os.W_OK) or path.is_dir():
            refused = errno.EISDIR if path.is_dir() else errno.EACCES
            raise OSError(refused, os.strerror(refused))
    except OSError as error:
        raise DatabaseFault(f"Cannot write the database file {path}: {error.strerror}.") from None


def connect(path: Path) -> sqlite3.Connection:
    """A connection of our own, in autocommit: transactions begin and end where we say so."""
    prepare(path)
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        for name, value in PRAGMAS.items():
            _set(connection, name, value)
    except sqlite3.Error as error:
        connection.close()
        raise from_sqlite(error) from None
    return connection


def identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at `path` now, as the disk knows it; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _set(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Set a pragma; when processes open a new file together, the change to WAL must wait its turn.

    SQLite's busy_timeout does not cover that change, it fails at once.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {name} = {value}")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """The same for one task, closed at its end."""
    connection = connect(path)
    try:
        yield connection
    finally:
        connection.close()


def backup_of(path: Path) -> Path:
    """Where the copy made before a migration stands."""
    return path.with_name(path.name + ".before-migration")


def for_backup(path: Path) -> Path:
    """Where the copy for a moment stands that `dalil backup` seals; afterwards there is none."""
    return path.with_name(path.name + ".for-backup")


def unfinished(target: Path) -> Path:
    """What a copy is called until it is whole."""
    return target.with_name(target.name + ".unfinished")


def copy(source: Path, target: Path) -> None:
    """A whole copy of a database in use; replaces `target` at once.

    By VACUUM, which takes along rows alone. SQLite's own backup copies pages, the free ones too,
    and with them what was erased.
    """
    begun = unfinished(target)
    begun.unlink(missing_ok=True)
    prepare(begun)
    with connected(source) as original:
        original.execute("VACUUM INTO ?", (str(begun),))
    with begun.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(begun, target)


def write_anew(path: Path) -> None:
    """Nothing but the rows is left in the file; whoever writes meanwhile waits until it is done."""
    with connected(path) as connection:
        connection.execute("VACUUM")
    clear_log(path)


def clear_log(path: Path) -> bool:
    """Empty the `-wal` file, which holds what was erased from the tables long after.

    False when others were reading or writing all the while: they are never made to wait for it.
    """
    with connected(path) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        for _attempt in range(CLEARING_ATTEMPTS):
            busy, _in_log, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            time.sleep(0.05)
    return False
