"""Tables come about by numbered files, whole or not at all, and nobody's rows are lost."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import asyncpg
import pytest

from bot.database.migration_files import MigrationFault, find_migrations, statements
from bot.database.migrations import migrate, missing_migrations
from bot.database.url import PostgresServer, SqliteFile, read_url

CLASSES = "CREATE TABLE class (id INTEGER PRIMARY KEY, title TEXT NOT NULL);"
SEATS = """CREATE TABLE seat (
    id INTEGER PRIMARY KEY, class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE
);"""
FILL = "INSERT INTO class VALUES (1, 'Sewing; beginners'); INSERT INTO seat VALUES (1, 1), (2, 1);"


class Checkout:
    """A folder like ours, with migrations of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, sql: str, room: str = "bot") -> None:
        folder = self.path / room / "migrations"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(sql, encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


async def ask(url: str, query: str) -> list[tuple[object, ...]]:
    where = read_url(url)
    if isinstance(where, SqliteFile):
        connection = sqlite3.connect(where.path)
        try:
            return list(connection.execute(query))
        finally:
            connection.close()
    assert isinstance(where, PostgresServer)
    server = await asyncpg.connect(**where.connect)
    try:
        return [tuple(row) for row in await server.fetch(query)]
    finally:
        await server.close()


async def tables(url: str) -> set[object]:
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if url.startswith("sqlite")
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    return {name for (name,) in await ask(url, catalogue)}


async def test_what_is_missing_is_applied_once_and_in_order(
    empty_url: str, checkout: Checkout
) -> None:
    checkout.write("0001_seats.sql", SEATS, room="bot")
    checkout.write("0001_classes.sql", CLASSES, room="services_directory")
    checkout.write("0002_fill.sql", FILL, room="bot")
    expected = ["services_directory/0001_classes", "bot/0001_seats", "bot/0002_fill"]

    assert await missing_migrations(empty_url, project=checkout.path) == expected
    assert await migrate(empty_url, project=checkout.path) == expected
    assert await missing_migrations(empty_url, project=checkout.path) == []
    assert await migrate(empty_url, project=checkout.path) == []
    assert await ask(empty_url, "SELECT title FROM class") == [("Sewing; beginners",)]


async def test_each_database_gets_its_own_words(empty_url: str, checkout: Checkout) -> None:
    checkout.write("0001_own.sqlite.sql", "CREATE TABLE for_sqlite (id INTEGER PRIMARY KEY);")
    checkout.write("0001_own.postgresql.sql", "CREATE TABLE for_postgresql (id BIGSERIAL);")
    await migrate(empty_url, project=checkout.path)
    kind = "sqlite" if empty_url.startswith("sqlite") else "postgresql"
    assert await tables(empty_url) == {"migration", f"for_{kind}"}


async def test_processes_that_start_together_apply_it_once(
    empty_url: str, checkout: Checkout
) -> None:
    checkout.write("0001_classes.sql", CLASSES)
    checkout.write("0002_seats.sql", SEATS)
    checkout.write("0003_fill.sql", FILL)
    applied = await asyncio.gather(*(migrate(empty_url, project=checkout.path) for _ in range(6)))
    assert sorted(len(names) for names in applied) == [0, 0, 0, 0, 0, 3]
    assert len(await ask(empty_url, "SELECT id FROM seat")) == 2


async def test_one_that_fails_leaves_everything_as_it_was(
    empty_url: str, checkout: Checkout
) -> None:
    checkout.write("0001_classes.sql", CLASSES)
    await migrate(empty_url, project=checkout.path)
    checkout.write("0002_seats.sql", SEATS)
    checkout.write(
        "0003_wrong.sql", "INSERT INTO class VALUES (5, 'x'); INSERT INTO nowhere VALUES (1);"
    )

    with pytest.raises(MigrationFault, match=r"bot/0003_wrong: .*nowhere"):
        await migrate(empty_url, project=checkout.path)

    assert await tables(empty_url) == {"migration", "class"}
    assert await ask(empty_url, "SELECT id FROM class") == []
    assert len(await missing_migrations(empty_url, project=checkout.path)) == 2


PROGRAM = """def apply(dialect):
    assert dialect in ("sqlite", "postgresql")
    for row in (yield "SELECT id, title FROM class WHERE id > ? ORDER BY id", (0,)):
        yield "INSERT INTO class VALUES (?, ?)", (row["id"] + 10, row["title"].upper())
"""


async def test_a_program_is_sent_the_rows_it_asks_for(empty_url: str, checkout: Checkout) -> None:
    checkout.write("0001_classes.sql", CLASSES + SEATS + FILL)
    checkout.write("0002_doubled.py", PROGRAM)
    applied = await migrate(empty_url, project=checkout.path)
    assert applied == ["bot/0001_classes", "bot/0002_doubled"]
    assert await migrate(empty_url, project=checkout.path) == []
    titles = await ask(empty_url, "SELECT title FROM class ORDER BY id")
    assert titles == [("Sewing; beginners",), ("SEWING; BEGINNERS",)]


async def test_a_program_that_fails_leaves_everything_as_it_was(
    empty_url: str, checkout: Checkout
) -> None:
    checkout.write("0001_classes.sql", CLASSES + SEATS + FILL)
    await migrate(empty_url, project=checkout.path)
    checkout.write("0002_doubled.py", PROGRAM + "    yield 'INSERT INTO nowhere VALUES (1)', ()\n")
    with pytest.raises(MigrationFault, match=r"bot/0002_doubled: .*nowhere"):
        await migrate(empty_url, project=checkout.path)
    assert await ask(empty_url, "SELECT COUNT(*) FROM class") == [(1,)]


async def test_a_file_changed_after_it_was_applied_is_refused(
    empty_url: str, checkout: Checkout
) -> None:
    checkout.write("0001_classes.sql", CLASSES)
    await migrate(empty_url, project=checkout.path)
    checkout.write("0001_classes.sql", CLASSES + " ")
    with pytest.raises(MigrationFault, match="bot/0001_classes was changed after"):
        await migrate(empty_url, project=checkout.path)


async def test_a_database_of_a_newer_version_is_left_alone(
    empty_url: str, checkout: Checkout
) -> None:
    checkout.write("0001_classes.sql", CLASSES)
    checkout.write("0002_seats.sql", SEATS)
    await migrate(empty_url, project=checkout.path)
    (checkout.path / "bot/migrations/0002_seats.sql").unlink()
    with pytest.raises(MigrationFault, match="bot/0002_seats, which this version"):
        await migrate(empty_url, project=checkout.path)


async def test_a_trigger_and_strings_with_semicolons_are_whole_statements(
    tmp_path: Path, checkout: Checkout
) -> None:
    url = f"sqlite://{tmp_path}/empty.sqlite3"
    checkout.write("0001_classes.sql", CLASSES)
    checkout.write(
        "0002_trigger.sql",
        """-- A comment; with a semicolon, and it's got an apostrophe.
        CREATE TRIGGER never_empty AFTER INSERT ON class WHEN new.title = ';' BEGIN
            UPDATE class SET title = 'a;b' WHERE id = new.id;
            SELECT 1;
        END;
        /* another; one */
        INSERT INTO class VALUES (1, ';');
        -- the end; really""",
    )
    await migrate(url, project=checkout.path)
    assert await ask(url, "SELECT title FROM class") == [("a;b",)]


async def test_rebuilding_a_table_on_sqlite_keeps_the_rows_that_point_at_it(
    tmp_path: Path, checkout: Checkout
) -> None:
    url = f"sqlite://{tmp_path}/empty.sqlite3"
    checkout.write("0001_classes.sql", CLASSES)
    checkout.write("0002_seats.sql", SEATS)
    checkout.write("0003_fill.sql", FILL)
    await migrate(url, project=checkout.path)
    checkout.write(
        "0004_longer.sql",
        """CREATE TABLE class_new (id INTEGER PRIMARY KEY, title TEXT NOT NULL, place TEXT);
        INSERT INTO class_new (id, title) SELECT id, title FROM class;
        DROP TABLE class;
        ALTER TABLE class_new RENAME TO class;""",
    )
    await migrate(url, project=checkout.path)
    assert await ask(url, "SELECT id, class_id FROM seat") == [(1, 1), (2, 1)]


async def test_rows_that_point_nowhere_are_refused_on_sqlite(
    tmp_path: Path, checkout: Checkout
) -> None:
    url = f"sqlite://{tmp_path}/empty.sqlite3"
    checkout.write("0001_classes.sql", CLASSES)
    checkout.write("0002_seats.sql", SEATS)
    checkout.write("0003_broken.sql", "INSERT INTO seat VALUES (1, 77);")
    with pytest.raises(MigrationFault, match="rows of seat point at rows that do not exist"):
        await migrate(url, project=checkout.path)
    assert await tables(url) == set()


async def test_a_filled_sqlite_file_is_copied_first(tmp_path: Path, checkout: Checkout) -> None:
    path = tmp_path / "data" / "dalil.sqlite3"
    copy = path.with_name("dalil.sqlite3.before-migration")
    url = f"sqlite://{path}"
    checkout.write("0001_classes.sql", CLASSES)
    await migrate(url, project=checkout.path)
    assert not copy.exists()

    checkout.write("0002_drop.sql", "DROP TABLE class;")
    await migrate(url, project=checkout.path)

    assert {"class"} < await tables(f"sqlite://{copy}")
    assert "class" not in await tables(url)
    assert [stat.S_IMODE(file.stat().st_mode) for file in (path, copy)] == [0o600, 0o600]
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, copy.name]


