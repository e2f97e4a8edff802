"""Does the door for Kannel let in what it should, read it right, and understand its answers?"""

from __future__ import annotations

import asyncio
import http.client
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
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import make_channels
from bot.channels.base import Channel, DeliveryReport, Outgoing, Rejected, Rendered, TryLater
from bot.channels.sms_kannel import INBOUND_PATH, REPORT_PATH, KannelSms, read_message, read_query
from bot.settings import Settings
from flows.engine.event import Heard, Unreadable
from tests.bot.channels.desk import Desk, served

SECRET = "a-made-up-secret-for-tests"
PASSWORD = "made-up-password"
PERSON = "+21620000001"
# As a Kannel 1.4.5 wrote them, with another number and another secret.
FRENCH = (
    b"secret=a-made-up-secret-for-tests&from=%2B21620000001&to=85000"
    b"&text=bonjour+%C3%A9+%E2%82%AC&id=2796dfc2-49dd-47ba-86c4-7a8904b613cb"
    b"&coding=0&charset=UTF-8"
)
ARABIC = (
    b"secret=a-made-up-secret-for-tests&from=%2B21620000001&to=85000"
    b"&text=%067%06%28%06J%06%28&id=e4aa23ec-82ff-4090-8ef7-42e6e8f8f5b7"
    b"&coding=2&charset=UTF-16BE"
)


SETTINGS = {
    "KANNEL_SENDSMS_URL": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "KANNEL_USER": "dalil",
    "KANNEL_PASSWORD": PASSWORD,
    "KANNEL_FROM": "85000",
    "KANNEL_INBOUND_SECRET": SECRET,
}


def channel_of(sendsms_url: str = "http://127.0.0.1:9", **more: Any) -> KannelSms:
    return KannelSms(sendsms_url, "dalil", PASSWORD, SECRET, sender="85000", country="TN", **more)


@asynccontextmanager
async def at_the_door(desk: Desk, channel: Channel) -> AsyncIterator[int]:
    """The port where Kannel calls."""
    server = await served(channel, desk)
    try:
        assert server.port is not None
        yield server.port
    finally:
        await server.close()


def ask(port: int, query: bytes, method: str = "GET") -> tuple[int, str, bytes]:
    """A request written as bytes: a client library would tidy the query up."""
    target = INBOUND_PATH.encode() + b"?" + query
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(method.encode() + b" " + target + b" HTTP/1.0\r\n\r\n")
        with http.client.HTTPResponse(connection, method=method) as answer:
            answer.begin()
            return answer.status, answer.headers.get_content_type(), answer.read()


async def call(port: int, query: bytes, method: str = "GET") -> tuple[int, str, bytes]:
    return await asyncio.to_thread(ask, port, query, method)


@pytest.mark.parametrize(("query", "words"), [(FRENCH, "bonjour é €"), (ARABIC, "طبيب")])
async def test_a_message_comes_in_once_and_is_answered_with_silence(
    query: bytes, words: str, desk: Desk
) -> None:
    async with at_the_door(desk, channel_of()) as port:
        answers = [await call(port, query) for _ in range(2)]
    assert answers == [(200, "text/plain", b"")] * 2
    (taken,) = desk.taken
    identity = read_query(query)["id"].decode()
    assert (taken.channel, taken.address) == ("sms", PERSON)
    assert taken.provider_id == f"kannel:{identity}"
    assert taken.event == Heard(words)


@pytest.mark.parametrize(
    "query",
    [
        FRENCH.partition(b"&")[2],
        FRENCH.replace(b"for-tests", b""),
        FRENCH.replace(b"for-tests", b"for-testsX"),
        FRENCH.replace(b"for-tests", b"for-tests%C3%A9%FF"),
        # Words of a person stand behind the operator's own.
        b"secret=&" + FRENCH,
        b"",
    ],
)
async def test_without_the_secret_nothing_is_stored(query: bytes, desk: Desk) -> None:
    async with at_the_door(desk, channel_of()) as port:
        assert (await call(port, query))[0] == 403
    assert desk.taken == []


async def test_only_a_get_brings_a_message(desk: Desk) -> None:
    async with at_the_door(desk, channel_of()) as port:
        assert (await call(port, FRENCH, "HEAD"))[0] == 405
    assert desk.taken == []


async def test_when_it_could_not_be_stored_kannel_hears_of_it(desk: Desk) -> None:
    desk.failures = 1
    async with at_the_door(desk, channel_of()) as port:
        assert (await call(port, FRENCH))[0] == 500
        assert (await call(port, FRENCH))[0] == 200
    assert len(desk.taken) == 1


def heard(**fields: bytes) -> object:
    incoming = read_message({"id": b"1", "from": PERSON.encode(), **fields}, "TN")
    assert incoming is not None
    return incoming.event


@pytest.mark.parametrize(
    ("charset", "coding"),
    [
        ("UTF-8", "0"),
        ("utf-8", ""),
        ("UTF-16BE", "2"),
        ("UTF-16", "2"),
        ("WINDOWS-1256", "0"),
        ("ISO-8859-6", "0"),
    ],
)
def test_arabic_is_read_in_the_charset_it_came_in(charset: str, coding: str) -> None:
    said = "أين الطبيب".encode(charset)
    found = heard(text=said, charset=charset.encode(), coding=coding.encode())
    assert found == Heard("أين الطبيب")


@pytest.mark.parametrize("charset", ["ISO-8859-1", "ISO-8859-15", "Windows-1252"])
def test_so_is_french(charset: str) -> None:
    assert heard(text="déjà".encode(charset), charset=charset.encode()) == Heard("déjà")


