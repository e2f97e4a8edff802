"""How much of a service's name is in what was said? A word inside a long name names nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from services_directory.search.tokens import tokens, without_letter
from services_directory.values.entries import LocalText, Service
from services_directory.vocabulary.synonyms import root, words_like

NAMED = 0.5
"""So much of a name, and it is meant."""

NEARLY_WHOLE = 0.75
"""So much of it, in several words, and nothing else is meant."""

PERHAPS_NAMED = 0.4
"""So much, and it may be asked about."""

_SEVERAL, _ONE_OF_SEVERAL = 2, 0.9

_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")


def share_said(title: LocalText, words: str) -> float:
    """How much of a title is said, in the language in which that is most."""
    said = {spelling for token in tokens(words) for spelling in _likely(token)}
    return max((_share(written, said) for _locale, written in title.words), default=0.0)


def is_named_in_full(service: Service, words: str) -> bool:
    """Nearly all of its name, or of who runs it, and more than a word that is anybody's."""
    said = {spelling for token in tokens(words) for spelling in _spellings(token)}
    names = (service.name, service.organisation.name)
    return any(
        _share(written, said) >= NEARLY_WHOLE and _count(written, said) >= _SEVERAL
        for name in names
        for _locale, written in name.words
    )


def share_of_name(service: Service, words: str) -> float:
    """The largest share, 0 to 1, of its name or of who runs it that stands in `words`.

    An acronym in a name ("ANETI") stands for all of it."""
    said = {spelling for token in tokens(words) for spelling in _spellings(token)}
    if not said:
        return 0.0
    if any(phone.digits in said for phone in service.phones):
        return 1.0
    names = (service.name, service.organisation.name)
    written = [words for name in names for _locale, words in name.words]
    return max((_naming(each, said) for each in written), default=0.0)


def _naming(written: str, said: set[str]) -> float:
    """One word of several may be anybody's: it counts for less than half of a name."""
    share = _share(written, said)
    return share if share == 1.0 or _count(written, said) >= _SEVERAL else share * _ONE_OF_SEVERAL


def _count(written: str, said: set[str]) -> int:
    return sum(not said.isdisjoint(spellings) for spellings in _read(written).every)


def _share(written: str, said: set[str]) -> float:
    name = _read(written)
    if not said.isdisjoint(name.acronyms):
        return 1.0
    if not name.words:
        return 0.0
    return sum(not said.isdisjoint(spellings) for spellings in name.words) / len(name.words)


class _Name(NamedTuple):
    """Each word of a name in every spelling; `words`: without its numbers."""

    acronyms: frozenset[str]
    every: tuple[frozenset[str], ...]
    words: tuple[frozenset[str], ...]


@lru_cache(maxsize=4096)
def _read(written: str) -> _Name:
    """What a name of the directory's is made of: each message asks for the same few again."""
    spelt = [(token, frozenset(_spellings(token))) for token in tokens(written)]
    return _Name(
        frozenset(acronym.lower() for acronym in _ACRONYM.findall(written)),
        tuple(spellings for _token, spellings in spelt),
        tuple(spellings for token, spellings in spelt if not token.isdigit()),
    )


def _likely(token: str) -> set[str]:
    return _spellings(token) | {each for other in words_like(token) for each in _spellings(other)}


def _spellings(token: str) -> set[str]:
    bare = without_letter(token)
    return {token, root(token), *((bare, root(bare)) if bare else ())}
