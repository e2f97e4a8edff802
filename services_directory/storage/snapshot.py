"""What may people be shown at this moment? All of it, as one frozen value in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date

from tortoise.transactions import in_transaction

from services_directory.records.draft_fields import phones_of
from services_directory.records.draft_records import draft_of, facts_of
from services_directory.records.flat_fields import is_shown, to_service
from services_directory.records.records import PhoneRecord, ServiceRecord
from services_directory.storage.models import DirectoryVersion, ServiceRow
from services_directory.storage.reading import read_services
from services_directory.storage.rows import read_places
from services_directory.values.entries import (
    EMERGENCY,
    Directory,
    Phone,
    Price,
    Programme,
    Service,
    Status,
    Unchecked,
)

_AT_ONCE = 25
"""So many services are read between two looks at whatever else the program has to do."""

_NOT_OFFERED = ("inactive", "defunct")
"""HSDS's words for a service that is not there; one that is closed for a time says so itself."""


async def load_directory(programme: Programme, day: date | None = None) -> Directory:
    """Everything people may be shown, at this moment: one service for each of its sites.

    `day`: what nobody checked for so long that the programme hides it by then is left out.
    """
    return await DirectoryReader(programme).read(day)


class DirectoryReader:
    """Reads the whole directory once, and from then on what changed in it.

    What did not change is the very same in the next directory.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._last: Directory | None = None
        self._shown: dict[int, list[Service | Unchecked]] = {}

    async def read(self, day: date | None = None) -> Directory:
        """The directory as it is at this moment; see `load_directory`."""
        if self._last is not None and self._last.day != day:
            self._last = None  # another day hides other services
        # The version is read first: a change in between is then seen at the next look.
        version = await directory_version()
        places = await read_places(self._programme.languages)
        shown = dict(self._shown) if self._last else {}
        async for some in self._changed(self._last.version if self._last else None):
            for number, record in some:
                shown[number] = self._shown_of(record, day)
            # Whoever writes meanwhile is answered.
            await asyncio.sleep(0)
        told = [each for number in sorted(shown) for each in shown[number]]
        self._shown = shown
        self._last = Directory(
            self._programme,
            places,
            tuple(each for each in told if isinstance(each, Service)),
            version,
            tuple(each for each in told if isinstance(each, Unchecked)),
            day,
        )
        return self._last

    def _shown_of(self, record: ServiceRecord, day: date | None) -> list[Service | Unchecked]:
        if record.status != Status.PUBLISHED or _is_stale(record, self._programme, day):
            return []
        if is_found(record):
            return [*_cards(record, self._programme)]
        return [Unchecked(record.name, record.category, draft_of(record).region)]

    async def _changed(self, since: int | None) -> AsyncIterator[list[tuple[int, ServiceRecord]]]:
        """What changed after that version, or all there is, with the numbers of the rows.

        A few at a time: to make records of many at once would keep everybody waiting.
        """
        last = 0
        named = ServiceRow.filter(status=str(Status.PUBLISHED))
        if since is not None:
            named = ServiceRow.filter(version__gt=since)
        while True:
            async with in_transaction():
                rows = await named.filter(id__gt=last).order_by("id").limit(_AT_ONCE).values()
                some = await read_services(rows, self._programme.languages)
            if not rows:
                return
            last = rows[-1]["id"]
            numbers = {row["key"]: row["id"] for row in rows}
            yield [(numbers[record.key], record) for record in some]


def _is_stale(record: ServiceRecord, programme: Programme, day: date | None) -> bool:
    if day is None or record.category == EMERGENCY:
        return False
    return programme.freshness.hides(record.next_check_on, day)


def _cards(record: ServiceRecord, programme: Programme) -> Iterator[Service]:
    if record.hsds_status in _NOT_OFFERED:
        return
    for number in range(max(1, len(record.sites))):
        service = to_service(
            f"{record.key}~{number + 1}" if number else record.key,
            draft_of(record, number),
            facts_of(record, number).position,
            programme.country,
            organisation_id=record.organisation.id,
            last_checked=record.last_checked_on,
            check_due=record.next_check_on,
        )
        yield _explained(service, record, number)


def _explained(service: Service, record: ServiceRecord, site: int) -> Service:
    """With its prices, and what each number is for: a draft says neither."""
    told = phones_of(record, record.sites[site] if record.sites else None)
    is_told = any(each.description or each.languages for each in told)
    if is_told and len(told) == len(service.phones):
        pairs = zip(service.phones, told, strict=True)
        service = replace(service, phones=tuple(_phone(phone, each) for phone, each in pairs))
    if record.costs:
        prices = tuple(Price(each.option, each.amount, each.currency) for each in record.costs)
        service = replace(service, prices=prices)
    return service


def _phone(phone: Phone, told: PhoneRecord) -> Phone:
    spoken = tuple(each.code for each in told.languages)
    return replace(phone, about=told.description, languages=spoken)


async def directory_version() -> int:
    """Grows with every published change; 0 while nothing was ever kept."""
    row = await DirectoryVersion.get_or_none(id=1)
    return row.version if row else 0


def is_found(record: ServiceRecord) -> bool:
    """Whether people find it, as far as its own entry tells."""
    return is_shown(record.status, record.category, record.confidence, record.confirmed)
