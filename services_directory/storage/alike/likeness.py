"""How much do two services look alike, and why? By name, phone, place and organisation.

Only those are compared that share a number, a whole name, or a word of their names in one place:
ten thousand beside ten thousand are no hundred million pairs.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product

from rapidfuzz import fuzz

from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import numbers_in
from services_directory.search.tokens import tokens
from services_directory.values.entries import LocalText
from services_directory.values.normalise import fold

Words = frozenset[str]
ByLocale = Mapping[str, Words]

ALIKE = 60
"""Of 100: from here on two are shown side by side."""

_LAST_DIGITS = 8
"""By them +216 78 600 001 and 78 600 001 are one number."""

_LARGEST_BLOCK = 60
"""What more than so many share tells nothing about any two of them."""

_MOST_COMPARED = 8
_MOST_TOLD = 3

_SAME_NAME, _LIKE_NAME = 0.95, 0.45
_LIKE_NAME_AT_ONE_SOURCE = 0.85
"""Who gave two rows two ids told them apart already: only nearly the same name is doubted."""

_SAME_ORGANISATION, _NEARLY, _OF_A_KIND = 0.9, 0.75, 0.25
_ALMOST_ONE_WORD = 80.0
_MOST_WRITTEN_OTHERWISE = 2
_ANYWHERE = "anywhere"

_FOR_NAME, _FOR_OTHER_LETTERS, _FOR_PHONE, _FOR_PLACE, _FOR_ORGANISATION = 60, 25, 25, 10, 10
_FOR_REGION = 5
_OTHER_PHONE, _OTHER_ORGANISATION, _ELSEWHERE = -10, -15, -100


class Reason(StrEnum):
    """Why two look alike."""

    SAME_NAME = "same name"
    LIKE_NAME = "similar name"
    OTHER_LETTERS = "names in other letters"
    SAME_PHONE = "same phone"
    SAME_PLACE = "same place"
    SAME_ORGANISATION = "same organisation"


@dataclass(frozen=True, slots=True)
class Portrait:
    """What of a service is compared. `key`: that of a service here, or the id of a row.

    `names` and `organisations`: their words in each language, folded; `scripts`: what the names
    are written in.
    """

    key: str
    is_row: bool
    source: str
    name: LocalText
    names: ByLocale
    scripts: frozenset[str]
    organisations: ByLocale
    phones: frozenset[str]
    region: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """`key`, `is_row` and `name`: what it looks like; `score`: of 100."""

    key: str
    is_row: bool
    name: LocalText
    score: int
    reasons: tuple[Reason, ...]


def portrait_of(key: str, draft: ServiceDraft, source: str) -> Portrait:
    """Of a row of a file or of a form."""
    phones = numbers_in(draft.phone)
    where = draft.region, draft.place
    return painted(key, source, draft.name, draft.organisation, phones, *where, is_row=True)


def painted(
    key: str,
    source: str,
    name: LocalText,
    organisation: LocalText,
    phones: Iterable[str],
    region: str | None,
    place: str | None,
    *,
    is_row: bool,
) -> Portrait:
    """A portrait of what is known."""
    names = _folded(name)
    return Portrait(
        key,
        is_row,
        source,
        name,
        names,
        frozenset(_script_of(word) for words in names.values() for word in words),
        _folded(organisation),
        frozenset(filter(None, map(_last_digits, phones))),
        region,
        place,
    )


def likeness(one: Portrait, other: Portrait) -> Likeness | None:
    """How `one` looks like `other`; None where it does not."""
    reasons: list[Reason] = []
    score = 0.0
    if (where := _same_place(one, other)) == _ELSEWHERE:
        return None  # all the rest together would not outweigh it
    if not one.scripts.isdisjoint(other.scripts):
        alike = _most(_words_alike, one.names, other.names)
        if alike < (_LIKE_NAME_AT_ONE_SOURCE if one.source == other.source else _LIKE_NAME):
            return None
        score += _FOR_NAME * alike
        reasons.append(Reason.SAME_NAME if alike >= _SAME_NAME else Reason.LIKE_NAME)
    else:
        score += _FOR_OTHER_LETTERS
        reasons.append(Reason.OTHER_LETTERS)
    if one.phones & other.phones:
        score += _FOR_PHONE
        reasons.append(Reason.SAME_PHONE)
    elif one.phones and other.phones:
        score += _OTHER_PHONE
    score += where
    reasons += [Reason.SAME_PLACE] if where == _FOR_PLACE else []
    score += (whose := _same_organisation(one, other))
    reasons += [Reason.SAME_ORGANISATION] if whose > 0 else []
    if score < ALIKE:
        return None
    return Likeness(other.key, other.is_row, other.name, min(round(score), 100), tuple(reasons))


def most_alike(portrait: Portrait, others: Iterable[Portrait]) -> tuple[Likeness, ...]:
    """Those of the others that it looks like most."""
    found = [alike for each in others if (alike := likeness(portrait, each))]
    return tuple(sorted(found, key=lambda each: -each.score)[:_MOST_TOLD])


class Gallery:
    """Portraits by what they share."""

    def __init__(self) -> None:
        self._portraits: list[Portrait] = []
        self._rows: dict[str, int] = {}
        self._blocks: dict[int, list[int]] = {}

    def add(self, portrait: Portrait) -> None:
        """Hang it; a row that hangs there already is left as it is."""
        if portrait.is_row and self._rows.setdefault(portrait.key, -1) >= 0:
            return
        number = len(self._portraits)
        if portrait.is_row:
            self._rows[portrait.key] = number
        self._portraits.append(portrait)
        for block in {*_shared_by(portrait), *_hung_under(portrait)}:
            block_of = self._blocks.setdefault(block, [])
            if len(block_of) <= _LARGEST_BLOCK:
                block_of.append(number)

    def like(self, portrait: Portrait) -> tuple[Likeness, ...]:
        """What it looks like most; never itself."""
        shared: Counter[int] = Counter()
        own = self._rows.get(portrait.key, -1) if portrait.is_row else -1
        for block in {*_shared_by(portrait), *_asked_under(portrait)}:
            numbers = self._blocks.get(block, ())
            if len(numbers) <= _LARGEST_BLOCK:
                shared.update(numbers)
        del shared[own]
        nearest = (self._portraits[number] for number, _n in shared.most_common(_MOST_COMPARED))
        return most_alike(portrait, nearest)


def _shared_by(portrait: Portrait) -> Iterator[int]:
    yield from (hash(("phone", phone)) for phone in portrait.phones)
    for words in portrait.names.values():
        # A name that many have tells of none of them, but in one place.
        yield hash(("name", words))
        yield hash(("name", words, portrait.region, portrait.place))


def _hung_under(portrait: Portrait) -> Iterator[int]:
    yield from _in_places(portrait, (portrait.place, _ANYWHERE))


def _asked_under(portrait: Portrait) -> Iterator[int]:
    """A word meets the same word in its place, and in its region where one names no place."""
    places = (portrait.place, None) if portrait.place else (_ANYWHERE,)
    yield from _in_places(portrait, places)


def _in_places(portrait: Portrait, places: Iterable[str | None]) -> Iterator[int]:
    words = frozenset[str]().union(*portrait.names.values())
    return (hash((word, portrait.region, place)) for place in places for word in words)


def _most(alike: Callable[[Words, Words], float], mine: ByLocale, theirs: ByLocale) -> float:
    """How alike they are in the language in which they are most: 1 for the same words."""
    locales = mine.keys() & theirs.keys()
    pairs = (
        [(mine[locale], theirs[locale]) for locale in locales]
        if locales
        else list(product(mine.values(), theirs.values()))
    )
    return max((alike(*pair) for pair in pairs), default=0.0)


def _words_alike(mine: Words, theirs: Words) -> float:
    if mine == theirs:
        return 1.0 if mine else 0.0
    alike = _shared(mine, theirs)
    left, right = mine - theirs, theirs - mine
    if len(left) == len(right) <= _MOST_WRITTEN_OTHERWISE:
        # "Hôpital" and "hospital", "Saada" and "Essaada": words that are nearly one.
        near = fuzz.ratio(" ".join(sorted(left)), " ".join(sorted(right)))
        alike += (1 - alike) * near / 100 if near >= _ALMOST_ONE_WORD else 0
    if any(map(str.isdigit, left | right)):
        alike /= 2  # school 1 is not school 2
    return alike


def _shared(mine: Words, theirs: Words) -> float:
    """Twice what they share, of all the words of both."""
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _same_organisation(one: Portrait, other: Portrait) -> int:
    """ "École Saâda" and "École Bni Mtir" are two of a kind, each with what such a school has."""
    shared = _most(_shared, one.organisations, other.organisations)
    if shared >= _SAME_ORGANISATION:
        return _FOR_ORGANISATION
    if one.source == other.source:
        return _OTHER_ORGANISATION if one.organisations and other.organisations else 0
    return _OTHER_ORGANISATION if _OF_A_KIND <= shared < _NEARLY else 0


def _same_place(one: Portrait, other: Portrait) -> int:
    if one.region != other.region:
        return _ELSEWHERE if one.region and other.region else 0
    if one.place == other.place:
        return _FOR_PLACE
    return _ELSEWHERE if one.place and other.place else _FOR_REGION


def _folded(text: LocalText) -> ByLocale:
    return {locale: words for locale, said in text.words if (words := _words_in(said))}


@lru_cache(maxsize=4096)
def _words_in(text: str) -> Words:
    """Many services have one organisation."""
    return frozenset(tokens(text))


def _last_digits(number: str) -> str:
    return "".join(letter for letter in fold(number) if letter.isdigit())[-_LAST_DIGITS:]


def _script_of(word: str) -> str:
    """ "LATIN", "ARABIC", "ETHIOPIC"; "DIGIT" is none."""
    return unicodedata.name(word[0], "").partition(" ")[0]
