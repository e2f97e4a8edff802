"""What may people be shown at this moment? All of it, as one frozen value in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services_directory.records.draft_fields import phones_of
from services_directory.records.draft_records import draft_of
from services_directory.records.flat_fields import LOW_CONFIDENCE, to_service
from services_directory.records.records import PhoneRecord, ServiceRecord
from services_directory.storage.holidays import Corrections, read_corrections
from services_directory.storage.models import DirectoryVersion, ServiceRow
from services_directory.storage.reading import read_in_parts
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

NOT_OFFERED = ("inactive", "defunct")
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
        self._corrections: Corrections = {}
        self._shown: dict[int, list[Service | Unchecked]] = {}

    async def read(self, day: date | None = None) -> Directory:
        """The directory as it is at this moment; see `load_directory`."""
        if self._last is not None and self._last.day != day:
            self._last = None  # another day hides other services
            self._corrections = {}
        # The version is read first: a change in between is then seen at the next look.
        version = await directory_version()
        places = await read_places(self._programme.languages)
        shown = dict(self._shown) if self._last else {}
        wanted = ServiceRow.filter(status=str(Status.PUBLISHED))
        if self._last is not None:
            wanted = ServiceRow.filter(version__gt=self._last.version)
        async for some in read_in_parts(wanted, self._programme.languages):
            for number, record in some:
                shown[number] = shown_of(record, self._programme, day)
        told = [each for number in sorted(shown) for each in shown[number]]
        self._shown = shown
        self._last = Directory(
            await self._corrected(),
            places,
            tuple([each for each in told if isinstance(each, Service)]),
            version,
            tuple([each for each in told if isinstance(each, Unchecked)]),
            day,
            await merged_services(),
        )
        return self._last

    async def _corrected(self) -> Programme:
        """The programme with the holidays that staff confirmed or moved; the same if none did."""
        corrections = await read_corrections()
        last = self._last.programme if self._last else self._programme
        if corrections != self._corrections:
            self._corrections = corrections
            calendar = self._programme.calendar.corrected(corrections)
            last = replace(self._programme, calendar=calendar)
        return last


async def merged_services() -> dict[str, str]:
    """By the key of each service that turned out to be another one, the key of the last of them."""
    rows = ServiceRow.filter(merged_into__isnull=False).order_by("id")
    into = {str(key): str(to) for key, to in await rows.values_list("key", "merged_into")}
    ends: dict[str, str] = {}
    for key in into:
        end, steps = key, len(into)
        while end in into and steps:
            end, steps = into[end], steps - 1
        ends[key] = end
    return ends


def shown_of(
    record: ServiceRecord, programme: Programme, day: date | None = None
) -> list[Service | Unchecked]:
    """What people are shown of a service: a card for each of its sites, or that it is unchecked."""
    if record.status != Status.PUBLISHED or _is_stale(record, programme, day):
        return []
    if is_found(record):
        return [*_cards(record, programme)]
    draft = draft_of(record)
    return [Unchecked(record.name, record.category, draft.region, draft.place)]


def _is_stale(record: ServiceRecord, programme: Programme, day: date | None) -> bool:
    if day is None or record.category == EMERGENCY:
        return False
    return programme.freshness.hides(record.next_check_on, day)


def _cards(record: ServiceRecord, programme: Programme) -> Iterator[Service]:
    if record.hsds_status in NOT_OFFERED:
        return
    for number in range(max(1, len(record.sites))):
        service = to_service(
            f"{record.key}~{number + 1}" if number else record.key,
            draft_of(record, number),
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
    """Whether people find it: published, and vouched for, well sourced or an emergency."""
    if record.status != Status.PUBLISHED:
        return False
    vouched_for = record.confirmed or record.confidence != LOW_CONFIDENCE
    return vouched_for or record.category == EMERGENCY
