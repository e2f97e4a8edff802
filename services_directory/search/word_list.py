"""Which words does an index know? In order, and those a slip of the hand makes one of the other."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

Shape = tuple[str, int]
"""The first letter of a word, and how many it has: people mistype the first one least."""


@dataclass(frozen=True, slots=True)
class WordList:
    """`ordered`: all words; `alike`: those of one shape, in order."""

    ordered: list[str]
    alike: Mapping[Shape, list[str]]

    @classmethod
    def of(cls, words: Iterable[str], pause: Callable[[], None]) -> WordList:
        """Letter by letter: sorting all at once would hold all else up."""
        by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for at, word in enumerate(words):
            by_letter[word[0]].append(word)
            if at % 1024 == 0:
                pause()
        ordered: list[str] = []
        alike: defaultdict[Shape, list[str]] = defaultdict(list)
        for letter in sorted(by_letter):
            for word in sorted(by_letter[letter]):
                ordered.append(word)
                alike[word[0], len(word)].append(word)
            pause()
        return cls(ordered, dict(alike))

    def changed(self, before: Mapping[str, object], after: Mapping[str, object]) -> WordList:
        """Of the words `after`, when these here are those of `before`."""
        gone, come = before.keys() - after.keys(), after.keys() - before.keys()
        if not gone and not come:
            return self
        alike = dict(self.alike)
        for shape in {(word[0], len(word)) for word in (*gone, *come)}:
            words = list(alike.get(shape, ()))
            _change(words, _of(shape, gone), _of(shape, come))
            alike[shape] = words
        ordered = list(self.ordered)
        _change(ordered, gone, come)
        return WordList(ordered, {shape: words for shape, words in alike.items() if words})


def _of(shape: Shape, words: Collection[str]) -> list[str]:
    return [each for each in words if (each[0], len(each)) == shape]


def _change(ordered: list[str], gone: Collection[str], come: Collection[str]) -> None:
    for word in gone:
        del ordered[bisect_left(ordered, word)]
    for word in come:
        insort(ordered, word)
