"""Which services do these words speak of? Clitics, endings and small slips are forgiven."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import ceil, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services_directory.folding import fold
from services_directory.same_words import SAME_WORDS

_TOKEN = re.compile(r"[^\W_]+")

_ARTICLES = ("وال", "بال", "فال", "كال", "ولل", "ال", "لل")
"""The Arabic article, alone or after "and", "with", "in", "as", "for"; the longest first."""

_LETTERS = "وبلف"
"""Arabic "and", "with", "for", "in", one letter written onto the next word."""

_JOINING_WORDS = """
les des aux une est par sur pour avec dans chez qui que the and for who how with you your
من على الى مع عن هذا هذه التي الذي متاع باش
outside want need get can where find help have some please
dehors hors besoin veux cherche voudrais trouver mon mes pris appelle appeler appel call
اريد احتاج ابحث اين نحب وين كيف نلقي
"""
"""Folded words that say nothing alone, or only that somebody asks for something.

Of the languages the directory is written in."""

_SAYS_NOTHING = frozenset(_JOINING_WORDS.split())

_SHORTEST_WORD = 3
_SHORTEST_STEM = 3
_SHORTEST_PREFIX = 4
_MOST_ENDING_LETTERS = 3

_LEAST_ROOT, _ROOT_SHARE = 5, 0.65
"""Words of one family share a beginning: so many letters, and so much of the longer word."""

_EXACT, _SAME, _PREFIX, _FAMILY, _TYPO = 1.0, 0.9, 0.8, 0.7, 0.6

_COMMON_SHARE = 0.2
_COMMON_AT_LEAST = 50

_MANY = 3000
"""A word of more documents than this is only looked for in those that are likely anyway."""

_CHUNKS_KEPT = 200_000


class Field(IntEnum):
    """Where a word stands; the names of a service say most of what it is."""

    NAME = 0
    ORGANISATION = 1
    REST = 2


_NAMING = {Field.NAME: 1.0, Field.ORGANISATION: 0.8, Field.REST: 0.0}
_SPEAKING = {Field.NAME: 1.0, Field.ORGANISATION: 0.9, Field.REST: 0.7}

Texts = Iterable[tuple[str, Field]]


@dataclass(frozen=True, slots=True)
class Scores:
    """By document, shares from 0 to 1 of what was asked; a rare word counts for more.

    `named`: by names alone. `spoken_of`: anywhere. `words`: how many of the words names have.
    `count`: how many words were asked.
    """

    named: Mapping[int, float]
    spoken_of: Mapping[int, float]
    words: Mapping[int, int]
    count: int = 0


NOTHING_SAID = Scores({}, {}, {})


def tokens(text: str) -> list[str]:
    """The folded words of a text that can carry a meaning, with the Arabic article cut off."""
    return [token for chunk in text.split() for token in _tokens_of(chunk)]


def _tokens_of(chunk: str) -> list[str]:
    return [_stem(token) for token in _TOKEN.findall(fold(chunk)) if _can_mean(token)]


def _can_mean(token: str) -> bool:
    return (len(token) >= _SHORTEST_WORD or token.isdigit()) and token not in _SAYS_NOTHING


def _stem(token: str) -> str:
    for article in _ARTICLES:
        if token.startswith(article) and len(token) - len(article) >= _SHORTEST_STEM:
            return token[len(article) :]
    return token


def _without_letter(token: str) -> str | None:
    """The word behind a joined letter, which may as well be the word's own first letter."""
    if token[0] in _LETTERS and len(token) > _SHORTEST_STEM:
        return token[1:]
    return None


def _indexed(chunk: str) -> tuple[str, ...]:
    """What a piece of a document, between two blanks, is found by: "e-Dinar" by "edinar" too."""
    found = _tokens_of(chunk)
    found += [rest for token in found if (rest := _without_letter(token))]
    if "-" in chunk and len(joined := "".join(_TOKEN.findall(fold(chunk)))) <= 20:
        found.append(joined)
    return tuple(dict.fromkeys(found))


