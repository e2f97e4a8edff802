"""What does somebody ask of a course, in whatever spelling: when, where, what to bring, a seat?

Words by words, since nobody writes such a question twice alike: "c koi l'adress du cours", "9adeh
mazel mel blayes", "وقتاش نبداو". A question is one of a course where it names one, or says "we
begin" or "my seat", which is said of nothing else here. The words stand with each language, as
"asks:when" in its keywords.csv.
"""

from __future__ import annotations

from enum import Enum

from flows.engine.understanding.lexicon import Lexicon
from flows.engine.understanding.phrases.of_course import mark_of, words_of


class Asks(Enum):
    """Each is a mark in keywords.csv. COURSE, STUDY: it is named, or what one does there. OURS:
    said of one's own course alone. OTHER: somebody who might come along. BESIDE: it asks nothing;
    BESIDE_WHERE: nor does this, but "ou" beside it is "where". JOINED: written joined to a word.
    END, CALLED_OFF: they ask when as well; VENUE: where."""

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
    LATE = "late"
    TRAINER = "trainer"
    WHO = "who"
    SICK = "sick"
    OTHER = "other"
    CHILD = "child"
    PEOPLE = "people"
    COME = "come"
    MISSED = "missed"
    GROUP = "group"
    CHANGE = "change"
    WHY = "why"
    END = "end"
    CALLED_OFF = "called_off"
    TRANSPORT = "transport"
    BROKEN = "broken"
    DOOR = "door"
    CLOSED = "closed"
    NOBODY = "nobody"
    VENUE = "venue"
    BESIDE = "beside"
    BESIDE_WHERE = "beside_where"
    JOINED = "joined"


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


def asked_of_course(said: str, lexicon: Lexicon) -> frozenset[Asks]:
    """What a folded message asks; empty where it is of no course."""
    found = spoken_of(said, lexicon)
    is_of_one = found & {Asks.COURSE, Asks.STUDY, Asks.OURS, Asks.CERTIFICATE}
    is_of_seats = Asks.SEAT in found and found & {Asks.LEFT, Asks.MANY}
    return found if is_of_one or is_of_seats else frozenset()


def spoken_of(said: str, lexicon: Lexicon) -> frozenset[Asks]:
    """Whatever of this the words of a folded message speak of."""
    words = words_of(said)
    found = {Asks(mark) for word in words if (mark := mark_of(word, lexicon)) is not None}
    if "ou" in words and _asks_where(words, lexicon):
        found.add(Asks.WHERE)
    if found & {Asks.END, Asks.CALLED_OFF}:
        found.add(Asks.WHEN)
    if Asks.VENUE in found:
        found.add(Asks.WHERE)
    is_short = len(words) <= _SHORT
    if any(pair <= found for pair in _OF_OURS) or (Asks.BRING in found and is_short):
        found.add(Asks.OURS)
    return frozenset(found)


def _asks_where(words: list[str], lexicon: Lexicon) -> bool:
    """ "ou" is "or" as well."""
    at = words.index("ou")
    after, before = words[at + 1 : at + 2], words[max(at - 1, 0) : at]
    beside = (*after, *(before if not after else ()))
    is_beside = any(lexicon.asks.get(each) == Asks.BESIDE_WHERE.value for each in beside)
    return not before or is_beside
