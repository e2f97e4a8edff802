"""Does somebody ask us to speak another language, and which?"""

from __future__ import annotations

from collections.abc import Sequence

from flows.engine.understanding import words
from flows.engine.understanding.intents import ONESELF
from flows.engine.understanding.lexicon import Lexicon

_LONGEST_NAME = 3
_LONGEST_CODE = 3


def language_asked(found: Sequence[str], lexicon: Lexicon) -> str | None:
    """The code of the language named, when every other word is small or says "language".

    `found`: folded words without courtesies. "français", "n7eb bel tounsi", "langue arabe". A
    code is listened to alone or after "language" only: "en" is also a French word.
    """
    if not lexicon.beside(ONESELF).isdisjoint(found):
        # A language's name is a nationality then: "je suis tunisien" asks for nothing.
        return None
    named: set[str] = set()
    at = 0
    while at < len(found):
        size, code = _name_at(found, at, lexicon)
        if code:
            named.add(code)
        elif not _is_beside(found[at], lexicon):
            return _after_the_word_language(found, lexicon)
        at += size
    return named.pop() if len(named) == 1 else _after_the_word_language(found, lexicon)


def _after_the_word_language(found: Sequence[str], lexicon: Lexicon) -> str | None:
    *before, last = found
    if len(last) > _LONGEST_CODE or not all(_says_language(word, lexicon) for word in before):
        return None
    return lexicon.language_names.get(last)


def _name_at(found: Sequence[str], at: int, lexicon: Lexicon) -> tuple[int, str | None]:
    """How many words from `at` on name a language, and which; or one word that names none."""
    for size in range(min(_LONGEST_NAME, len(found) - at), 0, -1):
        name = " ".join(found[at : at + size])
        if code := _code(name, lexicon):
            return size, code
    return 1, None


def _code(name: str, lexicon: Lexicon) -> str | None:
    spellings = (name,) if " " in name else (name, *words.stems(name))
    return next(
        (
            lexicon.language_names[spelling]
            for spelling in spellings
            if len(spelling) > _LONGEST_CODE and spelling in lexicon.language_names
        ),
        None,
    )


def _is_beside(word: str, lexicon: Lexicon) -> bool:
    """A small word, one of speaking and writing ("tell me", "3awedli"), or "language" itself."""
    if word in lexicon.filler or word in lexicon.beside("language"):
        return True
    return _says_language(word, lexicon)


def _says_language(word: str, lexicon: Lexicon) -> bool:
    return any(
        row.intent == "language"
        for spelling in (word, words.without_article(word))
        for row in lexicon.folded.get(spelling, ())
    )