class WordIndex:
    """Documents by their words, each text with its field; immutable once built.

    `pause` is called now and then while it is built, so that a thread can let others work.
    """

    def __init__(self, documents: Iterable[Texts], pause: Callable[[], None]) -> None:
        self._postings: dict[str, array[int]] = {}
        self._count = 0
        chunks: dict[str, tuple[str, ...]] = {}
        for number, texts in enumerate(documents):
            self._count = number + 1
            for token, field in _fields_of(texts, chunks).items():
                postings = self._postings.get(token)
                if postings is None:
                    postings = self._postings[token] = array("I")
                postings.append(number << 2 | field)
            if number % 32 == 0:
                pause()
        # A word that stands nearly everywhere ("de", "في") tells nothing and costs the most time.
        most = max(_COMMON_AT_LEAST, self._count * _COMMON_SHARE)
        for token in [token for token, found in self._postings.items() if len(found) > most]:
            del self._postings[token]
        self._vocabulary = sorted(self._postings)
        self._by_length: Mapping[int, list[str]] = _by_length(self._vocabulary)

    def scores(self, text: str, likely: Collection[int] = ()) -> Scores:
        """How well each document answers the words of `text`; those that do not are absent.

        `likely`: the documents in which words of very many documents are looked for.
        """
        named: dict[int, float] = defaultdict(float)
        spoken_of: dict[int, float] = defaultdict(float)
        counted: dict[int, int] = defaultdict(int)
        matches = [dict(self._matches(token)) for token in self._asked(text)]
        matches.sort(key=self._spread)
        weights = [self._weight(each) for each in matches]
        total = sum(weights) or 1.0
        for words, weight in zip(matches, weights, strict=True):
            best: dict[int, tuple[float, Field]] = {}
            for word, closeness in words.items():
                worth = closeness * weight
                for number, field in self._holding(word, likely, spoken_of):
                    score = worth * _SPEAKING[field]
                    if score > best.get(number, _NO_SCORE)[0]:
                        best[number] = score, field
            for number, (score, field) in best.items():
                spoken_of[number] += score / total
                if field is not Field.REST:
                    named[number] += score / _SPEAKING[field] * _NAMING[field] / total
                    counted[number] += 1
        return Scores(dict(named), dict(spoken_of), dict(counted), len(matches))

    def known(self, text: str) -> list[str]:
        """The words of `text` that stand in some document, in the order said."""
        return [token for token in tokens(text) if next(self._matches(token), None)]

    def meant_by(self, token: str) -> set[str]:
        """The words of the directory that `token` is, begins, or says in other words."""
        return {word for word, closeness in self._matches(token) if closeness >= _PREFIX}

    def _asked(self, text: str) -> list[str]:
        """The words asked; two that are one in the directory ("micro credit") are one."""
        said = list(dict.fromkeys(tokens(text)))
        at = 0
        while at < len(said) - 1:
            if (joined := said[at] + said[at + 1]) in self._postings:
                said[at : at + 2] = [joined]
            at += 1
        return said

    def _weight(self, matches: Mapping[str, float]) -> float:
        """How rare what is meant is; what no document knows counts as the rarest there is."""
        documents = sum(len(self._postings[word]) for word in matches)
        rarity = log(1 + max(self._count, 1) / max(documents, 1))
        return rarity * max(matches.values(), default=1.0)

    def _spread(self, matches: Mapping[str, float]) -> int:
        return max((len(self._postings[word]) for word in matches), default=0)

    def _holding(
        self, word: str, likely: Collection[int], others: Collection[int]
    ) -> Iterator[tuple[int, Field]]:
        postings = self._postings[word]
        if len(postings) <= _MANY:
            for posting in postings:
                yield posting >> 2, _FIELDS[posting & 3]
            return
        for number in {*likely, *others}:
            at = bisect_left(postings, number << 2)
            if at < len(postings) and postings[at] >> 2 == number:
                yield number, _FIELDS[postings[at] & 3]

    def _matches(self, token: str) -> Iterator[tuple[str, float]]:
        """Words of the directory that `token` may mean, the closest last wins where two agree."""
        near = list(self._near(token))
        if not near and (rest := _without_letter(token)):
            near = list(self._near(rest))
        yield from near or self._similar(token)

    def _near(self, token: str) -> Iterator[tuple[str, float]]:
        if token in self._postings:
            yield token, _EXACT
        found = {token}
        for word in SAME_WORDS.get(token, ()):
            if word in self._postings:
                found.add(word)
                yield word, _SAME
        if len(token) >= _SHORTEST_PREFIX and not token.isdigit():
            for word, closeness in self._family(token):
                if word not in found:
                    yield word, closeness

    def _family(self, token: str) -> Iterator[tuple[str, float]]:
        """Words that go on after `token`, or share most of their letters from the first on."""
        shared = max(_LEAST_ROOT, ceil(len(token) * _ROOT_SHARE))
        start = token[: min(shared, len(token))]
        for at in range(bisect_left(self._vocabulary, start), len(self._vocabulary)):
            word = self._vocabulary[at]
            if not word.startswith(start):
                return
            if word.startswith(token):
                if 0 < len(word) - len(token) <= _MOST_ENDING_LETTERS:
                    yield word, _PREFIX
            elif _alike_from_the_first(word, token) >= max(shared, _ROOT_SHARE * len(word)):
                yield word, _FAMILY

    def _similar(self, token: str) -> Iterator[tuple[str, float]]:
        slips = 0 if len(token) < 5 else 1 if len(token) < 9 else 2
        if slips == 0 or token.isdigit():
            return
        for length in range(len(token) - slips, len(token) + slips + 1):
            words = self._by_length.get(length, [])
            found = process.extract(
                token, words, scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            yield from ((word, _TYPO) for word, _distance, _at in found)


_FIELDS = tuple(Field)
_NO_SCORE = (0.0, Field.REST)


def _fields_of(texts: Texts, chunks: dict[str, tuple[str, ...]]) -> dict[str, Field]:
    """The best field of each word; `chunks` remembers pieces already folded, the slowest part."""
    best: dict[str, Field] = {}
    for text, field in texts:
        for chunk in text.split():
            found = chunks.get(chunk)
            if found is None:
                found = _indexed(chunk)
                if len(chunks) < _CHUNKS_KEPT:
                    chunks[chunk] = found
            for token in found:
                if field < best.get(token, _BELOW_ALL):
                    best[token] = field
    return best


_BELOW_ALL = len(Field)


def _alike_from_the_first(one: str, other: str) -> int:
    count = 0
    for letter, its in zip(one, other, strict=False):
        if letter != its:
            break
        count += 1
    return count


def _by_length(vocabulary: Iterable[str]) -> dict[int, list[str]]:
    lengths: defaultdict[int, list[str]] = defaultdict(list)
    for word in vocabulary:
        lengths[len(word)].append(word)
    return dict(lengths)
