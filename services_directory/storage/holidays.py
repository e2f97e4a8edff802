"""Which holidays did staff confirm or move? One row for each, for the whole programme."""

from __future__ import annotations

from datetime import datetime

from tortoise.transactions import in_transaction

from services_directory.storage.models import HolidayCorrection
from services_directory.storage.rows import grow_version, hold_directory
from services_directory.values.calendar.holidays import Correction

Corrections = dict[str, Correction]


async def read_corrections() -> Corrections:
    """What staff said, by the id of the holiday."""
    rows = await HolidayCorrection.all().order_by("holiday")
    return {row.holiday: Correction(row.day, row.days) for row in rows}


async def correct_holiday(holiday: str, said: Correction, *, by: str, now: datetime) -> None:
    """From now on it is on this day; every reader of the directory hears of it."""
    async with in_transaction() as connection:
        await hold_directory(connection)
        columns = {"day": said.day, "days": said.days, "said_by": by, "said_at": now}
        await HolidayCorrection.update_or_create(defaults=columns, holiday=holiday)
        await grow_version(connection)
