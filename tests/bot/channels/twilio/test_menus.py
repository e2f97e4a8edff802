"""Choices to press on WhatsApp and Messenger, by contents of Twilio's; numbers are always good."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.contents import content_for, contents_to_make
from bot.channels.twilio.messengers import BY_TWILIO, MESSENGER, WHATSAPP, Messenger
from bot.commands.providers.twilio import make_contents
from bot.messages.message import Button, Menu, OutboundMessage, Rendered
from bot.messages.rendering import render
from bot.messages.serialization import message_from_json, message_to_json
from flows.engine.event import Event, Heard, Picked
from flows.engine.reply import Choice, Reply
from flows.engine.text import Line, Text
from services_directory.values.entries import LocalText
from tests.bot.channels.receiver import Receiver
from tests.bot.channels.twilio.by_messenger import HX, PAGE, PERSON, channel_of, hears, sending
from tests.fakes import NOON, FixedClock
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi

NEEDS = ("Santé", "Travail", "Papiers", "Argent", "Logement")


def message(*labels: str, question: str = "Quoi ?") -> Rendered:
    choices = tuple(Choice(f"need:{number}", label) for number, label in enumerate(labels))
    return render(Reply((question,), choices), "fr", BY_TWILIO, _say)


def _say(line: Line, locale: str) -> str:
    if isinstance(line, Text):
        return {"Choose": "Choisir"}.get(line.message, line.message)
    return line.best((locale,)) if isinstance(line, LocalText) else line


async def set_up(twilio: TwilioApi) -> tuple[int, int]:
    return await make_contents(TwilioAccount(ACCOUNT, [TOKEN], api_url=twilio.url))


async def sent(
    twilio: TwilioApi, rendered: Rendered, kind: Messenger = WHATSAPP, **more: Any
) -> dict[str, str]:
    """The one message that Twilio took."""
    address = PERSON if kind is WHATSAPP else PAGE
    async with sending(twilio, kind=kind, **more) as channel:
        await channel.send(OutboundMessage(address, rendered, heard_at=NOON))
    (form,) = twilio.sent
    assert ("Body" in form) != ("ContentSid" in form)
    return form


def shown(twilio: TwilioApi, form: dict[str, str]) -> dict[str, Any]:
    """What Twilio makes of a content and its variables: the screen of the phone."""
    (content,) = (each for each in twilio.contents if each["sid"] == form["ContentSid"])
    told = json.loads(form["ContentVariables"])
    assert told.keys() == content["variables"].keys()
    ((_kind, types),) = content["types"].items()
    filled = re.sub(r"{{(\d+)}}", lambda place: json.dumps(told[place[1]])[1:-1], json.dumps(types))
    return dict(json.loads(filled))


async def test_the_set_up_makes_each_content_once(twilio: TwilioApi) -> None:
    assert await set_up(twilio) == (23, 0)
    assert await set_up(twilio) == (0, 23)
    del twilio.contents[3]
    assert await set_up(twilio) == (1, 22)
    assert len({each["friendly_name"] for each in twilio.contents}) == 23


@pytest.mark.parametrize("kind", [WHATSAPP, MESSENGER])
async def test_three_short_choices_are_buttons(twilio: TwilioApi, kind: Messenger) -> None:
    await set_up(twilio)
    screen = shown(twilio, await sent(twilio, message(*NEEDS[:3]), kind))
    assert screen["body"] == "Quoi ?"
    assert [(each["title"], each["id"]) for each in screen["actions"]] == [
        ("Santé", "dalil:need:0"),
        ("Travail", "dalil:need:1"),
        ("Papiers", "dalil:need:2"),
    ]


async def test_more_are_a_list_on_whatsapp_and_numbered_on_messenger(twilio: TwilioApi) -> None:
    await set_up(twilio)
    screen = shown(twilio, await sent(twilio, message(*NEEDS)))
    assert (screen["body"], screen["button"]) == ("Quoi ?", "Choisir")
    assert [each["item"] for each in screen["items"]] == list(NEEDS)
    assert all("description" not in each for each in screen["items"])
    twilio.sent.clear()
    form = await sent(twilio, message(*NEEDS), MESSENGER)
    assert form["Body"].splitlines() == [
        "Quoi ?",
        *(f"{number} {label}" for number, label in enumerate(NEEDS, 1)),
    ]


async def test_what_is_long_is_shortened_and_stands_below_in_full(twilio: TwilioApi) -> None:
    await set_up(twilio)
    long = "Centre de formation professionnelle de Tabarka"
    items = shown(twilio, await sent(twilio, message("Santé", long)))["items"]
    assert [each["item"] for each in items] == ["Santé", "Centre de formation pro…"]
    assert [each["description"] for each in items] == ["Santé", long]


@pytest.mark.parametrize(
    "rendered",
    [
        message(),
        message(*(f"Lieu {number}" for number in range(11))),
        message("x" * 73),
        message("Santé", question="x" * 1025),
    ],
    ids=["no choice", "eleven", "a label too long", "words too long"],
)
async def test_what_no_content_can_show_is_numbered(twilio: TwilioApi, rendered: Rendered) -> None:
    await set_up(twilio)
    assert (await sent(twilio, rendered))["Body"] == rendered.text


async def test_without_the_set_up_choices_are_numbered_and_twilio_asked_once(
    twilio: TwilioApi,
) -> None:
    async with sending(twilio) as channel:
        for _time in range(3):
            await channel.send(OutboundMessage(PERSON, message(*NEEDS[:3]), heard_at=NOON))
    assert [each["Body"] for each in twilio.sent] == [message(*NEEDS[:3]).text] * 3
    assert twilio.asked_for_contents == 1


async def test_a_content_that_is_refused_goes_as_words_and_as_one_message(
    twilio: TwilioApi,
) -> None:
    await set_up(twilio)
    twilio.fail_next(400, "schema_violation")
    assert (await sent(twilio, message(*NEEDS[:3])))["Body"] == message(*NEEDS[:3]).text


async def test_after_the_24_hours_no_choice_is_shown(twilio: TwilioApi) -> None:
    await set_up(twilio)
    later = FixedClock(NOON + timedelta(hours=25))
    form = await sent(twilio, message(*NEEDS[:3]), clock=later, templates={("reply", "*"): HX})
    assert form["ContentSid"] == HX


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"ButtonPayload": "dalil:need:1", "ButtonText": "Travail"}, Picked("need:1")),
        ({"ListId": "dalil:need:1", "ListTitle": "Travail"}, Picked("need:1")),
        ({"ButtonPayload": "of another content"}, Heard("Travail")),
        ({}, Heard("Travail")),
    ],
)
async def test_what_was_pressed_is_picked(
    receiver: Receiver, fields: dict[str, str], event: Event
) -> None:
    form = {"MessageSid": "SM1", "From": f"whatsapp:{PERSON}", "Body": "Travail", **fields}
    assert await hears(channel_of(), receiver, "/whatsapp/twilio", **form) == 200
    assert [each.event for each in receiver.taken] == [event]


@given(
    st.text(min_size=1, max_size=1100),
    st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=12),
    st.booleans(),
)
def test_whatever_is_named_can_be_made_and_keeps_to_the_limits(
    text: str, labels: list[str], lists: bool
) -> None:
    choices = tuple(Button(f"k:{number}", label) for number, label in enumerate(labels))
    content = content_for(Menu(text, "Choisir", choices), lists=lists)
    if content is None:
        return
    (made,) = (each for each in contents_to_make() if each["friendly_name"] == content.name)
    assert json.loads(content.variables).keys() == made["variables"].keys()
    ((kind, _shown),) = made["types"].items()
    assert lists or kind == "twilio/quick-reply"
    assert all(content.words)


def test_it_is_kept_in_its_row() -> None:
    rendered = message(*NEEDS)
    assert rendered.menu is not None
    assert message_from_json(message_to_json(rendered)) == rendered
