"""What do we say at all? Each sentence of the code, where it stands, and what is remarked of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message

from bot.translation.catalogue import read_words, source_of

TEMPLATE = "messages.pot"

NEVER_BY_SMS = "never by SMS"
"""Said in a `# Translators:` comment, it lets a sentence use letters that make an SMS dear."""

A_CONSENT = "a consent"
"""Said there, or "of a consent": another text of what somebody agrees to is another version."""

PEOPLE_ROOM = "flows/"
PEOPLE_ROOMS = (PEOPLE_ROOM, "services_directory/web/")
STAFF_ROOMS = ("admin/", "services_directory/records/", "bot/translation/", "bot/wordings/")
WHAT_PROVIDERS_SAY = "/provider.py"
"""Each channel's file of labels for staff, and of nothing that people read."""

_KEY_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Sentence:
    """`one` is the catalogue's key, `many` the form for many of a counted one."""

    one: str
    many: str | None = None
    files: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Short, for addresses and rows; a sentence that is changed has another one."""
        source = "\0".join((self.one, self.many or ""))
        return hashlib.sha256(source.encode()).hexdigest()[:_KEY_LETTERS]

    @property
    def only_for_staff(self) -> bool:
        return all(
            name.startswith(STAFF_ROOMS) or name.endswith(WHAT_PROVIDERS_SAY) for name in self.files
        )

    @property
    def is_for_people(self) -> bool:
        return any(name.startswith(PEOPLE_ROOMS) for name in self.files)

    @property
    def may_be_an_sms(self) -> bool:
        by_sms = any(name.startswith(PEOPLE_ROOM) for name in self.files)
        return by_sms and not self._is_remarked(NEVER_BY_SMS)

    @property
    def is_consent(self) -> bool:
        return self._is_remarked(A_CONSENT)

    def _is_remarked(self, words: str) -> bool:
        return any(words in each for each in self.remarks)


def sentence_of(message: Message) -> Sentence:
    one, many = source_of(message)
    files = tuple(name for name, _line in message.locations)
    return Sentence(one, many, files, tuple(message.auto_comments))


def read_sentences(locales: Path) -> Mapping[str, Sentence]:
    """Every sentence of this release, by its key; none where there is no template."""
    return by_key(sentence_of(each) for each in read_words(locales / TEMPLATE) if each.id)


def by_key(sentences: Iterable[Sentence]) -> dict[str, Sentence]:
    return {each.key: each for each in sentences}
