"""Half a request is not waited for for ever, and a broken one is answered by us alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from bot.web import connections
from bot.web.connections import LONGEST_LINE, Connection, end_slow_bodies, listen

SECONDS = 0.3
Ask = Callable[[str], Awaitable[str]]


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    """Sends these bytes and no more; what came back until the connection was ended."""

    async def take(request: web.Request) -> web.Response:
        return web.Response(text=f"taken {len(await request.read())}")

    site = web.Application(middlewares=[end_slow_bodies(SECONDS)])
    site.router.add_post("/", take)
    runner = web.AppRunner(site)
    await runner.setup()
    server = await listen(runner, "127.0.0.1", 0, seconds=SECONDS)

    async def sent(told: str) -> str:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(told.encode())
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        return answer.decode()

    yield sent
    server.close()
    await runner.cleanup()


@pytest.mark.parametrize("begun", ["", "POST / HT", "POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_who_says_nothing_or_half_is_not_waited_for(ask: Ask, begun: str) -> None:
    assert await ask(begun) == ""


async def test_half_a_body_is_not_waited_for_and_is_no_fault_of_ours(
    ask: Ask, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    assert answer.startswith("HTTP/1.1 408 ")
    assert "body_too_slow" in capsys.readouterr().out
    assert [line.levelname for line in caplog.records if line.levelno >= logging.ERROR] == []


async def test_a_fault_below_the_answer_is_told_by_its_kind_alone(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The library's line has a traceback, which quotes."""
    told = capsys.readouterr
    Connection.log_exception(object.__new__(Connection), "Unhandled", exc_info=ValueError("CANARY"))
    line = told().out + caplog.text
    assert ("request_failed" in line, "ValueError" in line, "CANARY" in line) == (True, True, False)


async def test_a_body_that_comes_is_waited_for(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LEAST_BYTES", 0)
    whole = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nwhole"
    assert (await ask(whole)).endswith("taken 5")


@pytest.mark.parametrize(
    "broken",
    [
        "GET /?text=CANARY viol HTTP/1.1\r\n\r\n",
        f"GET /?text=CANARY{'x' * LONGEST_LINE} HTTP/1.1\r\n\r\n",
        "CANARY\r\n\r\n",
        "GET / HTTP/1.1\r\nCANARY\x00: 1\r\n\r\n",
    ],
)
async def test_what_is_broken_is_not_quoted(
    ask: Ask, broken: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask(broken)
    assert " 400 " in answer.splitlines()[0]
    assert answer.endswith("This request cannot be understood.")
    assert "frame-ancestors 'none'" in answer
    told = answer + capsys.readouterr().out + caplog.text
    assert "CANARY" not in told
    assert "aiohttp" not in told
