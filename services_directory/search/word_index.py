"""Which services do these words speak of? Clitics, endings and small slips are forgiven."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from math import ceil, log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services_directory.search.scores import Field, Heard, Said, Scores, scored
from services_directory.search.tokens import indexed, tokens, without_letter
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


Texts = Iterable[tuple[str, Field]]


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
            for field, words in enumerate(_words_by_field(texts, chunks)):
                posting = number << 2 | field
                for token in words:
                    postings = self._postings.get(token)
                    if postings is None:
                        postings = self._postings[token] = array("I")
                    postings.append(posting)
            if number % 32 == 0:
                pause()
        # A word that stands nearly everywhere ("de", "في") tells nothing and costs the most time.
        most = max(_COMMON_AT_LEAST, self._count * _COMMON_SHARE)
        for token in [token for token, found in self._postings.items() if len(found) > most]:
            del self._postings[token]
        self._vocabulary: list[str] = []
        self._alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        self._sort(pause)

    def _sort(self, pause: Callable[[], None]) -> None:
        """The vocabulary in order, letter by letter: sorting all at once would hold all else up."""
        by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for at, word in enumerate(self._postings):
            by_letter[word[0]].append(word)
            self._alike[word[0], len(word)].append(word)
            if at % 1024 == 0:
                pause()
        for letter in sorted(by_letter):
            self._vocabulary += sorted(by_letter[letter])
            pause()

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
            # People mistype the first letter least, and it spares most of the comparing.
            words = self._alike.get((token[0], length), [])
            found = process.extract(
                token, words, scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            yield from ((word, _TYPO) for word, _distance, _at in found)


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
