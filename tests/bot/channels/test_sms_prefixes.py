"""Several SMS routes as one channel: who sends to whom, and is a contact one whoever brought it?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from bot.channels.all_settings import load_settings
from bot.channels.android.channel import AndroidSms
from bot.channels.base import Channel
from bot.channels.registry import make_channels
from bot.channels.sms.by_prefix import NO_ROUTE, SmsByPrefix
from bot.channels.sms.prefixes import read_prefixes, route_of
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.sms import TwilioSms
from bot.channels.twilio.webhook import TwilioWebhooks
from bot.database.opening import Database
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import Unreachable
from bot.messages.message import OutboundMessage, Rendered
from tests.bot.channels.receiver import Receiver
from tests.bot.harness import AWA, Harness, build_harness
from tests.fakes import NOON, FixedClock, RememberingChannel
from tests.peers.android_gateway import (
    PASSWORD,
    SIGNING_KEY,
    USER,
    AndroidGateway,
    event,
    post,
    running_gateway,
    signed,
)
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi, running_twilio

PUBLIC_URL = "https://dalil.example.org"
BOTH = {"+216": "android", "*": "twilio"}
HELLO = Rendered("hello")


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("+21620000001", "android"),
        ("+33600000001", "twilio"),
        ("+2", "twilio"),
        ("+21640000001", "kannel"),
        ("+216", "android"),
    ],
)
def test_the_longest_prefix_wins(number: str, name: str) -> None:
    prefixes = read_prefixes("*=twilio, +216=android, +2164=kannel, +21=twilio")
    assert route_of(number, prefixes) == name


def test_without_a_star_the_others_have_no_route() -> None:
    assert route_of("+33600000001", read_prefixes("+216=android")) is None


@pytest.mark.parametrize(
    "told",
    [
        *("", ",", "216=android", "+216", "+216=", "=android", "+=android", "*=Two words", "+0=a"),
        *("*=twilio,*=android", "+216=a,+216=b", "+216=android;*=twilio"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(told: str) -> None:
    with pytest.raises(ValueError, match=r"like \+216=android|stands there twice"):
        read_prefixes(told)


@given(
    st.dictionaries(
        st.from_regex(r"\+[1-9][0-9]{0,5}", fullmatch=True) | st.just("*"),
        st.sampled_from(["twilio", "android", "kannel"]),
        min_size=1,
    ),
    st.from_regex(r"\+[1-9][0-9]{4,13}", fullmatch=True),
)
def test_what_is_written_is_what_is_followed(prefixes: dict[str, str], number: str) -> None:
    written = " , ".join(f"{prefix}={name}" for prefix, name in prefixes.items())
    assert read_prefixes(written) == prefixes
    cut = [number[:length] for length in range(len(number), 0, -1)]
    expected = next((prefixes[each] for each in [*cut, "*"] if each in prefixes), None)
    assert route_of(number, prefixes) == expected


def remembering() -> dict[str, RememberingChannel]:
    return {name: RememberingChannel("sms", BY_SMS) for name in ("android", "twilio")}


async def test_each_number_is_written_to_by_its_route() -> None:
    routes = remembering()
    channel = SmsByPrefix(routes, BOTH)
    await channel.send(OutboundMessage(AWA, HELLO))
    await channel.send(OutboundMessage("+33600000001", HELLO))
    assert routes["android"].sent == [(AWA, "hello")]
    assert routes["twilio"].sent == [("+33600000001", "hello")]


async def test_a_number_without_a_route_is_unreachable_and_staff_learn_why() -> None:
    routes = remembering()
    channel = SmsByPrefix(routes, {"+216": "android"})
    with pytest.raises(Unreachable) as told:
        await channel.send(OutboundMessage("+33600000001", HELLO))
    assert told.value.reason == NO_ROUTE
    assert "+33" not in told.value.reason
    assert not routes["twilio"].sent


def test_a_prefix_for_no_route_is_refused() -> None:
    with pytest.raises(ValueError, match="kannel"):
        SmsByPrefix(remembering(), {"+216": "kannel"})


async def test_all_routes_start_and_one_that_fails_to_stop_does_not_keep_the_rest() -> None:
    log: list[str] = []

    class Stubborn(RememberingChannel):
        async def start(self, receive: object, report: object) -> None:
            log.append("started")

        async def stop(self) -> None:
            log.append("stopped")
            raise OSError

    channel = SmsByPrefix({"android": Stubborn(), "twilio": Stubborn()}, BOTH)
    await channel.start(Receiver().receive, Receiver().report)
    with capture_logs() as logs:
        await channel.stop()
    assert log == ["started", "started", "stopped", "stopped"]
    assert [each["route"] for each in logs] == ["android", "twilio"]


@asynccontextmanager
async def on_the_web(channel: Channel, app: Harness) -> AsyncIterator[BaseTestServer]:
    site = web.Application()
    site.add_routes(channel.routes(app.inbox.receive, app.reports.take))
    async with TestServer(site, host="127.0.0.1") as server:
        yield server


async def by_twilio(server: BaseTestServer, words: str, sid: str) -> int:
    form = {"MessageSid": sid, "From": AWA, "To": "+15005550006", "Body": words}
    path = "/sms/twilio"
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, form)
    headers = {
        "X-Twilio-Signature": str(signature),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return await post(str(server.make_url(path)), urlencode(form).encode(), headers)


async def by_android(server: BaseTestServer, words: str, identity: str) -> int:
    # As the network shows it at home, without the country.
    body = event(identity=identity, message=words, sender=AWA.removeprefix("+216"))
    return await post(str(server.make_url("/sms/android")), body, signed(body, NOON))


def both_routes(gateway: AndroidGateway, twilio: TwilioApi, prefixes: str) -> SmsByPrefix:
    android = AndroidSms(gateway.url, USER, PASSWORD, SIGNING_KEY, country="TN", clock=FixedClock())
    account = TwilioAccount(ACCOUNT, [TOKEN], public_url=PUBLIC_URL, api_url=twilio.url)
    other = TwilioSms(account, TwilioWebhooks(account), sender="+15005550006")
    return SmsByPrefix({"twilio": other, "android": android}, read_prefixes(prefixes))


@pytest.mark.parametrize("prefixes", ["+216=android,*=twilio", "*=twilio"])
async def test_a_contact_and_a_session_are_one_whichever_route_brought_the_words(
    database: Database, prefixes: str
) -> None:
    async with running_gateway() as gateway, running_twilio() as twilio:
        channel = both_routes(gateway, twilio, prefixes)
        app = await build_harness(database.executor, others={"sms": channel})
        async with on_the_web(channel, app) as server:
            for number, (say, words) in enumerate(
                [(by_twilio, "one"), (by_android, "two"), (by_twilio, "three")]
            ):
                # Each provider is not sure, and sends it again.
                for _ in range(2):
                    assert await say(server, words, f"SAME{number // 2}") == 200
                await app.settle()
        await channel.stop()
        sent = {
            "android": gateway.texts_to(AWA),
            "twilio": [each["Body"] for each in twilio.sent if each["To"] == AWA],
        }
    answers = ["1: one", "2: two", "3: three"]
    way = "android" if "android" in prefixes else "twilio"
    assert sent == {"android": [], "twilio": [], way: answers}
    assert await app.one("SELECT COUNT(*) FROM contact") == 1
    stored = await app.rows("SELECT channel, provider_id FROM inbound_message ORDER BY id")
    # Two providers may give one id to two messages; the phone's own are told apart by a digest.
    assert {each["channel"] for each in stored} == {"sms"}
    ids = [each["provider_id"] for each in stored]
    assert (ids[0], ids[1].partition(":")[0], ids[2]) == ("SAME0", "android", "SAME1")
    await app.inbox.stop()
    await app.outbox.stop()


async def test_staff_see_why_a_number_without_a_route_gets_no_answer(database: Database) -> None:
    async with running_gateway() as gateway, running_twilio() as twilio:
        channel = both_routes(gateway, twilio, "+33=twilio")
        app = await build_harness(database.executor, others={"sms": channel})
        async with on_the_web(channel, app) as server:
            assert await by_android(server, "hello", "A1") == 200
            await app.settle()
        await channel.stop()
    assert gateway.sent == twilio.sent == []
    (row,) = await app.rows("SELECT state, state_reason FROM outbound_message")
    assert (row["state"], row["state_reason"]) == ("failed", NO_ROUTE)
    assert await app.one("SELECT unreachable_at FROM contact") is not None
    await app.inbox.stop()
    await app.outbox.stop()


TWILIO = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_FROM": "+15005550006",
    "DALIL_PUBLIC_URL": PUBLIC_URL,
}
ANDROID = {
    "ANDROID_SMS_URL": "http://127.0.0.1:9",
    "ANDROID_SMS_USER": USER,
    "ANDROID_SMS_PASSWORD": PASSWORD,
    "ANDROID_SMS_SIGNING_KEY": SIGNING_KEY,
}


def channels_of(**told: str) -> list[Channel]:
    return list(make_channels(load_settings(None, {"DALIL_WEBCHAT": False, **told})))


def test_one_route_is_the_channel_itself() -> None:
    for told, kind in ((TWILIO, TwilioSms), (ANDROID, AndroidSms)):
        (channel,) = channels_of(**told)
        assert isinstance(channel, kind)
        assert (channel.name, channel.capabilities) == ("sms", BY_SMS)


@pytest.mark.parametrize("prefixes", ["+216=android,*=twilio", "*=twilio", "+216=android"])
def test_several_routes_are_one_channel_that_listens_to_all(prefixes: str) -> None:
    (channel,) = channels_of(**TWILIO, **ANDROID, DALIL_SMS_ROUTES=prefixes)
    assert isinstance(channel, SmsByPrefix)
    assert (channel.name, channel.capabilities) == ("sms", BY_SMS)
    routes = channel.routes(Receiver().receive, Receiver().report)
    paths = {each.path for each in routes if isinstance(each, web.RouteDef)}
    assert paths == {"/sms/twilio", "/sms/twilio/status", "/sms/android"}


async def test_a_single_route_may_be_kept_to_some_numbers() -> None:
    (channel,) = channels_of(**ANDROID, DALIL_SMS_ROUTES="+216=android")
    with pytest.raises(Unreachable):
        await channel.send(OutboundMessage("+33600000001", HELLO))


def test_the_sealed_channel_hides_its_secrets() -> None:
    (channel,) = channels_of(**TWILIO, **ANDROID, DALIL_SMS_ROUTES="*=android")
    assert not [secret for secret in (TOKEN, PASSWORD, SIGNING_KEY) if secret in repr(channel)]
