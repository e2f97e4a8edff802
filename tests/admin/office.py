"""A resource centre for tests: the parts as `bot/bootstrap.py` joins them, and a simple browser."""

from __future__ import annotations

import csv
import html
import re
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from admin.security.accounts import add_staff
from admin.security.passwords import Passwords
from admin.security.permissions import Role
from bot.application import Application
from bot.bootstrap import ANSWER, join
from bot.channels.all_settings import load_settings
from bot.channels.base import Channel
from bot.channels.twilio.messengers import BY_TWILIO
from bot.configuration.paths import LOCALES
from bot.contacts.world import WorldBuilder
from bot.database.opening import Database, open_database
from bot.messages.capabilities import BY_EMAIL, BY_SMS
from bot.messages.message import InboundMessage
from bot.privacy.sealing.sealer import Sealer
from bot.translation.lexicon import load_keywords
from bot.translation.translator import Translator
from bot.translation.weights import load_classifier
from bot.web.site import make_site
from flows.engine.event import Heard
from flows.engine.understanding.lexicon import Lexicon
from flows.registry import build_lexicon
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from services_directory.storage.store import DirectoryReader, directory_version
from services_directory.training.reading import TrainingReader
from services_directory.values.entries import Place, Programme
from tests.fakes import FixedClock, RememberingChannel

PASSWORD = "olive tree at noon"
AWA, BILEL = "+21620000001", "+21620000002"
HOSPITAL = "jen-hopital-tabarka"
TO_CALL = {"why": "to_call"}
"""Pressed where a number is looked at."""
NATIONAL = "tn-police-197"
KEPT = {HOSPITAL, NATIONAL}
FURNISHED = (Role.ADMIN, Role.EDITOR, Role.TRAINER)


@dataclass(slots=True)
class Office:
    """The application with its site; `hears` is somebody who writes by SMS; `email`: what staff
    are told by it."""

    app: Application
    site: web.Application
    clock: FixedClock
    sms: RememberingChannel
    email: RememberingChannel
    heard: int = 0

    async def hears(self, address: str, *lines: str) -> list[str]:
        """Somebody writes these lines; everything they were ever told."""
        for line in lines:
            self.heard += 1
            await self.app.inbox.receive(
                InboundMessage("sms", address, f"m{self.heard}", Heard(line))
            )
            await self.app.inbox.settled()
            await self.app.outbox.deliver_due()
        return self.sms.texts_to(address)


def small_pack(folder: Path) -> Path:
    """The starter pack with so few services that each test can take it in."""
    shutil.copytree(pack_folder("jendouba_kairouan"), folder)
    with (folder / "services.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (folder / "services.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows if row[0] in KEPT)])
    for beside in ("services_osm.csv", "positions.csv"):
        (folder / beside).unlink()
    return folder


async def furnish(url: str, pack: Path) -> None:
    """Fill an empty database: two services, an administrator, an editor and a trainer."""
    database, now, passwords = await open_database(url), FixedClock()(), Passwords()
    try:
        await import_pack(pack, load_programme(pack), by="test", now=now)
        for role in FURNISHED:
            await add_staff(
                role.value.capitalize(), PASSWORD, role, "en", now=now, passwords=passwords
            )
    finally:
        await database.close()


async def open_office(database: Database, pack: Path, folder: Path, **told: Any) -> Office:
    """The parts, joined, on a furnished database. `told`: settings."""
    settings = load_settings(None, {"data_dir": folder, **told})
    clock, sealer = FixedClock(), Sealer(bytes(range(32)))
    programme, translator = _read(pack)
    # Each office says the words that were chosen in it.
    translator = translator.with_words({})
    training = TrainingReader(programme.languages)
    worlds = WorldBuilder(
        DirectoryReader(programme).read,
        directory_version,
        lambda directory: _lexicon(directory.places, tuple(programme.languages)),
        translator,
        sealer,
        clock,
        load_trainings=lambda: training.read(clock()),
    )
    await worlds.refresh()
    sms = RememberingChannel("sms", BY_SMS)
    whatsapp = RememberingChannel("whatsapp", BY_TWILIO)
    email = RememberingChannel("email", BY_EMAIL)
    channels: list[Channel] = [sms, RememberingChannel(), whatsapp, email]
    app = join(settings, programme, database, sealer, worlds, channels, clock, ANSWER)
    return Office(app, make_site(app), clock, sms, email)


