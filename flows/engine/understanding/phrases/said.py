"""Which phrases are said, that mean something where they are heard? "il lit mon téléphone".

Each has the mark of its row in keywords.csv, whatever else the sentence may mean: what follows a
danger answer, what is asked of the card on the screen, whose number is asked for, what is danger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.engine.understanding.intents import OF_CARD
from flows.engine.understanding.lexicon import MOST_WORDS, Lexicon
from flows.engine.understanding.whole import without_courtesy


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase by its mark, "after:not_alone", and in how many words it was said.

    `is_whole`: beside courtesies and small words nothing else was; or, of a card, nothing but other
    words that ask of one."""

    mark: str
    language: str
    words: int
    is_whole: bool


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
                others = (*plain[:start], *plain[start + size :])
                # Nobody asks the same twice alike: what asks of a card may stand in any order.
                beside = lexicon.of_card if row.intent.startswith(OF_CARD) else frozenset()
                is_whole = all(each in lexicon.filler or each in beside for each in others)
                yield Said(row.intent, row.language, size, is_whole)


_YES_OR_NO = frozenset(("oui", "non", "ok", "yes", "no", "نعم", "لا", "اي", "ey", "le"))


def with_a_day_alone(said: Said, words: str, wishes: Mapping[str, str]) -> bool:
    """Whether a phrase is all of a folded message but for a day, a yes or a no."""
    beside = sum(word in wishes or word in _YES_OR_NO for word in words.split())
    return len(words.split()) - said.words <= beside
