"""How do staff pages speak? In the language their reader chose, for the length of one request."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_decimal_precision,
)

from bot.confirmations.confirmations import BY_ITSELF
from bot.translation.translator import Translator
from flows.engine.language import Language
from flows.engine.text import Line, _
from services_directory.values.entries import LocalText


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says lines in one language, and moments by the clocks of the programme's city."""

    translator: Translator
    language: Language
    zone: ZoneInfo


speaker: ContextVar[Speaker] = ContextVar("staff_speaker")


def say(line: Line) -> str:
    """`line` in the language of whoever asked for this page."""
    voice = speaker.get()
    return voice.translator.phrase(line, voice.language.code)


def local(text: LocalText) -> str:
    """Directory words in the reader's language, or in the nearest that exists."""
    return text.best(speaker.get().language.fallbacks)


def apart(name: str | None) -> str:
    """A name inside a sentence of ours: whichever way it is written, the rest keeps its order."""
    return f"\N{FIRST STRONG ISOLATE}{name or ''}\N{POP DIRECTIONAL ISOLATE}"


def who_said(name: str) -> str:
    """Somebody of staff, or a service that answered for itself."""
    return say(_("the service itself")) if name == BY_ITSELF else apart(name)


def moment(when: datetime) -> str:
    """A moment with its year, short enough for a list: "23 Nov 2026 14:05"."""
    voice = speaker.get()
    local_time = when.astimezone(voice.zone)
    return format_datetime(
        local_time, "d MMM y HH:mm", tzinfo=voice.zone, locale=voice.language.babel
    )


def tongue(translator: Translator, code: str) -> str:
    """What the language with this code calls itself; one nobody knows is shown by its code."""
    language = translator.language(code)
    return language.own_name if language else code


def day(when: date) -> str:
    return format_date(when, "d MMM y", locale=speaker.get().language.babel)


def day_in(when: datetime, zone: str) -> str:
    """The day by the clocks of `zone`, with its name: "Wednesday 2 Dec 2026"."""
    local_time = when.astimezone(ZoneInfo(zone))
    return format_date(local_time, "EEEE d MMM y", locale=speaker.get().language.babel)


def clocks_in(begins: datetime, ends: datetime, zone: str) -> str:
    """From when to when by the clocks of `zone`: "09:00–12:00"."""
    one, other = (each.astimezone(ZoneInfo(zone)) for each in (begins, ends))
    return from_to(f"{one:%H:%M}", f"{other:%H:%M}")


def from_to(opens: str, closes: str) -> str:
    """Two clocks that stay together, in their order, also at the end of a line."""
    return f"\u2066{opens}\u2060–\u2060{closes}\u2069"


def number(count: int) -> str:
    return format_decimal(count, locale=speaker.get().language.babel)


def money(amount: Decimal, currency: str) -> str:
    """An amount with all its digits: an SMS costs less than the smallest coin."""
    exact = f"{amount.normalize():f}"
    digits = max(2, len(exact.partition(".")[2]))
    pattern = f"#,##0.{'0' * digits}\u00a0¤¤"
    locale = speaker.get().language.babel
    return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)


def has_smaller_parts(amount: Decimal, currency: str) -> bool:
    """Whether it has more decimals than this currency (ISO 4217) has; one nobody knows has two."""
    return get_decimal_precision(amount) > get_currency_precision(currency)
