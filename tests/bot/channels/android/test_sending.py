"""Does a phone with a SIM send what it is given, and is its silence noticed?"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import unused_port
from structlog.testing import capture_logs

from bot.channels.android.channel import SILENT_AFTER, WEBHOOK_PATH
from bot.messages.errors import Rejected, TryLater, Unreachable
from tests.bot.channels.android.by_android import PERSON, TO, channel_of, sending
from tests.bot.channels.receiver import Receiver, at_the_webhook
from tests.fakes import NOON, FixedClock
from tests.peers.android_gateway import PASSWORD, SIGNING_KEY, AndroidGateway, event, post, signed


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


async def test_a_phone_that_falls_silent_is_told_once_and_so_is_its_return(
    receiver: Receiver,
) -> None:
    clock = FixedClock()
    channel = channel_of(clock=clock)
    ping = event("system:ping")
    with capture_logs() as logs:
        channel.look()
        async with at_the_webhook(receiver, channel, WEBHOOK_PATH) as url:
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


async def test_the_watch_ends_with_the_channel(receiver: Receiver) -> None:
    channel = channel_of()
    await channel.start(receiver.receive, receiver.report)
    watch = channel._watch
    assert watch is not None
    assert not watch.done()
    await channel.stop()
    assert watch.cancelled()


async def test_no_number_no_word_and_no_secret_is_logged(
    gateway: AndroidGateway, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.fail_next(400, f"{PERSON} is not a valid phone number")
    with capture_logs() as logs:
        async with (
            sending(gateway) as channel,
            at_the_webhook(receiver, channel, WEBHOOK_PATH) as url,
        ):
            with pytest.raises(Unreachable):
                await channel.send(TO)
            await channel.send(TO)
            for body in (event(), event("sms:failed"), event(sender="Ooredoo")):
                await post(url, body, signed(body, NOON))
    told = caplog.text + repr(logs) + repr(channel)
    for secret in (PERSON, "20000001", "71600111", PASSWORD, SIGNING_KEY, "طبيب", "Ooredoo"):
        assert secret not in told
