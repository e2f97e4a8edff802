"""What is wished beside the need: open now, free, for women, in English …?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon

_MOST_WORDS = 4

_SPEAKS = "speaks"
"""The wish that needs a language named beside it."""


def wishes_in(found: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The names of the wishes said in `found`, folded words; each once, in the order said.

    "Qui parle anglais" is "speaks:en"."""
    heard = dict.fromkeys(_heard(found, lexicon))
    if _SPEAKS in heard:
        del heard[_SPEAKS]
        spoken = (
            lexicon.language_names.get(name)
            for word in found
            for name in (word, *words.stems(word))
        )
        heard |= dict.fromkeys(f"{_SPEAKS}:{code}" for code in spoken if code)
    return tuple(heard)


def _heard(found: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    for start in range(len(found)):
        for size in range(min(_MOST_WORDS, len(found) - start), 0, -1):
            rest = " ".join(found[start + 1 : start + size])
            for first in (found[start], *words.stems(found[start])):
                if wish := lexicon.wishes.get(f"{first} {rest}".strip()):
                    yield wish
