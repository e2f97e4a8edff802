"""Which migrations are there, and which of them does a database still lack?

Numbered SQL files in each room's `migrations/`: `0001_name.sql` for both databases, or a pair
`0001_name.sqlite.sql` and `0001_name.postgresql.sql`. What SQL cannot say is `0001_name.py`, whose
`apply(dialect)` yields statements with `?` and their values, and is sent the rows of each.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from runpy import run_path
from typing import Any

from bot.database.faults import DatabaseFault

# In this order: a table may point at one of a room before it.
ROOMS = ("services_directory", "bot", "admin")
PROJECT = Path(__file__).parents[2]

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+?)(\.(?P<dialect>\w+))?\.(sql|py)")
_DIALECTS = (None, "sqlite", "postgresql")
RECORDS = """CREATE TABLE IF NOT EXISTS migration (
    room VARCHAR(64) NOT NULL,
    number INT NOT NULL,
    name VARCHAR(128) NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    applied_at {moment} NOT NULL,
    PRIMARY KEY (room, number)
)"""


class MigrationFault(DatabaseFault):
    """The database was left as it was; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    room: str
    number: int
    name: str
    sql: str
    program: Path | None = None

    @property
    def checksum(self) -> str:
        """Of a program only its name: what it calls may be called otherwise one day."""
        return hashlib.sha256((self.sql or self.name).encode()).hexdigest()

    def statements(self, dialect: str) -> Generator[tuple[str, Sequence[Any]], Any, None]:
        """What it does one by one, with its values; whoever asks sends back the rows of each."""
        if self.program is None:
            yield from ((each, ()) for each in statements(self.sql))
            return
        yield from run_path(str(self.program), run_name="migration")["apply"](dialect)

    def __str__(self) -> str:
        return f"{self.room}/{self.number:04}_{self.name}"


Applied = Mapping[tuple[str, int], tuple[str, str]]
"""(room, number) → (name, checksum), as recorded."""


def find_migrations(dialect: str, project: Path = PROJECT) -> list[Migration]:
    """Every migration of every room for one database, in the order they are applied."""
    found: dict[tuple[str, int], Migration] = {}
    for room in ROOMS:
        files = (project / room / "migrations").glob("[0-9]*")
        for path in sorted(each for each in files if each.suffix in (".sql", ".py")):
            parts = _FILE_NAME.fullmatch(path.name)
            if parts is None or parts["dialect"] not in _DIALECTS:
                raise MigrationFault(
                    f"{room}/migrations/{path.name}: a migration is called 0001_name.sql, "
                    "0001_name.sqlite.sql or 0001_name.postgresql.sql."
                )
            if parts["dialect"] not in (None, dialect):
                continue
            migration = Migration(
                room,
                int(parts["number"]),
                parts["name"],
                path.read_text(encoding="utf-8") if path.suffix == ".sql" else "",
                path if path.suffix == ".py" else None,
            )
            key = (room, migration.number)
            if key in found:
                raise MigrationFault(f"{migration} has the same number as {found[key]}.")
            found[key] = migration
    return list(found.values())


def statements(script: str) -> Iterable[str]:
    """A script's statements one by one; a `;` inside a string or a trigger's body ends nothing."""
    statement = ""
    for piece in re.split(r"(?<=;)", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    remainder = re.sub(r"--[^\n]*|/\*.*?\*/", "", statement, flags=re.DOTALL).strip()
    if remainder:
        raise MigrationFault(f"A statement does not end with a semicolon: {remainder[:60]} …")


def pending_of(known: Sequence[Migration], applied: Applied) -> list[Migration]:
    """What is not applied yet; a fault when what was applied is not what we know by that number."""
    numbers = {(each.room, each.number) for each in known}
    for (room, number), (name, _) in applied.items():
        if (room, number) not in numbers:
            raise MigrationFault(
                f"The database holds {room}/{number:04}_{name}, which this version of the "
                "program does not know: run the newer version, or restore a backup."
            )
    for each in known:
        _, checksum = applied.get((each.room, each.number), (each.name, each.checksum))
        if checksum != each.checksum:
            raise MigrationFault(
                f"{each} was changed after it was applied to this database: put the file "
                "back as it was, and write the change as a new migration."
            )
    return [each for each in known if (each.room, each.number) not in applied]


def ends_the_transaction(migration: Migration) -> MigrationFault:
    return MigrationFault(f"{migration} ends the transaction: leave that to the runner.")


def names_of(migrations: Iterable[Migration]) -> list[str]:
    return [str(each) for each in migrations]
