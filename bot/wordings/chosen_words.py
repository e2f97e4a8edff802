"""What staff chose to say of one sentence in one language, and what the release said then."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.translation.sentences import Sentence

_DIGEST_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """One change, never written over: the highest `revision` of a sentence and language counts.

    `forms`: the words, in each plural form of a counted sentence; none: those of the release again.
    `released`: a digest of what the release said in this language when it was written.
    """

    one: str
    many: str | None
    locale: str
    revision: int
    forms: tuple[str, ...]
    released: str
    changed_by: str
    changed_at: datetime

    @property
    def sentence(self) -> str:
        """The key of the sentence it stands for."""
        return Sentence(self.one, self.many).key

    @property
    def id(self) -> str:
        """No two changes have one: of two at a time, the later one is refused."""
        return f"{self.sentence}/{self.locale}/{self.revision}"

    @property
    def about(self) -> tuple[str, str]:
        """The sentence and the language."""
        return self.sentence, self.locale


def digest(said: Sequence[str]) -> str:
    """Of what the release says; other words have another one."""
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:_DIGEST_LETTERS]
