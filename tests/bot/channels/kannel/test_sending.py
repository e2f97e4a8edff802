"""Does Kannel get what it needs, are its answers understood, and do its secrets stay ours?"""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels.all_settings import load_settings
from bot.channels.kannel.channel import REPORT_PATH, KannelSms
from bot.channels.registry import make_channels
from bot.messages.errors import Rejected, TryLater
from bot.messages.message import OutboundMessage, Rendered
from bot.messages.reports import DeliveryReport
from tests.bot.channels.kannel.by_kannel import (
    FRENCH,
    PASSWORD,
    PERSON,
    SECRET,
    at_the_door,
    call,
    channel_of,
)
from tests.bot.channels.receiver import Receiver, served

SETTINGS = {
    "KANNEL_SENDSMS_URL": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "KANNEL_USER": "dalil",
    "KANNEL_PASSWORD": PASSWORD,
    "KANNEL_FROM": "85000",
    "KANNEL_INBOUND_SECRET": SECRET,
}
TO = OutboundMessage(PERSON, Rendered("Centre Amal\n+216 71600111 & 5 €"))


@asynccontextmanager
async def gateway(
    status: int, words: str = "", **more: Any
) -> AsyncIterator[tuple[KannelSms, list[Any]]]:
    """A channel before a gateway that always answers this, and the queries it got."""
    queries: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        queries.append(dict(request.query))
        return web.Response(status=status, text=words)

    app = web.Application()
    app.router.add_get("/cgi-bin/sendsms", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        channel = channel_of(str(server.make_url("/cgi-bin/sendsms")), **more)
        yield channel, queries
        await channel.stop()


async def test_a_message_is_sent_with_all_that_kannel_needs() -> None:
    async with gateway(202, "0: Accepted for delivery") as (channel, queries):
        first, second = await channel.send(TO), await channel.send(TO)
    assert first != second
    account = {"username": "dalil", "password": PASSWORD, "from": "85000", "to": PERSON}
    assert queries[0] == {**account, "text": TO.message.text, "charset": "UTF-8", "coding": "0"}


async def test_reports_are_asked_for_where_kannel_finds_us() -> None:
    async with gateway(202, "0: Accepted for delivery", reports_url="http://10.0.0.2:8080/") as (
        channel,
        queries,
    ):
        identity = await channel.send(replace(TO, reference="7-5f5e100"))
    url = f"http://10.0.0.2:8080/sms/kannel/report?secret={SECRET}&ref=7-5f5e100&d=%d"
    assert (queries[0]["dlr-mask"], queries[0]["dlr-url"]) == ("31", url)
    assert identity == "kannel:7-5f5e100"


@pytest.mark.parametrize(
    ("told", "report"),
    [
        ("1", ("delivered", None)),
        ("2", ("failed", "Kannel 2: not delivered")),
        ("4", None),
        ("8", ("sent", None)),
        ("16", ("failed", "Kannel 16: refused by the operator")),
        ("", None),
        ("3", None),
        ("é", None),
    ],
)
async def test_a_report_says_what_became_of_a_message(
    told: str, report: tuple[str, str | None] | None, receiver: Receiver
) -> None:
    server = await served(channel_of(), receiver)
    url = server.make_url(REPORT_PATH)
    fields = {"secret": SECRET, "ref": "7-5f5e100", "d": told}
    async with aiohttp.ClientSession() as client:
        for _ in range(2):
            async with client.get(url, params=fields) as answer:
                assert (answer.status, await answer.text()) == (200, "")
        for forged in ({"secret": "another"}, {"secret": ""}):
            async with client.get(url, params={**fields, **forged}) as answer:
                assert answer.status == 403
    await server.close()
    reports = [DeliveryReport("sms", "7-5f5e100", *report)] if report else []  # type: ignore[arg-type]
    assert receiver.reports == reports * 2


@pytest.mark.parametrize(("text", "coding"), [("à 5 €", "0"), ("طبيب", "2"), ("ç", "2")])
async def test_the_alphabet_is_the_cheaper_one_that_has_every_letter(
    text: str, coding: str
) -> None:
    async with gateway(202, "0: Accepted for delivery") as (channel, queries):
        await channel.send(OutboundMessage(PERSON, Rendered(text)))
    assert (queries[0]["text"], queries[0]["coding"]) == (text, coding)


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        (200, "<html>Please log in</html>", Rejected),
        (200, "", Rejected),
        (302, "", Rejected),
        (400, "Empty receiver number not allowed, rejected", Rejected),
        (403, "Authorization failed for sendsms", Rejected),
        (404, "Not found", Rejected),
        (429, "", TryLater),
        (500, "", TryLater),
        (503, "Temporal failure, try again later.", TryLater),
    ],
)
async def test_each_refusal_says_what_happens_next(
    status: int, words: str, expected: type[Exception]
) -> None:
    async with gateway(status, words) as (channel, _):
        with pytest.raises(expected, match=str(status)):
            await channel.send(TO)


async def test_queued_is_as_good_as_accepted() -> None:
    async with gateway(202, "3: Queued for later delivery") as (channel, _):
        assert (await channel.send(TO)).startswith("kannel:")


async def test_a_gateway_out_of_reach_is_tried_later() -> None:
    channel = channel_of(f"http://127.0.0.1:{unused_port()}/cgi-bin/sendsms")
    with pytest.raises(TryLater) as told:
        await channel.send(TO)
    await channel.stop()
    assert "20000001" not in str(told.value)


async def test_a_gateway_that_does_not_answer_is_not_awaited_for_ever() -> None:
    # A socket that listens takes the connection, and nobody reads from it.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        channel = channel_of(f"http://127.0.0.1:{port}/cgi-bin/sendsms", send_timeout=0.05)
        with pytest.raises(TryLater):
            await channel.send(TO)
        await channel.stop()


async def test_the_settings_switch_it_on(receiver: Receiver) -> None:
    told = load_settings(None, {"DALIL_WEBCHAT": False, **SETTINGS})
    (channel,) = make_channels(told)
    assert isinstance(channel, KannelSms)
    async with at_the_door(receiver, channel) as port:
        assert (await call(port, FRENCH.replace(b"%2B216", b"")))[0] == 200
    assert receiver.taken[0].address == PERSON
    assert PASSWORD not in repr(told)
    assert SECRET not in repr(told)


async def test_no_number_no_word_and_no_secret_is_logged(
    receiver: Receiver, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    # `dalil serve` writes no access log.
    caplog.set_level(logging.CRITICAL, "aiohttp.access")
    async with gateway(403) as (channel, _), at_the_door(receiver, channel) as port:
        with pytest.raises(Rejected):
            await channel.send(TO)
        await call(port, FRENCH)
        await call(port, FRENCH.replace(b"&id=", b"&no="))
        await call(port, FRENCH.replace(b"secret=", b"secret=x"))
    told = caplog.text + capsys.readouterr().out + repr(channel)
    assert "kannel_message_ignored" in told
    for secret in ("20000001", "71600111", PASSWORD, SECRET, "bonjour"):
        assert secret not in told
