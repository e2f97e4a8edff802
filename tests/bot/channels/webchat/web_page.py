"""The page at /try behind a server of its own, and a client's way to it."""

from __future__ import annotations

from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.provider import NamedPosition
from bot.channels.webchat.channel import Phones, WebchatChannel
from bot.channels.webchat.names import BUTTONS, SMS
from flows.engine.text import Line, Text
from services_directory.values.entries import LocalText, Position
from tests.bot.channels.receiver import Receiver

PHONE, OTHER = "phone-of-somebody-1", "phone-of-somebody-2"


def phrase(line: Line, locale: str) -> str:
    if isinstance(line, Text):
        return f"[{locale}] <{line.message}>"
    return line.best((locale,)) if isinstance(line, LocalText) else line


class Page:
    """Both phones; `says` and `screen` do what the page's script does."""

    def __init__(self, receiver: Receiver) -> None:
        self.phones = Phones(wait_seconds=5)
        place = NamedPosition(LocalText.of({"fr": 'Tabarka "port"'}), Position(36.95, 8.75))
        self.buttons, self.sms = (
            WebchatChannel(name, self.phones, phrase=phrase, places=[place])
            for name in (BUTTONS, SMS)
        )
        app = web.Application()
        for channel in (self.buttons, self.sms):
            app.add_routes(channel.routes(receiver.receive, receiver.report))
        self.server = TestServer(app, host="127.0.0.1")
        self.count = 0

    def url(self, path: str) -> str:
        return str(self.server.make_url(path))

    async def get(self, path: str, **headers: str) -> aiohttp.ClientResponse:
        async with aiohttp.ClientSession() as browser:
            answer = await browser.get(self.url(path), headers=headers)
            await answer.read()
            return answer

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        url = self.url(path)
        async with aiohttp.ClientSession() as browser, browser.post(url, json=body) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await (answer.json() if is_json else answer.text())

    async def says(self, channel: str = BUTTONS, phone: str = PHONE, **event: Any) -> Any:
        self.count += 1
        identity = event.pop("id", f"message-number-{self.count:04}")
        said = {"channel": channel, "phone": phone, "id": identity, **event}
        return await self.post("/try/messages", said)

    async def screen(self, channel: str = BUTTONS, phone: str = PHONE, after: int = 0) -> Any:
        asked = {"channel": channel, "phone": phone, "after": after}
        status, found = await self.post("/try/replies", asked)
        assert status == 200
        return found["messages"]
