"""After an outage, what stands in Twilio's list and was never told is taken in, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.bootstrap import at_work, open_application
from bot.channels.all_settings import load_settings
from bot.channels.base import Channel
from bot.channels.registry import make_channels
from bot.channels.sms.by_prefix import SmsByPrefix
from bot.channels.twilio import account as twilio_account
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.catch_up import read_listed
from bot.channels.twilio.sms import TwilioSms
from bot.channels.twilio.webhook import TwilioWebhooks
from bot.database.opening import Database
from bot.inbound.catch_up import LONGEST, MARGIN, CatchUp
from bot.messages.message import InboundMessage
from flows.engine.event import Heard, Unreadable
from services_directory.values.entries import Retention
from tests.bot.harness import AWA, BILEL, Harness, build_harness
from tests.eventually import eventually
from tests.fakes import RememberingChannel
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi

OUR_NUMBER = "+15005550006"
MINUTE = timedelta(minutes=1)


def sms_by(twilio: TwilioApi, **sender: str) -> TwilioSms:
    account = TwilioAccount(ACCOUNT, [TOKEN], public_url="https://x.example", api_url=twilio.url)
    return TwilioSms(account, TwilioWebhooks(account), **(sender or {"sender": OUR_NUMBER}))


class Town:
    """An application whose SMS go by Twilio, and its catching up."""

    def __init__(self, app: Harness, channel: Channel, days: int = 30) -> None:
        self.app = app
        self.channel = channel
        self.up = CatchUp(
            app.executor,
            [RememberingChannel(), channel],
            app.inbox.receive,
            app.reports.take,
            lambda: Retention(message_days=days),
            app.clock,
        )

    async def catches_up(self) -> None:
        await self.up.catch_up()
        await self.app.settle()

    async def heard(self) -> list[str]:
        rows = await self.app.rows("SELECT provider_id FROM inbound_message ORDER BY id")
        return [row["provider_id"] for row in rows]


@pytest.fixture
async def town(database: Database, twilio: TwilioApi) -> AsyncIterator[Town]:
    channel = sms_by(twilio)
    town = Town(await build_harness(database.executor, others={"sms": channel}), channel)
    yield town
    await town.app.inbox.stop()
    await town.app.outbox.stop()
    await channel.stop()


def wrote(twilio: TwilioApi, town: Town, sid: str, ago: timedelta, **fields: Any) -> None:
    told = {"direction": "inbound", "from_": AWA, "to": OUR_NUMBER, "body": "hello"}
    twilio.stands_there(sid, town.app.clock() - ago, **{**told, **fields, "price": None})


async def test_what_was_missed_is_answered_in_its_order_and_once(
    town: Town, twilio: TwilioApi
) -> None:
    known = InboundMessage("sms", AWA, "SM1", Heard("hello"))
    await town.app.inbox.receive(known)
    wrote(twilio, town, "SM1", 50 * MINUTE)
    wrote(twilio, town, "SM2", 40 * MINUTE, body="second")
    wrote(twilio, town, "SM3", 30 * MINUTE, body="third")
    for _ in range(2):
        await town.catches_up()
    assert await town.heard() == ["SM1", "SM2", "SM3"]
    assert [each["Body"] for each in twilio.sent] == ["1: hello", "2: second", "3: third"]


async def test_a_long_list_is_read_to_its_end(
    town: Town, twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_account, "PAGE_SIZE", 4)
    for number in range(10):
        wrote(twilio, town, f"SM{number}", (20 - number) * MINUTE)
    await town.catches_up()
    assert await town.heard() == [f"SM{number}" for number in range(10)]
    assert twilio.pages == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "+15005550007"},
        {"from_": "Ooredoo"},
        {"from_": "whatsapp:+21620000001", "to": f"whatsapp:{OUR_NUMBER}"},
        {"direction": "outbound-api"},
        {"direction": "outbound-reply"},
    ],
)
async def test_what_did_not_come_to_our_number_is_left_there(
    town: Town, twilio: TwilioApi, fields: dict[str, str]
) -> None:
    wrote(twilio, town, "SM1", 5 * MINUTE, **fields)
    await town.catches_up()
    assert await town.heard() == []


async def test_it_looks_back_to_the_last_message_and_a_while_more(
    town: Town, twilio: TwilioApi
) -> None:
    await town.app.inbox.receive(InboundMessage("sms", AWA, "SM1", Heard("hello")))
    # Another route of the same channel was heard meanwhile.
    town.app.clock.forward(timedelta(hours=20))
    await town.app.inbox.receive(InboundMessage("sms", BILEL, "android:1", Heard("hello")))
    wrote(twilio, town, "too-old", timedelta(hours=20) + MARGIN + MINUTE)
    wrote(twilio, town, "old", timedelta(hours=20) + MARGIN - MINUTE)
    await town.catches_up()
    assert await town.heard() == ["SM1", "android:1", "old"]


@pytest.mark.parametrize("days", [1, 30])
async def test_not_so_far_that_what_was_forgotten_would_come_again(
    town: Town, twilio: TwilioApi, days: int
) -> None:
    await town.app.inbox.receive(InboundMessage("sms", AWA, "SM1", Heard("hello")))
    town.app.clock.forward(timedelta(days=20))
    longest = min(LONGEST, timedelta(days=days) - MARGIN)
    wrote(twilio, town, "too-old", longest + MINUTE)
    wrote(twilio, town, "old", longest - MINUTE)
    await Town(town.app, town.channel, days).catches_up()
    assert await town.heard() == ["SM1", "old"]


async def test_at_the_first_start_an_old_number_brings_no_history(
    town: Town, twilio: TwilioApi
) -> None:
    wrote(twilio, town, "SM1", timedelta(hours=30))
    wrote(twilio, town, "SM2", MINUTE)
    await town.catches_up()
    assert await town.heard() == ["SM2"]


async def test_a_picture_is_told_from_an_empty_message(town: Town, twilio: TwilioApi) -> None:
    taken: list[InboundMessage] = []

    async def receive(inbound: InboundMessage) -> bool:
        taken.append(inbound)
        return True

    wrote(twilio, town, "SM1", MINUTE, body="", num_media="1")
    now = town.app.clock()
    channel = sms_by(twilio)
    await channel.catch_up(now - MARGIN, receive, town.app.reports.take)
    await channel.stop()
    assert [each.event for each in taken] == [Unreadable("picture")]


async def test_with_a_messaging_service_its_messages_are_ours(
    town: Town, twilio: TwilioApi
) -> None:
    ours, other = "MG" + "1" * 32, "MG" + "2" * 32
    wrote(twilio, town, "SM1", 2 * MINUTE, messaging_service_sid=ours, to="+15005550009")
    wrote(twilio, town, "SM2", MINUTE, messaging_service_sid=other)
    channel = sms_by(twilio, messaging_service_sid=ours)
    await Town(town.app, channel).catches_up()
    await channel.stop()
    assert await town.heard() == ["SM1"]


async def test_behind_a_name_nobody_is_listened_to(town: Town, twilio: TwilioApi) -> None:
    wrote(twilio, town, "SM1", MINUTE)
    channel = sms_by(twilio, sender="Dalil")
    await Town(town.app, channel).catches_up()
    await channel.stop()
    assert await town.heard() == []


async def test_a_route_among_others_catches_up_too(town: Town, twilio: TwilioApi) -> None:
    wrote(twilio, town, "SM1", MINUTE)
    routes = {"twilio": town.channel, "android": RememberingChannel("sms")}
    await Town(town.app, SmsByPrefix(routes, {"*": "twilio"})).catches_up()
    assert await town.heard() == ["SM1"]


@pytest.mark.parametrize(("status", "example"), [(503, "e20503"), (401, "e20003")])
async def test_a_twilio_that_refuses_is_asked_next_time(
    town: Town, twilio: TwilioApi, status: int, example: str
) -> None:
    wrote(twilio, town, "SM1", MINUTE)
    twilio.fail_next_list(status, example)
    with capture_logs() as logs:
        await town.catches_up()
    assert [each["event"] for each in logs if each["event"] == "not_caught_up"] != []
    assert await town.heard() == []
    await town.catches_up()
    assert await town.heard() == ["SM1"]


async def test_the_list_tells_what_a_message_cost_and_what_became_of_it(
    town: Town, twilio: TwilioApi
) -> None:
    for address in (AWA, BILEL):
        await town.app.hears(address, "hello", channel="sms")
    now = town.app.clock()
    bill = {"direction": "outbound-api", "price": "-0.05750", "price_unit": "USD"}
    sids = [f"SM{number:032x}" for number in (1, 2)]
    twilio.stands_there(sids[0], now, **bill, num_segments="2", status="delivered")
    failed = {"status": "undelivered", "error_code": 30004}
    twilio.stands_there(sids[1], now, **bill, num_segments="1", **failed)
    twilio.stands_there("SM" + "f" * 32, now, **bill, num_segments="1", status="delivered")
    for _ in range(2):
        await town.catches_up()
    rows = await town.app.rows(
        "SELECT state, state_reason, segments, price_micros, currency FROM outbound_message"
        " ORDER BY id"
    )
    assert [tuple(dict(row).values()) for row in rows] == [
        ("delivered", None, 2, 57_500, "USD"),
        ("failed", "Twilio 30004", 1, 57_500, "USD"),
    ]
    assert await town.app.one("SELECT COUNT(*) FROM contact WHERE unreachable_at IS NULL") == 1


@pytest.mark.parametrize(
    ("price", "currency", "micros"),
    [
        ("-0.00750", "USD", 7500),
        ("-0.0079000001", "USD", 7900),
        ("0", "EUR", 0),
        ("", "USD", None),
        ("-0.1", "", None),
        ("NaN", "USD", None),
        ("-1e30", "USD", None),
        ("cheap", "USD", None),
    ],
)
def test_a_price_is_what_was_paid(price: str, currency: str, micros: int | None) -> None:
    listed = read_listed("sms", {"sid": "SM1", "price": price, "price_unit": currency})
    assert (listed.price_micros, listed.currency) == (
        micros,
        currency if micros is not None else None,
    )


async def test_a_service_that_starts_after_an_outage_answers_what_it_missed(
    database_url: str, tmp_path: Path, twilio: TwilioApi
) -> None:
    told = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": OUR_NUMBER,
        "TWILIO_API_URL": twilio.url,
        "DALIL_PUBLIC_URL": "https://dalil.example.org",
        "DALIL_DATA_DIR": tmp_path,
        "DALIL_WEBCHAT": False,
        "DATABASE_URL": SecretStr(database_url),
    }
    settings = load_settings(None, told)
    fields = {"direction": "inbound", "from_": AWA, "to": OUR_NUMBER, "body": "bonjour"}
    twilio.stands_there("SM1", datetime.now(UTC) - MINUTE, **fields, price=None)
    async with (
        open_application(settings, lambda _worlds: make_channels(settings)) as app,
        at_work(app),
    ):
        await eventually(lambda: len(twilio.sent) == 1)
    assert twilio.sent[0]["To"] == AWA
    assert twilio.sent[0]["StatusCallback"].startswith("https://dalil.example.org/sms/twilio/")
