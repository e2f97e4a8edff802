"""The least that any such service must do: read a message, commit one row, call the provider.

Run as `python -m benchmarks.floor sms PORT PROVIDER_URL FILE`, or with `telegram`; the pipelines
are measured against it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import uvloop
from aiohttp import ClientSession, web

from benchmarks import by_sms
from benchmarks.menu import LABELS, REPLY, TOKEN, WEBHOOK

KEYBOARD = {"inline_keyboard": [[{"text": each, "callback_data": each}] for each in LABELS]}


class Floor:
    """A bare application that answers each message with the same words."""

    def __init__(self, provider_url: str, file: str) -> None:
        self._provider_url = provider_url
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute(
            "CREATE TABLE message (id INTEGER PRIMARY KEY, provider_id TEXT UNIQUE, body TEXT)"
        )
        self._sending: set[asyncio.Task[None]] = set()
        self._client: ClientSession | None = None

    def application(self, channel: str) -> web.Application:
        app = web.Application()
        app.cleanup_ctx.append(self._with_client)
        if channel == "sms":
            app.router.add_post(by_sms.WEBHOOK, self._receive_sms)
        else:
            app.router.add_post(WEBHOOK, self._receive_update)
        app.router.add_get("/healthz", _healthy)
        return app

    async def _with_client(self, _app: web.Application) -> AsyncIterator[None]:
        async with ClientSession() as self._client:
            yield
        self._thread.shutdown()
        self._database.close()

    async def _receive_sms(self, request: web.Request) -> web.Response:
        form = await request.post()
        await self._keep(str(form["MessageSid"]), str(form["Body"]))
        answer = {"To": str(form["From"]), "From": str(form["To"]), "Body": REPLY}
        path = f"/2010-04-01/Accounts/{by_sms.ACCOUNT}/Messages.json"
        self._soon(self._send(path, data=answer))
        return web.Response(text="<Response/>", content_type="text/xml")

    async def _receive_update(self, request: web.Request) -> web.Response:
        update = orjson.loads(await request.read())
        pressed = update.get("callback_query")
        message = pressed["message"] if pressed else update["message"]
        await self._keep(str(update["update_id"]), pressed["data"] if pressed else message["text"])
        answer = {"chat_id": message["chat"]["id"], "text": REPLY, "reply_markup": KEYBOARD}
        self._soon(self._send(f"/bot{TOKEN}/sendMessage", json=answer))
        if pressed:
            done = {"method": "answerCallbackQuery", "callback_query_id": pressed["id"]}
            return web.json_response(done, dumps=_dumps)
        return web.Response()

    async def _keep(self, provider_id: str, body: str) -> None:
        await asyncio.get_running_loop().run_in_executor(
            self._thread,
            self._database.execute,
            "INSERT INTO message (provider_id, body) VALUES (?, ?)",
            (provider_id, body),
        )

    async def _send(self, path: str, **body: Any) -> None:
        assert self._client is not None
        async with self._client.post(f"{self._provider_url}{path}", **body) as response:
            await response.read()

    def _soon(self, sending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


async def _healthy(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


if __name__ == "__main__":
    uvloop.install()
    web.run_app(
        Floor(sys.argv[3], sys.argv[4]).application(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        print=None,
        access_log=None,
        loop=uvloop.new_event_loop(),
    )
