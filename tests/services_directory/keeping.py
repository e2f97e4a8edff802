"""A whole service into the tables, as an import puts it there."""

from __future__ import annotations

from datetime import datetime

from tortoise.transactions import in_transaction

from services_directory.records.authorship import MACHINE
from services_directory.records.drafts import Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.history import What
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records
from services_directory.storage.rows import (
    forget_unused_organisations,
    grow_version,
    hold_directory,
    keep_service,
)


async def save_record(
    record: ServiceRecord, *, by: str, now: datetime, status: str | None = None
) -> Saved:
    """Keep a service whole, unchecked, as an import does; by its source and `source_id`.

    Words get `status`, or (None) what the record's `wordings` say.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        kept = ServiceRow.filter(source=record.source, source_id=record.source_id)
        before = next(iter(await read_records(kept)), None)
        what = What.IMPORTED if before else What.ADDED
        saved = await keep_service(record, before, by=by, now=now, what=what, status=status)
        await forget_unused_organisations()
        await grow_version(connection)
    return saved


def outdated(record: ServiceRecord) -> set[str]:
    """Its words that were translated from others than today's, as "name.ar"."""
    return {name for name, each in record.wordings.items() if each.outdated}


def machine_made(record: ServiceRecord) -> set[str]:
    """Its words that a program made."""
    return {name for name, each in record.wordings.items() if each.status == MACHINE}
