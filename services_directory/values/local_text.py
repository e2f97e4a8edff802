"""What does a text say in each language it exists in?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PLAIN_BY_SMS = ("fr",)
"""The languages an SMS writes in plain letters, where a programme says nothing of it."""


@dataclass(frozen=True, slots=True, eq=False)
class LocalText:
    """One text in the languages it exists in: pairs of locale and words, none of them empty.

    In which order they stand makes no other text of it.
    """

    words: tuple[tuple[str, str], ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LocalText):
            return NotImplemented
        return self.words == other.words or dict(self.words) == dict(other.words)

    def __hash__(self) -> int:
        return hash(frozenset(self.words))

    @classmethod
    def of(cls, words: Mapping[str, str]) -> LocalText:
        """Words by the codes of their languages; empty ones count as not written."""
        return cls(tuple((locale, text.strip()) for locale, text in words.items() if text.strip()))

    def __bool__(self) -> bool:
        return bool(self.words)

    def in_locale(self, locale: str) -> str | None:
        """The words in exactly this locale; None where nobody wrote them."""
        # A loop, not a generator: each message asks some fifty times.
        for have, text in self.words:
            if have == locale:
                return text
        return None

    def best(self, locales: Sequence[str]) -> str:
        """The words in the first of `locales` that exists, else in any; "" for an empty text."""
        for locale in locales:
            if text := self.in_locale(locale):
                return text
        return self.words[0][1] if self.words else ""


NO_WORDS = LocalText(())
