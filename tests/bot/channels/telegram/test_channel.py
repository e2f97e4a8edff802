"""Does Dalil hear what people do on Telegram, with a Telegram that nobody here wrote?"""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.channels.telegram.channel import SECRET_HEADER
from bot.messages.reports import Reachability
from flows.engine.event import Heard, LocationShared, Picked, Unreadable
from services_directory.values.entries import Position
from tests.bot.channels.receiver import Receiver
from tests.bot.channels.telegram.by_telegram import SECRET, by_webhook, polling
from tests.eventually import eventually
from tests.peers.telegram_emulator import CHAT, PERSON, TOKEN, TelegramEmulator


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
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    # The emulator knows no such update, so they are posted as Telegram posts them.
    changes = [membership(status) for status in ("kicked", "member", "restricted")]
    changes.append(membership("kicked", kind="group"))
    headers = {SECRET_HEADER: SECRET}
    async with by_webhook(telegram, receiver) as url, aiohttp.ClientSession() as client:
        for number, change in enumerate(changes):
            update = {"update_id": number, "my_chat_member": change}
            async with client.post(url, json=update, headers=headers) as answer:
                assert answer.status == 200
    assert receiver.reports == [
        Reachability("telegram", "4001", is_reachable=False),
        Reachability("telegram", "4001", is_reachable=True),
    ]


async def test_what_people_do_arrives_while_polling(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    async with polling(telegram, receiver):
        first = await telegram.says("/start kairouan-poster3")
        await telegram.presses("need:health")
        await telegram.message(location={"latitude": 36.5, "longitude": 8.78})
        await telegram.message(voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
        taken = await receiver.wait_for(4)
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
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    async with polling(telegram, receiver):
        await telegram.presses("menu")
        await receiver.wait_for(1)
        await eventually(lambda: telegram.sent("answerCallbackQuery"))
    assert telegram.sent("answerCallbackQuery") == [{"callback_query_id": "99"}]


async def test_by_webhook_a_button_stops_turning_with_the_very_answer(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    async with by_webhook(telegram, receiver):
        await telegram.presses("menu")
        await receiver.wait_for(1)
        await eventually(lambda: telegram.sent("answerCallbackQuery"))
    assert telegram.sent("answerCallbackQuery") == [{"callback_query_id": "99"}]
    assert telegram.by_answering == ["answerCallbackQuery"]
    assert [each.event for each in receiver.taken] == [Picked("menu")]


async def test_an_update_is_confirmed_only_after_it_was_stored(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    receiver.failures = 2
    async with polling(telegram, receiver):
        await telegram.says("one")
        await telegram.says("two")
        taken = await receiver.wait_for(2)
    assert [each.event for each in taken] == [Heard("one"), Heard("two")]


async def test_what_was_not_stored_before_a_stop_comes_again(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    down = Receiver()
    down.failures = 1_000_000
    async with polling(telegram, down):
        await telegram.says("do not lose me")
        await eventually(lambda: down.failures < 999_999)
    async with polling(telegram, receiver):
        (taken,) = await receiver.wait_for(1)
    assert taken.event == Heard("do not lose me")


async def test_polling_goes_on_after_telegram_failed(
    telegram: TelegramEmulator, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("getUpdates", 502, "Bad Gateway")
    telegram.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    telegram.fail_next("getUpdates", 401, "Unauthorized")
    async with polling(telegram, receiver):
        await telegram.says("still there?")
        (taken,) = await receiver.wait_for(1)
    assert taken.event == Heard("still there?")


async def test_the_webhook_is_set_with_a_secret_and_loses_no_waiting_message(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    telegram.fail_next("setWebhook", 500, "Internal Server Error")
    await telegram.says("written while we were away")
    async with by_webhook(telegram, receiver) as address:
        (taken,) = await receiver.wait_for(1)
    assert taken.event == Heard("written while we were away")
    assert telegram.sent("setWebhook") == [
        {
            "url": address,
            "secret_token": SECRET,
            "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        }
    ]


async def test_an_update_that_could_not_be_stored_is_delivered_again(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    async with by_webhook(telegram, receiver):
        receiver.failures = 1
        await telegram.says("again, please")
        assert receiver.taken == []
        await telegram.deliver_updates(token=TOKEN)
    assert [each.event for each in receiver.taken] == [Heard("again, please")]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "é" * 24}])
async def test_without_the_secret_nothing_is_stored(
    telegram: TelegramEmulator, receiver: Receiver, headers: dict[str, str]
) -> None:
    update = {"update_id": 1, "message": {"text": "hi", "chat": CHAT, "from": PERSON}}
    async with (
        by_webhook(telegram, receiver) as address,
        aiohttp.ClientSession() as anybody,
        anybody.post(address, json=update, headers=headers) as answer,
    ):
        assert answer.status == 403
    assert receiver.taken == []


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
    telegram: TelegramEmulator, receiver: Receiver, body: bytes, status: int
) -> None:
    async with (
        by_webhook(telegram, receiver) as address,
        aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as client,
        client.post(address, data=body) as answer,
    ):
        assert answer.status == status
    assert receiver.taken == []