@cache
def _read(pack: Path) -> tuple[Programme, Translator]:
    """What is read of files once, since it takes longer than most tests."""
    programme = load_programme(pack)
    translator = Translator.load(
        LOCALES, programme.languages, programme.timezone, programme.plain_by_sms
    )
    return programme, translator


@cache
def _lexicon(places: tuple[Place, ...], languages: tuple[str, ...]) -> Lexicon:
    return build_lexicon(load_keywords(LOCALES), places, languages, load_classifier())


@dataclass(slots=True)
class Page:
    """A page as it came: its status, headers and HTML."""

    status: int
    html: str
    answer: ClientResponse

    @property
    def text(self) -> str:
        """What a reader sees: the HTML without its tags."""
        visible = re.sub(r"<(script|style|title).*?</\1>", "", self.html, flags=re.S)
        told = html.unescape(re.sub(r"<[^>]+>", " ", visible))
        # What keeps names and times apart is not seen.
        return re.sub(r"\s+", " ", re.sub("[\u2060\u2066-\u2069]", "", told))

    @property
    def token(self) -> str:
        found = re.search(r'name="form_token" value="([0-9a-f]+[.][\w-]+)"', self.html)
        return found[1] if found else ""

    def value(self, name: str) -> str:
        """What stands in a field of a form."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.html) or re.search(
            rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', self.html, re.S
        )
        assert found, f"no field {name}"
        return html.unescape(found[1])

    def fields(self) -> dict[str, str]:
        """Every field of the page's longest form, as a browser would send it back."""
        return self._sent(max(re.findall(r"<form.*?</form>", self.html, re.S), key=len))

    def fields_to(self, path: str) -> dict[str, str]:
        """Every field of the form that is sent to this address."""
        forms = re.findall(r"<form.*?</form>", self.html, re.S)
        sent_there = [each for each in forms if f'action="{html.escape(path)}"' in each]
        assert sent_there, f"no form to {path}"
        return self._sent(sent_there[0])

    def _sent(self, form: str) -> dict[str, str]:
        sent = {
            html.unescape(name): html.unescape(value)
            for tag in re.findall(r"<input[^>]*>", form)
            for name, value in [(_attribute(tag, "name"), _attribute(tag, "value"))]
            if name and (not _is_pick(tag) or "checked" in tag.replace("checkbox", ""))
        }
        for name, words in re.findall(
            r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S
        ):
            sent[name] = html.unescape(words)
        for name, options in re.findall(
            r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S
        ):
            tags = re.findall(r"<option[^>]*>", options)
            chosen = [each for each in tags if re.search(r"\bselected\b", each)] or tags[:1]
            sent[name] = html.unescape(_attribute(chosen[0], "value")) if chosen else ""
        return sent


def _is_pick(tag: str) -> bool:
    return 'type="checkbox"' in tag or 'type="radio"' in tag


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


@dataclass(slots=True)
class Browser:
    """Sends forms as a browser does: with cookies, its origin and the token of the last page."""

    client: TestClient[web.Request, web.Application]
    token: str = ""
    language: str = "en"

    async def get(self, path: str) -> Page:
        return await self._page(
            await self.client.get(path, headers={"Accept-Language": self.language})
        )

    async def post(
        self, path: str, fields: Mapping[str, Any] | None = None, origin: str | None = None
    ) -> Page:
        """`fields`: a list is sent as many. `origin`: of the site that sends this, else ours."""
        ours = f"http://{self.client.host}:{self.client.port}"
        headers = {"Origin": origin or ours, "Accept-Language": self.language}
        told = {"form_token": self.token, **(fields or {})}
        data = [
            (name, each)
            for name, value in told.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        return await self._page(await self.client.post(path, data=data, headers=headers))

    async def fill_in(self, page: str, fields: dict[str, str], action: str = "") -> Page:
        """Open a page and send its form to `action` (else the page's own address) with these."""
        shown = (await self.get(page)).fields_to(action or page)
        return await self.post(action or page, shown | fields)

    async def sign_in(self, name: str, password: str) -> Page:
        await self.get("/admin/sign-in")
        return await self.post("/admin/sign-in", {"name": name, "password": password})

    async def _page(self, answer: ClientResponse) -> Page:
        page = Page(answer.status, await answer.text(), answer)
        self.token = page.token or self.token
        return page


Colleagues = Callable[[str, Role], Awaitable[Browser]]
"""Adds a colleague of this name and role, and gives the browser they are signed in at."""
