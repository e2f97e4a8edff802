"""What stands in braces: what is it, and what may come in its place, to see a sentence whole?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import NamedTuple

from admin.dependencies import AdminDependencies
from bot.translation.catalogue import NUMBER, placeholders
from bot.translation.sentences import Sentence
from flows.engine.text import Text, Value, _

A_NUMBER = 3
A_CODE = "K7M-X4T"

PLACE, NAME = _("a town or district"), _("a name")
AMOUNT, WHEN = _("a number"), _("a day or a time, as this language says it")
CODE, OFFER = _("a code or an address to write or open"), _("the name of a course or an offer")
WORDS = _("words that fit the moment")

_KINDS: dict[Text, str] = {
    PLACE: "place town region",
    NAME: "name names who receiver operator centre programme sender organisation service",
    AMOUNT: "n number first second third oldest youngest present absent km metres kilometres"
    " amount distance",
    WHEN: "day when moment time month season holiday hours",
    CODE: "code codes receipt referral link poster address numbers prefixes",
    OFFER: "course offer cohort title",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


class Placeholder(NamedTuple):
    """One name in braces, and what is filled in there."""

    name: str
    meaning: Text


def explained(sentence: Sentence) -> list[Placeholder]:
    """Each of them, in the order of the alphabet."""
    return [Placeholder(name, _KIND_OF.get(name, WORDS)) for name in _names(sentence)]


def sample(sentence: Sentence, deps: AdminDependencies, count: int = A_NUMBER) -> Text:
    """The sentence with everything filled in, to be said in each language."""
    values = tuple((name, _sample(name, deps)) for name in _names(sentence) if name != NUMBER)
    return Text(sentence.one, values, sentence.many, count)


def _names(sentence: Sentence) -> Iterator[str]:
    found = placeholders(sentence.one) or frozenset()
    return iter(sorted(found | (placeholders(sentence.many or "") or frozenset())))


def _sample(name: str, deps: AdminDependencies) -> Value:
    directory, programme = deps.directory(), deps.programme
    known: dict[str, Value] = {
        "programme": programme.name,
        "operator": programme.operator,
        "centre": programme.centre.name,
        "time": time(8),
    }
    if name in known:
        return known[name]
    match _KIND_OF.get(name):
        case kind if kind == PLACE and directory.places:
            return directory.places[0].name
        case kind if kind == OFFER and programme.offers:
            return programme.offers[0].title
        case kind if kind == AMOUNT:
            return A_NUMBER
        case kind if kind == WHEN:
            return deps.today()
        case kind if kind == CODE:
            return A_CODE
    return name
