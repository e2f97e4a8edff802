"""Which days are named beside an answer: today, a weekday, the 7th, 7 December, 7/12?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flows.engine.step import Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import AFTER, DATE
from flows.engine.understanding.words import folded_words, stems
from services_directory.values.normalise import fold

_WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")
_AHEAD = {"today": 0, "tomorrow": 1, "after_tomorrow": 2}
_NEAR = timedelta(days=14)
"""Who names a day means one within so many."""

_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)")
_SHORTEST_MONTH = 3


@dataclass(frozen=True, slots=True)
class NamedDay:
    """`name`: of a weekday, or counted from today. Of a date `month` is 0 where none was said."""

    name: str = ""
    day: int = 0
    month: int = 0

    def is_on(self, day: date, today: date) -> bool:
        if not self.name:
            return day.day == self.day and self.month in (0, day.month)
        if self.name in _AHEAD:
            return day == today + timedelta(days=_AHEAD[self.name])
        return _WEEK[day.weekday()] == self.name and day - today < _NEAR


def days_named(talk: Talk, meaning: Meaning) -> tuple[NamedDay, ...]:
    """However long the sentence is; where a date is said, a weekday beside it says no more."""
    dates = tuple(dict.fromkeys(_dates(talk, meaning)))
    return dates or tuple(NamedDay(name) for name in dict.fromkeys(_names(talk, meaning)))


def _names(talk: Talk, meaning: Meaning) -> Iterator[str]:
    lexicon, before = talk.world.lexicon, ""
    found = [wish.removeprefix("open:").partition("-")[0] for wish in meaning.wishes]
    is_after = False
    for word in meaning.said.split():
        for form in (word, *stems(word)):
            name = lexicon.wishes.get(form, "").removeprefix("when_")
            is_after = is_after or (name == "tomorrow" and before in lexicon.beside(AFTER))
            found.append(name)
        before = word
    if is_after:
        found = ["after_tomorrow" if name == "tomorrow" else name for name in found]
    yield from (name for name in found if name in _WEEK or name in _AHEAD)


def _dates(talk: Talk, meaning: Meaning) -> Iterator[NamedDay]:
    for day, month in _NUMBERS.findall(fold(talk.heard)):
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12:
            yield NamedDay(day=int(day), month=int(month))
    words = meaning.said.split()
    for at, word in enumerate(words):
        number = _DAY.fullmatch(word)
        if number is None or not 1 <= int(number[1]) <= 31:
            continue
        beside = (*words[at + 1 : at + 2], *words[max(at - 1, 0) : at])
        month = next((found for each in beside if (found := _month(each, talk))), 0)
        is_dated = at and words[at - 1] in talk.world.lexicon.beside(DATE)
        if month or (is_dated and not _NUMBERS.search(talk.heard)):
            yield NamedDay(day=int(number[1]), month=month)


def _month(word: str, talk: Talk) -> int:
    """As any of our languages writes it, or how it begins; 0 where it is none."""
    if len(word) < _SHORTEST_MONTH or word.isdecimal():
        return 0
    for month in range(1, 13):
        for language in talk.world.programme.languages:
            one = _("{when}.", when=date(2026, month, 1))
            written = folded_words(talk.world.phrase(one, language))
            if any(each.startswith(word) for each in written if not each.isdecimal()):
                return month
    return 0
