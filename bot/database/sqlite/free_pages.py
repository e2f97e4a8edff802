"""How does what was erased leave the free pages of a SQLite file, while the file is in use?

Pages that a deletion sets free keep their bytes until something else needs them, in a quiet
database for ever. So they are taken into a table of zeros and given back, a few at a time: whoever
is answered meanwhile waits for some milliseconds at most.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from bot.database.sqlite import file as sqlite_file

PAGES_AT_ONCE = 256
PAUSE_S = 0.01
ROUNDS = 4096
"""A gigabyte at a time; what somebody else sets free as fast as this waits for the next hour."""


def overwrite_free_pages(path: Path) -> bool:
    """Write zeros over every page that is free now; False when others did not let us all along."""
    with sqlite_file.connected(path) as connection:
        connection.execute("PRAGMA secure_delete = ON")  # whatever a page held beside the zeros
        try:
            if _free_pages(connection) or _is_left_over(connection):
                _fill(connection)
                _give_back(connection)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
                return False
            raise
    return True


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS overwritten (zeros BLOB NOT NULL)")
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    for _round in range(ROUNDS):
        free = _free_pages(connection)
        if not free:
            return
        pages = min(free, PAGES_AT_ONCE)
        # In an overflowing row each page gives four bytes to the number of the next.
        connection.execute(
            "INSERT INTO overwritten VALUES (zeroblob(?))", (pages * (page_bytes - 4),)
        )
        time.sleep(PAUSE_S)


def _give_back(connection: sqlite3.Connection) -> None:
    last = "SELECT MAX(rowid) FROM overwritten"
    while connection.execute(last).fetchone()[0] is not None:
        connection.execute(f"DELETE FROM overwritten WHERE rowid = ({last})")
        time.sleep(PAUSE_S)
    connection.execute("DROP TABLE overwritten")


def _free_pages(connection: sqlite3.Connection) -> int:
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    return int(free)


def _is_left_over(connection: sqlite3.Connection) -> bool:
    """Whether a kill left the table of zeros behind."""
    named = "SELECT 1 FROM sqlite_master WHERE name = 'overwritten'"
    return connection.execute(named).fetchone() is not None
