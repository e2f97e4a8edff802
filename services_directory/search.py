"""Finding a service: need, place, words, distance; pure, on one frozen snapshot in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from services_directory.entries import Directory, Position, Service


class Reach(IntEnum):
    """How near an answer is to what was asked; lower is nearer."""

    HERE = 0
    REGION = 1
    COUNTRY = 2


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything that is None or empty is not asked.

    `place` is a place id, `words` folded words of the person beyond need and place.
    """

    category: str | None = None
    place: str | None = None
    words: str = ""
    near: Position | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`distance_km`: from `near`, or from the middle of the place asked; None where unknown."""

    service: Service
    reach: Reach
    distance_km: float | None = None


class Finder:
    """An index over one directory snapshot; immutable once built."""

    def __init__(self, directory: Directory) -> None:
        raise NotImplementedError

    def find(self, query: Query) -> tuple[Found, ...]:
        """Everything that answers `query`, the best first; never something for another place."""
        raise NotImplementedError
