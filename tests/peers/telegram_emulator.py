"""A Telegram that nobody here wrote: the package lo-bot-api-emulator (MIT), with a thin adapter.

It knows offsets, long polls, webhooks with a secret, keyboards and limits. The adapter mends what
python-telegram-bot misses in it, checks each call against the published Bot API as well, and fails
on demand.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientSession, TraceConfig, TraceRequestEndParams
from aiohttp.test_utils import TestServer
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator, updates

from tests.peers.telegram_spec import NotInTheSpec, check_call

TOKEN = "7:made-up-token_for-tests"
PERSON = {"id": 4001, "is_bot": False, "first_name": "Awa", "language_code": "fr"}
CHAT = {"id": 4001, "type": "private", "first_name": "Awa"}


class TelegramEmulator(LoBotApiEmulator):  # type: ignore[misc]  # ships no types
    """`calls` are those accepted, with their fields, and `uploads` their files; `wrong` those that
    break the Bot API.

    `by_answering`: the methods called by an answer to a webhook."""

    def __init__(self) -> None:
        super().__init__(allow_insecure_loopback_webhooks=True)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.uploads: list[dict[str, Any]] = []
        self.wrong: list[str] = []
        self.by_answering: list[str] = []
        self.faults: deque[tuple[str, ApiRefusal]] = deque()
        self.server = TestServer(self.app(), host="127.0.0.1")

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def fail_next(self, method: str, status: int, description: str, parameters: Any = None) -> None:
        self.faults.append((method, ApiRefusal(description, status, parameters)))

    def sent(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        return [fields for called, fields in self.calls if called == method]

    async def says(self, text: str, **more: Any) -> int:
        """A person writes; the update's id."""
        return await self.message(text=text, **more)

    async def message(self, chat: dict[str, Any] = CHAT, **fields: Any) -> int:
        message = {"message_id": self.next_id, "date": int(time.time()), "chat": chat}
        return await self.update(message={**message, "from": PERSON, **fields})

    async def presses(self, key: str) -> int:
        """A person presses a button under a message of ours."""
        under = {"message_id": 1, "date": int(time.time()), "chat": CHAT, "text": "?"}
        query = {"id": "99", "from": PERSON, "chat_instance": "1", "data": key, "message": under}
        return await self.update(callback_query=query)

    async def update(self, **update: Any) -> int:
        return int(await self.enqueue_update(update, token=TOKEN))

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        try:
            values = check_call(method, {**fields, **dict.fromkeys(uploads, "(a file)")})
        except NotInTheSpec as reason:
            self.wrong.append(str(reason))
            raise ApiRefusal(f"Bad Request: {reason}") from None
        if self.faults and self.faults[0][0] == method:
            raise self.faults.popleft()[1]
        result = self._answer(method, fields, uploads)
        self.calls.append((method, values))
        self.uploads += uploads.values()
        return result

    async def carry_out(self, _client: object, _: object, answered: TraceRequestEndParams) -> None:
        """A call that a bot makes by answering its webhook, which the emulator does not know."""
        if answered.response.content_type == "application/json":
            fields = await answered.response.json()
            self.by_answering.append(fields.pop("method"))
            self.validate(self.by_answering[-1], fields, {})

    def _answer(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        if method == "sendVenue":
            place = {"latitude": float(fields["latitude"]), "longitude": float(fields["longitude"])}
            venue = {"location": place, "title": fields["title"], "address": fields["address"]}
            chat = {"id": int(fields["chat_id"]), "type": "private"}
            return {"message_id": 1, "date": 1, "chat": chat, "venue": venue, "location": place}
        result = super().validate(method, fields, uploads)
        if method == "getMe":
            result["username"] = "dalil_bot"
        if isinstance(result, dict) and "date" in result:
            result["date"] = int(time.time())
        return result


@asynccontextmanager
async def running_telegram() -> AsyncIterator[TelegramEmulator]:
    """The emulator, serving. No call of ours may break the published Bot API."""
    emulator = TelegramEmulator()
    watch = TraceConfig()
    watch.on_request_end.append(emulator.carry_out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(updates, "ClientSession", partial(ClientSession, trace_configs=[watch]))
        await emulator.server.start_server()
        yield emulator
        await emulator.server.close()
    assert emulator.wrong == []
