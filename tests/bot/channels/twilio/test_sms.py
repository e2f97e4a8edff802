"""What comes in by Twilio is read once, and what cannot be answered is left alone."""

from __future__ import annotations

from urllib.parse import urlencode

import aiohttp
import pytest

from bot.channels.twilio.sms import WEBHOOK_PATH, read_message
from bot.channels.twilio.webhook import SIGNATURE_HEADER
from flows.engine.event import Heard, Unreadable
from tests.bot.channels.receiver import Receiver, at_the_webhook
from tests.bot.channels.twilio.by_twilio import PERSON, SAID, channel_of, post, signed


async def test_a_message_arrives_once_and_is_answered_with_nothing_to_say(
    receiver: Receiver,
) -> None:
    body, headers = urlencode(SAID).encode(), {SIGNATURE_HEADER: signed(SAID)}
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        answers = [await post(url, body, headers) for _ in range(2)]
    assert answers == [(200, "text/xml", '<?xml version="1.0" encoding="UTF-8"?><Response/>')] * 2
    (taken,) = receiver.taken
    assert (taken.channel, taken.address, taken.provider_id) == ("sms", PERSON, "SM1")
    assert taken.event == Heard("طبيب")
    assert not taken.answered_by_carrier


async def test_whoever_tries_the_address_in_a_browser_is_told_what_to_do(
    receiver: Receiver,
) -> None:
    async with (
        at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url,
        aiohttp.ClientSession() as client,
        client.get(url, params={"MessageSid": "SM1", "From": PERSON}) as answer,
    ):
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        assert "choose HTTP POST" in await answer.text()
    assert receiver.taken == []


@pytest.mark.parametrize("words", ["STOP", "وقف", "Sortie", ""])
@pytest.mark.parametrize("verdict", ["STOP", "START", "HELP", "stop"])
def test_the_carriers_verdict_is_believed_whatever_the_words_are(verdict: str, words: str) -> None:
    inbound = read_message({**SAID, "Body": words, "OptOutType": verdict})
    assert inbound is not None
    assert inbound.answered_by_carrier
    assert inbound.event == Heard(verdict.upper())


@pytest.mark.parametrize("verdict", ["", "NEWS"])
def test_what_is_no_verdict_changes_nothing(verdict: str) -> None:
    inbound = read_message({**SAID, "Body": "cancel", "OptOutType": verdict})
    assert inbound is not None
    assert not inbound.answered_by_carrier
    assert inbound.event == Heard("cancel")


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"Body": "", "NumMedia": "1"}, Unreadable("picture")),
        ({"Body": "look", "NumMedia": "1"}, Heard("look")),
        ({"Body": "", "NumMedia": "0"}, Heard("")),
        ({"Body": " 2 "}, Heard(" 2 ")),
    ],
)
def test_what_a_message_says(fields: dict[str, str], event: object) -> None:
    inbound = read_message({**SAID, **fields})
    assert inbound is not None
    assert inbound.event == event


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "Ooredoo"},
        {"From": "85000"},
        {"From": ""},
        {"From": "whatsapp:+21620000001"},
        {"MessageSid": ""},
    ],
)
def test_what_cannot_be_answered_is_left_alone(fields: dict[str, str]) -> None:
    assert read_message({**SAID, **fields}) is None


async def test_a_body_without_end_is_refused(receiver: Receiver) -> None:
    async with at_the_webhook(receiver, channel_of(), WEBHOOK_PATH) as url:
        status, _type, _text = await post(url, b"Body=" + b"a" * 400_000, {SIGNATURE_HEADER: "x"})
    assert status == 413
