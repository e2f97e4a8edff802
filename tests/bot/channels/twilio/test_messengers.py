"""WhatsApp and Messenger by Twilio: each is a channel of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.all_settings import load_settings
from bot.channels.registry import make_channels
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.messengers import MESSENGER, WHATSAPP, TwilioMessenger
from bot.channels.twilio.sms import TwilioSms
from bot.channels.twilio.webhook import TwilioWebhooks
from bot.messages.reports import DeliveryReport, Stray
from flows.engine.event import Heard, LocationShared, Unreadable
from services_directory.values.entries import Position
from services_directory.values.json_text import from_json
from tests.bot.channels.receiver import Receiver
from tests.bot.channels.twilio.by_messenger import (
    HX,
    OUR_NUMBER,
    PAGE,
    PERSON,
    channel_of,
    hears,
    outbound,
    sending,
)
from tests.bot.channels.twilio.by_twilio import PUBLIC_URL
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi


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


@pytest.mark.parametrize(
    ("sender", "beside", "alias"),
    [
        (f"whatsapp:{PERSON}", "TN.134", "TN.134"),
        (f"whatsapp:{PERSON}", "whatsapp:TN.134", "TN.134"),
        ("whatsapp:TN.134", "TN.134", None),
        (f"whatsapp:{PERSON}", "+21620000002", None),
        (f"whatsapp:{PERSON}", "a kind to come", None),
    ],
)
async def test_the_id_beside_a_number_is_taken_along(
    receiver: Receiver, sender: str, beside: str, alias: str | None
) -> None:
    form = {"MessageSid": "SM1", "From": sender, "ExternalUserId": beside, "Body": "bonjour"}
    assert await hears(channel_of(), receiver, "/whatsapp/twilio", **form) == 200
    assert [each.alias for each in receiver.taken] == [alias]


@pytest.mark.parametrize("sender", ["whatsapp:@amal", "rcs:7", "messenger:amal", "whatsapp:"])
async def test_an_address_that_fits_nothing_is_handed_on_to_be_kept(
    receiver: Receiver, sender: str
) -> None:
    form = {"MessageSid": "SM1", "From": sender, "Body": "bonjour"}
    assert await hears(channel_of(), receiver, "/whatsapp/twilio", **form) == 200
    assert receiver.taken == []
    (stray,) = receiver.reports
    assert isinstance(stray, Stray)
    assert (stray.channel, stray.provider_id) == (sender.partition(":")[0], "SM1")
    assert from_json(stray.form) == form
    assert sender not in repr(stray)


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
    settings = load_settings(None, told)
    channels = make_channels(settings)
    # No SMS: nothing sends them.
    assert [each.name for each in channels] == ["whatsapp", "messenger"]
    assert channels[0].capabilities.reminds_later_in == {"*"}
