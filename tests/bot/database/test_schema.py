"""The migrated tables are the ones the models describe, in every room, on both databases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from tortoise.context import require_context

from bot.database.opening import Database, open_database
from bot.database.transaction import Row, Sql, Transaction
from tests import postgres


@dataclass
class Table:
    columns: dict[str, tuple[str, bool]] = field(default_factory=dict)  # type, may it be null
    keys: set[tuple[str, str, str]] = field(default_factory=set)  # column, table, on delete
    primary: tuple[str, ...] = ()
    unique: set[tuple[str, ...]] = field(default_factory=set)
    indexes: set[tuple[str, ...]] = field(default_factory=set)
    partial: set[tuple[str, ...]] = field(default_factory=set)


@pytest.fixture
def migrated_url(empty_url: str, request: pytest.FixtureRequest) -> str:
    """Not asked for within the test: tables are made in a loop of their own."""
    if empty_url.startswith("sqlite"):
        value: str = request.getfixturevalue("sqlite_url")
        return value
    template = request.getfixturevalue("postgres_template")
    return postgres.other_database(request.getfixturevalue("postgres_url"), template)


async def test_the_migrated_tables_are_those_of_the_models(
    empty_url: str, migrated_url: str
) -> None:
    generated = await open_database(empty_url)
    try:
        await require_context().generate_schemas(safe=False)
        expected = await describe(generated)
    finally:
        await generated.close()
    migrated = await open_database(migrated_url)
    try:
        found = await describe(migrated)
    finally:
        await migrated.close()

    found.pop("migration")
    assert found.keys() == expected.keys()
    for name, table in found.items():
        table.partial = set()  # what the models cannot say
        assert table == expected[name], name


async def test_what_is_awaited_is_found_by_small_indexes(database: Database) -> None:
    found = await describe(database)
    assert ("contact_id", "id") in found["inbound_message"].partial
    assert ("next_attempt_at",) in found["outbound_message"].partial


async def test_nobody_with_rows_of_their_own_can_be_deleted_by_accident(
    database: Database,
) -> None:
    found = await describe(database)
    pointing = [key for table in found.values() for key in table.keys if key[1] == "contact"]
    assert len(pointing) >= 5
    assert {on_delete for _, _, on_delete in pointing} == {"RESTRICT"}


async def test_every_key_has_an_index(database: Database) -> None:
    for name, table in (await describe(database)).items():
        first_columns = {columns[0] for columns in table.indexes | table.unique}
        # The primary key is an index as well, on both databases.
        first_columns |= set(table.primary[:1])
        assert {column for column, _, _ in table.keys} <= first_columns, name


async def describe(database: Database) -> dict[str, Table]:
    return await database.executor.run(_SCRIPTS[database.dialect])


def _describe_sqlite() -> Transaction[dict[str, Table]]:
    names = yield Sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    found = {}
    for name in (row["name"] for row in names):
        table = found[name] = Table()
        columns = yield Sql("SELECT * FROM pragma_table_info(?) ORDER BY pk", (name,))
        table.columns = {row["name"]: (row["type"], not row["notnull"]) for row in columns}
        table.primary = tuple(row["name"] for row in columns if row["pk"])
        keys = yield Sql("SELECT * FROM pragma_foreign_key_list(?)", (name,))
        table.keys = {(row["from"], row["table"], row["on_delete"]) for row in keys}
        indexes = yield Sql("SELECT * FROM pragma_index_list(?)", (name,))
        for index in indexes:
            parts = yield Sql("SELECT name FROM pragma_index_info(?)", (index["name"],))
            _file(table, tuple(row["name"] for row in parts), index)
    return found


def _describe_postgres() -> Transaction[dict[str, Table]]:
    found: defaultdict[str, Table] = defaultdict(Table)
    columns = yield Sql(
        "SELECT table_name, column_name, data_type, character_maximum_length AS length,"
        " is_nullable = 'YES' AS nullable FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    for row in columns:
        kind = f"{row['data_type']} {row['length'] or ''}"
        found[row["table_name"]].columns[row["column_name"]] = (kind, row["nullable"])
    indexes = yield Sql(
        "SELECT t.relname AS name, i.indisunique AS unique, i.indisprimary AS is_primary,"
        " i.indpred IS NOT NULL AS partial, array_agg(a.attname::text ORDER BY place) AS parts"
        " FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
        " JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'"
        " CROSS JOIN unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, place)"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum"
        " GROUP BY t.relname, i.indexrelid, i.indisunique, i.indisprimary, partial"
    )
    for index in indexes:
        if index["is_primary"]:
            found[index["name"]].primary = tuple(index["parts"])
        else:
            _file(found[index["name"]], tuple(index["parts"]), index)
    keys = yield Sql(
        "SELECT conrelid::regclass::text AS name, confrelid::regclass::text AS target,"
        " confdeltype::text AS on_delete, (SELECT attname::text FROM pg_attribute"
        " WHERE attrelid = conrelid AND attnum = conkey[1]) AS column_name"
        " FROM pg_constraint WHERE contype = 'f'"
    )
    for row in keys:
        on_delete = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL"}.get(row["on_delete"], "?")
        found[row["name"]].keys.add((row["column_name"], row["target"], on_delete))
    return dict(found)


def _file(table: Table, columns: tuple[str, ...], index: Row) -> None:
    if index["partial"]:
        table.partial.add(columns)
    elif index["unique"]:
        table.unique.add(columns)
    else:
        table.indexes.add(columns)


_SCRIPTS = {"sqlite": _describe_sqlite, "postgresql": _describe_postgres}
