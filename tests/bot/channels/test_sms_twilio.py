"""Does Dalil talk by SMS: only with Twilio, and with a Twilio that checks what it is sent?"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer, unused_port
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from bot.channels.base import (
    Channel,
    DeliveryReport,
    Outgoing,
    Rejected,
    Rendered,
    TryLater,
    Unreachable,
)
from bot.channels.sms_twilio import REPORT_PATH, WEBHOOK_PATH, TwilioSms, read_message
from bot.channels.twilio_account import TwilioAccount
from bot.channels.twilio_webhook import (
    SIGNATURE_HEADER,
    TwilioWebhooks,
    form_of,
    is_genuine,
    read_report,
)
from flows.engine.event import Heard, Unreadable
from tests.bot.channels.desk import Desk, served
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi, running_twilio

GOLDEN = Path(__file__).parents[2] / "payloads" / "twilio_signatures_golden.json"
VECTORS: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))["vectors"]
PUBLIC_URL = "https://dalil.example.org"
PERSON = "+21620000001"
SAID = {"MessageSid": "SM1", "From": PERSON, "To": "+15005550006", "Body": "طبيب", "NumMedia": "0"}


def channel_of(api_url: str = "http://127.0.0.1:9", **more: Any) -> TwilioSms:
    told = {"public_url": PUBLIC_URL, **more}
    sender = {
        name: told.pop(name) for name in ("sender", "messaging_service_sid") if name in told
    } or {"sender": "+15005550006"}
    account = TwilioAccount(ACCOUNT, told.pop("tokens", [TOKEN]), api_url=api_url, **told)
    return TwilioSms(account, TwilioWebhooks(account), **sender)


def signed(
    form: Mapping[str, str], token: str = TOKEN, url: str = PUBLIC_URL + WEBHOOK_PATH
) -> str:
    return str(RequestValidator(token).compute_signature(url, dict(form)))


@asynccontextmanager
async def at_the_webhook(desk: Desk, channel: Channel) -> AsyncIterator[str]:
    server = await served(channel, desk)
    try:
        yield str(server.make_url(WEBHOOK_PATH))
    finally:
        await server.close()


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, str]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, data=body, headers={**kind, **headers}) as answer,
    ):
        return answer.status, answer.content_type, await answer.text()


async def raw_post(server: BaseTestServer, path: str, headers: dict[str, str], body: bytes) -> int:
    """The status of a request written by hand: a client library would tidy the path up."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode() + body)
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


