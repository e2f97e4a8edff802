"""The API over a real database: the starter pack, and services that test what must not be told."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.web.site import make_site
from services_directory.records.authorship import Writing
from services_directory.records.documents import with_ids
from services_directory.records.records import ServiceRecord
from services_directory.storage.writing import write_taxonomies
from services_directory.values.entries import LocalText, Status
from services_directory.web.api.routes import MOUNT
from tests.fakes import FixedClock
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import CLINICS, HEALTH, TAXONOMY, WHOLE, uuid

FEED = replace(WHOLE, extra={})

SHELTER = replace(
    FEED, id=uuid("shelter"), key="feed-shelter", source_id="shelter", confidential=True,
    name=LocalText.of({"fr": "Abri", "ar": "ملجأ"}),
    sites=tuple(
        replace(
            each,
            id=uuid(f"site {n}"),
            location=replace(each.location, source_id=f"hidden-{n}", id=uuid(f"hidden {n}")),
        )
        for n, each in enumerate(WHOLE.sites)
    ),
)  # fmt: skip

DRAFT = replace(
    FEED, id=uuid("draft"), key="feed-draft", source_id="draft", status=Status.DRAFT,
    name=LocalText.of({"fr": "Brouillon secret"}), sites=(),
)  # fmt: skip

ARCHIVED = replace(DRAFT, id=uuid("old"), key="feed-old", source_id="old", status=Status.ARCHIVED)

LOW = replace(
    DRAFT, id=uuid("low"), key="feed-low", source_id="low", status=Status.PUBLISHED,
    confidence="low",
)  # fmt: skip

KEY = base64.urlsafe_b64encode(hashlib.sha256(b"a key of tests").digest()).decode()

RECORDS: tuple[ServiceRecord, ...] = (FEED, SHELTER, DRAFT, ARCHIVED, LOW)

LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")


@dataclass(slots=True)
class ApiSite:
    """The whole site, and a client of it."""

    app: Application
    clock: FixedClock
    client: TestClient[web.Request, web.Application]

    async def ask(self, path: str, status: int = 200, **headers: str) -> ClientResponse:
        """Below the API's address; the status has to be as expected."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.client.get(f"{MOUNT}{path}", headers=named)
        assert answer.status == status, await answer.text()
        return answer

    async def page(self, path: str, status: int = 200) -> str:
        """What anybody reads there: no script but ours may run in it, and it leaves no cookie."""
        answer = await self.client.get(path)
        assert answer.status == status, path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in answer.headers
        return await answer.text()

    async def json(self, path: str, status: int = 200, **headers: str) -> Any:
        return await (await self.ask(path, status, **headers)).json(content_type=None)

    async def all_of(self, path: str) -> list[Any]:
        """Everything in a list, page by page."""
        found: list[Any] = []
        number = 1
        while True:
            joint = "&" if "?" in path else "?"
            page = await self.json(f"{path}{joint}page={number}")
            found += page["contents"]
            if page["last_page"]:
                return found
            number += 1

    async def ids_of(self, path: str) -> list[str]:
        return [each["id"] for each in await self.all_of(path)]

    async def keep(self, record: ServiceRecord) -> None:
        """Keep a record now, and have it taken up as the timetable does within a second."""
        await save_record(record, by="feed", now=self.clock())
        await self.app.worlds.refresh()


@asynccontextmanager
async def open_api(
    url: str, folder: Path, *, filled: bool = False, **settings: Any
) -> AsyncIterator[ApiSite]:
    """With the starter pack and RECORDS in it; `filled`: they are there already."""
    clock = FixedClock()
    told = {"data_dir": folder, "database_url": url, "secret_key": KEY, "open_data_per_minute": 0}
    told |= settings
    known = load_settings(None, told)
    async with open_application(known, lambda _worlds: [], clock=clock) as app:
        if not filled:
            await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", clock()))
            for record in RECORDS:
                await save_record(with_ids(record, record.id), by="feed", now=clock())
            await app.worlds.refresh()
        async with TestClient(TestServer(make_site(app))) as client:
            yield ApiSite(app, clock, client)
