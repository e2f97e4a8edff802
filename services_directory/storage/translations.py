"""How are words kept in every language, with who wrote them and what they were made from?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services_directory.records.records import Record
from services_directory.storage.models import Translation
from services_directory.storage.reading import hash_of

HUMAN, REVIEWED, MACHINE = "human", "reviewed", "machine"
"""Status of words: written by somebody; read again by staff; made by a program."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes when. `status` is of words that change; None: as the record's `wordings` say."""

    by: str
    now: datetime
    status: str | None = HUMAN


Words = dict[tuple[str, str], str]
"""Words by field and locale."""


@dataclass(frozen=True, slots=True)
class Held:
    """The row that words and details belong to; a new one has none yet."""

    kind: str
    number: int
    is_new: bool


async def keep_words(
    row: Held, record: Record, words: Words, language: str, writing: Writing
) -> bool:
    """Keep the words of a row, by field and locale; True when any of them was new.

    `language` is that of the source: its text's hash is kept beside every translation of it.
    """
    kind, number = row.kind, row.number
    kept = {
        (each.field, each.locale): each
        for each in ([] if row.is_new else await Translation.filter(owner=kind, owner_id=number))
    }
    gone = [each.id for key, each in kept.items() if words.get(key) != each.words]
    new = {key: text for key, text in words.items() if key not in kept or kept[key].words != text}
    await _remember_sources(kept, words, language)
    if gone:
        await Translation.filter(id__in=gone).delete()
    await Translation.bulk_create(
        Translation(
            owner=kind,
            owner_id=number,
            field=name,
            locale=locale,
            words=text,
            **{
                "source_hash": _source_hash(words, name, locale, language),
                **_authorship(record, f"{name}.{locale}", writing),
            },
        )
        for (name, locale), text in new.items()
    )
    return bool(gone or new)


async def words_are_right(kind: str, number: int, language: str, locale: str, by: Writing) -> bool:
    """Somebody read the words in `locale` again beside their source, and they are right as is.

    True where that said anything new.
    """
    rows = await Translation.filter(owner=kind, owner_id=number)
    sources = {row.field: row.words for row in rows if row.locale == language}
    changed = False
    for row in rows:
        source = sources.get(row.field)
        made_from = hash_of(source) if source and locale != language else ""
        if row.locale == locale and (row.status, row.source_hash) != (REVIEWED, made_from):
            row.status, row.source_hash = REVIEWED, made_from
            row.author, row.updated_at = by.by, by.now
            await row.save()
            changed = True
    return changed


def _authorship(record: Record, key: str, writing: Writing) -> dict[str, Any]:
    known = record.wordings.get(key)
    if writing.status is None and known is not None:
        made_from = {"source_hash": known.source_hash} if known.source_hash else {}
        who = {"author": known.author, "updated_at": known.updated_at}
        return {"status": known.status, **who, **made_from}
    return {"status": writing.status or HUMAN, "author": writing.by, "updated_at": writing.now}


def _source_hash(words: Words, name: str, locale: str, language: str) -> str:
    source = words.get((name, language))
    return hash_of(source) if source and locale != language else ""


async def _remember_sources(
    kept: dict[tuple[str, str], Translation], wanted: Words, language: str
) -> None:
    """Words that stay while their source changes: note what they were made from, if nobody did."""
    for (name, locale), row in kept.items():
        source = kept.get((name, language))
        changes = source is not None and wanted.get((name, language)) != source.words
        if source is not None and changes and locale != language and not row.source_hash:
            row.source_hash = hash_of(source.words)
            await row.save(update_fields=["source_hash"])
