"""The least that any such service must do: read a form, commit one row, call the provider.

Run as `python -m benchmarks.floor PORT PROVIDER_URL FILE`; the pipeline is measured against it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor

from aiohttp import ClientSession, web

REPLY = "1 Sante\n2 Travail\n3 Papiers\n9 Suite"


def make_floor(provider_url: str, file: str) -> web.Application:
    """A bare application that answers each message with the same words."""
    app = web.Application()
    thread = ThreadPoolExecutor(max_workers=1)
    database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, sid TEXT UNIQUE, body TEXT)")
    sending: set[asyncio.Task[None]] = set()
    client: list[ClientSession] = []

    def keep(sid: str, body: str) -> None:
        database.execute("INSERT INTO message (sid, body) VALUES (?, ?)", (sid, body))

    async def send(to: str, sender: str) -> None:
        form = {"To": to, "From": sender, "Body": REPLY}
        async with client[0].post(provider_url, data=form) as response:
            await response.read()

    async def receive(request: web.Request) -> web.Response:
        form = await request.post()
        await asyncio.get_running_loop().run_in_executor(
            thread, keep, str(form["MessageSid"]), str(form["Body"])
        )
        task = asyncio.create_task(send(str(form["From"]), str(form["To"])))
        sending.add(task)
        task.add_done_callback(sending.discard)
        return web.Response(text="<Response/>", content_type="text/xml")

    async def with_client(_app: web.Application):  # type: ignore[no-untyped-def]
        async with ClientSession() as session:
            client.append(session)
            yield
        thread.shutdown()
        database.close()

    app.cleanup_ctx.append(with_client)
    app.router.add_post("/sms/twilio", receive)
    app.router.add_get("/healthz", lambda _request: _healthy())
    return app


async def _healthy() -> web.Response:
    return web.Response(text="ok")


if __name__ == "__main__":
    web.run_app(
        make_floor(sys.argv[2], sys.argv[3]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        print=None,
        access_log=None,
    )