def agrees(vector: dict[str, Any], genuine: bool) -> bool:
    """Two rows are judged differently by Twilio's own libraries: there either verdict will do."""
    return genuine in (vector["valid"], vector["python_twilio_valid"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: f"{each['id']}-{each['category']}")
def test_every_signature_is_judged_as_twilio_judges_it(vector: dict[str, Any]) -> None:
    form = form_of(vector["body"].encode())
    token = vector["auth_token"]
    assert agrees(vector, is_genuine(vector["url"], form, vector["signature"], [token]))


# HTTP knows no space at the end of a header, and Twilio is told to POST.
BY_HTTP = [
    each
    for each in VECTORS
    if each["request"]["method"] == "POST" and each["signature"] == each["signature"].strip()
]


@pytest.mark.parametrize("vector", BY_HTTP, ids=lambda each: f"{each['id']}-{each['category']}")
async def test_every_signed_webhook_is_let_in_or_turned_away(
    vector: dict[str, Any], desk: Desk
) -> None:
    path, public = vector["request"]["path"], urlsplit(vector["url"])
    # What a proxy takes away stands in the public address.
    prefix = public.path.removesuffix(urlsplit(path).path)
    public_url = f"{public.scheme}://{public.netloc}{prefix}"
    channel = channel_of(tokens=[vector["auth_token"]], public_url=public_url)
    (route, *_others) = channel.routes(desk.receive, desk.report)
    app = web.Application()
    app.router.add_post("/{anywhere:.*}", route.handler)
    headers = {
        **vector["request"]["headers"],
        "Content-Type": vector["content_type"],
        SIGNATURE_HEADER: vector["signature"],
    }
    async with TestServer(app, host="127.0.0.1") as server:
        status = await raw_post(server, path, headers, vector["body"].encode())
    assert status in (200, 403)
    assert agrees(vector, status == 200)
    if status == 403:
        assert desk.taken == []


async def test_a_message_arrives_once_and_is_answered_with_nothing_to_say(desk: Desk) -> None:
    body, headers = urlencode(SAID).encode(), {SIGNATURE_HEADER: signed(SAID)}
    async with at_the_webhook(desk, channel_of()) as url:
        answers = [await post(url, body, headers) for _ in range(2)]
    assert answers == [(200, "text/xml", '<?xml version="1.0" encoding="UTF-8"?><Response/>')] * 2
    (taken,) = desk.taken
    assert (taken.channel, taken.address, taken.provider_id) == ("sms", PERSON, "SM1")
    assert taken.event == Heard("طبيب")
    assert not taken.answered_by_carrier


async def test_whoever_tries_the_address_in_a_browser_is_told_what_to_do(desk: Desk) -> None:
    async with (
        at_the_webhook(desk, channel_of()) as url,
        aiohttp.ClientSession() as client,
        client.get(url, params={"MessageSid": "SM1", "From": PERSON}) as answer,
    ):
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert "choose HTTP POST" in await answer.text()
    assert desk.taken == []


async def test_while_the_token_changes_both_are_good(desk: Desk) -> None:
    async with at_the_webhook(desk, channel_of(tokens=["new", "old"])) as url:
        for number, (token, status) in enumerate([("old", 200), ("new", 200), ("older", 403)]):
            form = {**SAID, "MessageSid": f"SM{number}"}
            headers = {SIGNATURE_HEADER: signed(form, token)}
            assert (await post(url, urlencode(form).encode(), headers))[0] == status
    assert len(desk.taken) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "é"},
        {SIGNATURE_HEADER: signed(SAID, "somebody else's")},
        {SIGNATURE_HEADER: signed(SAID, url="https://evil.example.org" + WEBHOOK_PATH)},
    ],
)
async def test_without_a_good_signature_nothing_is_stored(
    desk: Desk, headers: dict[str, str]
) -> None:
    async with at_the_webhook(desk, channel_of()) as url:
        assert (await post(url, urlencode(SAID).encode(), headers))[0] == 403
    assert desk.taken == []


async def test_without_a_public_address_every_webhook_is_refused(desk: Desk) -> None:
    async with at_the_webhook(desk, channel_of(public_url=None)) as url:
        headers = {SIGNATURE_HEADER: signed(SAID, url=url)}
        assert (await post(url, urlencode(SAID).encode(), headers))[0] == 403
        headers = {SIGNATURE_HEADER: signed(SAID, url="None" + WEBHOOK_PATH)}
        assert (await post(url, urlencode(SAID).encode(), headers))[0] == 403
    assert desk.taken == []


def test_what_the_carrier_has_answered_is_marked() -> None:
    incoming = read_message({**SAID, "Body": "STOP", "OptOutType": "STOP"})
    assert incoming is not None
    assert incoming.answered_by_carrier


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"Body": "", "NumMedia": "1"}, Unreadable("picture")),
        ({"Body": "look", "NumMedia": "1"}, Heard("look")),
        ({"Body": "", "NumMedia": "0"}, Heard("")),
        ({"Body": " 2 "}, Heard(" 2 ")),
    ],
)
def test_what_a_message_says(fields: dict[str, str], event: object) -> None:
    incoming = read_message({**SAID, **fields})
    assert incoming is not None
    assert incoming.event == event


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "Ooredoo"},
        {"From": "85000"},
        {"From": ""},
        {"From": "whatsapp:+21620000001"},
        {"MessageSid": ""},
    ],
)
def test_what_cannot_be_answered_is_left_alone(fields: dict[str, str]) -> None:
    assert read_message({**SAID, **fields}) is None


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_body_however_strange_breaks_the_door(body: bytes, signature: str) -> None:
    form = form_of(body)
    assert not is_genuine(PUBLIC_URL + WEBHOOK_PATH, form, signature, [TOKEN])


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=20)), max_size=6))
def test_any_form_that_is_well_signed_is_read(pairs: list[tuple[str, str]]) -> None:
    encoded = urlencode(pairs, errors="replace").encode()
    form = form_of(encoded)
    assert form is not None
    expected = parse_qs(encoded.decode(), keep_blank_values=True)
    assert {name: form.getall(name) for name in form} == expected
    url = PUBLIC_URL + WEBHOOK_PATH
    signature = RequestValidator(TOKEN).compute_signature(url, MultiDict(form))
    assert is_genuine(url, form, str(signature), [TOKEN])
    read_message(form)


