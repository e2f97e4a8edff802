"""Which day of the Ethiopian calendar is a day? Twelve months of thirty days, and five or six more.

The arithmetic is that of Reingold and Dershowitz, Calendrical Calculations, chapter 4: a year has
365 days, each fourth one more, counted from 29 August of the year 8 by the Julian calendar.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

_FIRST_DAY = 2796
"""1 Meskerem of the year 1, as `date.toordinal` counts days."""

_DAYS_OF_A_MONTH = 30


class EthiopicDay(NamedTuple):
    """`month` is 1 (Meskerem) to 13 (Pagume)."""

    year: int
    month: int
    day: int


def ethiopic(day: date) -> EthiopicDay:
    """The day by the Ethiopian calendar; from the year 8 on."""
    since = day.toordinal() - _FIRST_DAY
    year = (4 * since + 1463) // 1461
    months, days = divmod(since - 365 * (year - 1) - year // 4, _DAYS_OF_A_MONTH)
    return EthiopicDay(year, months + 1, days + 1)
