"""Who wrote the words of a record in each language, and what were they made from?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from services_directory.records.copies import replace
from services_directory.records.records import Record, SiteRecord, Wording
from services_directory.records.schema import lists_in, words_in
from services_directory.values.local_text import LocalText

_R = TypeVar("_R", bound=Record)

HUMAN, REVIEWED, MACHINE = "human", "reviewed", "machine"
"""Status of words: written by somebody; read again by staff; made by a program."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes when. `status` is of words that change; None: as the record's `wordings` say."""

    by: str
    now: datetime
    status: str | None = HUMAN


def hash_of(words: str) -> str:
    """What a translation remembers of the words it was made from."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def authored(
    record: _R, before: _R | None, language: str, writing: Writing, *, anew: bool = False
) -> _R:
    """The record with who wrote each of its words; what is as in `before` keeps its authors.

    `language` is that of the source: its text's hash is kept beside every translation of it.
    Details of a kind are written anew when any of them differs, or (`anew`) in any case.
    """
    changes: dict[str, Any] = {}
    if words_in(type(record)):
        changes |= _own_words(record, before, language, writing)
    for name, held in lists_in(type(record)).items():
        new, was = getattr(record, name), getattr(before, name, ())
        if held is SiteRecord or not new:
            continue
        if was and not anew and new == was:
            changes[name] = was
        else:
            changes[name] = tuple(_anew(each, language, writing) for each in new)
    return replace(record, **changes) if changes else record


def words_read(record: _R, language: str, locale: str, by: Writing) -> _R:
    """The record after somebody read its words in `locale` beside their source: they are right."""
    wordings = dict(record.wordings)
    for key, known in record.wordings.items():
        name, _dot, said_in = key.partition(".")
        text: LocalText = getattr(record, name)
        source = text.in_locale(language)
        made_from = hash_of(source) if source and locale != language else ""
        if said_in == locale and (known.status, known.source_hash) != (REVIEWED, made_from):
            wordings[key] = Wording(REVIEWED, False, by.by, by.now, made_from)
    return replace(record, wordings=wordings)


def _anew(record: _R, language: str, writing: Writing) -> _R:
    # What stays as it was keeps its authors, although it is written anew.
    return authored(
        record, None, language, replace(writing, status=None) if record.wordings else writing
    )


def _own_words(
    record: Record, before: Record | None, language: str, writing: Writing
) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    wordings: dict[str, Wording] = {}
    known = before.wordings if before else {}
    for name in words_in(type(record)):
        said = dict(getattr(record, name).words)
        had = dict(getattr(before, name).words) if before else {}
        kept = {locale: text for locale, text in had.items() if said.get(locale) == text}
        changes[name] = LocalText(tuple({**kept, **said}.items()))
        for locale in {**kept, **said}:
            key = f"{name}.{locale}"
            if locale in kept and key in known:
                wordings[key] = _after(known[key], locale, had, said, language)
            else:
                wordings[key] = _new(record.wordings.get(key), said, locale, language, writing)
    return {**changes, "wordings": wordings}


def _after(
    known: Wording, locale: str, had: Mapping[str, str], said: Mapping[str, str], language: str
) -> Wording:
    """Of words that stay: outdated once their source is another than they were made from."""
    made_from, source = known.source_hash, had.get(language)
    if source and source != said.get(language) and locale != language and not made_from:
        made_from = hash_of(source)
    outdated = _is_outdated(made_from, said, locale, language)
    return replace(known, source_hash=made_from, outdated=outdated)


def _new(
    known: Wording | None,
    said: Mapping[str, str],
    locale: str,
    language: str,
    writing: Writing,
) -> Wording:
    source = said.get(language)
    made_from = hash_of(source) if source and locale != language else ""
    if writing.status is not None or known is None:
        return Wording(writing.status or HUMAN, False, writing.by, writing.now, made_from)
    made_from = known.source_hash or made_from
    outdated = _is_outdated(made_from, said, locale, language)
    return Wording(known.status, outdated, known.author, known.updated_at, made_from)


def _is_outdated(made_from: str, said: Mapping[str, str], locale: str, language: str) -> bool:
    source = said.get(language)
    return bool(made_from and source and locale != language and hash_of(source) != made_from)