async def test_a_migration_may_not_end_the_transaction(empty_url: str, checkout: Checkout) -> None:
    checkout.write("0001_wrong.sql", CLASSES + "\nCOMMIT;")
    with pytest.raises(MigrationFault, match="ends the transaction"):
        await migrate(empty_url, project=checkout.path)


@pytest.mark.parametrize("name", ["1_x.sql", "0001-x.sql", "0001_x.mysql.sql", "0001_X.sql"])
def test_a_file_by_another_name_is_refused(name: str, checkout: Checkout) -> None:
    checkout.write(name, CLASSES)
    with pytest.raises(MigrationFault, match="a migration is called"):
        find_migrations("sqlite", checkout.path)


def test_two_files_with_one_number_are_refused(checkout: Checkout) -> None:
    checkout.write("0001_classes.sql", CLASSES)
    checkout.write("0001_seats.sql", SEATS)
    with pytest.raises(MigrationFault, match="same number"):
        find_migrations("sqlite", checkout.path)


def test_a_statement_without_its_semicolon_is_refused() -> None:
    with pytest.raises(MigrationFault, match="CREATE TABLE late"):
        list(statements("CREATE TABLE a (id INT);\nCREATE TABLE late (id INT)"))


def test_both_databases_have_the_same_migrations() -> None:
    names = [[str(each) for each in find_migrations(kind)] for kind in ("sqlite", "postgresql")]
    assert names[0] == names[1]
    assert "bot/0001_first_tables" in names[0]
