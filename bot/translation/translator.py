"""How is a line said in somebody's language?

Words missing in one language are taken from the next, string by string (aeb, ar, fr, en). Before
each language's own catalogue stand the words that staff chose in its place (`bot/wordings/`).
Nothing a translator wrote can raise here: a faulty sentence is passed over, and `dalil catalogues
check` names it long before.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from bot.translation.begun import read_begun
from bot.translation.catalogue import NUMBER, Catalogue, Template, placeholders, read_catalogue
from bot.translation.languages import BadLanguage, read_languages
from flows.engine.language import BegunLanguage, Language
from flows.engine.text import Line, Month, Text, Value
from services_directory.values.entries import LocalText
from services_directory.vocabulary.telling import AS_MOST, Telling

SOURCE_LANGUAGE = "en"
LARGEST_GROUPED = 10**15

current_locale: ContextVar[str] = ContextVar("current_locale", default=SOURCE_LANGUAGE)
"""The language of the page being made, for templates that call `gettext` without saying which."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A language and the catalogues to look into, its own first."""

    language: Language
    books: tuple[Catalogue, ...]


class Translator:
    """Every language's words, read at start; pure from then on but for `take_up`: same line, same
    locale, same words.

    `languages` are those people may choose, in the order they are offered.
    """

    def __init__(
        self,
        voices: Mapping[str, Voice],
        languages: Sequence[Language],
        timezone: tzinfo,
        begun: tuple[BegunLanguage, ...] = (),
    ) -> None:
        self._voices = dict(voices)
        self._chosen: Mapping[str, Catalogue] = {}
        self._timezone = timezone
        self.languages = tuple(languages)
        self.begun = begun
        self._source = self._voices.get(SOURCE_LANGUAGE) or next(iter(self._voices.values()))

    @classmethod
    def load(
        cls,
        locales: Path,
        languages: Sequence[str] | None = None,
        timezone: str | tzinfo = UTC,
        plain_by_sms: Collection[str] = (),
    ) -> Self:
        """Read `locales`; offer `languages` (codes, in order), or all there are.

        Moments are shown in `timezone`; `plain_by_sms` are the languages that an SMS writes in
        plain letters. Raises BadLanguage naming the file and what is wrong.
        """
        known = {
            code: replace(language, plain_by_sms=code in plain_by_sms)
            for code, language in read_languages(locales).items()
        }
        for code in languages or ():
            if code not in known:
                raise BadLanguage(locales / code, "the programme offers it and it has no folder")
        books = {code: read_catalogue(locales, language) for code, language in known.items()}
        voices = {
            code: Voice(language, tuple(books[each] for each in language.fallbacks))
            for code, language in known.items()
        }
        zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
        begun = tuple(each for each in read_begun(locales) if each.code not in (languages or known))
        return cls(voices, [known[code] for code in languages or known], zone, begun)

    def language(self, code: str | None) -> Language | None:
        """The language with this code, offered or only standing in for another; None if unknown."""
        voice = self._voices.get(code or "")
        return None if voice is None else voice.language

    def take_up(self, chosen: Mapping[str, Catalogue]) -> None:
        """From now on these are said, by language, in the place of what the release says."""
        self._chosen = dict(chosen)

    def with_words(self, chosen: Mapping[str, Catalogue]) -> Self:
        """Another one, that says these: to try them out."""
        other = copy.copy(self)
        other.take_up(chosen)
        return other

    def phrase(self, line: Line, locale: str) -> str:
        """`line` in the words of `locale`; an unknown locale hears the source language."""
        if isinstance(line, str):
            return line
        voice = self._voices.get(locale, self._source)
        if isinstance(line, LocalText):
            return line.best(voice.language.fallbacks)
        for book in voice.books:
            template = self._find(book, line)
            if template is None:
                continue
            if not template.fields:
                return template.text
            values = self._values(line, book.language)
            if template.fields <= values.keys():
                return template.text.format_map(values)
        return self._in_source_words(line)

    def gettext(self, message: str, /, **values: Value) -> str:
        """For templates: `message` in `current_locale`, its `{names}` filled."""
        return self.phrase(Text(message, tuple(values.items())), current_locale.get())

    def ngettext(self, one: str, many: str, n: int, /, **values: Value) -> str:
        """For templates: the form `n` takes, in `current_locale`; `{n}` in it is `n`."""
        return self.phrase(Text(one, tuple(values.items()), many, n), current_locale.get())

    def _find(self, book: Catalogue, line: Text) -> Template | None:
        chosen = self._chosen.get(book.language.code)
        found = chosen.find(line.message, line.many, line.count) if chosen else None
        return found or book.find(line.message, line.many, line.count)

    def _in_source_words(self, line: Text) -> str:
        message = line.message if line.many is None or line.count == 1 else line.many
        if placeholders(message) is None:
            return message
        return message.format_map(_BlankWhereMissing(self._values(line, self._source.language)))

    def _values(self, line: Text, language: Language) -> dict[str, str]:
        values = {name: self._say(value, language) for name, value in line.values}
        if line.many is not None:
            values.setdefault(NUMBER, say_number(line.count, language.babel))
        return values

    def _say(self, value: object, language: Language) -> str:
        match value:
            case str():
                return value
            case Text() | LocalText():
                return self.phrase(value, language.code)
            case datetime():
                aware = value if value.tzinfo else value.replace(tzinfo=UTC)
                return say_moment(
                    aware.astimezone(self._timezone), language.babel, language.telling
                )
            case Month(day):
                return say_month(day, language.babel, language.telling)
            case date():
                return say_date(value, language.babel, language.telling)
            case time():
                return say_time(value, language.babel, language.telling)
            case int() | float():
                return say_number(value, language.babel)
        return str(value)


