"""What stands in Twilio's list of messages that we were never told? For each channel it carries.

A webhook is lost when we are away for longer than Twilio tries again, which is not long. The list
also has what a message cost, which no callback tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from bot.channels.base import Receive, Report
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.webhook import Read, read_report
from bot.messages.reports import Listed, ListOfSent

_MICRO = 1_000_000
_CURRENCY = re.compile(r"[A-Z]{3}")


async def catch_up(
    account: TwilioAccount,
    channel: str,
    since: datetime,
    is_ours: Callable[[Mapping[str, str]], bool],
    read: Read,
    receive: Receive,
    report: Report,
) -> None:
    """Take in what came to us and say what became of what we sent; told again, it changes nothing.

    `is_ours`: whether a message came to us, for an account may have more numbers; `read` takes the
    fields by the names they have in a webhook."""
    listed = await account.messages_after(since)
    for each in listed:
        if each.get("direction") == "inbound" and is_ours(each):
            inbound = read(_as_webhook(each))
            if inbound is not None:
                await receive(inbound)
    sent = tuple(read_listed(channel, each) for each in listed if "outbound" in each["direction"])
    if sent:
        await report(ListOfSent(channel, since, sent))


def read_listed(channel: str, message: Mapping[str, str]) -> Listed:
    """A message of ours as the list has it. Twilio tells prices as what they take from a balance:
    -0.00750; and no number of segments before it knows."""
    told = {"MessageStatus": message.get("status", ""), "ErrorCode": message.get("error_code", "")}
    currency = message.get("price_unit", "")
    price = _micros(message.get("price", "")) if _CURRENCY.fullmatch(currency) else None
    segments = message.get("num_segments", "")
    return Listed(
        provider_id=message["sid"],
        segments=int(segments) or None if re.fullmatch(r"[0-9]{1,3}", segments) else None,
        price_micros=price,
        currency=currency if price is not None else None,
        report=read_report(channel, message["sid"], told),
    )


def _as_webhook(message: Mapping[str, str]) -> dict[str, str]:
    return {
        "MessageSid": message.get("sid", ""),
        "From": message.get("from_", ""),
        "To": message.get("to", ""),
        "Body": message.get("body", ""),
        "NumMedia": message.get("num_media", "0"),
    }


def _micros(price: str) -> int | None:
    try:
        micros = abs(Decimal(price)) * _MICRO
        return int(micros.to_integral_value()) if micros < 10**15 else None
    except InvalidOperation:
        return None
