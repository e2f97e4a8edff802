"""What is there in one town? Its own services, those of its region, and those of the country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services_directory.entries import Category, Directory, Place, Service

MOST_ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Group:
    """Services that answer one need, in the order of the menu. `category` None: none of ours."""

    category: Category | None
    services: tuple[Service, ...]


def near(directory: Directory, place: Place) -> tuple[Service, ...]:
    """In the town itself, then for all of its region, by need."""
    here = [each for each in directory.services if each.location.place == place.id]
    around = [
        each
        for each in directory.services
        if each.location.region == place.region and each.location.place is None
    ]
    return _by_need(directory, (*here, *around))


def everywhere(directory: Directory) -> tuple[Service, ...]:
    """For the whole country, by need."""
    return _by_need(directory, (s for s in directory.services if s.location.region is None))


def grouped(directory: Directory, services: Iterable[Service]) -> tuple[Group, ...]:
    """Services that stand by need already, with the need above each run of them."""
    groups: list[Group] = []
    for each in services:
        category = directory.programme.category(each.category)
        if groups and groups[-1].category == category:
            groups[-1] = Group(category, (*groups[-1].services, each))
        else:
            groups.append(Group(category, (each,)))
    return tuple(groups)


def _by_need(directory: Directory, services: Iterable[Service]) -> tuple[Service, ...]:
    order = {each.code: n for n, each in enumerate(directory.programme.categories)}
    return tuple(sorted(services, key=lambda each: order.get(each.category, len(order))))
