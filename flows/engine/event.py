"""What can happen in a conversation: something was heard, pressed, shared or could not be read."""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.values.entries import Position


@dataclass(frozen=True, slots=True)
class Heard:
    """A text, as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Picked:
    """A button: the `key` of its choice. Buttons stay in a chat for ever: it may be an old one."""

    key: str


@dataclass(frozen=True, slots=True)
class LocationShared:
    position: Position


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A voice note, a picture, a sticker: something we cannot read yet; `kind` names it."""

    kind: str


Event = Heard | Picked | LocationShared | Unreadable
