"""Who keeps other hours in which season? The tables `[[seasons]]` of a programme file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services_directory.values.calendar.holidays import RAMADAN, Calendar, Season, calendar_of
from services_directory.values.local_text import LocalText
from services_directory.values.weekly_rules import weekly_rule

_Day = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]


class SeasonTable(BaseModel):
    """`services`: ids, or patterns of them such as "jen-commune-*"."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    code: Annotated[str, Field(pattern=r"^[a-z_-]+$", max_length=64)]
    name: Annotated[dict[str, str], Field(min_length=1)]
    hours: str
    services: Annotated[list[str], Field(min_length=1)]
    starts: _Day | None = Field(default=None, alias="from")
    ends: _Day | None = Field(default=None, alias="until")


def season_faults(seasons: Sequence[SeasonTable]) -> Iterator[tuple[str, str]]:
    """What is wrong although each key alone is right: pairs of the key's path and its mend."""
    for index, each in enumerate(seasons):
        where = f"seasons[{index}]"
        if not all(weekly_rule(rule.strip()) for rule in each.hours.split(";")):
            yield (
                f"{where}.hours",
                "Write a plain week, such as “Mo-Th 08:00-14:30; Fr 08:00-13:30”.",
            )
        if each.code == RAMADAN and (each.starts or each.ends):
            yield f"{where}.from", "Leave it out: the days of Ramadan are known."
        elif each.code != RAMADAN and not all(map(_is_day, (each.starts, each.ends))):
            yield f"{where}.from", "Write `from` and `until` as month and day, such as “07-01”."


def with_seasons(country: str, seasons: Sequence[SeasonTable]) -> Calendar:
    """The calendar of the country, with the programme's seasons."""
    calendar = calendar_of(country)
    return replace(calendar, seasons=tuple(map(_season, seasons))) if seasons else calendar


def _season(table: SeasonTable) -> Season:
    return Season(
        table.code,
        LocalText.of(table.name),
        table.hours,
        tuple(table.services),
        table.starts or "",
        table.ends or "",
    )


def _is_day(written: str | None) -> bool:
    try:
        # February 29 is not a day of every year.
        return written is not None and bool(date.fromisoformat(f"2023-{written}"))
    except ValueError:
        return False
