"""Into which words does a text fall, for finding and being found?"""

from __future__ import annotations

import re

from services_directory.values.normalise import fold
from services_directory.vocabulary.language_files import language_files

_TOKEN = re.compile(r"[^\W_]+")

_ARTICLES = ("وال", "بال", "فال", "كال", "ولل", "ال", "لل")
"""The Arabic article, alone or after "and", "with", "in", "as", "for"; the longest first."""

_FIRST_OF_ARTICLES = frozenset(article[0] for article in _ARTICLES)

_LETTERS = "وبلف"
"""Arabic "and", "with", "for", "in", one letter written onto the next word."""

_SAYS_NOTHING = frozenset(word for file in language_files().values() for word in file.joining)
"""Folded words that say nothing alone, or only that somebody asks for something."""

_SHORTEST_WORD = 3
_JOINED_LETTERS = range(_SHORTEST_WORD, 20)
_SHORTEST_STEM = 3


def tokens(text: str) -> list[str]:
    """The folded words of a text that can carry a meaning, with the Arabic article cut off."""
    return [token for chunk in text.split() for token in _tokens_of(chunk)]


def _tokens_of(chunk: str) -> list[str]:
    return [_stem(token) for token in _TOKEN.findall(fold(chunk)) if _can_mean(token)]


def _can_mean(token: str) -> bool:
    return (len(token) >= _SHORTEST_WORD or token.isdigit()) and token not in _SAYS_NOTHING


def _stem(token: str) -> str:
    if token[0] not in _FIRST_OF_ARTICLES:
        return token
    for article in _ARTICLES:
        if token.startswith(article) and len(token) - len(article) >= _SHORTEST_STEM:
            return token[len(article) :]
    return token


def without_letter(token: str) -> str | None:
    """The word behind a joined letter, which may as well be the word's own first letter."""
    if token[0] in _LETTERS and len(token) > _SHORTEST_STEM:
        return token[1:]
    return None


def indexed(chunk: str) -> tuple[str, ...]:
    """What a piece of a document, between two blanks, is found by: "e-Dinar" by "edinar" too."""
    found = _tokens_of(chunk)
    found += [rest for token in found if (rest := without_letter(token))]
    if "-" in chunk and len(joined := "".join(_TOKEN.findall(fold(chunk)))) in _JOINED_LETTERS:
        found.append(joined)
    return tuple(dict.fromkeys(found))
