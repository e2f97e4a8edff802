"""How are an event and a message kept as text in a row, and read back?"""

from __future__ import annotations

from typing import Any

from bot.messages.message import Attachment, Button, Menu, Rendered, RenderedPin
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked, Unreadable
from services_directory.values.entries import Position
from services_directory.values.json_text import from_json, to_json_text


def event_to_json(event: Event) -> str:
    """What came in, as text for a row."""
    match event:
        case Heard(text, corrects):
            stored: dict[str, Any] = {"corrected" if corrects else "heard": text}
        case Picked(key, under):
            stored = {"picked": key, **({"under": under} if under else {})}
        case LocationShared(position):
            stored = {"location": _place(position)}
        case NumberShared(number):
            stored = {"number": number}
        case Unreadable(kind):
            stored = {"unreadable": kind}
    return to_json_text(stored)


def event_from_json(text: str) -> Event:
    """The event as stored; one that cannot be read (an older release) counts as unreadable."""
    match from_json(text or "{}"):
        case {"heard": str(words)}:
            return Heard(words)
        case {"corrected": str(words)}:
            return Heard(words, corrects=True)
        case {"picked": str(key), **more}:
            return Picked(key, str(more.get("under", "")))
        case {"location": [float(latitude), float(longitude)]}:
            return LocationShared(Position(latitude, longitude))
        case {"number": str(number)}:
            return NumberShared(number)
        case {"unreadable": str(kind)}:
            return Unreadable(kind)
    return Unreadable("unknown")


def message_to_json(message: Rendered) -> str:
    """Only what is there is written: most messages are a text and some buttons."""
    stored: dict[str, Any] = {"text": message.text}
    if message.buttons:
        stored["buttons"] = [[[each.key, each.label] for each in row] for row in message.buttons]
    if message.location_label is not None:
        stored["location_label"] = message.location_label
    if message.pin is not None:
        pin = message.pin
        stored["pin"] = [*_place(pin.position), pin.title, pin.address]
    if message.menu is not None:
        menu = message.menu
        stored["menu"] = [menu.text, menu.opens, [[each.key, each.label] for each in menu.choices]]
    if message.attachment is not None:
        stored["classes"] = [message.attachment.cohort_id, message.attachment.locale]
    return to_json_text(stored)


def message_from_json(text: str) -> Rendered:
    """The message exactly as it was queued."""
    stored = from_json(text)
    pin = stored.get("pin")
    return Rendered(
        text=stored["text"],
        buttons=tuple(
            tuple(Button(key, label) for key, label in row) for row in stored.get("buttons", ())
        ),
        location_label=stored.get("location_label"),
        menu=_menu(stored["menu"]) if "menu" in stored else None,
        pin=RenderedPin(Position(pin[0], pin[1]), pin[2], pin[3]) if pin else None,
        attachment=Attachment(*stored["classes"]) if "classes" in stored else None,
    )


def _menu(stored: list[Any]) -> Menu:
    text, opens, choices = stored
    return Menu(text, opens, tuple(Button(key, label) for key, label in choices))


def _place(position: Position) -> list[float]:
    return [float(position.latitude), float(position.longitude)]
