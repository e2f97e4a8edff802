"""Does a phone with a SIM bring what people wrote: signed, once, and only what a person wrote?"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.android.channel import (
    WEBHOOK_PATH,
    event_of,
    is_genuine,
    read_event,
    read_report,
)
from bot.messages.message import InboundMessage
from bot.messages.reports import DeliveryReport
from flows.engine.event import Heard, Unreadable
from tests.bot.channels.android.by_android import KEY, PERSON, channel_of
from tests.bot.channels.receiver import Receiver, at_the_webhook
from tests.fakes import NOON, FixedClock
from tests.peers.android_gateway import EVENTS, event, post, signed


def heard_in(body: bytes) -> InboundMessage | None:
    return read_event(event_of(body), "TN", KEY)


async def test_a_message_arrives_once_however_often_it_is_posted(receiver: Receiver) -> None:
    body = event()
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        posted = [post(url, body, signed(body, NOON + timedelta(seconds=n))) for n in range(5)]
        assert await asyncio.gather(*posted) == [200] * 5
    (taken,) = receiver.taken
    assert (taken.channel, taken.address) == ("sms", PERSON)
    assert taken.provider_id.startswith("android:")
    assert "20000001" not in taken.provider_id
    assert taken.event == Heard("أين طبيب؟")


async def test_two_people_who_write_the_same_word_are_two(receiver: Receiver) -> None:
    # The app makes `messageId` of the text, so both have the same one.
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        for identity, sender in (("one", "20000001"), ("two", "20000002")):
            body = event(identity=identity, sender=sender, message="1")
            assert await post(url, body, signed(body, NOON)) == 200
    assert [each.address for each in receiver.taken] == [PERSON, "+21620000002"]


async def test_the_phone_is_told_to_come_again_when_nothing_could_be_stored(
    receiver: Receiver,
) -> None:
    receiver.failures = 1
    body = event()
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        assert await post(url, body, signed(body, NOON)) >= 500
        assert receiver.taken == []
        assert await post(url, body, signed(body, NOON + timedelta(seconds=10))) == 200
    assert len(receiver.taken) == 1


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
    inbound = heard_in(event(sender=shown, phoneNumber=shown))
    assert (inbound.address if inbound else None) == address


def test_older_versions_of_the_app_name_the_sender_otherwise() -> None:
    told = json.loads(event())
    del told["payload"]["sender"], told["payload"]["recipient"]
    inbound = heard_in(json.dumps(told).encode())
    assert inbound is not None
    assert inbound.address == PERSON


@pytest.mark.parametrize("identity", [None, "", " ", 7])
def test_what_cannot_be_told_from_a_repetition_is_left_alone(identity: object) -> None:
    told = json.loads(event()) | {"id": identity}
    assert heard_in(json.dumps(told).encode()) is None


async def test_one_message_that_is_told_in_two_events_is_one(receiver: Receiver) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        for identity, changes in (
            ("one", {}),
            ("two", {}),
            ("three", {"receivedAt": "2026-11-24T12:00:31.000+01:00"}),
        ):
            body = event(identity=identity, message="1", **changes)
            assert await post(url, body, signed(body, NOON)) == 200
    # The third is the same word, written again.
    assert len(receiver.taken) == 2


@pytest.mark.parametrize("missing", ["messageId", "receivedAt"])
def test_without_what_tells_messages_apart_the_event_does(missing: str) -> None:
    for identity in ("one", "two"):
        told = json.loads(event(identity=identity))
        del told["payload"][missing]
        inbound = heard_in(json.dumps(told).encode())
        assert inbound is not None
        assert inbound.provider_id == f"android:{identity}"


def test_a_picture_is_a_message_whatever_it_shows() -> None:
    inbound = heard_in(event("mms:received"))
    assert inbound is not None
    assert (inbound.address, inbound.event) == (PERSON, Unreadable("picture"))


@pytest.mark.parametrize("kind", sorted(EVENTS.keys() - {"sms:received", "mms:received"}))
async def test_other_events_are_taken_note_of_and_store_nothing(
    receiver: Receiver, kind: str
) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        assert await post(url, event(kind), signed(event(kind), NOON)) == 200
    assert receiver.taken == []


async def test_what_became_of_a_message_is_reported_once_for_each_part(receiver: Receiver) -> None:
    kinds = ("sms:sent", "sms:delivered", "sms:delivered", "system:ping")
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        for body in (event(kind) for kind in kinds):
            assert await post(url, body, signed(body, NOON)) == 200
    reference = "0123456789abcdef0123456789abcdef"
    assert receiver.reports == [
        DeliveryReport("sms", reference, "sent"),
        DeliveryReport("sms", reference, "delivered"),
        DeliveryReport("sms", reference, "delivered"),
    ]
    assert receiver.taken == []


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
    receiver: Receiver, change: dict[str, str]
) -> None:
    channel = channel_of()
    async with at_the_webhook(receiver, channel, WEBHOOK_PATH) as url:
        assert await post(url, event(), {**signed(event(), NOON), **change}) == 403
    assert receiver.taken == []
    assert channel.last_seen is None


@pytest.mark.parametrize("off", [-299, 0, 299])
async def test_a_clock_a_little_off_is_forgiven(receiver: Receiver, off: int) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        headers = signed(event(), NOON + timedelta(seconds=off))
        assert await post(url, event(), headers) == 200
    assert len(receiver.taken) == 1


async def test_a_recorded_call_is_worth_nothing_later(receiver: Receiver) -> None:
    clock = FixedClock()
    headers = signed(event(), NOON)
    async with at_the_webhook(receiver, channel_of(clock=clock), WEBHOOK_PATH) as url:
        assert await post(url, event(), headers) == 200
        clock.forward(timedelta(minutes=6))
        assert await post(url, event(), headers) == 403
    assert len(receiver.taken) == 1


async def test_a_body_without_end_is_refused(receiver: Receiver) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
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


def test_half_an_emoji_that_a_phone_cut_in_two_is_taken() -> None:
    body = rb'{"event": "sms:received", "id": "1", "payload": {"message": "doctor \ud83d"}}'
    assert status_of(body) == 200


@given(st.text(max_size=40), st.text(max_size=60))
def test_no_sender_and_no_words_break_the_door(sender: str, words: str) -> None:
    inbound = heard_in(event(sender=sender, message=words))
    if inbound is not None:
        assert inbound.event == Heard(words)
        assert inbound.address.startswith("+")


@pytest.mark.parametrize("body", [b"[" * 100_000, b"1" * 5000, b'"\\ud800"', b"null", b"[]", b""])
async def test_a_signed_body_that_says_nothing_is_no_fault_of_ours(
    receiver: Receiver, body: bytes
) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        assert await post(url, body, signed(body, NOON)) in (200, 400)
    assert receiver.taken == []
