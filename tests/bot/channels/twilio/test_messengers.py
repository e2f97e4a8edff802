"""WhatsApp and Messenger by Twilio: each is a channel of its own."""

from __future__ import annotations

from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.registry import make_channels
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.messengers import MESSENGER, WHATSAPP, TwilioMessenger
from bot.channels.twilio.sms import TwilioSms
from bot.channels.twilio.webhook import SIGNATURE_HEADER, TwilioWebhooks
from bot.configuration.settings import Settings
from bot.messages.reports import DeliveryReport
from flows.engine.event import Heard, LocationShared, Unreadable
from services_directory.values.entries import Position
from tests.bot.channels.receiver import Receiver, served
from tests.bot.channels.twilio.by_messenger import (
    HX,
    OUR_NUMBER,
    PAGE,
    PERSON,
    channel_of,
    outbound,
    sending,
)
from tests.bot.channels.twilio.by_twilio import PUBLIC_URL, signed
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi


async def hears(
    channel: TwilioMessenger | TwilioSms, receiver: Receiver, path: str, **form: str
) -> int:
    """Twilio posts this to `path`, signed; the status of the answer."""
    server = await served(channel, receiver)
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
        await channel.send(outbound())
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
        await channel.send(outbound(address="42", reference=None))
    assert twilio.sent == [
        {
            "To": "messenger:42",
            "From": f"messenger:{PAGE}",
            "Body": "Centre Amal\n71600111",
        }
    ]


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
    receiver: Receiver, fields: dict[str, str], event: object
) -> None:
    form = {"MessageSid": "SM1", "From": f"whatsapp:{PERSON}", "Body": "", **fields}
    assert await hears(channel_of(), receiver, "/whatsapp/twilio", **form) == 200
    (taken,) = receiver.taken
    assert (taken.channel, taken.address, taken.provider_id) == ("whatsapp", PERSON, "SM1")
    assert taken.event == event


async def test_who_has_a_user_name_and_no_number_is_answered_as_well(receiver: Receiver) -> None:
    form = {"MessageSid": "SM1", "From": "whatsapp:TN.13491208655302741918", "Body": "bonjour"}
    assert await hears(channel_of(), receiver, "/whatsapp/twilio", **form) == 200
    assert [each.address for each in receiver.taken] == ["TN.13491208655302741918"]


async def test_messenger_is_another_channel(receiver: Receiver) -> None:
    form = {"MessageSid": "SM1", "From": "messenger:42", "Body": "salut"}
    assert await hears(channel_of(MESSENGER), receiver, "/messenger/twilio", **form) == 200
    assert [(each.channel, each.address) for each in receiver.taken] == [("messenger", "42")]


async def test_whichever_of_our_addresses_twilio_calls_the_sender_tells_the_channel(
    receiver: Receiver,
) -> None:
    account = TwilioAccount(ACCOUNT, [TOKEN], public_url=PUBLIC_URL)
    webhooks = TwilioWebhooks(account)
    sms = TwilioSms(account, webhooks, sender=OUR_NUMBER)
    TwilioMessenger(WHATSAPP, account, webhooks, sender=OUR_NUMBER)
    senders = (PERSON, f"whatsapp:{PERSON}", "messenger:42", "whatsapp:Ooredoo", "rcs:42", ":")
    for number, sender in enumerate(senders):
        form = {"MessageSid": f"SM{number}", "From": sender, "Body": "salut"}
        assert await hears(sms, receiver, "/sms/twilio", **form) == 200
    # Messenger is not switched on.
    assert [(each.channel, each.address) for each in receiver.taken] == [
        ("sms", PERSON),
        ("whatsapp", PERSON),
    ]


async def test_a_report_names_the_channel_it_came_for(receiver: Receiver) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "read"}
    path = "/whatsapp/twilio/status?ref=7-5f5e100"
    assert await hears(channel_of(), receiver, path, **form) == 204
    assert receiver.reports == [DeliveryReport("whatsapp", "7-5f5e100", "delivered")]


@given(st.dictionaries(st.sampled_from(["From", "Latitude", "Longitude", "Body"]), st.text()))
def test_no_form_however_strange_breaks_the_door(form: dict[str, str]) -> None:
    told = {"From": f"whatsapp:{PERSON}", **form, "MessageSid": "SM1"}
    inbound = channel_of()._read(told)
    assert inbound is None or inbound.address.startswith("+")


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
