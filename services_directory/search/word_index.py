"""Which services do these words speak of? Clitics, endings and small slips are forgiven."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import islice
from math import ceil, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services_directory.search.scores import Field, Heard, Said, Scores, scored
from services_directory.search.tokens import indexed, tokens, without_letter
from services_directory.search.word_list import WordList
from services_directory.vocabulary.synonyms import SAME_WORDS, words_like

_SHORTEST_PREFIX = 4
_MOST_ENDING_LETTERS = 3

_LEAST_ROOT, _ROOT_SHARE = 5, 0.65
"""Words of one family share a beginning: so many letters, and so much of the longer word."""

_EXACT, _SAME, _PREFIX, _FAMILY, _TYPO = 1.0, 0.9, 0.8, 0.7, 0.6

_COMMON_SHARE = 0.2
_COMMON_AT_LEAST = 50

_MOST_READ = 1500
"""So many entries of words are read; commoner words are looked for in what is likely by then."""

_CHUNKS_KEPT = 200_000


_NOWHERE = array("I")

Texts = Iterable[tuple[str, Field]]


class WordIndex:
    """Documents by their words, each text with its field; immutable once built.

    `pause` is called now and then while it is built, so that a thread can let others work.
    """

    def __init__(self, documents: Iterable[Texts], pause: Callable[[], None]) -> None:
        every: dict[str, array[int]] = {}
        count = 0
        for count, found in enumerate(_numbered(documents, 0), start=1):
            for token, posting in found:
                postings = every.get(token)
                if postings is None:
                    postings = every[token] = array("I")
                postings.append(posting)
            if count % 32 == 0:
                pause()
        self._keep(every, count)
        self._known = WordList.of(self._postings, pause)

    def _keep(self, every: dict[str, array[int]], count: int) -> None:
        # A word that stands nearly everywhere ("de", "في") tells nothing and costs the most time.
        most = max(_COMMON_AT_LEAST, count * _COMMON_SHARE)
        self._count = count
        self._every = every
        self._postings = {token: found for token, found in every.items() if len(found) <= most}

    def changed(
        self,
        start: int,
        gone: Sequence[Texts],
        come: Sequence[Texts],
        pause: Callable[[], None],
    ) -> WordIndex:
        """The same index with the documents `come` where `gone` are, from number `start` on."""
        stop, moved = start + len(gone), len(come) - len(gone)
        new: defaultdict[str, list[int]] = defaultdict(list)
        for found in _numbered(come, start):
            for token, posting in found:
                new[token].append(posting)
        touched = {token for found in _numbered(gone, start) for token, _at in found} | new.keys()
        every = dict(self._every)
        for at, token in enumerate(every if moved and stop < self._count else touched):
            had = every.get(token, _NOWHERE)
            first, last = bisect_left(had, start << 2), bisect_left(had, stop << 2)
            rest = had[last:]
            if moved:
                rest = array("I", (posting + (moved << 2) for posting in rest))
            every[token] = had[:first] + array("I", new.get(token, ())) + rest
            if at % 1024 == 0:
                pause()
        for token in touched - self._every.keys():
            every[token] = array("I", new[token])
        for token in touched:
            if not every[token]:
                del every[token]
        index = copy(self)
        index._keep(every, self._count + moved)
        index._known = self._known.changed(self._postings, index._postings)
        return index

    def heard(self, text: str, likely: Collection[int] = ()) -> Heard:
        """What each document has of the words of `text`, the rarest word first.

        `likely`: documents to be looked at where a word stands in too many to look at all.
        """
        matches = [(token, dict(self._matches(token))) for token in self.asked(text)]
        matches.sort(key=lambda pair: self._spread(pair[1]))
        found: set[int] = set(likely)
        left = _MOST_READ
        heard: Heard = []
        for token, words in matches:
            said = Said(token, self._weight(words), {}, {})
            for word, closeness in words.items():
                postings: Iterable[int] = self._postings[word]
                if len(self._postings[word]) > left:
                    postings = self._among(found, word) if found else islice(postings, left)
                else:
                    left -= len(self._postings[word])
                said.add(postings, closeness * said.weight)
            found.update(said.spoken_of)
            heard.append(said)
        return heard

    def scores(self, text: str) -> Scores:
        """How well each document answers the words of `text`; those that do not are absent."""
        return scored(self.heard(text))

    def known(self, text: str) -> list[str]:
        """The words of `text` that stand in some document, in the order said."""
        return [token for token in self.asked(text) if next(self._matches(token), None)]

    def meant_by(self, token: str) -> set[str]:
        """The words of the directory that `token` is, begins, or says in other words."""
        return {word for word, closeness in self._matches(token) if closeness >= _PREFIX}

    def asked(self, text: str) -> list[str]:
        """The words asked; two that are one in the directory ("micro credit") are one."""
        said = list(dict.fromkeys(tokens(text)))
        at = 0
        while at < len(said) - 1:
            joined = said[at] + said[at + 1]
            if joined in self._postings or joined in SAME_WORDS:
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

    def _among(self, numbers: Iterable[int], word: str) -> Iterator[int]:
        postings = self._postings[word]
        for number in numbers:
            at = bisect_left(postings, number << 2)
            if at < len(postings) and postings[at] >> 2 == number:
                yield postings[at]

    def _matches(self, token: str) -> Iterator[tuple[str, float]]:
        """Words of the directory that `token` may mean, the closest last wins where two agree."""
        near = list(self._near(token))
        if not near and (rest := without_letter(token)):
            near = list(self._near(rest))
        yield from near or self._similar(token)

    def _near(self, token: str) -> Iterator[tuple[str, float]]:
        if token in self._postings:
            yield token, _EXACT
        found = {token}
        for word in words_like(token):
            if word in self._postings:
                found.add(word)
                yield word, _SAME
        if len(token) >= _SHORTEST_PREFIX and not token.isdigit():
            for word, closeness in self._family(token):
                if word not in found:
                    yield word, closeness

    def _family(self, token: str) -> Iterator[tuple[str, float]]:
        """Words that go on after `token`, or share most of their letters from the first on."""
        ordered = self._known.ordered
        shared = max(_LEAST_ROOT, ceil(len(token) * _ROOT_SHARE))
        start = token[: min(shared, len(token))]
        for at in range(bisect_left(ordered, start), len(ordered)):
            word = ordered[at]
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
            # People mistype the first letter least, and it spares most of the comparing.
            words = self._known.alike.get((token[0], length), [])
            found = process.extract(
                token, words, scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            yield from ((word, _TYPO) for word, _distance, _at in found)


def _numbered(documents: Iterable[Texts], start: int) -> Iterator[list[tuple[str, int]]]:
    """Of each document its words, each with the document's number and the field it stands in."""
    chunks: dict[str, tuple[str, ...]] = {}
    for number, texts in enumerate(documents, start):
        yield [
            (token, number << 2 | field)
            for field, words in enumerate(_words_by_field(texts, chunks))
            for token in words
        ]


def _words_by_field(texts: Texts, chunks: dict[str, tuple[str, ...]]) -> list[set[str]]:
    """Each word once, in its best field; `chunks` remembers pieces folded before: most are."""
    found: list[set[str]] = [set() for _field in Field]
    for text, field in texts:
        words = found[field]
        for chunk in text.split():
            tokens_of = chunks.get(chunk)
            if tokens_of is None:
                tokens_of = indexed(chunk)
                if len(chunks) < _CHUNKS_KEPT:
                    chunks[chunk] = tokens_of
            words.update(tokens_of)
    for at, words in enumerate(found):
        words.difference_update(*found[:at])
    return found


def _alike_from_the_first(one: str, other: str) -> int:
    count = 0
    for letter, its in zip(one, other, strict=False):
        if letter != its:
            break
        count += 1
    return count
