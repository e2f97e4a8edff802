"""Does a service meet what is wished beside the need: open, free, for whom, in which language?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from services_directory.values.entries import Cost, Service
from services_directory.values.local_text import LocalText
from services_directory.values.normalise import fold


class Verdict(IntEnum):
    """What its entry says of a wish; the order is that of a list."""

    YES = 0
    UNKNOWN = 1
    NO = 2


OPEN, FREE = "open", "free"
"""OPEN alone is now; with a time of `time_expressions.py`, "open:sa-morning", it is then."""

SPEAKS, AGE = "speaks", "age"
"""With a language's code, "speaks:en": to be spoken to in it. With years, "age:8": for somebody."""

_FACTS = {
    "women": ("eligibility:women", "eligibility:survivors_of_violence"),
    "men": ("eligibility:men",),
    "children": ("eligibility:children",),
    "young": ("eligibility:young_people", "eligibility:students"),
    "older": ("eligibility:older_people",),
    "families": ("eligibility:families",),
    "refugees": ("eligibility:refugees", "eligibility:migrants"),
    "disabled": ("eligibility:people_with_disabilities", "accessibility:wheelchair"),
    "female_staff": ("accessibility:female_staff",),
}
"""For whom a wish is, and the facts that say a service is for them; who works there among it."""

_SAID_OF = {
    "women": ("femme", "fille", "women", "girls", "نساء", "مراه", "فتاه"),
    "children": ("enfan", "child", "طفل", "اطفال"),
    "young": ("jeune", "youth", "young people", "شبان", "شباب"),
    "older": ("personnes agees", "older people", "elderly", "كبار السن", "مسنين"),
    "families": ("famille", "families", "العايلات", "عايلات", "للعايلات"),
    "refugees": ("refugie", "demandeurs d'asile", "migrants", "refugee", "لاجئ", "مهاجر"),
    "disabled": ("handicap", "disab", "اعاقه", "معاق"),
}
"""Beginnings of folded words by which an entry says the same in its own words."""

_OTHERS_ONLY = {"women": "eligibility:men", "men": "eligibility:women"}
"""A fact that, without the one wished for beside it, says that it is for others."""

_GROWN_UP = 18
"""Years; a service for children is for everybody below (Convention on the Rights of the Child)."""

MAN = "man"
"""Somebody says that he is one: what is for women alone is never shown to him, unless it is what he
asks for, as who asks for his wife does."""

_WOMEN = "women"
_FOR_WOMEN = frozenset(("eligibility:women", "eligibility:survivors_of_violence"))
_FOR_MEN = "eligibility:men"
_SAID_OF_MEN = ("homme", "men and", "and men", "رجال", "للرجال", "والرجال")
"""As above."""

Doors = Callable[[Service, str], int]
"""For a wish that begins with OPEN: 0 open, 1 unknown, 2 closed."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`names`: `FREE`, "open", "open:sa", "speaks:fr", "age:8", or for whom, as in keywords.csv."""

    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)


NO_WISHES = Wishes()


def verdict(service: Service, wishes: Wishes, doors: Doors) -> Verdict:
    """The worst over all wishes."""
    verdicts = (one_verdict(service, name, doors) for name in wishes.names)
    return max(verdicts, default=Verdict.YES)


def one_verdict(service: Service, name: str, doors: Doors) -> Verdict:
    """What is said of one wish; a wish nobody knows is met by nothing that is known."""
    kind, _colon, code = name.partition(":")
    if kind == OPEN:
        return Verdict(doors(service, name))
    if name == FREE:
        return Verdict.UNKNOWN if service.cost is None else _COSTS[service.cost]
    if kind == SPEAKS:
        return _spoken(service, code)
    if kind == MAN:
        return Verdict.NO if is_for_women_alone(service) else Verdict.YES
    if kind == AGE:
        return _for_age(service, int(code)) if code.isdecimal() else Verdict.UNKNOWN
    if _OTHERS_ONLY.get(name) in service.facts and _FACTS[name][0] not in service.facts:
        return Verdict.NO
    return Verdict.YES if _is_for(service, name) else Verdict.UNKNOWN


def is_shown(service: Service, wishes: Wishes, need: str | None) -> bool:
    """Whether a service may be shown to whoever asks for this need at all."""
    return MAN not in wishes.names or need == _WOMEN or not is_for_women_alone(service)


def is_for_women_alone(service: Service) -> bool:
    """By its category, facts, name and eligibility; a description may speak of anybody."""
    if _FOR_MEN in service.facts:
        return False
    if service.category == _WOMEN or not _FOR_WOMEN.isdisjoint(service.facts):
        return True
    texts = (service.eligibility, service.name)
    return _speaks_of(texts, _SAID_OF[_WOMEN]) and not _speaks_of(texts, _SAID_OF_MEN)


_COSTS = {Cost.FREE: Verdict.YES, Cost.PAID: Verdict.NO, Cost.VARIES: Verdict.UNKNOWN}


def _spoken(service: Service, code: str) -> Verdict:
    if not service.languages:
        return Verdict.UNKNOWN
    # Who speaks Arabic in Tunisia speaks Tunisian, and the other way about.
    wanted = {"ar", "aeb"} if code in ("ar", "aeb") else {code}
    return Verdict.NO if wanted.isdisjoint(service.languages) else Verdict.YES


def _for_age(service: Service, years: int) -> Verdict:
    least, most = service.minimum_age, service.maximum_age
    if least is None and most is None:
        least, most = _ages_said(service)
    if least is not None or most is not None:
        # A maximum of 17 lasts until the eighteenth birthday.
        young = least is not None and years < least
        old = most is not None and years >= most + 1
        return Verdict.NO if young or old else Verdict.YES
    return Verdict.YES if years < _GROWN_UP and _is_for(service, "children") else Verdict.UNKNOWN


_YEARS = r"(?:ans|years|سنه|عاما)"
_FROM_TO = re.compile(rf"(\d{{1,2}}) ?(?:-|–|a|to|الي) ?(\d{{1,2}}) ?{_YEARS}")
_FROM = re.compile(rf"(?:a partir de|des|from) (\d{{1,2}}) ?{_YEARS}")
"""In folded words: "pour 12-18 ans", "from 15 years"."""


def _ages_said(service: Service) -> tuple[float | None, float | None]:
    """The least and the most years that its name or its eligibility says; None where neither does.

    A description may speak of the years of anything.
    """
    for text in (service.eligibility, service.name):
        for said in _folded(text):
            if found := _FROM_TO.search(said):
                return float(found[1]), float(found[2])
            if found := _FROM.search(said):
                return float(found[1]), None
    return None, None


def _is_for(service: Service, whom: str) -> bool:
    if service.category == whom or not set(_FACTS.get(whom, ())).isdisjoint(service.facts):
        return True
    texts = (service.eligibility, service.name, service.description)
    return _speaks_of(texts, _SAID_OF.get(whom, ()))


def _speaks_of(texts: Iterable[LocalText], beginnings: Iterable[str]) -> bool:
    starts = [f" {start}" for start in beginnings]
    said = (words for text in texts for words in _folded(text))
    return any(start in words for words in said for start in starts)


@lru_cache(maxsize=8192)
def _folded(text: LocalText) -> tuple[str, ...]:
    """The words of a text in every language, each after a blank; the same services are asked of."""
    return tuple(f" {fold(words)}" for _locale, words in text.words)
