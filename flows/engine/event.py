"""What can happen in a conversation: something was heard, pressed, shared or could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from services_directory.values.entries import Position


@dataclass(frozen=True, slots=True)
class Heard:
    """A text, as it was written. `corrects`: it mends the message written before, by editing it."""

    text: str
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """A button: the `key` of its choice. Buttons stay in a chat for ever: it may be an old one.

    `message`: the provider's id of the message it stands under; "" where it does not say.
    """

    key: str
    message: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class LocationShared:
    position: Position


@dataclass(frozen=True, slots=True)
class NumberShared:
    """A contact of the phone's address book: their own number, or one we should call."""

    number: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A voice note, a picture, a sticker: something we cannot read yet; `kind` names it."""

    kind: str


Event = Heard | Picked | LocationShared | NumberShared | Unreadable
