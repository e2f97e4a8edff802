"""Whatever the service does with its SQLite file, another process never takes it for unused.

To close any descriptor of a file drops all locks that this process holds on it. A process that came
and went beside us (`dalil chat`, `staff add`, `backup`) then threw away the log we were writing to:
what people wrote since was lost, and the file damaged.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.database.faults import DatabaseFault
from bot.database.sqlite import backup
from bot.database.sqlite import file as sqlite_file
from bot.database.sqlite.free_pages import overwrite_free_pages

SOMEBODY_ELSE = """
import sqlite3, sys
beside = sqlite3.connect(sys.argv[1])
beside.execute("INSERT INTO note VALUES ('of another process')")
beside.commit()
beside.close()
"""
READ = """
import sqlite3, sys
found = sqlite3.connect(sys.argv[1])
print(*(row[0] for row in found.execute("SELECT words FROM note ORDER BY rowid")), sep="|")
print(found.execute("PRAGMA integrity_check").fetchone()[0])
"""


def _snapshot(path: Path) -> None:
    with backup.snapshot(path) as file:
        assert file.read(6) == b"SQLite"


HOUSEKEEPING: dict[str, Callable[[Path], object]] = {
    "opened once more": lambda path: sqlite_file.connect(path).close(),
    "prepared": sqlite_file.prepare,
    "the hourly clearing": lambda path: (overwrite_free_pages(path), sqlite_file.clear_log(path)),
    "written anew": sqlite_file.write_anew,
    "the copy before a migration": lambda path: sqlite_file.copy(path, sqlite_file.backup_of(path)),
    "a backup": _snapshot,
}


def of_another_process(code: str, path: Path) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


@pytest.mark.parametrize("done", HOUSEKEEPING.values(), ids=HOUSEKEEPING.keys())
def test_what_is_written_after_it_is_kept(tmp_path: Path, done: Callable[[Path], object]) -> None:
    path = tmp_path / "dalil.sqlite3"
    with sqlite_file.connected(path) as serving:
        serving.execute("CREATE TABLE note (words TEXT)")
        serving.execute("INSERT INTO note VALUES ('before')")
        done(path)
        of_another_process(SOMEBODY_ELSE, path)
        serving.execute("INSERT INTO note VALUES ('after')")
        assert of_another_process(READ, path).split("\n") == [
            "before|of another process|after",
            "ok",
        ]


def test_no_housekeeping_opens_the_file_but_sqlite(tmp_path: Path) -> None:
    """The kind: SQLite's own opening is told to no hook, so whatever is told is ours."""
    path = tmp_path / "dalil.sqlite3"
    opened: list[str] = []
    is_watched = True

    def watch(event: str, args: tuple[Any, ...]) -> None:
        # With O_EXCL nothing that is there is ever opened.
        if is_watched and event == "open" and not args[2] & os.O_EXCL:
            opened.append(str(args[0]))

    with sqlite_file.connected(path) as serving:
        serving.execute("CREATE TABLE note (words TEXT)")
        sys.addaudithook(watch)
        try:
            for done in HOUSEKEEPING.values():
                done(path)
        finally:
            is_watched = False
    assert str(path) not in opened


def test_a_file_that_may_not_be_written_is_told_and_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "dalil.sqlite3"
    folder.mkdir()
    with pytest.raises(DatabaseFault, match="Is a directory"):
        sqlite_file.prepare(folder)
