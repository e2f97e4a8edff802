"""Words for people, before they are put into somebody's language.

`_("Open until {time}", time=closes)` marks a whole sentence with named placeholders; the translator
says it in the contact's locale when the message is queued. Babel extracts `_` and `plural`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from services_directory.values.entries import LocalText


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to translate. With `many`, `count` chooses the plural form and fills `{n}`."""

    message: str
    values: tuple[tuple[str, Value], ...] = ()
    many: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a day, said with its year."""

    day: date


Line = Text | LocalText | str
"""A line of a reply: to translate, already in several languages, or the same in all (a code)."""

Value = Text | LocalText | str | int | float | date | time | datetime | Month
"""What may fill a placeholder; dates, times and numbers are formatted for the locale."""


def _(message: str, /, **values: Value) -> Text:
    """Mark a sentence: `message` is the English text and the catalogue's key."""
    return Text(message, tuple(values.items()))


def plural(one: str, many: str, n: int, /, **values: Value) -> Text:
    """Mark a sentence with a number in it; `{n}` in it is `n`."""
    return Text(one, tuple(values.items()), many, n)
