"""Services, organisations and places between the tables and the rest of this room."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tortoise import BaseDBAsyncClient
from tortoise.queryset import QuerySet

from services_directory.files.pauses import Turns
from services_directory.records.authorship import HUMAN, Writing
from services_directory.records.copies import replace
from services_directory.records.draft_records import (
    BY_NAME,
    draft_of,
    in_confidence,
    own_place_id,
)
from services_directory.records.drafts import Saved, ServiceDraft
from services_directory.records.flat_fields import numbers_in, to_fields
from services_directory.records.records import LocationRecord, OrganisationRecord, ServiceRecord
from services_directory.records.schema import KINDS
from services_directory.storage import writing
from services_directory.storage.detail_history import CHANGED, PEOPLE, people_changed, told_details
from services_directory.storage.history import Noted, What, note_changes
from services_directory.storage.models import PlaceRow, SharedRow, SiteRow
from services_directory.values.entries import LocalText, Place, Position, Status
from services_directory.values.normalise import fold

_OF_AN_ORGANISATION = '"organization_id":"'
_ORGANISATION = re.compile(rf'{_OF_AN_ORGANISATION}([^"]*)"')
_AT_ONCE = 400


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


async def read_places(locales: Sequence[str] = ()) -> tuple[Place, ...]:
    """Every place, in the order of the places file."""
    rank = {locale: number for number, locale in enumerate(locales)}

    def name_of(row: PlaceRow) -> LocalText:
        said = json.loads(row.names).items()
        return LocalText.of(dict(sorted(said, key=lambda each: (rank.get(each[0], 99), each[0]))))

    return tuple(
        Place(
            row.key,
            name_of(row),
            row.region,
            tuple(row.spellings.split("\n")) if row.spellings else (),
            _position(row.latitude, row.longitude),
        )
        for row in await PlaceRow.all().order_by("id")
    )


async def write_place(place: Place) -> bool:
    """Keep a place by its id; True when anything about it was new."""
    row = await PlaceRow.get_or_none(key=place.id)
    position = place.position
    columns = {
        "region": place.region,
        "names": json.dumps(dict(sorted(place.name.words)), ensure_ascii=False),
        "spellings": "\n".join(place.spellings),
        "latitude": position.latitude if position else None,
        "longitude": position.longitude if position else None,
    }
    changed = row is None or any(getattr(row, name) != value for name, value in columns.items())
    if changed:
        await (row or PlaceRow(key=place.id)).update_from_dict(columns).save()
    return changed


async def keep_service(
    record: ServiceRecord,
    before: ServiceRecord | None,
    *,
    by: str,
    now: datetime,
    what: What,
    status: str | None = HUMAN,
) -> Saved:
    """Keep a record in place of `before` (None: a new one) and note who changed what.

    Inside a transaction that holds the directory; `grow_version` is the caller's, once for all.
    `status` is of words that change; None: as the record's `wordings` say.
    """
    ready = await made_ready([Kept(record, before, what)], Writing(by, now, status))
    (saved,) = await ready.keep()
    return saved


class Kept(NamedTuple):
    """A record to be kept in place of `before` (None: a new one).

    `digest`: of what a file said of it, see `digests.py`."""

    record: ServiceRecord
    before: ServiceRecord | None
    what: What
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class ReadyToKeep:
    """Services that are ready to be kept, with what is noted of each."""

    portion: writing.Portion
    saved: Sequence[Saved]
    whats: Sequence[What]

    async def is_as_seen(self) -> bool:
        """Whether nobody wrote any of it since it was made ready; ask it in the transaction."""
        return await writing.is_as_seen(self.portion)

    async def keep(self) -> Sequence[Saved]:
        """Write it, and note who changed what; in a transaction that holds the directory."""
        numbers = await writing.write(self.portion)
        noted = [
            Noted(numbers[saved.id], saved, each.before, each.record, what)
            for each, saved, what in zip(self.portion.services, self.saved, self.whats, strict=True)
        ]
        by = self.portion.writing
        await note_changes(noted, who=by.by, now=by.now)
        return self.saved


async def made_ready(kept: Sequence[Kept], by: Writing) -> ReadyToKeep:
    """Everything that can be done before anybody has to wait: reads, and writes nothing."""
    changes, saved, turns = [], [], Turns()
    for each in kept:
        await turns.give()
        record, copies, differs = _copies_of(each)
        changes.append(writing.ServiceToWrite(record, each.before, copies, each.digest))
        saved.append(differs)
    portion = await writing.made_ready(changes, by)
    return ReadyToKeep(portion, saved, [each.what for each in kept])


def would_be_saved(kept: Sequence[Kept]) -> Sequence[Saved]:
    """What keeping them would change."""
    return [_copies_of(each)[2] for each in kept]


def _copies_of(kept: Kept) -> tuple[ServiceRecord, dict[str, Any], Saved]:
    """The record, its columns for lists, and what differs from before."""
    record, before = _by_itself_again(in_confidence(kept.record)), kept.before
    draft = draft_of(record)
    had = _fields_of(before) if before else dict[str, str]()
    has = to_fields(draft) | told_details(record)
    if people_changed(before, record):
        has[PEOPLE] = CHANGED
    copies: dict[str, Any] = {
        "folded": _folded(record.key, draft),
        "region": draft.region,
        "place": draft.place,
        "phones": "\n".join(_digits(number) for number in numbers_in(draft.phone)),
    }
    return record, copies, difference(record.key, had, has)


def _by_itself_again(record: ServiceRecord) -> ServiceRecord:
    """Whoever brings back a service that was merged says that it is one of its own."""
    if record.status == Status.ARCHIVED:
        return record
    return replace(record, merged_into="")


def _fields_of(record: ServiceRecord) -> dict[str, str]:
    return to_fields(draft_of(record)) | told_details(record)


async def with_own_places(record: ServiceRecord, before: ServiceRecord) -> ServiceRecord:
    """What staff changed of a location that other services are at too becomes this one's own.

    Whoever moves one service has said nothing of the others.
    """
    known = {site.location.id: site.location for site in before.sites}
    for number, site in enumerate(record.sites):
        place, was = site.location, known.get(site.location.id)
        if was is None or was == place:
            continue
        sharing = SiteRow.filter(location__source=was.source, location__source_id=was.source_id)
        if await sharing.count() > 1:
            own = own_place_id(record, number)
            moved = replace(place, id="", source=record.source, source_id=own)
            sites = list(record.sites)
            sites[number] = replace(site, location=moved)
            record = replace(record, sites=tuple(sites))
    return record


def difference(key: str, before: dict[str, str], after: dict[str, str]) -> Saved:
    """The fields that differ."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Saved(
        key,
        {name: before[name] for name in changed if name in before},
        {name: after[name] for name in changed if name in after},
    )


