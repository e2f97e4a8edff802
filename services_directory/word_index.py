"""Which services do these words speak of? Clitics and small slips are forgiven."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services_directory.folding import fold

_TOKEN = re.compile(r"[^\W_]+")

_CLITICS = ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و", "ب", "ل", "ف")
"""Arabic "and", "with", "in", "for", "the", written onto the next word; the longest first."""

_JOINING_WORDS = """
les des aux une est par sur pour avec dans chez qui que the and for who how with you your
من على الى مع عن هذا هذه التي الذي متاع باش
want need get can where find help have some please
besoin veux cherche voudrais trouver
اريد احتاج ابحث اين نحب وين كيف نلقي
"""
"""Folded words that say nothing alone, or only that somebody asks for something.

Of the languages the directory is written in."""

_SAYS_NOTHING = frozenset(_JOINING_WORDS.split())

_SHORTEST_WORD = 3
_SHORTEST_STEM = 3
_SHORTEST_PREFIX = 4
_MOST_ENDING_LETTERS = 3

_EXACT, _PREFIX, _TYPO = 1.0, 0.8, 0.6

_COMMON_SHARE = 0.2
_COMMON_AT_LEAST = 50


def tokens(text: str) -> list[str]:
    """The folded words of a text that can carry a meaning, with the Arabic article cut off."""
    return [_stem(token) for token in _TOKEN.findall(fold(text)) if _can_mean(token)]


def _can_mean(token: str) -> bool:
    return (len(token) >= _SHORTEST_WORD or token.isdigit()) and token not in _SAYS_NOTHING


def _stem(token: str) -> str:
    for clitic in _CLITICS:
        if token.startswith(clitic) and len(token) - len(clitic) >= _SHORTEST_STEM:
            return token[len(clitic) :]
    return token


class WordIndex:
    """Documents by their words, each text with a weight; immutable once built."""

    def __init__(self, documents: Iterable[Iterable[tuple[str, float]]]) -> None:
        postings: dict[str, tuple[array[int], array[float]]] = {}
        count = 0
        for number, texts in enumerate(documents):
            count = number + 1
            weights: dict[str, float] = {}
            for text, weight in texts:
                for token in tokens(text):
                    weights[token] = max(weight, weights.get(token, 0.0))
            for token, weight in weights.items():
                numbers, their_weights = postings.setdefault(token, (array("I"), array("f")))
                numbers.append(number)
                their_weights.append(weight)
        # A word that stands nearly everywhere ("de", "في") tells nothing and costs the most time.
        most = max(_COMMON_AT_LEAST, count * _COMMON_SHARE)
        self._postings = {t: pair for t, pair in postings.items() if len(pair[0]) <= most}
        self._rarity = {t: log(1 + count / len(pair[0])) for t, pair in self._postings.items()}
        self._vocabulary = sorted(self._postings)
        self._by_length: Mapping[int, list[str]] = _by_length(self._vocabulary)

    def scores(self, text: str) -> dict[int, float]:
        """How well each document answers the words of `text`; those that do not are absent."""
        total: Counter[int] = Counter()
        for token in set(tokens(text)):
            best: dict[int, float] = {}
            for word, closeness in self._matches(token):
                numbers, weights = self._postings[word]
                worth = closeness * self._rarity[word]
                for number, weight in zip(numbers, weights, strict=True):
                    score = worth * weight
                    if score > best.get(number, 0.0):
                        best[number] = score
            for number, score in best.items():
                total[number] += score  # type: ignore[assignment]
        return dict(total)

    def known(self, text: str) -> list[str]:
        """The words of `text` that stand in some document, in the order said."""
        return [token for token in tokens(text) if next(self._matches(token), None)]

    def share(self, text: str, number: int) -> float:
        """How much of `text` this document speaks of, 0 to 1; a rare word counts for more.

        A word that no document knows counts as the rarest there is.
        """
        unknown = max(self._rarity.values(), default=1.0)
        reached = asked = 0.0
        for token in set(tokens(text)):
            matches = list(self._matches(token))
            asked += self._rarity.get(token, unknown)
            here = (
                closeness * min(self._rarity[word], self._rarity.get(token, unknown))
                for word, closeness in matches
                if _holds(self._postings[word][0], number)
            )
            reached += max(here, default=0.0)
        return reached / asked if asked else 0.0

    def _matches(self, token: str) -> Iterator[tuple[str, float]]:
        found = False
        if token in self._postings:
            found = True
            yield token, _EXACT
        if len(token) >= _SHORTEST_PREFIX and not token.isdigit():
            for word in self._longer(token):
                found = True
                yield word, _PREFIX
            if not found:
                yield from ((word, _TYPO) for word in self._similar(token))

    def _longer(self, token: str) -> Iterator[str]:
        for at in range(bisect_left(self._vocabulary, token), len(self._vocabulary)):
            word = self._vocabulary[at]
            if not word.startswith(token):
                return
            if 0 < len(word) - len(token) <= _MOST_ENDING_LETTERS:
                yield word

    def _similar(self, token: str) -> Iterator[str]:
        slips = 0 if len(token) < 5 else 1 if len(token) < 9 else 2
        if slips == 0:
            return
        for length in range(len(token) - slips, len(token) + slips + 1):
            words = self._by_length.get(length, [])
            found = process.extract(
                token, words, scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            yield from (word for word, _distance, _at in found)


def _holds(numbers: array[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _by_length(vocabulary: Iterable[str]) -> dict[int, list[str]]:
    lengths: defaultdict[int, list[str]] = defaultdict(list)
    for word in vocabulary:
        lengths[len(word)].append(word)
    return dict(lengths)
