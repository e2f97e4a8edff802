"""What does an update of Telegram's say to us, if it says anything? Pure."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, Message, Update

from bot.channels.base import InboundMessage, Reachability
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


def parse_update(raw: dict[str, Any]) -> Update | None:
    """The update as the library reads it; None for what no Telegram would send.

    Raises ValueError without a whole number as `update_id`: then it is no update at all."""
    identity = raw.get("update_id")
    if not isinstance(identity, int) or isinstance(identity, bool):
        raise ValueError("an update without update_id")
    try:
        return Update.de_json(raw, None)
    # The library trusts its input: each wrong type fails in a way of its own.
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError):
        return None


def read_update(update: Update) -> InboundMessage | None:
    """What a person did in a private chat; None for groups and everything else."""
    if update.edited_message is not None:
        # A picture's words may be edited as well; a place that moves is edited all the time.
        edited = update.edited_message
        words = _words_of(edited)
        mended = Heard(words, corrects=True) if words else None
        return _inbound(update, edited.chat, edited.from_user, mended)
    if update.message is not None:
        event = _event_of(update.message)
        return _inbound(update, update.message.chat, update.message.from_user, event)
    if update.callback_query is not None:
        return _pressed(update, update.callback_query)
    return None


def read_reachability(update: Update) -> Reachability | None:
    """That somebody blocked the bot, or let it write again; None for everything else."""
    changed = update.my_chat_member
    # The library lets a change pass that has no chat, or no member.
    chat = getattr(changed, "chat", None)
    if chat is None or chat.type != Chat.PRIVATE or not isinstance(chat.id, int):
        return None
    status = getattr(getattr(changed, "new_chat_member", None), "status", None)
    if status not in (ChatMember.BANNED, ChatMember.MEMBER):
        return None
    return Reachability(CHANNEL, str(chat.id), is_reachable=status == ChatMember.MEMBER)


def _pressed(update: Update, query: CallbackQuery) -> InboundMessage | None:
    if query.message is None or not isinstance(query.data, str):
        return None
    return _inbound(update, query.message.chat, query.from_user, Picked(query.data))


def _inbound(
    update: Update, chat: Chat | None, sender: Any, event: Event | None
) -> InboundMessage | None:
    # The library lets a message pass that has no chat.
    if event is None or chat is None or chat.type != Chat.PRIVATE or not isinstance(chat.id, int):
        return None
    hint = getattr(sender, "language_code", None)
    return InboundMessage(
        channel=CHANNEL,
        address=str(chat.id),
        provider_id=str(update.update_id),
        event=event,
        locale_hint=hint if isinstance(hint, str) else None,
    )


def _event_of(message: Message) -> Event | None:
    if words := _words_of(message):
        return Heard(words)
    # A venue comes with its location.
    if message.location is not None:
        return _location(message)
    if message.contact is not None:
        return _number(message.contact.phone_number)
    found = (kind for field, kind in UNREADABLE_KINDS.items() if getattr(message, field, None))
    kind = next(found, None)
    return Unreadable(kind) if kind else None


def _words_of(message: Message) -> str:
    """A picture's caption are words."""
    words = message.text or message.caption
    return words if isinstance(words, str) else ""


def _number(written: object) -> Event:
    """Telegram leaves the plus away, an address book holds what its owner typed."""
    if not isinstance(written, str) or not any(letter.isdigit() for letter in written):
        return Unreadable("contact")
    bare = written.strip()
    is_international = bare.isdecimal() and len(bare) >= _WITH_COUNTRY and bare[0] != "0"
    return NumberShared(f"+{bare}" if is_international else bare)


def _location(message: Message) -> Event | None:
    place = message.location
    if place is None:
        return None
    try:
        return LocationShared(Position(float(place.latitude), float(place.longitude)))
    except (TypeError, ValueError, OverflowError):
        return Unreadable("location")
