"""Which phrases are said, that mean something where they are heard? "il lit mon téléphone".

Each has the mark of its row in keywords.csv, whatever else the sentence may mean: what follows a
danger answer, what is asked of the card on the screen, whose number is asked for, what is danger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.engine.understanding.intents import ANSWERED
from flows.engine.understanding.lexicon import MOST_WORDS, Keyword, Lexicon
from flows.engine.understanding.whole import without_courtesy
from flows.engine.understanding.words import stems


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase by its mark, "after:not_alone", and in how many words it was said.

    `is_whole`: beside courtesies and small words nothing else was; or, of a card, nothing but other
    words that ask of one. `is_alone`: the same once more, a yes or a no, a day or an hour, and
    small words may stand beside it; `has_date`: a day of the week or an hour does."""

    mark: str
    language: str
    words: int
    is_whole: bool
    is_alone: bool = False
    has_date: bool = False


def phrases_in(found: Sequence[str], lexicon: Lexicon) -> tuple[Said, ...]:
    """In folded words, the longest first: one may stand inside another."""
    plain = without_courtesy(found, lexicon)
    return tuple(sorted(_said(plain, lexicon), key=lambda said: -said.words))


def _said(plain: Sequence[str], lexicon: Lexicon) -> Iterator[Said]:
    for start, word in enumerate(plain):
        if word not in lexicon.phrase_beginnings:
            continue
        for size in range(1, min(MOST_WORDS, len(plain) - start) + 1):
            for row in lexicon.phrases.get(" ".join(plain[start : start + size]), ()):
                before, after = tuple(plain[:start]), tuple(plain[start + size :])
                # Nobody asks the same twice alike: what asks of a card may stand in any order.
                is_whole = all(_is_small(each, row, lexicon) for each in (*before, *after))
                is_alone = _adds_nothing(before, row, lexicon) and _adds_nothing(
                    after, row, lexicon
                )
                has_date = any(_names_a_date(each, lexicon) for each in (*before, *after))
                yield Said(row.intent, row.language, size, is_whole, is_alone, has_date)


def _is_small(word: str, row: Keyword, lexicon: Lexicon) -> bool:
    """Whether this may stand beside a phrase that is all that is said; of a card a day as well."""
    if word in lexicon.filler:
        return True
    of_card = lexicon.of_card.get(row.intent)
    return of_card is not None and (word in of_card or _names_time(word, lexicon))


def yes_or_no_to_a_day(found: Sequence[str], lexicon: Lexicon) -> str:
    """ "oui pour demain": a yes or a no with a day or an hour beside it, and small words; or ""."""
    untimed = [each for each in found if not _names_time(each, lexicon)]
    bare = [each for each in untimed if each not in lexicon.filler]
    if len(bare) != 1 or len(untimed) == len(found):
        return ""
    intents = {row.intent for row in lexicon.folded.get(bare[0], ())} & {"yes", "no"}
    return intents.pop() if len(intents) == 1 else ""


_HOUR = re.compile(r"\d{1,2}(?:h|am|pm|[:.h]\d{2})?")
_WHEN = "when_"
_WEEKDAYS = frozenset(("mo", "tu", "we", "th", "fr", "sa", "su"))
_ANSWERS = frozenset(("yes", "no", "thanks", "greet"))


def _adds_nothing(words: Sequence[str], row: Keyword, lexicon: Lexicon) -> bool:
    at = 0
    while at < len(words):
        sizes = range(min(MOST_WORDS, len(words) - at), 0, -1)
        pieces = ((size, " ".join(words[at : at + size])) for size in sizes)
        size = next((n for n, each in pieces if _is_beside(each, row, lexicon)), 0)
        if not size:
            return False
        at += size
    return True


def _is_beside(piece: str, row: Keyword, lexicon: Lexicon) -> bool:
    """Whether this may stand beside an answer and change nothing of it."""
    if piece in lexicon.filler or piece in lexicon.beside(ANSWERED):
        return True
    if _names_time(piece, lexicon):
        return True
    if any(each.intent in _ANSWERS for each in lexicon.folded.get(piece, ())):
        return True
    return any(each.intent == row.intent for each in lexicon.phrases.get(piece, ()))


def _names_time(piece: str, lexicon: Lexicon) -> bool:
    """A day, a part of one, or an hour."""
    return any(each.startswith(_WHEN) for each in _wished(piece, lexicon)) or _is_hour(piece)


def _names_a_date(piece: str, lexicon: Lexicon) -> bool:
    """A day of the week, or an hour: "tonight" may be said of an end."""
    days = _WEEKDAYS.intersection(each.removeprefix(_WHEN) for each in _wished(piece, lexicon))
    return bool(days) or _is_hour(piece)


def _wished(piece: str, lexicon: Lexicon) -> Iterator[str]:
    return (lexicon.wishes.get(form, "") for form in (piece, *stems(piece)))


def _is_hour(piece: str) -> bool:
    return _HOUR.fullmatch(piece) is not None
