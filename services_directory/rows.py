"""How does a service lie in the tables? Rows to drafts and back, without deciding anything."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise import BaseDBAsyncClient

from services_directory.drafts import ServiceDraft
from services_directory.entries import Cost, LocalText, Place, Position, Status
from services_directory.folding import fold
from services_directory.models import OrganisationRow, PlaceRow, ServiceRow, Translation
from services_directory.records import Facts

SERVICE, ORGANISATION, PLACE = "service", "organisation", "place"

HUMAN, REVIEWED = "human", "reviewed"
"""Status of words: written by somebody; read again by staff."""

_SERVICE_WORDS = ("name", "description", "eligibility", "address")

_FEW = 500
"""Up to so many owners are named in a query; for more, all words are read."""

Words = dict[tuple[str, str], str]
"""Words by field and locale."""


@dataclass(frozen=True, slots=True)
class StoredService:
    """A row with its words and its organisation's."""

    row: ServiceRow
    draft: ServiceDraft
    facts: Facts


async def grow_version(connection: BaseDBAsyncClient) -> None:
    """Tell every reader that the directory changed, once this transaction is committed."""
    await connection.execute_query(
        "INSERT INTO directory_version (id, version) VALUES (1, 1) "
        "ON CONFLICT (id) DO UPDATE SET version = directory_version.version + 1"
    )


async def hold_directory(connection: BaseDBAsyncClient) -> None:
    """Let one writer at a time change the directory: others wait here until this one committed."""
    await connection.execute_query(
        "INSERT INTO directory_version (id, version) VALUES (1, 0) "
        "ON CONFLICT (id) DO UPDATE SET version = directory_version.version"
    )


async def read_stored(
    rows: Sequence[ServiceRow], locales: Sequence[str] = ()
) -> list[StoredService]:
    """Rows with their words, in the order of `rows`; texts start with the `locales` given."""
    words = await _read_words(SERVICE, [row.id for row in rows], locales)
    names = await _read_words(ORGANISATION, {row.organisation_id for row in rows}, locales)
    return [
        StoredService(row, _draft(row, words[row.id], names[row.organisation_id]), _facts(row))
        for row in rows
    ]


async def read_places(locales: Sequence[str] = ()) -> tuple[Place, ...]:
    """Every place, in the order of the places file."""
    rows = await PlaceRow.all().order_by("id")
    words = await _read_words(PLACE, [row.id for row in rows], locales)
    return tuple(
        Place(
            row.key,
            _text(words[row.id], "name"),
            row.region,
            tuple(row.spellings.split("\n")) if row.spellings else (),
            _position(row.latitude, row.longitude),
        )
        for row in rows
    )


async def write_place(place: Place) -> bool:
    """Keep a place by its id; True when anything about it was new."""
    row = await PlaceRow.get_or_none(key=place.id)
    position = place.position
    columns = {
        "region": place.region,
        "spellings": "\n".join(place.spellings),
        "latitude": position.latitude if position else None,
        "longitude": position.longitude if position else None,
    }
    changed = row is None or any(getattr(row, name) != value for name, value in columns.items())
    row = row or PlaceRow(key=place.id)
    if changed:
        await row.update_from_dict(columns).save()
    words = {("name", locale): text for locale, text in place.name.words}
    return await _write_words(PLACE, row.id, words, HUMAN) or changed


async def write_service(
    row: ServiceRow, draft: ServiceDraft, facts: Facts, *, by: str, now: datetime, status: str
) -> None:
    """Keep the draft in `row` (new or not) and its words; `status` is of words that changed."""
    organisation = await _organisation_of(draft.organisation)
    position = facts.position
    row.update_from_dict(
        {
            "organisation_id": organisation.id,
            **{name: getattr(draft, name) for name in _SAME_NAMES},
            "cost": str(draft.cost) if draft.cost else None,
            "status": str(draft.status),
            "confidence": facts.confidence,
            "source_url": facts.source_url,
            "source_date": facts.source_date,
            "spoken_languages": facts.spoken_languages,
            "latitude": position.latitude if position else None,
            "longitude": position.longitude if position else None,
            "folded": _folded(row.key, draft),
            "updated_at": now,
            "updated_by": by,
        }
    )
    await row.save()
    words = {
        (name, locale): text
        for name in _SERVICE_WORDS
        for locale, text in getattr(draft, name).words
    }
    await _write_words(SERVICE, row.id, words, status)


