"""What does somebody ask of a course, in whatever spelling: when, where, what to bring, a seat?

Words by words, since nobody writes such a question twice alike: "c koi l'adress du cours", "9adeh
mazel mel blayes", "وقتاش نبداو". A question is one of a course where it names one, or says "we
begin" or "my seat", which is said of nothing else here. The words stand with each language, as
"asks:when" in its keywords.csv.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from rapidfuzz.distance import OSA

from flows.engine.understanding.lexicon import Lexicon
from flows.engine.understanding.words import stems


class Asks(Enum):
    """Each is a mark in keywords.csv. COURSE, STUDY: it is named, or what one does there. OURS:
    said of one's own course alone."""

    COURSE = "course"
    STUDY = "study"
    OURS = "ours"
    WHEN = "when"
    WHERE = "where"
    BRING = "bring"
    SEAT = "seat"
    LEFT = "left"
    MANY = "many"
    LEAVE = "leave"
    COST = "cost"
    LINE = "line"
    WITH_ME = "with_me"
    FORGOT = "forgot"
    CERTIFICATE = "certificate"
    HAVE = "have"
    BEGIN = "begin"


_LONG = 6
"""Letters of a word that is long enough to be known with a slip in it."""

_OF_OURS = (
    {Asks.BRING, Asks.WITH_ME},
    {Asks.MANY, Asks.LINE},
    {Asks.FORGOT, Asks.WHEN},
    {Asks.LINE, Asks.LEAVE},
    {Asks.BEGIN, Asks.WHEN},
)
"""What together is said of one's own course, though it is not named."""

_SHORT = 3
"""Words in which "what do I bring" is asked with nothing else."""

_BEFORE = ("ال", "لل", "بال", "في", "l'", "d'", "el", "la", "le", "fel", "bel", "mel", "lel", "l")
_IS_WHERE = frozenset(("est", "se", "ce", "sont", "cest", "c'est", "ca", "c", "deja"))


def asked_of_course(said: str, lexicon: Lexicon) -> frozenset[Asks]:
    """What a folded message asks; empty where it is of no course."""
    found = spoken_of(said, lexicon)
    is_of_one = found & {Asks.COURSE, Asks.STUDY, Asks.OURS, Asks.CERTIFICATE}
    is_of_seats = Asks.SEAT in found and found & {Asks.LEFT, Asks.MANY}
    return found if is_of_one or is_of_seats else frozenset()


def spoken_of(said: str, lexicon: Lexicon) -> frozenset[Asks]:
    """Whatever of this the words of a folded message speak of."""
    words = said.replace("?", " ").replace("؟", " ").replace("-", " ").split()
    found = {kind for word in words if (kind := _kind_of(word, lexicon.asks)) is not None}
    if "ou" in words and _asks_where(words):
        found.add(Asks.WHERE)
    is_short = len(words) <= _SHORT
    if any(pair <= found for pair in _OF_OURS) or (Asks.BRING in found and is_short):
        found.add(Asks.OURS)
    return frozenset(found)


def _asks_where(words: list[str]) -> bool:
    """ "ou" is "or" as well."""
    at = words.index("ou")
    after, before = words[at + 1 : at + 2], words[max(at - 1, 0) : at]
    return not before or bool(_IS_WHERE & {*after, *(before if not after else ())})


def _kind_of(word: str, asks: Mapping[str, str]) -> Asks | None:
    forms = [word, *stems(word), *(word[len(each) :] for each in _BEFORE if word.startswith(each))]
    known = next((form for form in forms if form in asks), None)
    if known is None and len(word) >= _LONG - 1:
        long = (each for each in asks if len(each) >= _LONG and each.isascii())
        known = next((each for each in long if OSA.distance(word, each) <= 1), None)
    return Asks(asks[known]) if known else None
