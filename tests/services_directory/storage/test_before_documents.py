"""A directory kept in rows becomes documents, and tells all as the version before told it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.database.migrations import migrate
from bot.database.opening import Database, open_database
from services_directory.hsds.exporting.exporter import as_lines, load_export
from services_directory.storage.history import changes_of
from services_directory.storage.store import get_service, list_services, undo_last_change
from services_directory.values.entries import Programme
from tests.services_directory.conftest import NOW
from tests.services_directory.old_directory import TOLD, make_before_documents

UNDONE = "89a565e8e2e3799a8432ddbdb0eabc98019af455a69714a0c7b3bc4f3d117374"
"""Of what the version before told after the same two changes were undone."""


@pytest.fixture
async def moved(empty_url: str, tmp_path: Path) -> Database:
    await make_before_documents(empty_url, tmp_path)
    assert (await migrate(empty_url))[:2] == [
        "services_directory/0004_documents",
        "services_directory/0005_rows_to_documents",
    ]
    return await open_database(empty_url)


async def told(programme: Programme) -> str:
    export = await load_export(programme, day=date(2026, 11, 24), everything=True)
    return "".join(as_lines(export))


async def test_it_is_told_byte_for_byte_and_goes_on(moved: Database, programme: Programme) -> None:
    try:
        assert (await told(programme)).splitlines() == TOLD.read_text("utf-8").splitlines()
        for key in ("own-dispensaire-1", "feed-whole"):
            await undo_last_change(key, by="zoe", now=NOW + timedelta(minutes=9))
        assert hashlib.sha256((await told(programme)).encode()).hexdigest() == UNDONE
    finally:
        await moved.close()


async def test_lists_and_history_are_those_of_before(moved: Database) -> None:
    try:
        page = await list_services(search="DISPENSAIRE")
        assert [each.key for each in page.services] == ["own-dispensaire-1"]
        changes = await changes_of("own-dispensaire-1")
        assert [(each.who, str(each.what)) for each in changes] == [
            ("sami", "changed"),
            ("amel", "added"),
        ]
        assert changes[0].fields["organisation.fr"] == ("Commune de Tabarka", "Mairie")
        whole = await get_service("feed-whole")
        assert whole is not None
        assert (whole.updated_by, whole.last_checked_on) == ("amel", date(2026, 11, 23))
    finally:
        await moved.close()
