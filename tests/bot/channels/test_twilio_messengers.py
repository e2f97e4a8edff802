"""WhatsApp and Messenger by Twilio: each a channel of its own, and silent when its day is over."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audience import Audience, LeftOut
from bot.channels import make_channels
from bot.channels.base import DeliveryReport, Outgoing, Rejected, Rendered
from bot.channels.sms_twilio import TwilioSms
from bot.channels.templates import read_templates
from bot.channels.twilio_account import TwilioAccount
from bot.channels.twilio_messengers import MESSENGER, WHATSAPP, Messenger, TwilioMessenger
from bot.channels.twilio_webhook import SIGNATURE_HEADER, TwilioWebhooks
from bot.database.opening import Database
from bot.reminders import Draft
from bot.settings import Settings
from flows.engine.event import Heard, LocationShared, Unreadable
from services_directory.entries import Position
from tests.bot.channels.by_twilio import PUBLIC_URL, signed
from tests.bot.channels.desk import Desk, served
from tests.bot.house import AWA, BILEL, SEWING, build_house
from tests.fakes import NOON, FixedClock
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi

PERSON, OUR_NUMBER, PAGE = "+21620000001", "+15005550006", "100000000000001"
HX = "HX" + "a" * 32
HOUR = timedelta(hours=1)


def channel_of(
    kind: Messenger = WHATSAPP, api_url: str = "http://127.0.0.1:9", **more: Any
) -> TwilioMessenger:
    account = TwilioAccount(ACCOUNT, [TOKEN], public_url=PUBLIC_URL, api_url=api_url)
    sender = OUR_NUMBER if kind is WHATSAPP else PAGE
    told = {"sender": sender, "clock": FixedClock(), **more}
    return TwilioMessenger(kind, account, TwilioWebhooks(account), **told)


@asynccontextmanager
async def sending(twilio: TwilioApi, **more: Any) -> AsyncIterator[TwilioMessenger]:
    channel = channel_of(api_url=twilio.url, **more)
    try:
        yield channel
    finally:
        await channel.stop()


def outgoing(**more: Any) -> Outgoing:
    told = {"heard_at": NOON, "reference": "7-5f5e100", **more}
    return Outgoing(told.pop("address", PERSON), Rendered("Centre Amal\n71600111"), **told)


async def hears(channel: TwilioMessenger | TwilioSms, desk: Desk, path: str, **form: str) -> int:
    """Twilio posts this to `path`, signed; the status of the answer."""
    server = await served(channel, desk)
    headers = {
        SIGNATURE_HEADER: signed(form, url=PUBLIC_URL + path),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        async with (
            aiohttp.ClientSession() as client,
            client.post(server.make_url(path), data=urlencode(form), headers=headers) as answer,
        ):
            return answer.status
    finally:
        await server.close()


async def test_on_whatsapp_a_message_goes_from_our_number_to_theirs(twilio: TwilioApi) -> None:
    async with sending(twilio) as channel:
        await channel.send(outgoing())
    (sent,) = twilio.sent
    report = sent.pop("StatusCallback")
    assert report.startswith(f"{PUBLIC_URL}/whatsapp/twilio/status?ref=7-5f5e100#")
    assert sent == {
        "To": f"whatsapp:{PERSON}",
        "From": f"whatsapp:{OUR_NUMBER}",
        "Body": "Centre Amal\n71600111",
    }


async def test_on_messenger_from_our_page_to_their_account(twilio: TwilioApi) -> None:
    async with sending(twilio, kind=MESSENGER) as channel:
        await channel.send(outgoing(address="42", reference=None))
    assert twilio.sent == [
        {
            "To": "messenger:42",
            "From": f"messenger:{PAGE}",
            "Body": "Centre Amal\n71600111",
        }
    ]


@pytest.mark.parametrize("kind", [WHATSAPP, MESSENGER], ids=lambda kind: kind.name)
async def test_when_the_day_is_over_free_words_are_refused_with_the_reason(
    twilio: TwilioApi, kind: Messenger
) -> None:
    async with sending(twilio, kind=kind) as channel:
        address = PERSON if kind is WHATSAPP else "42"
        await channel.send(outgoing(address=address, heard_at=NOON - 23 * HOUR))
        await channel.send(outgoing(address=address, heard_at=None))
        with pytest.raises(Rejected, match="more than 24 hours") as refused:
            await channel.send(outgoing(address=address, heard_at=NOON - 24 * HOUR))
    assert len(twilio.sent) == 2
    assert address not in refused.value.reason


@pytest.mark.parametrize(
    ("kind", "locale", "template"),
    [
        ("reminder", "fr", HX),
        ("reminder", "ar", "HX" + "b" * 32),
        ("reminder", None, "HX" + "b" * 32),
        ("reply", "fr", None),
    ],
)
async def test_an_approved_template_may_carry_them(
    twilio: TwilioApi, kind: str, locale: str | None, template: str | None
) -> None:
    templates = read_templates(f"reminder:fr={HX}, reminder:*=HX{'b' * 32}")
    late = outgoing(heard_at=NOON - 48 * HOUR, kind=kind, locale=locale, reference=None)
    async with sending(twilio, templates=templates) as channel:
        if template is None:
            with pytest.raises(Rejected):
                await channel.send(late)
            return
        await channel.send(late)
    (sent,) = twilio.sent
    # A template takes no line ends.
    assert json.loads(sent.pop("ContentVariables")) == {"1": "Centre Amal 71600111"}
    assert sent == {
        "To": f"whatsapp:{PERSON}",
        "From": f"whatsapp:{OUR_NUMBER}",
        "ContentSid": template,
    }


async def test_a_template_holds_no_endless_words(twilio: TwilioApi) -> None:
    templates = read_templates(f"reply:*={HX}")
    message = Outgoing(PERSON, Rendered("mot " * 300), heard_at=NOON - 48 * HOUR)
    async with sending(twilio, templates=templates) as channel:
        with pytest.raises(Rejected, match="1000"):
            await channel.send(message)


@pytest.mark.parametrize(
    "told", ["", "fr", "reminder=HX1", f"reminder:fr={HX},,", f"broadcast:fr={HX}", "reply:fr=HXz"]
)
def test_templates_that_cannot_be_are_told_with_the_mend(told: str) -> None:
    with pytest.raises(ValueError, match="reminder:fr=HX"):
        read_templates(told)


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"Body": "طبيب"}, Heard("طبيب")),
        ({"Latitude": "36.5", "Longitude": "8.77"}, LocationShared(Position(36.5, 8.77))),
        ({"Latitude": "north", "Longitude": "8"}, Heard("")),
        ({"Latitude": "nan", "Longitude": "8"}, Heard("")),
        ({"Latitude": "91", "Longitude": "8"}, Heard("")),
        ({"NumMedia": "1", "MediaContentType0": "audio/ogg"}, Unreadable("voice")),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, Unreadable("picture")),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, Unreadable("document")),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg", "Body": "où ?"}, Heard("où ?")),
    ],
)
async def test_what_a_person_sends_is_understood(
    desk: Desk, fields: dict[str, str], event: object
) -> None:
    form = {"MessageSid": "SM1", "From": f"whatsapp:{PERSON}", "Body": "", **fields}
    assert await hears(channel_of(), desk, "/whatsapp/twilio", **form) == 200
    (taken,) = desk.taken
    assert (taken.channel, taken.address, taken.provider_id) == ("whatsapp", PERSON, "SM1")
    assert taken.event == event


async def test_messenger_is_another_channel(desk: Desk) -> None:
    form = {"MessageSid": "SM1", "From": "messenger:42", "Body": "salut"}
    assert await hears(channel_of(MESSENGER), desk, "/messenger/twilio", **form) == 200
    assert [(each.channel, each.address) for each in desk.taken] == [("messenger", "42")]


async def test_whichever_of_our_addresses_twilio_calls_the_sender_tells_the_channel(
    desk: Desk,
) -> None:
    account = TwilioAccount(ACCOUNT, [TOKEN], public_url=PUBLIC_URL)
    webhooks = TwilioWebhooks(account)
    sms = TwilioSms(account, webhooks, sender=OUR_NUMBER)
    TwilioMessenger(WHATSAPP, account, webhooks, sender=OUR_NUMBER)
    senders = (PERSON, f"whatsapp:{PERSON}", "messenger:42", "whatsapp:Ooredoo", "rcs:42", ":")
    for number, sender in enumerate(senders):
        form = {"MessageSid": f"SM{number}", "From": sender, "Body": "salut"}
        assert await hears(sms, desk, "/sms/twilio", **form) == 200
    # Messenger is not switched on.
    assert [(each.channel, each.address) for each in desk.taken] == [
        ("sms", PERSON),
        ("whatsapp", PERSON),
    ]


async def test_a_report_names_the_channel_it_came_for(desk: Desk) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "read"}
    path = "/whatsapp/twilio/status?ref=7-5f5e100"
    assert await hears(channel_of(), desk, path, **form) == 204
    assert desk.reports == [DeliveryReport("whatsapp", "7-5f5e100", "delivered")]


@given(st.dictionaries(st.sampled_from(["From", "Latitude", "Longitude", "Body"]), st.text()))
def test_no_form_however_strange_breaks_the_door(form: dict[str, str]) -> None:
    told = {"From": f"whatsapp:{PERSON}", **form, "MessageSid": "SM1"}
    incoming = channel_of()._read(told)
    assert incoming is None or incoming.address.startswith("+")


async def test_staff_see_why_a_late_answer_did_not_go(
    database: Database, twilio: TwilioApi
) -> None:
    clock = FixedClock()
    async with sending(twilio, clock=clock) as channel:
        house = await build_house(database.lane, others={"whatsapp": channel})
        await house.hears(AWA, "hello", channel="whatsapp")
        assert [each["To"] for each in twilio.sent] == [f"whatsapp:{AWA}"]
        assert await house.one("SELECT state FROM outbound_message") == "sent"
        await house.rows("UPDATE outbound_message SET state = 'queued'")
        clock.forward(24 * HOUR)
        await house.later(timedelta(minutes=1))
        await house.inbox.stop()
        await house.outbox.stop()
    assert len(twilio.sent) == 1
    (row,) = await house.rows("SELECT state, state_reason FROM outbound_message")
    assert row["state"] == "failed"
    assert row["state_reason"].startswith("WhatsApp: more than 24 hours since they wrote")


async def test_the_preview_leaves_out_whom_the_sending_refuses(
    database: Database, twilio: TwilioApi
) -> None:
    clock, people = FixedClock(), {"fr": AWA, "ar": BILEL, "en": "+21620000003"}
    words = dict.fromkeys(people, "lundi")
    templates = read_templates(f"reminder:ar={HX}")
    async with sending(twilio, clock=clock, templates=templates) as channel:
        house = await build_house(database.lane, others={"whatsapp": channel})
        for locale, address in people.items():
            await house.hears(address, f"speak {locale}", f"want {SEWING}", channel="whatsapp")
        twilio.sent.clear()
        tomorrow = NOON + 24 * HOUR
        seen = await house.reminders.preview(Audience(SEWING), words, tomorrow)
        await house.reminders.schedule(Draft("Sewing", Audience(SEWING), words, "trainer"))
        clock.now = house.clock.now = tomorrow
        # A new message of theirs opens another day.
        await house.rows(
            "UPDATE contact SET last_seen_at = ? WHERE locale = 'en' RETURNING id", tomorrow
        )
        await house.reminders.send_due()
        await house.settle()
        await house.inbox.stop()
        await house.outbox.stop()
    assert (seen.people, seen.left_out) == (1, {LeftOut.DAY_OVER: 2})
    assert {each["To"] for each in twilio.sent} == {
        f"whatsapp:{people['ar']}",
        f"whatsapp:{people['en']}",
    }
    (refused,) = await house.rows(
        "SELECT state_reason FROM outbound_message WHERE state = 'failed'"
    )
    assert refused["state_reason"] == WHATSAPP.too_late


@given(
    st.sampled_from([WHATSAPP, MESSENGER]),
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.sets(st.tuples(st.sampled_from(["reply", "reminder"]), st.sampled_from(["fr", "ar", "*"]))),
    st.sampled_from(["fr", "ar", None]),
)
def test_what_is_said_beforehand_of_a_reminder_is_what_the_sending_does(
    kind: Messenger, since: timedelta, named: set[tuple[str, str]], locale: str | None
) -> None:
    channel = channel_of(kind, templates=dict.fromkeys(named, HX))
    heard_at = NOON - since
    lets = channel.capabilities.lets_remind(NOON, heard_at, locale)
    try:
        channel._content(outgoing(heard_at=heard_at, kind="reminder", locale=locale))
    except Rejected:
        assert not lets
    else:
        assert lets


def test_settings_switch_each_of_them_on() -> None:
    told = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WHATSAPP_FROM": OUR_NUMBER,
        "TWILIO_WHATSAPP_TEMPLATES": f"reminder:*={HX}",
        "TWILIO_MESSENGER_FROM": PAGE,
        "DALIL_PUBLIC_URL": PUBLIC_URL,
        "DALIL_WEBCHAT": False,
    }
    settings = Settings(_env_file=None, **told)  # type: ignore[arg-type, call-arg]
    channels = make_channels(settings)
    # No SMS: nothing sends them.
    assert [each.name for each in channels] == ["whatsapp", "messenger"]
    assert settings.whatsapp_templates == {("reminder", "*"): HX}
