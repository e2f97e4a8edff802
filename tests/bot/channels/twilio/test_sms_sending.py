"""Does an SMS go by Twilio, a Twilio that checks what it is sent, and what became of it?"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.sms import REPORT_PATH, WEBHOOK_PATH
from bot.channels.twilio.webhook import SIGNATURE_HEADER, read_report
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.reports import DeliveryReport
from tests.bot.channels.receiver import Receiver, at_the_webhook, served
from tests.bot.channels.twilio.by_twilio import (
    PERSON,
    PUBLIC_URL,
    SAID,
    TO,
    channel_of,
    post,
    sending,
    signed,
)
from tests.peers.twilio_api import TOKEN, TwilioApi


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


async def reported(receiver: Receiver, query: str = "?ref=7-5f5e100", **fields: str) -> int:
    """The status of the answer to a status callback, signed as Twilio signs."""
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": PERSON, **fields}
    headers = {SIGNATURE_HEADER: signed(form, url=PUBLIC_URL + REPORT_PATH + query)}
    server = await served(channel_of(), receiver)
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
    fields: dict[str, str], report: tuple[str, str | None, int | None] | None, receiver: Receiver
) -> None:
    assert await reported(receiver, **fields) == 204
    told = [DeliveryReport("sms", "7-5f5e100", *report)] if report else []  # type: ignore[arg-type]
    assert receiver.reports == told


async def test_a_callback_about_nothing_or_unsigned_says_nothing(receiver: Receiver) -> None:
    assert await reported(receiver, query="") == 204
    server = await served(channel_of(), receiver)
    url = str(server.make_url(REPORT_PATH)) + "?ref=7-5f5e100"
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    for signature in ("", signed(form), signed(form, url=PUBLIC_URL + REPORT_PATH + "?ref=8-1")):
        headers = {SIGNATURE_HEADER: signature}
        assert (await post(url, urlencode(form).encode(), headers))[0] == 403
    await server.close()
    assert receiver.reports == []


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
async def test_a_full_queue_is_given_time(code: int, after: int, receiver: Receiver) -> None:
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
    twilio: TwilioApi, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio.fail_next(400, "e21211")
    async with sending(twilio) as channel, at_the_webhook(receiver, channel, WEBHOOK_PATH) as url:
        with pytest.raises(Unreachable):
            await channel.send(TO)
        await channel.send(TO)
        await post(url, urlencode(SAID).encode(), {SIGNATURE_HEADER: signed(SAID)})
    for secret in (PERSON, PERSON.removeprefix("+"), "71600111", TOKEN, "طبيب"):
        assert secret not in caplog.text
    assert TOKEN not in repr(channel)
