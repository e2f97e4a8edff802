"""How does a database get the tables this version of the program expects?

Numbered SQL files in each room's `migrations/`: `0001_name.sql` for both databases, or a pair
`0001_name.sqlite.sql` and `0001_name.postgresql.sql`. Everything that is missing is applied in one
transaction together with its record, so an upgrade happens whole or not at all.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.database import sqlite_file
from bot.database.faults import DatabaseFault, from_sqlite
from bot.database.url import SqliteFile, read_url

# In this order: a table may point at one of a room before it.
ROOMS = ("services_directory", "bot", "admin")
HOUSE = Path(__file__).parents[2]

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+?)(\.(?P<dialect>\w+))?\.sql")
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

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.room}/{self.number:04}_{self.name}"


Applied = Mapping[tuple[str, int], tuple[str, str]]
"""(room, number) → (name, checksum), as recorded."""


async def migrate(
    url: str | None = None, *, data_dir: Path = Path("var"), house: Path = HOUSE
) -> list[str]:
    """Apply what is missing; the names of what was applied, nothing when all was there."""
    where = read_url(url, data_dir)
    if isinstance(where, SqliteFile):
        known = find_migrations("sqlite", house)
        return await asyncio.to_thread(_migrate_sqlite, where.path, known)
    # Only now, as it imports the driver; and these two files know each other.
    from bot.database import postgres_migrations

    return await postgres_migrations.migrate_postgres(where, find_migrations("postgresql", house))


async def missing_migrations(
    url: str | None = None, *, data_dir: Path = Path("var"), house: Path = HOUSE
) -> list[str]:
    """What `migrate` would apply; changes nothing."""
    where = read_url(url, data_dir)
    if isinstance(where, SqliteFile):
        known = find_migrations("sqlite", house)
        return names_of(pending_of(known, await asyncio.to_thread(_sqlite_records, where.path)))
    from bot.database import postgres_migrations

    applied = await postgres_migrations.applied_to(where)
    return names_of(pending_of(find_migrations("postgresql", house), applied))


def find_migrations(dialect: str, house: Path = HOUSE) -> list[Migration]:
    """Every migration of every room for one database, in the order they are applied."""
    found: dict[tuple[str, int], Migration] = {}
    for room in ROOMS:
        for path in sorted((house / room / "migrations").glob("*.sql")):
            parts = _FILE_NAME.fullmatch(path.name)
            if parts is None or parts["dialect"] not in _DIALECTS:
                raise MigrationFault(
                    f"{room}/migrations/{path.name}: a migration is called 0001_name.sql, "
                    "0001_name.sqlite.sql or 0001_name.postgresql.sql."
                )
            if parts["dialect"] not in (None, dialect):
                continue
            migration = Migration(
                room, int(parts["number"]), parts["name"], path.read_text(encoding="utf-8")
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


# --- SQLite


def _migrate_sqlite(path: Path, known: Sequence[Migration]) -> list[str]:
    with sqlite_file.connected(path) as connection:
        # Rebuilding a table drops the old one, and with keys on that would empty its children.
        connection.execute("PRAGMA foreign_keys = OFF")
        try:
            connection.execute("BEGIN IMMEDIATE")
            pending = pending_of(known, _read_sqlite_records(connection))
            if pending:
                _keep_backup(connection, path)
                connection.execute(RECORDS.format(moment="TIMESTAMP"))
            for each in pending:
                _apply_sqlite(connection, each)
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise from_sqlite(error) from None
            raise
    return names_of(pending)


def _apply_sqlite(connection: sqlite3.Connection, migration: Migration) -> None:
    try:
        for statement in statements(migration.sql):
            connection.execute(statement)
            if not connection.in_transaction:
                raise ends_the_transaction(migration)
    except sqlite3.Error as error:
        raise MigrationFault(f"{migration}: {error}") from None
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise MigrationFault(f"{migration}: rows of {broken[0]} point at rows that do not exist.")
    connection.execute(
        "INSERT INTO migration (room, number, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)",
        (
            migration.room,
            migration.number,
            migration.name,
            migration.checksum,
            datetime.now(UTC).isoformat(" "),
        ),
    )


def _keep_backup(connection: sqlite3.Connection, path: Path) -> None:
    """Copy a file that holds tables. One copy is kept: older ones would keep what was erased.

    This one keeps it too, so `bot/privacy.py` deletes it a week later."""
    if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        sqlite_file.copy(path, sqlite_file.backup_of(path))


def _sqlite_records(path: Path) -> Applied:
    with sqlite_file.connected(path) as connection:
        return _read_sqlite_records(connection)


def _read_sqlite_records(connection: sqlite3.Connection) -> Applied:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone():
        return {}
    rows = connection.execute("SELECT room, number, name, checksum FROM migration")
    return {(room, number): (name, checksum) for room, number, name, checksum in rows}