class _BlankWhereMissing(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""


@lru_cache(maxsize=1024)
def say_date(day: date, babel: str, telling: Telling = AS_MOST) -> str:
    """A day with its year: "7 May 2026", « 7 mai 2026 », "7 ماي 2026"."""
    return telling.with_year(day) or _plain_spaces(format_date(day, "long", locale=babel))


@lru_cache(maxsize=1024)
def say_month(day: date, babel: str, telling: Telling = AS_MOST) -> str:
    """A month with its year: "May 2026", « mai 2026 »."""
    return telling.month(day) or _plain_spaces(format_date(day, "MMMM y", locale=babel))


@lru_cache(maxsize=1024)
def say_time(moment: time, babel: str, telling: Telling = AS_MOST) -> str:
    """24 hours, as posters and doors in Tunisia have it: no AM, no ص to know."""
    return telling.clock(moment) or format_time(moment, "HH:mm", locale=babel)


def say_day(day: date, babel: str, telling: Telling = AS_MOST) -> str:
    """A day of these weeks: "Thursday 7 May"."""
    weekday = format_date(day, "EEEE", locale=babel)
    return telling.short(day, weekday) or format_date(day, "EEEE d MMMM", locale=babel)


@lru_cache(maxsize=1024)
def say_moment(moment: datetime, babel: str, telling: Telling = AS_MOST) -> str:
    """A moment soon to come or just past, already local: "Thursday 7 May, 16:05"."""
    day = say_day(moment.date(), babel, telling)
    pattern = str(Locale.parse(babel).datetime_formats["medium"])
    clock = say_time(moment.time(), babel, telling)
    return _plain_spaces(pattern.replace("{1}", day).replace("{0}", clock))


@lru_cache(maxsize=1024)
def say_number(number: float, babel: str) -> str:
    """A number as it is written in this language."""
    # Nobody counts this far; Babel's decimals would raise.
    if abs(number) >= LARGEST_GROUPED:
        return str(number)
    return _plain_spaces(format_decimal(number, locale=babel))


def _plain_spaces(text: str) -> str:
    # One narrow space of Babel's would cut an SMS segment from 160 letters to 70.
    return text.replace("\u202f", " ").replace("\u00a0", " ")
