"""Does the page at /try work as two phones do, and does nobody read another one's?"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.all_settings import load_settings
from bot.channels.registry import make_channels
from bot.channels.webchat.channel import (
    MOST_LETTERS_SHOWN,
    MOST_OF_ONE_CLIENT,
    MOST_PHONES,
    PER_MINUTE,
    Phones,
    WebchatChannel,
    _event,
)
from bot.channels.webchat.names import BUTTONS, SMS
from bot.channels.webchat.page import WORDS
from bot.messages.message import Button, OutboundMessage, Rendered, RenderedPin
from flows.engine.event import Heard, LocationShared, Picked
from services_directory.values.entries import Position
from tests.bot.channels.receiver import Receiver
from tests.bot.channels.webchat.web_page import OTHER, PHONE, Page, phrase


async def test_what_is_typed_pressed_and_shared_arrives(page: Page, receiver: Receiver) -> None:
    await page.says(text="طبيب", shown="طبيب")
    await page.says(choice="need:health", shown="Santé")
    await page.says(location={"latitude": 36.5, "longitude": 8}, shown="📍")
    await page.says(channel=SMS, text="1", shown="1")
    assert [(each.channel, each.address, each.event) for each in receiver.taken] == [
        (BUTTONS, PHONE, Heard("طبيب")),
        (BUTTONS, PHONE, Picked("need:health")),
        (BUTTONS, PHONE, LocationShared(Position(36.5, 8.0))),
        (SMS, PHONE, Heard("1")),
    ]
    shown = await page.screen()
    assert [(each["mine"], each["text"]) for each in shown] == [
        (True, "طبيب"),
        (True, "Santé"),
        (True, "📍"),
    ]


async def test_what_is_sent_twice_arrives_and_is_shown_once(page: Page, receiver: Receiver) -> None:
    twice = [await page.says(id="the-same-message", text="hi", shown="hi") for _ in range(2)]
    assert twice == [(200, {"new": True}), (200, {"new": False})]
    assert len(receiver.taken) == 1
    assert len(await page.screen()) == 1


async def test_what_a_phone_keeps_on_its_screen_is_bounded(page: Page, receiver: Receiver) -> None:
    long = "م" * 2000
    assert await page.says(text=long, shown=long) == (200, {"new": True})
    (kept,) = await page.screen()
    assert kept["text"] == "م" * MOST_LETTERS_SHOWN
    assert receiver.taken[0].event == Heard(long)


async def test_a_reply_wakes_the_page_that_waits(page: Page) -> None:
    waiting = asyncio.create_task(page.screen())
    await asyncio.sleep(0.05)
    rows = ((Button("a", "Oui"), Button("b", "Non")),)
    pin = RenderedPin(Position(36.5, 8.78), "Amal", "Rue 1")
    reply = Rendered("Centre Amal ?", rows, "Ma position", pin)
    number = await page.buttons.send(OutboundMessage(PHONE, reply))
    (shown,) = await waiting
    assert shown == {
        "number": int(number),
        "mine": False,
        "text": "Centre Amal ?",
        "buttons": [[{"key": "a", "label": "Oui"}, {"key": "b", "label": "Non"}]],
        "location_label": "Ma position",
        "pin": {"latitude": 36.5, "longitude": 8.78, "title": "Amal", "address": "Rue 1"},
    }


async def test_the_sms_phone_says_what_would_be_billed(page: Page) -> None:
    await page.sms.send(OutboundMessage(PHONE, Rendered("م" * 118)))
    await page.sms.send(OutboundMessage(PHONE, Rendered("Centre Amal")))
    arabic, latin = await page.screen(SMS)
    assert arabic["sms"] == {"encoding": "UCS-2", "segments": 2, "units": 118, "room": 134}
    assert latin["sms"] == {"encoding": "GSM-7", "segments": 1, "units": 11, "room": 160}


async def test_each_phone_shows_its_own_and_goes_on_where_it_was(page: Page) -> None:
    first = int(await page.buttons.send(OutboundMessage(PHONE, Rendered("one"))))
    await page.buttons.send(OutboundMessage(OTHER, Rendered("not for you")))
    await page.sms.send(OutboundMessage(PHONE, Rendered("by SMS")))
    await page.buttons.send(OutboundMessage(PHONE, Rendered("two")))
    assert [each["text"] for each in await page.screen()] == ["one", "two"]
    assert [each["text"] for each in await page.screen(after=first)] == ["two"]
    assert first < int(
        await WebchatChannel(SMS, Phones(), phrase=phrase).send(
            OutboundMessage(PHONE, Rendered("after a restart"))
        )
    )


async def test_a_page_that_waits_in_vain_is_let_go(receiver: Receiver) -> None:
    phones = Phones(wait_seconds=0.01)
    assert await phones.after(BUTTONS, PHONE, 0) == []
    patient = Phones(wait_seconds=3600)
    waiting = asyncio.create_task(patient.after(BUTTONS, PHONE, 0))
    await asyncio.sleep(0)
    patient.close()
    assert await waiting == []
    assert await patient.after(BUTTONS, PHONE, 0) == []


async def test_only_so_many_phones_are_kept() -> None:
    phones = Phones(wait_seconds=0.01)
    for number in range(MOST_PHONES + 1):
        phones.show(BUTTONS, f"phone-{number:014}", {"text": "hi"})
    assert await phones.after(BUTTONS, f"phone-{0:014}", 0) == []
    assert len(await phones.after(BUTTONS, f"phone-{MOST_PHONES:014}", 0)) == 1


async def test_one_visitor_throws_away_no_talk_but_their_own() -> None:
    phones = Phones(wait_seconds=0.01)
    for number in range(MOST_PHONES * 2):
        client = "192.0.2.1" if number == 0 else "192.0.2.66"
        phones.take_up(BUTTONS, f"phone-{number:014}", client)
        phones.show(BUTTONS, f"phone-{number:014}", {"text": "hi"})
    assert len(await phones.after(BUTTONS, f"phone-{0:014}", 0)) == 1
    mine = range(MOST_PHONES * 2 - MOST_OF_ONE_CLIENT, MOST_PHONES * 2)
    assert [len(await phones.after(BUTTONS, f"phone-{n:014}", 0)) for n in mine] == [1] * len(mine)
    assert await phones.after(BUTTONS, f"phone-{mine[0] - 1:014}", 0) == []


async def test_who_writes_very_often_waits(page: Page) -> None:
    for number in range(PER_MINUTE):
        await page.says(text=str(number))
    message = {"channel": BUTTONS, "phone": PHONE, "id": "message-too-many-1", "text": "again"}
    status, told = await page.post("/try/messages", message)
    assert (status, told["wait"] > 0) == (429, True)


async def test_no_answer_is_kept_on_the_way(page: Page) -> None:
    asked = {"channel": BUTTONS, "phone": PHONE, "after": -1}
    async with aiohttp.ClientSession() as browser:
        for method, path in (("GET", "/try"), ("POST", "/try/replies")):
            answer = await browser.request(method, page.url(path), json=asked)
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "said",
    [
        {"channel": "sms"},
        {"channel": ["webchat"]},
        {"phone": "short"},
        {"phone": 5},
        {"id": "not/allowed/in/an/identity"},
        {"text": 5},
        {"text": None},
        {"text": None, "location": {"latitude": 91, "longitude": 0}},
        {"text": None, "location": {"latitude": "36", "longitude": 8}},
        {"text": None, "choice": 3},
    ],
)
async def test_what_no_page_of_ours_sends_is_refused(
    page: Page, receiver: Receiver, said: dict[str, Any]
) -> None:
    right = {"channel": BUTTONS, "phone": PHONE, "id": "message-number-0001", "text": "hi"}
    status, _text = await page.post("/try/messages", {**right, **said})
    assert status == 400
    assert receiver.taken == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b'{"text": "' + b"a" * 40_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_strange_body_is_refused(page: Page, body: bytes, kind: str, status: int) -> None:
    for path in ("/try/messages", "/try/replies"):
        url, headers = page.url(path), {"Content-Type": kind}
        async with (
            aiohttp.ClientSession() as browser,
            browser.post(url, data=body, headers=headers) as answer,
        ):
            assert answer.status == status


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.dictionaries(
            st.sampled_from(["text", "choice", "location", "latitude", "longitude"]), inner
        ),
    ).filter(lambda found: isinstance(found, dict))
)
def test_an_event_is_read_or_refused(said: dict[str, Any]) -> None:
    try:
        event = _event(json.loads(json.dumps(said)))
    except web.HTTPBadRequest:
        return
    assert isinstance(event, Heard | Picked | LocationShared)


@pytest.mark.parametrize(
    ("path", "accepted", "language", "direction"),
    [
        ("/try", "", "fr", "ltr"),
        ("/try", "de, ar-TN;q=0.8, en;q=0.5", "ar", "rtl"),
        ("/try?lang=en", "ar", "en", "ltr"),
        ("/try?lang=%3Cscript%3E", "en-GB", "en", "ltr"),
    ],
)
async def test_the_page_speaks_the_visitors_language(
    page: Page, path: str, accepted: str, language: str, direction: str
) -> None:
    answer = await page.get(path, **{"Accept-Language": accepted})
    text = await answer.text()
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert f"[{language}] &lt;Try Dalil&gt;" in text
    assert "<Try Dalil>" not in text
    assert "Tabarka &quot;port&quot;" not in text
    assert "Tabarka \\&quot;port\\&quot;" in text
    assert "$" not in text


async def test_the_page_runs_no_script_and_no_style_but_its_own(page: Page) -> None:
    for path in ("/try", "/try/page.js", "/try/page.css", "/try/icon.svg"):
        answer = await page.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    text = await (await page.get("/try")).text()
    assert "style=" not in text
    assert "<script>" not in text
    assert " on" + "click" not in text


def channels_of(**told: Any) -> list[str]:
    settings = load_settings(None, told)
    return [channel.name for channel in make_channels(settings)]


def test_settings_switch_the_channels_on() -> None:
    twilio = {
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "made-up",
        "TWILIO_FROM": "+15005550006",
        "DALIL_PUBLIC_URL": "https://dalil.example.org",
    }
    production = {
        "DALIL_ENVIRONMENT": "production",
        "DALIL_SECRET_KEY": secrets.token_urlsafe(32),
        "DALIL_PUBLIC_URL": "https://dalil.example.org",
    }
    assert channels_of() == ["webchat", "webchat_sms"]
    assert channels_of(DALIL_WEBCHAT=False) == []
    assert channels_of(**production) == []
    assert channels_of(**production, DALIL_WEBCHAT=True) == ["webchat", "webchat_sms"]
    assert channels_of(TELEGRAM_TOKEN="7:made_up", DALIL_WEBCHAT=False) == ["telegram"]
    assert channels_of(**twilio, DALIL_WEBCHAT=False) == ["sms"]


def test_every_word_of_the_page_is_used() -> None:
    from bot.channels.webchat.page import FOLDER

    html = (FOLDER / "page.html").read_text("utf-8")
    assert [word for word in WORDS if f"${word}" not in html] == []
