"""Does somebody ask us to speak another language, and which?"""

from __future__ import annotations

from collections.abc import Sequence

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon

_LONGEST_NAME = 3
_ABOUT_ONESELF = frozenset(("suis", "am", "i'm", "im", "ana", "انا"))
"""After these a language's name is a nationality: "je suis tunisien" asks for nothing."""


def language_asked(found: Sequence[str], lexicon: Lexicon) -> str | None:
    """The code of the language named, when every other word is small or says "language".

    `found`: folded words. "français", "en anglais svp", "n7eb bel tounsi", "change langue arabe".
    """
    named: str | None = None
    at = 0
    while at < len(found):
        size = _name_at(found, at, lexicon)
        if size:
            code = _code(" ".join(found[at : at + size]), lexicon)
            if named is not None and named != code:
                return None
            named = code
        elif found[at] in _ABOUT_ONESELF or not _is_beside(found[at], lexicon):
            return None
        at += size or 1
    return named


def _name_at(found: Sequence[str], at: int, lexicon: Lexicon) -> int:
    for size in range(min(_LONGEST_NAME, len(found) - at), 0, -1):
        if _code(" ".join(found[at : at + size]), lexicon):
            return size
    return 0


def _code(name: str, lexicon: Lexicon) -> str | None:
    if name in lexicon.language_names:
        return lexicon.language_names[name]
    # A code ("/language fr") is too short to be looked for inside other words.
    stems = (stem for stem in words.stems(name) if len(stem) > 3) if " " not in name else ()
    return next(
        (lexicon.language_names[stem] for stem in stems if stem in lexicon.language_names), None
    )


def _is_beside(word: str, lexicon: Lexicon) -> bool:
    if word in lexicon.filler or word in lexicon.polite:
        return True
    spellings = (word, words.without_article(word))
    return any(
        row.intent == "language"
        for spelling in spellings
        for row in lexicon.folded.get(spelling, ())
    )
