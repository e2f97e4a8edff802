"""What does an update of Telegram's say to us, if it says anything? Pure.

Only the few fields that we use are read. The library would build an object for every other one,
which took longer than answering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType

from bot.messages.message import InboundMessage
from bot.messages.reports import Reachability
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked, Unreadable
from services_directory.values.entries import Position

CHANNEL = "telegram"

_WITH_COUNTRY = 10
"""Digits from which on a number holds its country."""

# What people send that we cannot read yet, by the field that holds it; all else is silence.
UNREADABLE_KINDS = {
    "voice": "voice",
    "audio": "voice",
    "video_note": "video",
    "video": "video",
    "animation": "picture",
    "photo": "picture",
    "sticker": "sticker",
    "document": "document",
    "poll": "poll",
    "dice": "dice",
    "game": "game",
    "story": "story",
}

# As plain words: comparing them with the library's enumerations would cost more than all the rest.
_PRIVATE = str(ChatType.PRIVATE.value)
_LEAVES = str(ChatMemberStatus.BANNED.value)
_COMES_BACK = str(ChatMemberStatus.MEMBER.value)
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Update:
    """What is in an update for us: nothing of it, for groups and everything else.

    `pressed`: the button that turns on somebody's screen until we answer."""

    id: int
    inbound: InboundMessage | None = None
    reachability: Reachability | None = None
    pressed: str | None = None


def read_update(raw: Mapping[str, Any]) -> Update:
    """Whatever else Telegram would never send says nothing.

    Raises ValueError without a whole number as `update_id`: then it is no update at all."""
    identity = raw.get("update_id")
    if type(identity) is not int:
        raise ValueError("an update without update_id")
    if "edited_message" in raw:
        # A picture's words may be edited as well; a place that moves is edited all the time.
        message = _object(raw["edited_message"])
        words = _words_of(message)
        mended = Heard(words, corrects=True) if words else None
        return Update(identity, _inbound(identity, message, message.get("from"), mended))
    if "message" in raw:
        message = _object(raw["message"])
        event = _event_of(message)
        return Update(identity, _inbound(identity, message, message.get("from"), event))
    if "callback_query" in raw:
        return _pressed(identity, _object(raw["callback_query"]))
    if "my_chat_member" in raw:
        return Update(identity, reachability=_reachability(_object(raw["my_chat_member"])))
    return Update(identity)


def _pressed(identity: int, query: Mapping[str, Any]) -> Update:
    key, pressed = query.get("data"), query.get("id")
    under = _object(query.get("message")).get("message_id")
    event = Picked(key, str(under or "")) if isinstance(key, str) else None
    inbound = _inbound(identity, _object(query.get("message")), query.get("from"), event)
    return Update(identity, inbound, pressed=pressed if isinstance(pressed, str) else None)


def _reachability(changed: Mapping[str, Any]) -> Reachability | None:
    """That somebody blocked the bot, or let it write again."""
    address = _private_chat(changed)
    status = _object(changed.get("new_chat_member")).get("status")
    if address is None or status not in (_LEAVES, _COMES_BACK):
        return None
    return Reachability(CHANNEL, address, is_reachable=status == _COMES_BACK)


def _inbound(
    identity: int, message: Mapping[str, Any], sender: object, event: Event | None
) -> InboundMessage | None:
    """What a person did in a private chat."""
    address = _private_chat(message) if event is not None else None
    if event is None or address is None:
        return None
    hint = _object(sender).get("language_code")
    return InboundMessage(
        channel=CHANNEL,
        address=address,
        provider_id=str(identity),
        event=event,
        locale_hint=hint if isinstance(hint, str) else None,
    )


def _private_chat(holder: Mapping[str, Any]) -> str | None:
    chat = _object(holder.get("chat"))
    identity = chat.get("id")
    return str(identity) if chat.get("type") == _PRIVATE and type(identity) is int else None


def _event_of(message: Mapping[str, Any]) -> Event | None:
    if words := _words_of(message):
        return Heard(words)
    # A venue comes with its location.
    if "location" in message:
        return _location(_object(message["location"]))
    if "contact" in message:
        return _number(_object(message["contact"]).get("phone_number"))
    found = (kind for field, kind in UNREADABLE_KINDS.items() if message.get(field))
    kind = next(found, None)
    return Unreadable(kind) if kind else None


def _words_of(message: Mapping[str, Any]) -> str:
    """A picture's caption are words."""
    words = message.get("text") or message.get("caption")
    return words if isinstance(words, str) else ""


def _number(written: object) -> Event:
    """Telegram leaves the plus away, an address book holds what its owner typed."""
    if not isinstance(written, str) or not any(letter.isdigit() for letter in written):
        return Unreadable("contact")
    bare = written.strip()
    is_international = bare.isdecimal() and len(bare) >= _WITH_COUNTRY and bare[0] != "0"
    return NumberShared(f"+{bare}" if is_international else bare)


def _location(place: Mapping[str, Any]) -> Event:
    try:
        return LocationShared(Position(float(place["latitude"]), float(place["longitude"])))
    except (KeyError, TypeError, ValueError, OverflowError):
        return Unreadable("location")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _NOTHING
