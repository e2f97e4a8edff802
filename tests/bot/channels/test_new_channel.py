"""A channel is one file, and one name in the list: here is one that nobody else has heard of."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.security.accounts import Role, add_staff
from admin.security.passwords import Passwords
from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings, setting_names, unknown_names
from bot.channels.registry import PROVIDERS, Providers, make_channels
from bot.commands.doctor import examine
from bot.configuration.settings import SettingsFault
from bot.models.people import Contact, HelpRequest
from bot.outbound.rate_limit import RateLimit
from bot.outbound.rate_limit_settings import rate_limits_of
from bot.web.site import make_site
from tests.admin.office import PASSWORD, Browser
from tests.fakes import FixedClock

ONE_FILE = '''
"""Pigeons carry notes: to whom stands on the ring, the words in the note."""

from aiohttp import web
from pydantic import Field

from bot.channels.payload import provider_post
from bot.channels.provider import CheckResult, Finding, Mark, SendingRate, Provider
from bot.configuration.settings import Settings
from bot.messages.capabilities import BY_BUTTONS
from bot.messages.message import InboundMessage
from flows.engine.event import Heard


class PigeonSettings(Settings):
    pigeon_loft: str | None = Field(None, validation_alias="PIGEON_LOFT")
    pigeon_ring: str | None = Field(None, validation_alias="PIGEON_RING")


class Pigeons:
    name, capabilities = "pigeon", BY_BUTTONS

    def __init__(self):
        self.flown = []

    def routes(self, receive, report):
        async def landed(request):
            note = await request.json()
            await receive(InboundMessage("pigeon", note["ring"], note["id"], Heard(note["words"])))
            return web.Response()

        return (provider_post("/pigeon", landed),)

    async def start(self, receive, report):
        pass

    async def stop(self):
        pass

    async def send(self, outbound):
        self.flown.append((outbound.address, outbound.message.text))
        return f"flight-{len(self.flown)}"


async def is_the_loft_there(settings):
    return CheckResult(seen=None)


def findings(settings, asked):
    if settings.pigeon_loft:
        how = "not asked" if asked is None else "asked"
        yield Finding(Mark.GOOD, f"pigeons: they live in {settings.pigeon_loft} ({how})")


PIGEON = Provider(
    name="pigeon",
    settings=PigeonSettings,
    labels={"pigeon": "Pigeon post"},
    rates=lambda settings: {"pigeon": SendingRate(0.5, 0.1)} if settings.pigeon_loft else {},
    open=lambda settings, around: (Pigeons(),) if settings.pigeon_loft else (),
    missing=lambda settings, wrong: (
        ["PIGEON_RING: missing: it is on the leg"]
        if settings.pigeon_loft and not settings.pigeon_ring
        else []
    ),
    check=is_the_loft_there,
    findings=findings,
)
'''
TOLD = {"pigeon_loft": "the minaret", "pigeon_ring": "7"}
HAMAMA = "ring-0001"


@pytest.fixture
def providers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Providers]:
    """The file written, and the line in the list."""
    (tmp_path / "a_new_channel.py").write_text(ONE_FILE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield (*PROVIDERS, importlib.import_module("a_new_channel").PIGEON)
    del sys.modules["a_new_channel"]


@pytest.fixture
async def app(
    database_url: str, tmp_path: Path, providers: Providers
) -> AsyncIterator[Application]:
    told = {**TOLD, "webchat": False, "data_dir": tmp_path, "database_url": database_url}
    settings = load_settings(None, told, providers)
    async with open_application(
        settings, lambda _worlds: make_channels(settings), clock=FixedClock()
    ) as app:
        yield app
        await app.inbox.stop()
        await app.outbox.stop()


async def writes(client: TestClient[Any, Any], app: Application, number: int, words: str) -> None:
    note = {"ring": HAMAMA, "id": f"note-{number}", "words": words}
    assert (await client.post("/pigeon", json=note)).status == 200
    await app.inbox.settled()
    await app.outbox.deliver_due()


async def test_a_message_comes_in_and_the_answer_goes_out(app: Application) -> None:
    async with TestClient(TestServer(make_site(app))) as client:
        await writes(client, app, 1, "help")
        flown = cast(Any, app.channels["pigeon"]).flown
        assert [ring for ring, _words in flown] == [HAMAMA]

        # The same note, brought twice, is one.
        await writes(client, app, 1, "help")
        assert len(flown) == 1


async def test_staff_read_what_it_is_called(app: Application) -> None:
    await add_staff("Nour", PASSWORD, Role.EDITOR, "en", now=app.clock(), passwords=Passwords())
    async with TestClient(TestServer(make_site(app))) as client:
        await writes(client, app, 1, "hello")
        writer = await Contact.get(channel="pigeon")
        await HelpRequest.create(contact_id=writer.id, created_at=app.clock())
        nour = Browser(client)
        await nour.sign_in("Nour", PASSWORD)
        page = await nour.get("/admin/requests")
    assert "Pigeon post" in page.text
    # It is no number: there is nothing to reveal, and nobody to call.
    assert "/reveal" not in page.html


def test_it_sends_no_faster_than_it_may(providers: Providers) -> None:
    settings = load_settings(None, {**TOLD, "webchat": False}, providers)
    assert rate_limits_of(settings) == {"pigeon": RateLimit(0.5, 0.1)}


async def test_the_doctor_looks_at_it(
    providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in TOLD.items():
        monkeypatch.setenv(name.upper(), value)
    for online, how in ((False, "not asked"), (True, "asked")):
        found = [each.words async for each in examine(online=online, providers=providers)]
        assert f"pigeons: they live in the minaret ({how})" in found


def test_its_settings_are_checked_with_all_others(providers: Providers) -> None:
    with pytest.raises(SettingsFault) as caught:
        load_settings(None, {"pigeon_loft": "the minaret", "DALIL_PORT": "eighty"}, providers)
    assert "PIGEON_RING: missing: it is on the leg" in caught.value.faults
    assert {"PIGEON_LOFT", "PIGEON_RING"} <= {*setting_names(providers)}
    assert unknown_names({"PIGEON_LOFTS": "two"}, providers) == ["PIGEON_LOFTS"]
    assert "PIGEON_LOFT" not in setting_names()
