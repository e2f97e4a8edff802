"""Many services shut, or open at other hours, for the same days: one closure each, in portions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from services_directory.records.draft_fields import as_closure, as_closure_record
from services_directory.records.drafts import Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.history import What
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records
from services_directory.storage.rows import grow_version, hold_directory, keep_service
from services_directory.values.entries import Closure, Status
from services_directory.values.normalise import fold


@dataclass(frozen=True, slots=True)
class Filter:
    """Which services: all that are of the need, in the region or town, and named by the words."""

    need: str = ""
    region: str = ""
    place: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return any((self.need, self.region, self.place, self.words))


async def keys_of(chosen: Filter) -> tuple[str, ...]:
    """The published services that are meant, by name. Nothing chosen means none, not all."""
    if not chosen:
        return ()
    wanted = Q(status=str(Status.PUBLISHED))
    if chosen.need:
        wanted &= Q(category=chosen.need)
    if chosen.region:
        wanted &= Q(region=chosen.region)
    if chosen.place:
        wanted &= Q(place=chosen.place)
    for word in fold(chosen.words).split():
        wanted &= Q(folded__contains=word)
    keys = await ServiceRow.filter(wanted).order_by("folded", "id").values_list("key", flat=True)
    return tuple(str(each) for each in keys)


async def shut(
    keys: Sequence[str], closure: Closure, *, open_again: bool, by: str, now: datetime
) -> list[Saved]:
    """Give these services the closure, or (`open_again`) take it from them; what changed of each.

    One transaction; who shuts many hands them over a few at a time.
    """
    saved: list[Saved] = []
    async with in_transaction() as connection:
        await hold_directory(connection)
        for before in await read_records(ServiceRow.filter(key__in=keys).order_by("id")):
            record = _opened(before, closure) if open_again else with_closure(before, closure)
            if record != before:
                saved.append(await keep_service(record, before, by=by, now=now, what=What.CHANGED))
        if saved:
            await grow_version(connection)
    return saved


def with_closure(record: ServiceRecord, closure: Closure) -> ServiceRecord:
    """The record with it, in place of what it had for the very same days, if it had any."""
    others = _opened(record, closure).closures
    return replace(record, closures=(*others, as_closure_record(closure)))


def _opened(record: ServiceRecord, closure: Closure) -> ServiceRecord:
    days = closure.starts_on, closure.ends_on
    left = (each for each in record.closures if _days(as_closure(each)) != days)
    return replace(record, closures=tuple(left))


def _days(closure: Closure) -> tuple[object, object]:
    return closure.starts_on, closure.ends_on
