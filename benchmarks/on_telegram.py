"""How do the people write on Telegram? Updates as Telegram posts them, and its Bot API."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import ClientSession, web

from benchmarks.menu import SECRET, TOKEN, WEBHOOK
from benchmarks.people import PRESS, Provider

BOT = {"id": 7, "is_bot": True, "first_name": "Dalil", "username": "dalil_bot"}

_PEOPLE = itertools.count(1_000_001)
_IDS = itertools.count(1)


@dataclass
class Telegram(Provider):
    """Takes every message; whoever presses, presses the first button of the last one."""

    conversation = ("/start", PRESS, "medecin tabarka", PRESS, "menu", PRESS)
    last: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What each person's phone shows last, as the Bot API has it."""

    def settings_at(self, url: str) -> dict[str, str]:
        return {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_PER_SECOND": "0",
            "TELEGRAM_CHAT_PER_SECOND": "0",
            "TELEGRAM_API_URL": url,
        }

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        return app

    async def _called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        result: Any = True
        if method == "sendmessage":
            result = self._take(await _fields(request))
        elif method == "sendvenue":
            result = _venue(await _fields(request))
        elif method == "getme":
            result = BOT
        body = orjson.dumps({"ok": True, "result": result})
        return web.Response(body=body, content_type="application/json")

    def _take(self, fields: dict[str, Any]) -> dict[str, Any]:
        person = str(fields["chat_id"])
        message = {**_message(person, BOT), "text": fields["text"]}
        markup = fields.get("reply_markup") or {}
        markup = orjson.loads(markup) if isinstance(markup, str) else markup
        if "inline_keyboard" in markup:  # the other kind is not told back
            message["reply_markup"] = markup
        self.last[person] = message
        self.handed_over(person)
        return message

    def new_person(self) -> str:
        return str(next(_PEOPLE))

    async def write(self, client: ClientSession, service: str, person: str, words: str) -> None:
        update = {"update_id": next(_IDS), **self._done(person, words)}
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": SECRET,
        }
        async with client.post(
            f"{service}{WEBHOOK}", data=orjson.dumps(update), headers=headers
        ) as response:
            await response.read()
            if response.status != 200:
                raise RuntimeError(f"an update was answered with {response.status}")

    def _done(self, person: str, words: str) -> dict[str, Any]:
        sender = {
            "id": int(person),
            "is_bot": False,
            "first_name": "Awa",
            "language_code": "fr",
        }
        if words == PRESS:
            under = self.last[person]
            (first, *_), *_ = under["reply_markup"]["inline_keyboard"]
            query = {
                "id": str(next(_IDS)),
                "from": sender,
                "message": under,
                "chat_instance": "1",
                "data": first["callback_data"],
            }
            return {"callback_query": query}
        message = {**_message(person, sender), "text": words}
        if words.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
        return {"message": message}


def _message(person: str, sender: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": next(_IDS),
        "from": sender,
        "chat": {"id": int(person), "first_name": "Awa", "type": "private"},
        "date": int(time.time()),
    }


def _venue(fields: dict[str, Any]) -> dict[str, Any]:
    place = {"latitude": float(fields["latitude"]), "longitude": float(fields["longitude"])}
    venue = {"location": place, "title": fields["title"], "address": fields["address"]}
    return {**_message(str(fields["chat_id"]), BOT), "location": place, "venue": venue}


async def _fields(request: web.Request) -> dict[str, Any]:
    """A call's fields, as JSON or as either kind of form."""
    if request.content_type == "application/json":
        return dict(orjson.loads(await request.read()))
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl((await request.read()).decode()))
    return dict(await request.post())
