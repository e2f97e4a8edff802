"""How far apart two points are, as a bird flies."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from services_directory.entries import Position

EARTH_RADIUS_KM = 6371.0


def distance_km(one: Position, other: Position) -> float:
    """Kilometres by the haversine formula on a sphere: within 0.5 % of the true distance."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude)
    lift = (
        sin(north / 2) ** 2
        + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(lift)))
