"""What may be asked of the directory, and what one answer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from services_directory.search.filters import NO_WISHES, Wishes
from services_directory.values.entries import Position, Service


class Reach(IntEnum):
    """How near an answer is to what was asked; lower is nearer."""

    HERE = 0
    REGION = 1
    COUNTRY = 2


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything that is None or empty is not asked.

    `place` is a place id, `words` folded words of the person beyond need and place. `also`: other
    needs that were heard, answered only by what the words name. `nationwide`: nothing of one region
    is any help. `only`: ids of the services that may answer.
    """

    category: str | None = None
    place: str | None = None
    words: str = ""
    near: Position | None = None
    now: datetime | None = None
    also: tuple[str, ...] = ()
    wishes: Wishes = NO_WISHES
    nationwide: bool = False
    only: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`distance_km`: from `near`, or from the middle of the place asked; None where unknown."""

    service: Service
    reach: Reach
    distance_km: float | None = None


MOST_FOUND = 100
"""Nobody turns more pages than these; it also bounds the time of a search."""
