"""What is kept of what came in? Nothing that a database refuses, or that hides words from a reader.

Whatever a provider tells passes here on its way into a table: an event of a person
(`bot/inbound/store.py`), a report on a message (`bot/outbound/delivery_reports.py`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from bot.messages.reports import DeliveryReport, Listed, ListOfSent, ProviderEvent, Stray
from flows.engine.event import Event, Heard, LocationShared, NumberShared, Picked, Unreadable

WORDS_KEPT = 2000
KEY_KEPT = 64
NUMBER_KEPT = 32
PROVIDER_ID_KEPT = 128

# Overrides turn a line round for whoever reads it next, such as staff; joiners belong to words.
_BIDI_CONTROLS = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LINE_ENDS = frozenset("\n\r\t\v\f\x85\u2028\u2029")


def clean_event(event: Event) -> Event:
    """The same event without control characters, not longer than anybody types."""
    match event:
        case Heard(text, corrects):
            return Heard(clean_words(text), corrects)
        case Picked(key, message):
            return Picked(clean_words(key)[:KEY_KEPT], clean_words(message)[:KEY_KEPT])
        case LocationShared(position):
            # NaN compares false with everything, so it ends here as well.
            if abs(position.latitude) <= 90 and abs(position.longitude) <= 180:
                return event
            return Unreadable("location")
        case NumberShared(number):
            return NumberShared(clean_words(number)[:NUMBER_KEPT])
        case Unreadable(kind):
            return Unreadable(clean_words(kind)[:KEY_KEPT])


def clean_words(text: str) -> str:
    """The first `WORDS_KEPT` characters, without control characters, half characters, overrides."""
    if text.isprintable():  # and so free of all of these
        return text.strip()[:WORDS_KEPT]
    # Far more than is kept is cut off before the slow part.
    kept = (_clean(character) for character in text[: 4 * WORDS_KEPT])
    return "".join(kept).strip()[:WORDS_KEPT]


def clean_provider_id(provider_id: str) -> str:
    return clean_words(provider_id)[:PROVIDER_ID_KEPT]


def clean_report(report: ProviderEvent) -> ProviderEvent:
    """The same report, its texts as a table takes them; the form of a stray is sealed as it came.

    Who an address belongs to is asked by its hash, which takes any text."""
    match report:
        case Stray(channel, provider_id):
            kept = clean_provider_id(provider_id)
            return replace(report, channel=clean_words(channel), provider_id=kept)
        case ListOfSent(messages=messages):
            return replace(report, messages=tuple(map(_clean_listed, messages)))
        case DeliveryReport():
            return _clean_reason(report)
        case _:
            return report


def _clean_listed(message: Listed) -> Listed:
    report = message.report and _clean_reason(message.report)
    return replace(message, provider_id=clean_provider_id(message.provider_id), report=report)


def _clean_reason(report: DeliveryReport) -> DeliveryReport:
    reason = report.reason
    return replace(report, reason=None if reason is None else clean_words(reason))


def _clean(character: str) -> str:
    if character in _LINE_ENDS:
        return "\n"
    if character in _BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs"}:
        return ""
    return character
