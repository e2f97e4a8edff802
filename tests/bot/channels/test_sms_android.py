"""Does a phone with a SIM carry a conversation: signed, once, and only what a person wrote?"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.base import (
    Channel,
    DeliveryReport,
    Incoming,
    Outgoing,
    Rejected,
    Rendered,
    TryLater,
    Unreachable,
)
from bot.channels.sms_android import (
    SILENT_AFTER,
    WEBHOOK_PATH,
    AndroidSms,
    event_of,
    is_genuine,
    read_event,
    read_report,
)
from flows.engine.event import Heard
from tests.bot.channels.desk import Desk, served
from tests.fakes import NOON, FixedClock
from tests.peers.android_gateway import (
    EVENTS,
    PASSWORD,
    SIGNING_KEY,
    USER,
    AndroidGateway,
    event,
    post,
    running_gateway,
    signed,
)

PERSON = "+21620000001"
TO = Outgoing(PERSON, Rendered("Centre Amal\n71600111"))
KEY = SIGNING_KEY.encode()


def channel_of(api_url: str = "http://127.0.0.1:9", **more: Any) -> AndroidSms:
    told = {"clock": FixedClock(), "country": "TN", **more}
    return AndroidSms(api_url, told.pop("user", USER), PASSWORD, SIGNING_KEY, **told)


def heard_in(body: bytes) -> Incoming | None:
    return read_event(event_of(body), "TN")


@asynccontextmanager
async def at_the_webhook(desk: Desk, channel: Channel) -> AsyncIterator[str]:
    server = await served(channel, desk)
    try:
        yield str(server.make_url(WEBHOOK_PATH))
    finally:
        await server.close()


@pytest.fixture
async def gateway() -> AsyncIterator[AndroidGateway]:
    async with running_gateway() as gateway:
        yield gateway


@asynccontextmanager
async def sending(gateway: AndroidGateway, **more: Any) -> AsyncIterator[AndroidSms]:
    channel = channel_of(gateway.url, **more)
    try:
        yield channel
    finally:
        await channel.stop()


async def test_a_message_arrives_once_however_often_it_is_posted(desk: Desk) -> None:
    body = event()
    async with at_the_webhook(desk, channel_of()) as url:
        posted = [post(url, body, signed(body, NOON + timedelta(seconds=n))) for n in range(5)]
        assert await asyncio.gather(*posted) == [200] * 5
    (taken,) = desk.taken
    assert (taken.channel, taken.address) == ("sms", PERSON)
    assert taken.provider_id == "android:Ey6ECgOkVVFjz3CL48B8C"
    assert taken.event == Heard("أين طبيب؟")


async def test_two_people_who_write_the_same_word_are_two(desk: Desk) -> None:
    # The app makes `messageId` of the text, so both have the same one.
    async with at_the_webhook(desk, channel_of()) as url:
        for identity, sender in (("one", "20000001"), ("two", "20000002")):
            body = event(identity=identity, sender=sender, message="1")
            assert await post(url, body, signed(body, NOON)) == 200
    assert [each.address for each in desk.taken] == [PERSON, "+21620000002"]


async def test_the_phone_is_told_to_come_again_when_nothing_could_be_stored(desk: Desk) -> None:
    desk.failures = 1
    body = event()
    async with at_the_webhook(desk, channel_of()) as url:
        assert await post(url, body, signed(body, NOON)) >= 500
        assert desk.taken == []
        assert await post(url, body, signed(body, NOON + timedelta(seconds=10))) == 200
    assert len(desk.taken) == 1


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        ("20000001", PERSON),
        ("20 000 001", PERSON),
        ("0021620000001", PERSON),
        ("21620000001", PERSON),
        ("+21620000001", PERSON),
        ("+33600000001", "+33600000001"),
        ("Ooredoo", None),
        ("85000", None),
        ("", None),
        ("20000001/20000002", None),
        ("2" * 5000, None),
        (None, None),
        (20000001, None),
    ],
)
def test_the_sender_is_known_however_the_network_shows_it(
    shown: object, address: str | None
) -> None:
    incoming = heard_in(event(sender=shown, phoneNumber=shown))
    assert (incoming.address if incoming else None) == address


def test_older_versions_of_the_app_name_the_sender_otherwise() -> None:
    told = json.loads(event())
    del told["payload"]["sender"], told["payload"]["recipient"]
    incoming = heard_in(json.dumps(told).encode())
    assert incoming is not None
    assert incoming.address == PERSON


@pytest.mark.parametrize("identity", [None, "", " ", 7])
def test_what_cannot_be_told_from_a_repetition_is_left_alone(identity: object) -> None:
    told = json.loads(event()) | {"id": identity}
    assert heard_in(json.dumps(told).encode()) is None


@pytest.mark.parametrize("kind", sorted(EVENTS.keys() - {"sms:received"}))
async def test_other_events_are_taken_note_of_and_store_nothing(desk: Desk, kind: str) -> None:
    async with at_the_webhook(desk, channel_of()) as url:
        assert await post(url, event(kind), signed(event(kind), NOON)) == 200
    assert desk.taken == []


async def test_what_became_of_a_message_is_reported_once_for_each_part(desk: Desk) -> None:
    kinds = ("sms:sent", "sms:delivered", "sms:delivered", "system:ping")
    async with at_the_webhook(desk, channel_of()) as url:
        for body in (event(kind) for kind in kinds):
            assert await post(url, body, signed(body, NOON)) == 200
    reference = "0123456789abcdef0123456789abcdef"
    assert desk.reports == [
        DeliveryReport("sms", reference, "sent"),
        DeliveryReport("sms", reference, "delivered"),
        DeliveryReport("sms", reference, "delivered"),
    ]
    assert desk.taken == []


def test_a_failure_is_told_by_its_reason_and_without_the_number() -> None:
    with capture_logs() as logs:
        told = read_report(event_of(event("sms:failed")))
    assert told is not None
    assert (told.state, told.reason) == ("failed", "Android: RESULT_ERROR_NO_SERVICE")
    assert [(each["event"], each["reason"]) for each in logs] == [
        ("android_sms_failed", "RESULT_ERROR_NO_SERVICE")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"X-Signature": ""},
        {"X-Signature": "0" * 64},
        {"X-Signature": "é"},
        {"X-Timestamp": ""},
        {"X-Timestamp": "1"},
        {"X-Timestamp": "-1"},
        {"X-Timestamp": "9" * 400},
        {"X-Timestamp": "١٢٣"},
        {"X-Timestamp": "nan"},
        signed(event(), NOON, "somebody else's"),
        signed(event(message="stop"), NOON),
        signed(event(), NOON - timedelta(seconds=301)),
        signed(event(), NOON + timedelta(seconds=301)),
    ],
)
async def test_without_a_good_signature_nothing_is_stored(
    desk: Desk, change: dict[str, str]
) -> None:
    channel = channel_of()
    async with at_the_webhook(desk, channel) as url:
        assert await post(url, event(), {**signed(event(), NOON), **change}) == 403
    assert desk.taken == []
    assert channel.last_seen is None


@pytest.mark.parametrize("off", [-299, 0, 299])
async def test_a_clock_a_little_off_is_forgiven(desk: Desk, off: int) -> None:
    async with at_the_webhook(desk, channel_of()) as url:
        headers = signed(event(), NOON + timedelta(seconds=off))
        assert await post(url, event(), headers) == 200
    assert len(desk.taken) == 1


async def test_a_recorded_call_is_worth_nothing_later(desk: Desk) -> None:
    clock = FixedClock()
    headers = signed(event(), NOON)
    async with at_the_webhook(desk, channel_of(clock=clock)) as url:
        assert await post(url, event(), headers) == 200
        clock.forward(timedelta(minutes=6))
        assert await post(url, event(), headers) == 403
    assert len(desk.taken) == 1


async def test_a_body_without_end_is_refused(desk: Desk) -> None:
    async with at_the_webhook(desk, channel_of()) as url:
        assert await post(url, b"a" * 400_000, signed(b"", NOON)) == 413


def status_of(body: bytes) -> int:
    """What the webhook answers to a body that is well signed."""
    try:
        heard_in(body)
        read_report(event_of(body))
    except web.HTTPException as refusal:
        return refusal.status
    return 200


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.binary(max_size=200))
def test_no_body_however_strange_breaks_the_door(body: bytes) -> None:
    assert not is_genuine(body, str(int(NOON.timestamp())), "0" * 64, KEY, NOON)
    assert status_of(body) in (200, 400)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, st.sampled_from(sorted(EVENTS)))
def test_no_event_however_strange_breaks_the_door(
    identity: object, payload: object, sender: object, message: object, kind: str
) -> None:
    told = {"event": kind, "id": identity, "payload": payload}
    assert status_of(json.dumps(told).encode()) == 200
    inner = {"sender": sender, "message": message, "reason": payload}
    assert status_of(json.dumps(told | {"payload": inner}).encode()) == 200


@given(st.text(max_size=40), st.text(max_size=60))
def test_no_sender_and_no_words_break_the_door(sender: str, words: str) -> None:
    incoming = heard_in(event(sender=sender, message=words))
    if incoming is not None:
        assert incoming.event == Heard(words)
        assert incoming.address.startswith("+")


@pytest.mark.parametrize("body", [b"[" * 100_000, b"1" * 5000, b'"\\ud800"', b"null", b"[]", b""])
async def test_a_signed_body_that_says_nothing_is_no_fault_of_ours(desk: Desk, body: bytes) -> None:
    async with at_the_webhook(desk, channel_of()) as url:
        assert await post(url, body, signed(body, NOON)) in (200, 400)
    assert desk.taken == []


async def test_a_message_is_queued_on_the_phone(gateway: AndroidGateway) -> None:
    async with sending(gateway) as channel:
        first, second = await channel.send(TO), await channel.send(TO)
    assert first != second
    assert [f"android:{each['id']}" for each in gateway.sent] == [first, second]
    assert gateway.texts_to(PERSON) == ["Centre Amal\n71600111"] * 2
    assert {each["ttl"] for each in gateway.sent} == {12 * 3600}


async def test_a_phone_without_a_server_is_spoken_to_alike(gateway: AndroidGateway) -> None:
    channel = channel_of(gateway.local_url)
    await channel.send(TO)
    await channel.stop()
    assert gateway.texts_to(PERSON) == ["Centre Amal\n71600111"]


async def test_when_only_the_answer_is_lost_the_message_goes_once(gateway: AndroidGateway) -> None:
    gateway.loses_answers = 1
    async with sending(gateway) as channel:
        identity = await channel.send(TO)
    assert [f"android:{each['id']}" for each in gateway.sent] == [identity]


async def test_a_message_that_is_tried_again_keeps_its_id(gateway: AndroidGateway) -> None:
    told = replace(TO, reference="1-5f5e100")
    async with sending(gateway) as channel:
        assert [await channel.send(told) for _ in range(2)] == ["android:1-5f5e100"] * 2
    assert gateway.texts_to(PERSON) == ["Centre Amal\n71600111"]


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (400, "failed: +21620000001 is not a valid phone number", Unreachable),
        (400, "textMessage: too long", Rejected),
        (401, "unauthorized", Rejected),
        (403, "forbidden", Rejected),
        (404, "no such page", Rejected),
        (302, "elsewhere", Rejected),
        (429, "too many requests", TryLater),
        (500, "internal error", TryLater),
        (502, "bad gateway", TryLater),
        (503, "queue limits exceeded: too many pending messages: 9 / 8", TryLater),
    ],
)
async def test_each_refusal_says_what_happens_next(
    gateway: AndroidGateway, status: int, message: str, expected: type[Exception]
) -> None:
    gateway.fail_next(status, message)
    async with sending(gateway) as channel:
        with pytest.raises(expected) as failure:
            await channel.send(TO)
        assert await channel.send(TO)
    assert PERSON not in str(failure.value)


@pytest.mark.parametrize(
    ("status", "headers", "after"),
    [
        (429, {"Retry_After": "90"}, timedelta(seconds=90)),
        (429, {"Retry_After": "soon"}, timedelta(seconds=30)),
        (429, {"Retry_After": "999999"}, timedelta(hours=1)),
        (503, {}, timedelta(minutes=10)),
    ],
)
async def test_a_busy_gateway_is_given_the_time_it_asks_for(
    gateway: AndroidGateway, status: int, headers: dict[str, str], after: timedelta
) -> None:
    gateway.fail_next(status, **headers)
    async with sending(gateway) as channel:
        with pytest.raises(TryLater) as told:
            await channel.send(TO)
    assert told.value.after == after


async def test_wrong_credentials_are_for_staff_to_mend(gateway: AndroidGateway) -> None:
    async with sending(gateway, user="SOMEBODY") as channel:
        with pytest.raises(Rejected, match="ANDROID_SMS_USER"):
            await channel.send(TO)


async def test_a_phone_that_does_not_answer_is_not_awaited_for_ever(
    gateway: AndroidGateway,
) -> None:
    gateway.hangs = True
    async with sending(gateway, send_timeout=0.05) as channel:
        with pytest.raises(TryLater):
            await channel.send(TO)


async def test_a_phone_out_of_reach_is_tried_later() -> None:
    channel = channel_of(f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(TryLater):
        await channel.send(TO)
    await channel.stop()


async def test_a_phone_that_falls_silent_is_told_once_and_so_is_its_return(desk: Desk) -> None:
    clock = FixedClock()
    channel = channel_of(clock=clock)
    ping = event("system:ping")
    with capture_logs() as logs:
        channel.look()
        async with at_the_webhook(desk, channel) as url:
            assert await post(url, ping, signed(ping, clock())) == 200
            assert channel.last_seen == NOON
            clock.forward(SILENT_AFTER)
            channel.look()
            clock.forward(timedelta(minutes=1))
            channel.look()
            channel.look()
            assert await post(url, ping, signed(ping, clock())) == 200
            channel.look()
    assert [each["event"] for each in logs] == ["android_phone_silent", "android_phone_is_back"]


async def test_the_watch_ends_with_the_channel(desk: Desk) -> None:
    channel = channel_of()
    await channel.start(desk.receive, desk.report)
    watch = channel._watch
    assert watch is not None
    assert not watch.done()
    await channel.stop()
    assert watch.cancelled()


async def test_no_number_no_word_and_no_secret_is_logged(
    gateway: AndroidGateway, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.fail_next(400, f"{PERSON} is not a valid phone number")
    with capture_logs() as logs:
        async with sending(gateway) as channel, at_the_webhook(desk, channel) as url:
            with pytest.raises(Unreachable):
                await channel.send(TO)
            await channel.send(TO)
            for body in (event(), event("sms:failed"), event(sender="Ooredoo")):
                await post(url, body, signed(body, NOON))
    told = caplog.text + repr(logs) + repr(channel)
    for secret in (PERSON, "20000001", "71600111", PASSWORD, SIGNING_KEY, "طبيب", "Ooredoo"):
        assert secret not in told
