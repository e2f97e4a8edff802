"""Where in a town is what? A sketch without tiles: the positions, north, and how far things are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, radians

from services_directory.values.distances import distance_km
from services_directory.values.entries import Position, Service

WIDTH, HEIGHT, EDGE = 340.0, 260.0, 26.0
"""In units of the picture, which scales with the page."""

_KM_A_DEGREE = 111.2
_LEAST_KM = 0.4
"""So wide is what is shown at least: one door is no map."""

_CLOSE = 20.0
"""Marks nearer than so many units would cover each other: they become one."""

_LENGTHS_KM = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_LONGEST_BAR = 110.0

DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_HERE_KM = 0.15
"""Nearer than this to the middle of the town, a direction tells nothing."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A service with its number on the sketch and in the list; how far from the middle of the town,
    and where: of `DIRECTIONS`, "" where it is in the middle."""

    number: int
    service: Service
    distance_km: float
    direction: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the sketch, and the numbers of what is there."""

    x: float
    y: float
    numbers: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """`bar`: how long `bar_km` is drawn. `middle`: of the town, where it is known."""

    numbered: tuple[Numbered, ...]
    marks: tuple[Mark, ...]
    bar: float
    bar_km: float
    middle: tuple[float, float] | None
    around: Position


def sketch(services: Iterable[Service], middle: Position | None) -> Sketch | None:
    """Of those whose position is known, numbered in their order; None where it is of none."""
    placed = [(each, each.location.position) for each in services]
    found = [(service, position) for service, position in placed if position is not None]
    if not found:
        return None
    positions = [position for _service, position in found]
    centre = middle or _mean(positions)
    numbered = tuple(
        _numbered(number, service, position, centre)
        for number, (service, position) in enumerate(found, 1)
    )
    frame = _Frame([*positions, centre])
    bar_km = max((km for km in _LENGTHS_KM if frame.units(km) <= _LONGEST_BAR), default=0.05)
    return Sketch(
        numbered,
        tuple(_marks([frame.at(each) for each in positions])),
        round(frame.units(bar_km), 1),
        bar_km,
        frame.at(middle) if middle else None,
        _mean(positions),
    )


def _numbered(number: int, service: Service, position: Position, centre: Position) -> Numbered:
    far = distance_km(centre, position)
    return Numbered(number, service, far, "" if far < _HERE_KM else _direction(centre, position))


def _direction(start: Position, end: Position) -> str:
    east = (end.longitude - start.longitude) * cos(radians(start.latitude))
    north = end.latitude - start.latitude
    return DIRECTIONS[round(degrees(atan2(east, north)) / 45) % 8]


def _mean(positions: Sequence[Position]) -> Position:
    count = len(positions)
    latitude = sum(each.latitude for each in positions) / count
    return Position(latitude, sum(each.longitude for each in positions) / count)


class _Frame:
    """From degrees to the picture, the same scale in both directions, north above."""

    def __init__(self, positions: Sequence[Position]) -> None:
        norths = [each.latitude for each in positions]
        easts = [each.longitude for each in positions]
        self._north = (max(norths) + min(norths)) / 2
        self._east = (max(easts) + min(easts)) / 2
        self._squeeze = cos(radians(self._north))
        high = max((max(norths) - min(norths)) * _KM_A_DEGREE, _LEAST_KM)
        wide = max((max(easts) - min(easts)) * _KM_A_DEGREE * self._squeeze, _LEAST_KM)
        self._scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)

    def units(self, km: float) -> float:
        return km * self._scale

    def at(self, position: Position) -> tuple[float, float]:
        east = (position.longitude - self._east) * _KM_A_DEGREE * self._squeeze
        north = (position.latitude - self._north) * _KM_A_DEGREE
        return (
            round(WIDTH / 2 + self.units(east), 1),
            round(HEIGHT / 2 - self.units(north), 1),
        )


def _marks(points: Sequence[tuple[float, float]]) -> Iterable[Mark]:
    """One for each place; numbers that would cover each other stand together."""
    groups: list[tuple[tuple[float, float], list[int]]] = []
    for number, point in enumerate(points, 1):
        near = (group for group in groups if _apart(group[0], point) < _CLOSE)
        if (group := next(near, None)) is not None:
            group[1].append(number)
        else:
            groups.append((point, [number]))
    for (x, y), numbers in groups:
        yield Mark(x, y, _told(numbers))


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _told(numbers: Sequence[int]) -> str:
    """ "1", "1, 4", and "1–5" where all between are there; of many the first, and how many more."""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}–{numbers[-1]}"
    if len(numbers) > 3:
        return f"{numbers[0]} +{len(numbers) - 1}"
    return ", ".join(map(str, numbers))
