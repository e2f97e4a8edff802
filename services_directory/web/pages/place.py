"""What is there in one town? Its own services, those of its region, and those of the country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services_directory.values.entries import Category, Directory, Place, Service

MOST_ON_A_PAGE = 40

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

    def near(self, place: Place) -> tuple[Service, ...]:
        """In the town itself and for all of its region."""
        here = self._lists.get((place.region, place.id), [])
        around = self._lists.get((place.region, None), [])
        last = len(self._order)
        return tuple(
            sorted((*here, *around), key=lambda each: self._order.get(each.category, last))
        )

    @property
    def everywhere(self) -> tuple[Service, ...]:
        """For the whole country."""
        return tuple(self._lists.get((None, None), ()))

    @property
    def used(self) -> frozenset[str]:
        """The ids of the towns that have something of their own."""
        return frozenset(place for _region, place in self._lists if place)


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
