"""What every answer of the site carries, and what is answered while the database is away."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.telegram.channel import SECRET_HEADER, TelegramChannel
from bot.channels.twilio.webhook import SIGNATURE_HEADER
from bot.configuration.settings import Settings
from bot.messages.message import InboundMessage
from bot.web.health import TOO_LONG
from bot.web.site import make_site
from flows.engine.event import Heard
from tests.fakes import FixedClock

SECRET = "a-secret-for-tests"
UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 4001, "type": "private"},
        "text": "hello",
    },
}
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def app(
    starter_directory: None, database_url: str, tmp_path: Path, clock: FixedClock
) -> AsyncIterator[Application]:
    settings = Settings(  # type: ignore[call-arg]  # of pydantic-settings
        _env_file=None, data_dir=tmp_path, database_url=SecretStr(database_url)
    )
    channel = TelegramChannel("7:made-up", webhook_secret=SECRET)
    async with open_application(settings, lambda _worlds: [channel], clock=clock) as app:
        yield app


@pytest.fixture
async def client(app: Application) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_site(app))) as client:
        yield client


async def test_every_answer_forbids_frames_and_scripts_and_names_no_version(client: Client) -> None:
    for path in ("/healthz", "/nowhere", "/telegram/webhook", "/admin/sign-in", "/admin/x"):
        answer = await client.get(path, allow_redirects=False)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "Server" not in answer.headers, path
        assert "Strict-Transport-Security" not in answer.headers, path
        assert answer.headers["X-Robots-Tag"] == "noindex", path
    for path in ("/", "/p"):
        assert "X-Robots-Tag" not in (await client.get(path)).headers
    assert "style-src 'self'" in (await client.get("/admin/")).headers["Content-Security-Policy"]


async def test_in_production_browsers_come_by_https_and_strangers_learn_little(
    app: Application,
) -> None:
    told = {"environment": "production", "public_url": "https://dalil.example.org"}
    settings = app.settings.model_copy(
        update=told | {"metrics_token": SecretStr("who-looks-after")}
    )
    async with TestClient(TestServer(make_site(replace(app, settings=settings)))) as client:
        answer = await client.get("/readyz")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert await answer.json() == {"status": "ready"}
        known = {"Authorization": "Bearer who-looks-after"}
        assert "providers" in await (await client.get("/readyz", headers=known)).json()


async def test_a_file_is_kept_for_good_where_its_address_names_its_content(client: Client) -> None:
    page = await (await client.get("/admin/sign-in")).text()
    addresses = re.findall(r'"(/admin/static/[^"]+)"', page)
    assert addresses
    for address in addresses:
        answer = await client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    answer = await client.get("/admin/static/admin.css")
    assert "immutable" not in answer.headers.get("Cache-Control", "")


async def test_ready_while_the_database_answers(client: Client) -> None:
    answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["status"]) == (200, "ready")


async def test_not_ready_while_somebody_waits_too_long(
    app: Application, client: Client, clock: FixedClock
) -> None:
    await app.inbox.stop()
    await app.inbox.receive(InboundMessage("telegram", "4001", "1", Heard("hello")))
    clock.forward(TOO_LONG)
    answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["status"]) == (503, "answers are late")
    assert (await client.get("/healthz")).status == 200


async def test_without_its_database_it_is_alive_and_not_ready(
    app: Application, client: Client
) -> None:
    await app.database.executor.close()
    assert (await client.get("/readyz")).status == 503
    assert (await client.get("/healthz")).status == 200


async def test_what_could_not_be_stored_is_asked_for_again(
    app: Application, client: Client
) -> None:
    await app.database.executor.close()
    answer = await client.post("/telegram/webhook", json=UPDATE, headers={SECRET_HEADER: SECRET})
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    refused = await client.post("/telegram/webhook", json=UPDATE, headers={SIGNATURE_HEADER: "x"})
    assert refused.status == 403
