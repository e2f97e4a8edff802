"""What serves a town from another one, and how far is it? In chat, on pages and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services_directory.search.kinds import kind_of
from services_directory.values.distances import distance_km
from services_directory.values.entries import Directory, Place, Service

_OF_A_NEED = 2
"""So many of other towns for each need: the nearest, and one more to choose."""

_FAR = 1e9


class FromElsewhere(NamedTuple):
    """`km`: as the crow flies, from the middle of the town; None where a middle is not known."""

    service: Service
    place: Place
    km: int | None


def km_between(directory: Directory, town: str | None, service: Service) -> int | None:
    """How far a service of another town is from the middle of this one, in whole kilometres."""
    here, there = directory.place(town), directory.place(service.location.place)
    if here is None or here.position is None or there is None or there.id == here.id:
        return None
    point = service.location.position or there.position
    return max(1, round(distance_km(here.position, point))) if point else None


def from_elsewhere(
    directory: Directory, town: Place, candidates: Iterable[Service], own: Iterable[Service]
) -> tuple[FromElsewhere, ...]:
    """Of each need what the region's chief town has, then the nearest: what `own` of the town has
    not, and one of each kind. `candidates`: services of the region."""
    chief = next(
        (each.main_place for each in directory.programme.regions if each.code == town.region), ""
    )
    needs = [each for each in directory.programme.finer_needs if each.apart]
    told = []
    for service in candidates:
        place = directory.place(service.location.place)
        if place is None or place.id == town.id or place.region != town.region:
            continue
        if any(need.is_apart(service.id) for need in needs):
            continue
        told.append(FromElsewhere(service, place, km_between(directory, town.id, service)))
    told.sort(key=lambda each: (each.place.id != chief, _FAR if each.km is None else each.km))
    kinds = {kind_of(each) for each in own}
    counts: dict[str, int] = {}
    chosen: list[FromElsewhere] = []
    for each in told:
        need, kind = each.service.category, kind_of(each.service)
        if kind in kinds or counts.get(need, 0) >= _OF_A_NEED:
            continue
        kinds.add(kind)
        counts[need] = counts.get(need, 0) + 1
        chosen.append(each)
    return tuple(chosen)