async def test_a_body_without_end_is_refused(desk: Desk) -> None:
    async with at_the_webhook(desk, channel_of()) as url:
        status, _type, _text = await post(url, b"Body=" + b"a" * 400_000, {SIGNATURE_HEADER: "x"})
    assert status == 413


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioApi]:
    async with running_twilio() as api:
        yield api


@asynccontextmanager
async def sending(twilio: TwilioApi, **more: Any) -> AsyncIterator[TwilioSms]:
    channel = channel_of(twilio.url, **more)
    try:
        yield channel
    finally:
        await channel.stop()


TO = Outgoing(PERSON, Rendered("Centre Amal\n71600111"))


async def test_a_message_is_sent_from_our_number(twilio: TwilioApi) -> None:
    async with sending(twilio) as channel:
        first, second = await channel.send(TO), await channel.send(TO)
    assert (first, second) == (f"SM{1:032x}", f"SM{2:032x}")
    assert (
        twilio.sent == [{"To": PERSON, "From": "+15005550006", "Body": "Centre Amal\n71600111"}] * 2
    )


async def test_or_by_a_messaging_service(twilio: TwilioApi) -> None:
    service = "MG" + "1" * 32
    async with sending(twilio, messaging_service_sid=service) as channel:
        await channel.send(TO)
    assert twilio.sent == [
        {"To": PERSON, "MessagingServiceSid": service, "Body": "Centre Amal\n71600111"}
    ]


async def test_a_message_asks_for_reports_that_name_it(twilio: TwilioApi) -> None:
    async with sending(twilio) as channel:
        await channel.send(replace(TO, reference="7-5f5e100"))
    (sent,) = twilio.sent
    url, _, retries = sent["StatusCallback"].partition("#")
    assert url == "https://dalil.example.org/sms/twilio/status?ref=7-5f5e100"
    # Twilio asks once by default.
    assert retries == "rc=3&rp=5xx,ct,rt"


async def reported(desk: Desk, query: str = "?ref=7-5f5e100", **fields: str) -> int:
    """The status of the answer to a status callback, signed as Twilio signs."""
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": PERSON, **fields}
    headers = {SIGNATURE_HEADER: signed(form, url=PUBLIC_URL + REPORT_PATH + query)}
    server = await served(channel_of(), desk)
    try:
        url = str(server.make_url(REPORT_PATH)) + query
        return (await post(url, urlencode(form).encode(), headers))[0]
    finally:
        await server.close()


@pytest.mark.parametrize(
    ("fields", "report"),
    [
        ({"MessageStatus": "sent"}, ("sent", None, None)),
        ({"MessageStatus": "delivered"}, ("delivered", None, None)),
        ({"MessageStatus": "read"}, ("delivered", None, None)),
        ({"MessageStatus": "failed", "ErrorCode": "21610"}, ("failed", "Twilio 21610", 1)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30003"}, ("failed", "Twilio 30003", None)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30004"}, ("failed", "Twilio 30004", 1)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30005"}, ("failed", "Twilio 30005", 2)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30006"}, ("failed", "Twilio 30006", 2)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30007"}, ("failed", "Twilio 30007", None)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30008"}, ("failed", "Twilio 30008", None)),
        ({"MessageStatus": "undelivered"}, ("failed", "Twilio: undelivered", None)),
        ({"MessageStatus": "failed", "ErrorCode": PERSON}, ("failed", "Twilio: failed", None)),
        ({"MessageStatus": "queued"}, None),
        ({"MessageStatus": "sending"}, None),
        ({"MessageStatus": "something new"}, None),
    ],
)
async def test_a_status_callback_says_what_became_of_a_message(
    fields: dict[str, str], report: tuple[str, str | None, int | None] | None, desk: Desk
) -> None:
    assert await reported(desk, **fields) == 204
    told = [DeliveryReport("sms", "7-5f5e100", *report)] if report else []  # type: ignore[arg-type]
    assert desk.reports == told