async def forget_unused_organisations() -> None:
    """One known by its names alone leaves its row behind when it is renamed."""
    if unused := await unused_organisations():
        await SharedRow.filter(id__in=unused).delete()


async def unused_organisations() -> list[int]:
    """The rows of those that offer nothing and have no location; it needs no transaction."""
    unused = dict(await _unused().order_by("id").values_list("uuid", "id"))
    last = 0
    while unused:
        places = SharedRow.filter(
            kind=KINDS[LocationRecord], id__gt=last, document__contains=_OF_AN_ORGANISATION
        )
        rows = await places.order_by("id").limit(_AT_ONCE).values_list("id", "document")
        if not rows:
            break
        last = rows[-1][0]
        for _id, document in rows:
            for named in _ORGANISATION.findall(document):
                unused.pop(named, None)
    return [*unused.values()]


async def forget_organisations(ids: Sequence[int]) -> None:
    """Those of them that still offer nothing; in a transaction that holds the directory."""
    unused = await _unused().filter(id__in=ids).values_list("id", flat=True)
    await SharedRow.filter(id__in=unused).delete()


def _unused() -> QuerySet[SharedRow]:
    return SharedRow.filter(
        kind=KINDS[OrganisationRecord], source=BY_NAME, services__id__isnull=True
    )


def _position(latitude: float | None, longitude: float | None) -> Position | None:
    return None if latitude is None or longitude is None else Position(latitude, longitude)


def _digits(number: str) -> str:
    return "".join(letter for letter in fold(number) if letter.isdigit())


def _folded(key: str, draft: ServiceDraft) -> str:
    parts = [text for _locale, text in (*draft.name.words, *draft.organisation.words)]
    return fold(" ".join([*parts, draft.category, draft.region or "", draft.place or "", key]))
