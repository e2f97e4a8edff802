"""What is there in one town? Its own services, those of its region, and those of the country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services_directory.search.reaching.elsewhere import FromElsewhere, from_elsewhere
from services_directory.values.entries import Category, Directory, Place, Region, Service

MOST_ON_A_PAGE = 40

_FEW = 3
"""So many of them that answer one finer need alone; the search has the others."""

MOST_PRINTED = 150
"""Local ones and national ones each: nobody folds more, and the QR code leads to the others."""


@dataclass(frozen=True, slots=True)
class Group:
    """Services that answer one need, in the order of the menu. `category` None: none of ours."""

    category: Category | None
    services: tuple[Service, ...]


class ByPlace:
    """A directory's services by where they are, sorted once; each list stands by need."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        order = {each.code: n for n, each in enumerate(directory.programme.categories)}
        by_need = sorted(directory.services, key=lambda each: order.get(each.category, len(order)))
        self._order = order
        self._lists: dict[tuple[str | None, str | None], list[Service]] = {}
        for each in by_need:
            where = (each.location.region, each.location.place)
            self._lists.setdefault(where, []).append(each)
        self._elsewhere: dict[str, Mapping[str, FromElsewhere]] = {}

    def near(self, place: Place) -> tuple[Service, ...]:
        """In the town itself and for all of its region; then what serves it from other towns."""
        own, last = self._own(place), len(self._order)
        beside = [each.service for each in self.elsewhere(place).values()]
        return tuple(sorted((*own, *beside), key=lambda each: self._order.get(each.category, last)))

    def elsewhere(self, place: Place) -> Mapping[str, FromElsewhere]:
        """By id, what serves the town from another one of its region, and how far it is."""
        known = self._elsewhere.get(place.id)
        if known is None:
            region = [
                service
                for (where, town), services in self._lists.items()
                if where == place.region and town not in (None, place.id)
                for service in services
            ]
            found = from_elsewhere(self.directory, place, region, self._own(place))
            known = self._elsewhere[place.id] = {each.service.id: each for each in found}
        return known

    def _own(self, place: Place) -> tuple[Service, ...]:
        """Of what answers one finer need alone a few: thirty schools would hide the hospital."""
        needs = [each for each in self.directory.programme.finer_needs if each.apart]
        counts: Counter[str] = Counter()
        own: list[Service] = []
        for each in (
            *self._lists.get((place.region, place.id), []),
            *self._lists.get((place.region, None), []),
        ):
            code = next((need.code for need in needs if need.is_apart(each.id)), "")
            counts[code] += 1
            if not code or counts[code] <= _FEW:
                own.append(each)
        return tuple(own)

    @property
    def everywhere(self) -> tuple[Service, ...]:
        """For the whole country."""
        return tuple(self._lists.get((None, None), ()))


def of_need(services: tuple[Service, ...], need: Category | None) -> tuple[Service, ...]:
    """Those for one need; all of them, where none is picked."""
    return tuple(e for e in services if need is None or e.category == need.code)


def by_region(directory: Directory) -> tuple[tuple[Region, tuple[Place, ...]], ...]:
    """Every town, also one that has nothing of its own: what serves it from elsewhere is told."""
    return tuple(
        (region, tuple(each for each in directory.places if each.region == region.code))
        for region in directory.programme.regions
    )


def grouped(directory: Directory, services: Iterable[Service]) -> tuple[Group, ...]:
    """Services that stand by need already, with the need above each run of them."""
    runs: list[tuple[Category | None, list[Service]]] = []
    for each in services:
        category = directory.programme.category(each.category)
        if runs and runs[-1][0] == category:
            runs[-1][1].append(each)
        else:
            runs.append((category, [each]))
    return tuple(Group(category, tuple(found)) for category, found in runs)
