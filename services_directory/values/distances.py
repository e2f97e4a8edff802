"""How far apart are two points on the map, as the crow flies?"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from services_directory.values.entries import Position

_EARTH_DIAMETER_KM = 12_742.0


def distance_km(one: Position, other: Position) -> float:
    """The great-circle distance (haversine), good to half a per cent."""
    south, north = radians(one.latitude), radians(other.latitude)
    sideways = sin(radians(other.longitude - one.longitude) / 2) ** 2
    upwards = sin((north - south) / 2) ** 2
    return _EARTH_DIAMETER_KM * asin(sqrt(min(1.0, upwards + cos(south) * cos(north) * sideways)))
