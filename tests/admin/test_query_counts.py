"""How many queries does a page of the directory ask? Counted with a whole directory kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tortoise.backends.sqlite.client import SqliteClient

from bot.database.opening import Database
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from services_directory.storage.models import ServiceRow
from tests.admin.office import HOSPITAL, Browser, Office, open_office
from tests.admin.word_doors import GREETING

MOST = 10
PAGES = (
    "/admin/services",
    "/admin/services?page=3&order=changed",
    "/admin/services?search=médecin",
    "/admin/services/new",
    f"/admin/services/{HOSPITAL}",
    f"/admin/services/{HOSPITAL}?section=when",
    f"/admin/services/{HOSPITAL}?section=words&language=ar",
    f"/admin/services/{HOSPITAL}?section=all",
    f"/admin/services/{HOSPITAL}/details",
    "/admin/words?search=menu",
    "/admin/words/files",
    f"/admin/words/{GREETING.key}",
    f"/admin/words/{GREETING.key}/ar",
    f"/admin/services/{HOSPITAL}/confirmation",
)
BULK = "/admin/services/bulk"


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    """The same code asks PostgreSQL the same, so it is counted once."""
    return await open_office(sqlite_database, pack, tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query of the pages, as it is asked."""
    queries: list[str] = []
    for name in ("execute_query", "execute_query_dict", "execute_insert", "execute_many"):
        real = getattr(SqliteClient, name)

        def counted(client: Any, query: str, *given: Any, _real: Any = real, **named: Any) -> Any:
            queries.append(query)
            return _real(client, query, *given, **named)

        monkeypatch.setattr(SqliteClient, name, counted)
    return queries


async def test_no_page_of_the_directory_asks_more_than_ten_queries(
    editor: Browser, office: Office, asked: list[str]
) -> None:
    folder = pack_folder("jendouba_kairouan")
    await import_pack(folder, load_programme(folder), by="seed", now=office.clock())
    await office.app.worlds.refresh()
    keys = [each.key for each in await ServiceRow.filter(status="published").limit(200)]
    assert len(keys) == 200
    counts = {}
    for path in (*PAGES, *await _bulk_edits(editor, keys)):
        asked.clear()
        office.app.database.executor._connection.set_trace_callback(asked.append)  # type: ignore[attr-defined]
        assert (await editor.get(path)).status == 200
        counts[path] = len(asked)
    assert min(counts.values()) > 1
    assert max(counts.values()) <= MOST, counts


async def _bulk_edits(editor: Browser, keys: list[str]) -> list[str]:
    """The pages of edits of so many services: one that is looked at, and one that is done."""
    paths = []
    for act in ("checked", "archived"):
        form = (await editor.get("/admin/services")).fields_to(BULK)
        page = await editor.post(BULK, form | {"act": act, "which": "ticked", "key": keys})
        paths.append(page.answer.url.path)
        if act == "checked":
            done = await editor.post(paths[-1], page.fields_to(paths[-1]))
            assert f"Done to {len(keys)} services." in done.text
    return paths