@pytest.mark.parametrize("charset", [b"", b"GSM", b"punycode", b"no such", b"\xff", b"a\0b"])
def test_in_a_charset_nobody_knows_the_coding_tells(charset: bytes) -> None:
    assert heard(text="é€".encode(), charset=charset, coding=b"0") == Heard("é€")
    assert heard(text="طبيب".encode("utf-16-be"), charset=charset, coding=b"2") == Heard("طبيب")


def test_bytes_that_are_no_words_are_not_taken_for_words() -> None:
    assert heard(text=b"\x06\x05\x04", coding=b"1") == Unreadable("picture")


def test_half_a_letter_spoils_only_itself() -> None:
    said = "طبيب".encode("utf-16-be") + b"\x06"
    assert heard(text=said, charset=b"UTF-16BE", coding=b"2") == Heard("طبيب\ufffd")


@pytest.mark.parametrize(
    "written",
    [PERSON, "21620000001", "20000001", "0021620000001", "20 000 001", " 20000001 "],
)
def test_a_number_is_read_however_the_operator_writes_it(written: str) -> None:
    incoming = read_message({"id": b"1", "from": written.encode(), "text": b"1"}, "TN")
    assert incoming is not None
    assert incoming.address == PERSON


def test_a_number_of_abroad_may_lack_its_plus() -> None:
    incoming = read_message({"id": b"1", "from": b"33639980001", "text": b"1"}, "TN")
    assert incoming is not None
    assert incoming.address == "+33639980001"


@pytest.mark.parametrize(
    "fields",
    [
        {"from": b"Ooredoo"},
        {"from": b"85000"},
        {"from": b""},
        {"from": b"20000001/20000002"},
        {"id": b""},
        {"id": b"  "},
    ],
)
def test_what_cannot_be_answered_is_left_alone(fields: dict[str, bytes]) -> None:
    assert read_message({"id": b"1", "from": PERSON.encode(), "text": b"1", **fields}, "TN") is None


SIGNS = [b"&", b"=", b"?", b"%", b"+", b"#", b"%%%", b"%D8", b"%FF%FE", b"%00", b"&id=", b"from="]
SIGNS += [b"&text=", b"charset=", b"UTF-16BE", b"idna", b"&coding=2", b"%2B21620000001"]
PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(SIGNS),
)
QUERIES = st.lists(PIECES, max_size=12).map(b"".join)


@given(QUERIES)
def test_no_query_however_strange_breaks_the_reading(query: bytes) -> None:
    fields = read_query(query)
    read_message(fields, "TN")
    incoming = read_message({**fields, "id": b"1", "from": PERSON.encode()}, "TN")
    assert incoming is not None
    assert incoming.address == PERSON


async def test_no_request_however_strange_is_answered_with_a_5xx(desk: Desk) -> None:
    known = b"secret=" + SECRET.encode() + b"&"

    async with at_the_door(desk, channel_of()) as port:

        @settings(max_examples=300, deadline=None)
        @given(st.sampled_from([b"", known, FRENCH, ARABIC]), QUERIES)
        def never_fails(start: bytes, query: bytes) -> None:
            status, _, _ = ask(port, start + query)
            assert status in ((200, 400) if start else (400, 403))

        await asyncio.to_thread(never_fails)
        assert (await call(port, FRENCH))[0] == 200


async def test_a_query_without_end_is_refused(desk: Desk) -> None:
    async with at_the_door(desk, channel_of()) as port:
        assert (await call(port, FRENCH + b"&text=" + b"a" * 20_000))[0] in (400, 414)
    assert desk.taken == []


TO = Outgoing(PERSON, Rendered("Centre Amal\n+216 71600111 & 5 €"))


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
    told: str, report: tuple[str, str | None] | None, desk: Desk
) -> None:
    server = await served(channel_of(), desk)
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
    assert desk.reports == reports * 2


@pytest.mark.parametrize(("text", "coding"), [("à 5 €", "0"), ("طبيب", "2"), ("ç", "2")])
async def test_the_alphabet_is_the_cheaper_one_that_has_every_letter(
    text: str, coding: str
) -> None:
    async with gateway(202, "0: Accepted for delivery") as (channel, queries):
        await channel.send(Outgoing(PERSON, Rendered(text)))
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


async def test_the_settings_switch_it_on(desk: Desk) -> None:
    told = Settings(_env_file=None, DALIL_WEBCHAT=False, **SETTINGS)  # type: ignore[call-arg,arg-type]
    (channel,) = make_channels(told)
    assert isinstance(channel, KannelSms)
    async with at_the_door(desk, channel) as port:
        assert (await call(port, FRENCH.replace(b"%2B216", b"")))[0] == 200
    assert desk.taken[0].address == PERSON
    assert PASSWORD not in repr(told)
    assert SECRET not in repr(told)


async def test_no_number_no_word_and_no_secret_is_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    # `dalil serve` writes no access log.
    caplog.set_level(logging.CRITICAL, "aiohttp.access")
    async with gateway(403) as (channel, _), at_the_door(desk, channel) as port:
        with pytest.raises(Rejected):
            await channel.send(TO)
        await call(port, FRENCH)
        await call(port, FRENCH.replace(b"&id=", b"&no="))
        await call(port, FRENCH.replace(b"secret=", b"secret=x"))
    told = caplog.text + capsys.readouterr().out + repr(channel)
    assert "kannel_message_ignored" in told
    for secret in ("20000001", "71600111", PASSWORD, SECRET, "bonjour"):
        assert secret not in told
