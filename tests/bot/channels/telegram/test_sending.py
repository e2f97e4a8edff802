"""Does Telegram show what we send, and do we understand its refusals?"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from bot.channels.telegram.channel import TelegramChannel
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.message import AttachedFile, Button, OutboundMessage, Rendered, RenderedPin
from services_directory.values.entries import Position
from tests.bot.channels.receiver import Receiver
from tests.bot.channels.telegram.by_telegram import polling
from tests.peers.telegram_emulator import TOKEN, TelegramEmulator


def to(text: str, **more: Any) -> OutboundMessage:
    return OutboundMessage("4001", Rendered(text, **more))


async def test_words_and_buttons_are_sent(telegram: TelegramEmulator, receiver: Receiver) -> None:
    rows = ((Button("need:health", "Santé"), Button("need:legal", "Droit")), (Button("m", "Menu"),))
    async with polling(telegram, receiver) as channel:
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
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    message = to("Où ?", buttons=((Button("p:j", "Jendouba"),),), location_label="Ma position")
    async with polling(telegram, receiver) as channel:
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
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    pin = RenderedPin(Position(36.5, 8.78), "Centre Amal", "")
    async with polling(telegram, receiver) as channel:
        await channel.send(to("Centre Amal", pin=pin))
        telegram.fail_next("sendVenue", 400, "Bad Request: wrong venue")
        await channel.send(to("Centre Amal", pin=pin))
    assert [method for method, _fields in telegram.calls if method.startswith("send")] == [
        "sendMessage",
        "sendVenue",
        "sendMessage",
    ]


CALENDAR = AttachedFile("dalil-3.ics", "text/calendar", "BEGIN:VCALENDAR دورة\r\n".encode())


async def test_a_file_and_its_words_are_one_message(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    message = Rendered("Vous avez une place.", ((Button("menu", "Menu"),),))
    async with polling(telegram, receiver) as channel:
        assert await channel.send(OutboundMessage("4001", message, file=CALENDAR))
    (sent,) = telegram.sent("sendDocument")
    assert sent["caption"] == "Vous avez une place."
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "Menu"
    assert telegram.sent() == []
    assert "dalil-3.ics" in str(telegram.uploads)


async def test_words_too_long_to_stand_under_a_file_come_after_it(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    message = Rendered("e" * 1025, ((Button("menu", "Menu"),),))
    async with polling(telegram, receiver) as channel:
        await channel.send(OutboundMessage("4001", message, file=CALENDAR))
    (file,), (words,) = telegram.sent("sendDocument"), telegram.sent()
    assert "caption" not in file
    assert "reply_markup" not in file
    assert words["text"] == "e" * 1025
    assert "reply_markup" in words


async def test_a_file_that_is_refused_keeps_nobody_from_the_words(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    message = OutboundMessage("4001", Rendered("Vous avez une place."), file=CALENDAR)
    async with polling(telegram, receiver) as channel:
        telegram.fail_next("sendDocument", 400, "Bad Request: file is wrong")
        assert await channel.send(message)
        assert [each["text"] for each in telegram.sent()] == ["Vous avez une place."]
        # While Telegram is away both wait; who blocked us gets neither.
        telegram.fail_next("sendDocument", 502, "Bad Gateway")
        with pytest.raises(TryLater):
            await channel.send(message)
        telegram.fail_next("sendDocument", 400, "Bad Request: chat not found")
        with pytest.raises(Unreachable):
            await channel.send(message)
    assert len(telegram.sent()) == 1


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
    receiver: Receiver,
    status: int,
    description: str,
    expected: type[Exception],
) -> None:
    async with polling(telegram, receiver) as channel:
        telegram.fail_next("sendMessage", status, description)
        with pytest.raises(expected) as failure:
            await channel.send(to("secret words"))
    assert "4001" not in str(failure.value)
    assert "secret words" not in str(failure.value)


async def test_when_telegram_asks_to_wait_the_whole_bot_waits(
    telegram: TelegramEmulator, receiver: Receiver
) -> None:
    async with polling(telegram, receiver) as channel:
        telegram.fail_next("sendMessage", 429, "Too Many Requests", {"retry_after": 7})
        with pytest.raises(TryLater) as told:
            await channel.send(to("one"))
        assert told.value.after == timedelta(seconds=7)
        with pytest.raises(TryLater) as kept:
            await channel.send(OutboundMessage("4002", Rendered("two")))
        assert timedelta(0) < kept.value.after <= timedelta(seconds=7)
    assert telegram.sent() == []


async def test_a_telegram_out_of_reach_is_tried_later(receiver: Receiver) -> None:
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
