"""Can somebody call or find a service from what its card says? And if not, whom do they ask?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from services_directory.values.entries import Directory, Service


def can_be_reached(service: Service) -> bool:
    """It names a number, an address, a point on the map or a page of the web."""
    location = service.location
    return bool(service.phones or location.address or location.position or service.website)


def says_whom_to_see(service: Service, *, has_map: bool = True) -> bool:
    """The same without the web, and without the map where it cannot be shown, as by SMS."""
    location = service.location
    return bool(service.phones or location.address or (has_map and location.position))


def to_ask_instead(directory: Directory, service: Service) -> Service | None:
    """Who may know of what this service does, and can be called or seen: the programme's choice.

    The office of its region before the line of the whole country, as the programme orders them.
    """
    chosen = directory.programme.ask_instead.get(service.category, ())
    offices = (directory.service(each) for each in chosen)
    return next(
        (
            each
            for each in offices
            if each is not None
            and each.id != service.id
            and each.location.region in (None, service.location.region)
            and says_whom_to_see(each)
        ),
        None,
    )


class Share(NamedTuple):
    """How many of `shown` services can be reached. `of`: a need's code, or a place's id."""

    of: str
    reached: int
    shown: int

    @property
    def percent(self) -> int:
        return 100 * self.reached // self.shown if self.shown else 100


def share_of(services: Iterable[Service], of: str = "") -> Share:
    """Of all of these together."""
    told = [can_be_reached(each) for each in services]
    return Share(of, sum(told), len(told))


def shares_by_need(directory: Directory) -> tuple[Share, ...]:
    """The needs that have any service, the worst first."""
    return _shares(directory, [each.category for each in directory.services])


def shares_by_place(directory: Directory) -> tuple[Share, ...]:
    """The towns that have a service of their own, the worst first; "" is everything else."""
    return _shares(directory, [each.location.place or "" for each in directory.services])


def _shares(directory: Directory, of: list[str]) -> tuple[Share, ...]:
    shown = Counter(of)
    pairs = zip(of, directory.services, strict=True)
    reached = Counter(key for key, service in pairs if can_be_reached(service))
    shares = [Share(key, reached[key], count) for key, count in shown.items()]
    return tuple(sorted(shares, key=lambda each: (each.reached / each.shown, each.of)))


def shares_in_words(directory: Directory) -> str:
    """All of it for whoever runs the programme, one line each for the whole, needs and places."""
    whole = share_of(directory.services)
    places = {each.id: each.name.best(directory.programme.languages) for each in directory.places}
    needs = [f"{each.of} {each.reached}/{each.shown}" for each in shares_by_need(directory)]
    towns = [
        f"{places.get(each.of, 'elsewhere')} {each.reached}/{each.shown}"
        for each in shares_by_place(directory)
    ]
    return (
        f"services: {whole.reached} of {whole.shown} shown ({whole.percent} %) have a number, an"
        " address, a point on the map or a web page\n"
        f"by need: {', '.join(needs)}\nby place: {', '.join(towns)}"
    )