async def forget_unused_organisations() -> None:
    """Organisations are known by their names: one that was renamed leaves its old row behind."""
    unused = await OrganisationRow.filter(services__id__isnull=True).values_list("id", flat=True)
    if unused:
        await Translation.filter(owner=ORGANISATION, owner_id__in=unused).delete()
        await OrganisationRow.filter(id__in=unused).delete()


_SAME_NAMES = (
    *("category", "region", "place", "phone", "email", "website", "opening_hours"),
    *("caution", "notes"),
)
"""Fields of a draft that are columns of the same name."""


async def _organisation_of(names: LocalText) -> OrganisationRow:
    as_written = json.dumps(sorted(names.words), ensure_ascii=False)
    source_id = hashlib.sha256(as_written.encode()).hexdigest()[:32]
    row, is_new = await OrganisationRow.get_or_create(source="names", source_id=source_id)
    if is_new:
        words = {("name", locale): text for locale, text in names.words}
        await _write_words(ORGANISATION, row.id, words, HUMAN)
    return row


async def _read_words(
    owner: str, owner_ids: Iterable[int], locales: Sequence[str]
) -> Mapping[int, Words]:
    ids = list(owner_ids)
    query = Translation.filter(owner=owner)
    if len(ids) <= _FEW:
        query = query.filter(owner_id__in=ids)
    rows = await query.order_by("id").values_list("owner_id", "field", "locale", "words")
    rank = {locale: number for number, locale in enumerate(locales)}
    words: defaultdict[int, Words] = defaultdict(dict)
    for owner_id, name, locale, text in sorted(rows, key=lambda r: (rank.get(r[2], 99), r[2])):
        words[owner_id][name, locale] = text
    return words


async def _write_words(owner: str, owner_id: int, words: Words, status: str) -> bool:
    wanted = dict(words)
    gone: list[int] = []
    for row in await Translation.filter(owner=owner, owner_id=owner_id):
        if wanted.get((row.field, row.locale)) == row.words:
            del wanted[row.field, row.locale]
        else:
            gone.append(row.id)
    if gone:
        await Translation.filter(id__in=gone).delete()
    await Translation.bulk_create(
        Translation(
            owner=owner, owner_id=owner_id, field=name, locale=locale, words=text, status=status
        )
        for (name, locale), text in wanted.items()
    )
    return bool(gone or wanted)


def _text(words: Words, name: str) -> LocalText:
    return LocalText.of({locale: text for (field, locale), text in words.items() if field == name})


def _draft(row: ServiceRow, words: Words, organisation: Words) -> ServiceDraft:
    return ServiceDraft(
        name=_text(words, "name"),
        organisation=_text(organisation, "name"),
        description=_text(words, "description"),
        eligibility=_text(words, "eligibility"),
        address=_text(words, "address"),
        category=row.category,
        region=row.region,
        place=row.place,
        phone=row.phone,
        email=row.email,
        website=row.website,
        opening_hours=row.opening_hours,
        cost=Cost(row.cost) if row.cost else None,
        caution=row.caution,
        status=Status(row.status),
        notes=row.notes,
    )


def _facts(row: ServiceRow) -> Facts:
    return Facts(
        confidence=row.confidence,
        source_url=row.source_url,
        source_date=row.source_date,
        spoken_languages=row.spoken_languages,
        position=_position(row.latitude, row.longitude),
    )


def _position(latitude: float | None, longitude: float | None) -> Position | None:
    return None if latitude is None or longitude is None else Position(latitude, longitude)


def _folded(key: str, draft: ServiceDraft) -> str:
    parts = [text for _locale, text in (*draft.name.words, *draft.organisation.words)]
    return fold(" ".join([*parts, draft.category, draft.region or "", draft.place or "", key]))
