"""What is wished beside the need: that it be open now, free, for women, for refugees …?"""

from __future__ import annotations

from collections.abc import Sequence

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon

_MOST_WORDS = 4


def wishes_in(found: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The names of the wishes said in `found`, folded words; each once, in the order said."""
    heard: dict[str, None] = {}
    for start in range(len(found)):
        for size in range(min(_MOST_WORDS, len(found) - start), 0, -1):
            run = found[start : start + size]
            rest = " ".join(run[1:])
            for first in (run[0], *words.stems(run[0])):
                if wish := lexicon.wishes.get(f"{first} {rest}".strip()):
                    heard[wish] = None
    return tuple(heard)