async def test_a_callback_about_nothing_or_unsigned_says_nothing(desk: Desk) -> None:
    assert await reported(desk, query="") == 204
    server = await served(channel_of(), desk)
    url = str(server.make_url(REPORT_PATH)) + "?ref=7-5f5e100"
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    for signature in ("", signed(form), signed(form, url=PUBLIC_URL + REPORT_PATH + "?ref=8-1")):
        headers = {SIGNATURE_HEADER: signature}
        assert (await post(url, urlencode(form).encode(), headers))[0] == 403
    await server.close()
    assert desk.reports == []


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12)), st.text(max_size=12))
def test_no_status_however_strange_breaks_the_door(form: dict[str, str], status: str) -> None:
    for state in (status, "failed"):
        told = read_report("sms", "7-5f5e100", {**form, "MessageStatus": state})
        assert told is None or told.reason in (None, "Twilio: failed") or form


@pytest.mark.parametrize(
    ("status", "example", "expected"),
    [
        (400, "e21211", Unreachable),
        (400, "e21610", Unreachable),
        (400, "e21612", Unreachable),
        (400, "e21614", Unreachable),
        (400, "e21408", Rejected),
        (400, "e21606", Rejected),
        (400, "e21617", Rejected),
        (401, "e20003", Rejected),
        (429, "e20429", TryLater),
        (500, "e20500", TryLater),
        (503, "e20503", TryLater),
    ],
)
async def test_each_refusal_says_what_happens_next(
    twilio: TwilioApi, status: int, example: str, expected: type[Exception]
) -> None:
    twilio.fail_next(status, example)
    async with sending(twilio) as channel:
        with pytest.raises(expected) as failure:
            await channel.send(TO)
        assert await channel.send(TO)
    assert PERSON not in str(failure.value)
    assert example.removeprefix("e") in str(failure.value) or status >= 500


@pytest.mark.parametrize(("code", "after"), [(21611, 10), (30001, 10)])
async def test_a_full_queue_is_given_time(code: int, after: int, desk: Desk) -> None:
    async def full(request: web.Request) -> web.Response:
        return web.json_response({"code": code, "message": "queue full"}, status=400)

    app = web.Application()
    app.router.add_post("/{anywhere:.*}", full)
    async with TestServer(app, host="127.0.0.1") as server:
        channel = channel_of(str(server.make_url("")))
        with pytest.raises(TryLater) as told:
            await channel.send(TO)
        await channel.stop()
    assert told.value.after == timedelta(minutes=after)


async def test_a_twilio_that_does_not_answer_is_not_awaited_for_ever(twilio: TwilioApi) -> None:
    twilio.hangs = True
    async with sending(twilio, send_timeout=0.05) as channel:
        with pytest.raises(TryLater):
            await channel.send(TO)


async def test_a_twilio_out_of_reach_is_tried_later() -> None:
    channel = channel_of(f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(TryLater):
        await channel.send(TO)
    await channel.stop()


async def test_a_crowd_is_sent_a_few_at_a_time(twilio: TwilioApi) -> None:
    async with sending(twilio) as channel:
        await asyncio.gather(*(channel.send(TO) for _ in range(40)))
    assert len(twilio.sent) == 40
    assert 1 < twilio.most_at_once <= 10


async def test_no_number_no_word_and_no_token_is_logged(
    twilio: TwilioApi, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.fail_next(400, "e21211")
    async with sending(twilio) as channel, at_the_webhook(desk, channel) as url:
        with pytest.raises(Unreachable):
            await channel.send(TO)
        await channel.send(TO)
        await post(url, urlencode(SAID).encode(), {SIGNATURE_HEADER: signed(SAID)})
    for secret in (PERSON, PERSON.removeprefix("+"), "71600111", TOKEN, "طبيب"):
        assert secret not in caplog.text
    assert TOKEN not in repr(channel)
