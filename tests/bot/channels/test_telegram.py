"""Does Dalil talk on Telegram, with a Telegram that nobody here wrote?"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import (
    Button,
    Outgoing,
    Reachability,
    Rejected,
    Rendered,
    RenderedPin,
    TryLater,
    Unreachable,
)
from bot.channels.telegram import SECRET_HEADER, WEBHOOK_PATH, TelegramChannel
from bot.channels.telegram_update import parse_update, read_reachability, read_update
from flows.engine.event import Event, Heard, LocationShared, Picked, Unreadable
from services_directory.entries import Position
from tests.bot.channels.desk import Desk, served
from tests.eventually import eventually
from tests.peers.telegram_emulator import CHAT, PERSON, TOKEN, TelegramEmulator

SECRET = "only-telegram-knows-this"


@asynccontextmanager
async def polling(telegram: TelegramEmulator, desk: Desk) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TOKEN, api_url=telegram.url, backoff=0.01)
    await channel.start(desk.receive, desk.report)
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def by_webhook(telegram: TelegramEmulator, desk: Desk) -> AsyncIterator[str]:
    """A bot with a public address, its webhook set; the address of the webhook."""
    port = unused_port()
    public_url = f"http://127.0.0.1:{port}"
    channel = TelegramChannel(
        TOKEN, api_url=telegram.url, public_url=public_url, webhook_secret=SECRET, backoff=0.01
    )
    server = await served(channel, desk, port)
    await channel.start(desk.receive, desk.report)
    await eventually(lambda: telegram.sent("setWebhook"))
    try:
        yield public_url + WEBHOOK_PATH
    finally:
        await channel.stop()
        await server.close()


def to(text: str, **more: Any) -> Outgoing:
    return Outgoing("4001", Rendered(text, **more))


def membership(status: str, kind: str = "private") -> dict[str, Any]:
    """What Telegram says when somebody blocks the bot, or starts it again."""
    bot = {"id": 7, "is_bot": True, "first_name": "Dalil"}
    extra = {"until_date": 0} if status == "kicked" else {}
    return {
        "chat": {**CHAT, "type": kind},
        "from": PERSON,
        "date": 1_790_000_000,
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": status, **extra},
    }


async def test_who_blocks_the_bot_or_takes_it_back_is_reported(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    # The emulator knows no such update, so they are posted as Telegram posts them.
    changes = [membership(status) for status in ("kicked", "member", "restricted")]
    changes.append(membership("kicked", kind="group"))
    headers = {SECRET_HEADER: SECRET}
    async with by_webhook(telegram, desk) as url, aiohttp.ClientSession() as client:
        for number, change in enumerate(changes):
            update = {"update_id": number, "my_chat_member": change}
            async with client.post(url, json=update, headers=headers) as answer:
                assert answer.status == 200
    assert desk.reports == [
        Reachability("telegram", "4001", is_reachable=False),
        Reachability("telegram", "4001", is_reachable=True),
    ]


async def test_what_people_do_arrives_while_polling(telegram: TelegramEmulator, desk: Desk) -> None:
    async with polling(telegram, desk):
        first = await telegram.says("/start kairouan-poster3")
        await telegram.presses("need:health")
        await telegram.message(location={"latitude": 36.5, "longitude": 8.78})
        await telegram.message(voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
        taken = await desk.wait_for(4)
    assert [each.event for each in taken] == [
        Heard("/start kairouan-poster3"),
        Picked("need:health"),
        LocationShared(Position(36.5, 8.78)),
        Unreadable("voice"),
    ]
    assert {(each.channel, each.address, each.locale_hint) for each in taken} == {
        ("telegram", "4001", "fr")
    }
    assert taken[0].provider_id == str(first)


async def test_a_pressed_button_stops_turning_after_it_was_stored(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    async with polling(telegram, desk):
        await telegram.presses("menu")
        await desk.wait_for(1)
        await eventually(lambda: telegram.sent("answerCallbackQuery"))
    assert telegram.sent("answerCallbackQuery") == [{"callback_query_id": "99"}]


async def test_an_update_is_confirmed_only_after_it_was_stored(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    desk.failures = 2
    async with polling(telegram, desk):
        await telegram.says("one")
        await telegram.says("two")
        taken = await desk.wait_for(2)
    assert [each.event for each in taken] == [Heard("one"), Heard("two")]


async def test_what_was_not_stored_before_a_stop_comes_again(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    down = Desk()
    down.failures = 1_000_000
    async with polling(telegram, down):
        await telegram.says("do not lose me")
        await eventually(lambda: down.failures < 999_999)
    async with polling(telegram, desk):
        (taken,) = await desk.wait_for(1)
    assert taken.event == Heard("do not lose me")


async def test_polling_goes_on_after_telegram_failed(
    telegram: TelegramEmulator, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("getUpdates", 502, "Bad Gateway")
    telegram.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    telegram.fail_next("getUpdates", 401, "Unauthorized")
    async with polling(telegram, desk):
        await telegram.says("still there?")
        (taken,) = await desk.wait_for(1)
    assert taken.event == Heard("still there?")


async def test_the_webhook_is_set_with_a_secret_and_loses_no_waiting_message(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    telegram.fail_next("setWebhook", 500, "Internal Server Error")
    await telegram.says("written while we were away")
    async with by_webhook(telegram, desk) as address:
        (taken,) = await desk.wait_for(1)
    assert taken.event == Heard("written while we were away")
    assert telegram.sent("setWebhook") == [
        {
            "url": address,
            "secret_token": SECRET,
            "allowed_updates": ["message", "callback_query", "my_chat_member"],
        }
    ]


async def test_an_update_that_could_not_be_stored_is_delivered_again(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    async with by_webhook(telegram, desk):
        desk.failures = 1
        await telegram.says("again, please")
        assert desk.taken == []
        await telegram.deliver_updates(token=TOKEN)
    assert [each.event for each in desk.taken] == [Heard("again, please")]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "é" * 24}])
async def test_without_the_secret_nothing_is_stored(
    telegram: TelegramEmulator, desk: Desk, headers: dict[str, str]
) -> None:
    update = {"update_id": 1, "message": {"text": "hi", "chat": CHAT, "from": PERSON}}
    async with (
        by_webhook(telegram, desk) as address,
        aiohttp.ClientSession() as anybody,
        anybody.post(address, json=update, headers=headers) as answer,
    ):
        assert answer.status == 403
    assert desk.taken == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"update_id": "one"}', 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": ' + b"9" * 5000 + b"}", 400),
        (b'{"update_id": 1, "message": 5}', 200),
        (b'{"update_id": 1, "something_new": {"a": 1}}', 200),
        (b" " * 300_000, 413),
    ],
)
async def test_a_malformed_body_is_refused_kindly(
    telegram: TelegramEmulator, desk: Desk, body: bytes, status: int
) -> None:
    async with (
        by_webhook(telegram, desk) as address,
        aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as client,
        client.post(address, data=body) as answer,
    ):
        assert answer.status == status
    assert desk.taken == []


async def test_words_and_buttons_are_sent(telegram: TelegramEmulator, desk: Desk) -> None:
    rows = ((Button("need:health", "Santé"), Button("need:legal", "Droit")), (Button("m", "Menu"),))
    async with polling(telegram, desk) as channel:
        identity = await channel.send(to("De quoi avez-vous besoin ? <b>&_*", buttons=rows))
    assert int(identity) > 0
    assert telegram.sent() == [
        {
            "chat_id": "4001",
            "text": "De quoi avez-vous besoin ? <b>&_*",
            "reply_markup": {
                "inline_keyboard": [
                    [
                        {"text": "Santé", "callback_data": "need:health"},
                        {"text": "Droit", "callback_data": "need:legal"},
                    ],
                    [{"text": "Menu", "callback_data": "m"}],
                ]
            },
        }
    ]


async def test_a_button_for_ones_place_brings_the_choices_along(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    message = to("Où ?", buttons=((Button("p:j", "Jendouba"),),), location_label="Ma position")
    async with polling(telegram, desk) as channel:
        await channel.send(message)
    (sent,) = telegram.sent()
    assert sent["reply_markup"] == {
        "keyboard": [
            [{"text": "Ma position", "request_location": True}],
            [{"text": "Jendouba"}],
        ],
        "one_time_keyboard": True,
        "resize_keyboard": True,
    }


async def test_the_pin_comes_after_the_words_and_its_failure_is_not_theirs(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    pin = RenderedPin(Position(36.5, 8.78), "Centre Amal", "")
    async with polling(telegram, desk) as channel:
        await channel.send(to("Centre Amal", pin=pin))
        telegram.fail_next("sendVenue", 400, "Bad Request: wrong venue")
        await channel.send(to("Centre Amal", pin=pin))
    assert [method for method, _fields in telegram.calls if method.startswith("send")] == [
        "sendMessage",
        "sendVenue",
        "sendMessage",
    ]


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (403, "Forbidden: bot was blocked by the user", Unreachable),
        (403, "Forbidden: user is deactivated", Unreachable),
        (400, "Bad Request: chat not found", Unreachable),
        (400, "Bad Request: BUTTON_DATA_INVALID", Rejected),
        (401, "Unauthorized", Rejected),
        (404, "Not Found", Rejected),
        (500, "Internal Server Error", TryLater),
        (502, "Bad Gateway", TryLater),
    ],
)
async def test_each_refusal_says_what_happens_next(
    telegram: TelegramEmulator,
    desk: Desk,
    status: int,
    description: str,
    expected: type[Exception],
) -> None:
    async with polling(telegram, desk) as channel:
        telegram.fail_next("sendMessage", status, description)
        with pytest.raises(expected) as failure:
            await channel.send(to("secret words"))
    assert "4001" not in str(failure.value)
    assert "secret words" not in str(failure.value)


async def test_when_telegram_asks_to_wait_the_whole_bot_waits(
    telegram: TelegramEmulator, desk: Desk
) -> None:
    async with polling(telegram, desk) as channel:
        telegram.fail_next("sendMessage", 429, "Too Many Requests", {"retry_after": 7})
        with pytest.raises(TryLater) as told:
            await channel.send(to("one"))
        assert told.value.after == timedelta(seconds=7)
        with pytest.raises(TryLater) as kept:
            await channel.send(Outgoing("4002", Rendered("two")))
        assert timedelta(0) < kept.value.after <= timedelta(seconds=7)
    assert telegram.sent() == []


async def test_a_telegram_out_of_reach_is_tried_later(desk: Desk) -> None:
    channel = TelegramChannel(TOKEN, api_url=f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(TryLater):
        await channel.send(to("hello"))
    await channel.stop()


async def test_the_token_is_in_no_log_and_in_no_error(
    telegram: TelegramEmulator,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = TelegramChannel(TOKEN, api_url=telegram.url)
    telegram.fail_next("sendMessage", 401, "Unauthorized")
    with pytest.raises(Rejected) as refused:
        await channel.send(to("hello"))
    await telegram.server.close()
    with pytest.raises(TryLater) as lost:
        await channel.send(to("hello"))
    await channel.stop()
    spoken = capsys.readouterr()
    # The emulator's own access log, which is not ours.
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name != "aiohttp.access")
    for text in (logged, spoken.out, spoken.err, repr(channel), str(refused.value)):
        assert TOKEN not in text
    assert lost.value.__cause__ is None
    assert lost.value.__suppress_context__


GROUP = {"id": -5, "type": "supergroup", "title": "Family"}


def read(**update: Any) -> Event | None:
    parsed = parse_update({"update_id": 5, **update})
    incoming = read_update(parsed) if parsed else None
    return incoming.event if incoming else None


def message(chat: dict[str, Any] = CHAT, **fields: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_800_000_000, "chat": chat, "from": PERSON, **fields}


@pytest.mark.parametrize(
    ("update", "event"),
    [
        ({"message": message(text="سلام")}, Heard("سلام")),
        ({"message": message(caption="my papers", photo=[])}, Heard("my papers")),
        ({"message": message(text="hi", chat=GROUP)}, None),
        ({"edited_message": message(text="hi")}, None),
        ({"channel_post": message(text="hi")}, None),
        ({"message": message(new_chat_title="x")}, None),
        ({"my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1}}, None),
        ({"callback_query": {"id": "1", "from": PERSON, "chat_instance": "1"}}, None),
        (
            {
                "callback_query": {
                    "id": "1",
                    "from": PERSON,
                    "chat_instance": "1",
                    "data": "x",
                    "message": message(GROUP, text="?"),
                }
            },
            None,
        ),
        (
            {"message": message(contact={"phone_number": "+21620000001", "first_name": "A"})},
            Unreadable("contact"),
        ),
        (
            {"message": message(document={"file_id": "d", "file_unique_id": "d"})},
            Unreadable("document"),
        ),
        ({"message": message(text=5)}, None),
        ({"message": {"text": "no chat"}}, None),
    ],
)
def test_what_each_kind_of_update_says(update: dict[str, Any], event: Event | None) -> None:
    assert read(**update) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["message", "chat", "from", "text", "date", "location", "photo", "voice", "data", "id", "type"]
)
MESSAGES = st.dictionaries(FIELDS, JSON | st.just(CHAT) | st.just(PERSON)).map(
    lambda fields: {"message_id": 1, "date": 1, "chat": CHAT, **fields}
)
UPDATES = st.dictionaries(
    st.sampled_from(["message", "callback_query", "edited_message", "my_chat_member"]),
    JSON | MESSAGES | st.fixed_dictionaries({"id": JSON, "from": JSON, "message": MESSAGES}),
)


@pytest.mark.parametrize("chat", [None, "", [], {}, "a word", [5]])
def test_what_comes_from_no_chat_says_nothing(chat: object) -> None:
    message = {"message_id": 1, "date": 1, "text": "hi", "chat": chat}
    pressed = {"id": "1", "from": {}, "chat_instance": "1", "data": "menu", "message": message}
    updates: tuple[dict[str, Any], ...] = ({"message": message}, {"callback_query": pressed})
    for update in updates:
        parsed = parse_update({"update_id": 5, **update})
        assert parsed is None or read_update(parsed) is None
    changed = {"chat": chat, "from": {}, "date": 1, "old_chat_member": {}, "new_chat_member": {}}
    parsed = parse_update({"update_id": 5, "my_chat_member": changed})
    assert parsed is None or read_reachability(parsed) is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(UPDATES)
def test_no_update_however_strange_breaks_the_reader(update: dict[str, Any]) -> None:
    strange = json.loads(json.dumps({**update, "update_id": 5}))
    parsed = parse_update(strange)
    incoming = read_update(parsed) if parsed else None
    assert incoming is None or isinstance(incoming.address, str)
