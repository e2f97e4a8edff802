"""One directory sorted for searching: by need, region, place and words; immutable once built."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services_directory.search.scores import Field, Heard
from services_directory.search.time_expressions import window
from services_directory.search.tokens import tokens
from services_directory.search.word_index import WordIndex
from services_directory.values.distances import distance_km
from services_directory.values.entries import Directory, Place, Position, Service
from services_directory.values.schedules import OpeningState, open_within, opening

_NEAREST_PLACE_KM = 60.0
"""Someone farther than this from every town we know is not told to be in its region."""


_COMMON_IN_NEED = 0.15
_COMMON_AT_LEAST = 3
"""A word in the names of so many services of a need tells none of them from the others."""

_ALL_NAMED = 0.75
"""All that was said, in a name: in an organisation's, or with another ending."""

_OPEN_RANK = {OpeningState.OPEN: 0, OpeningState.ALWAYS: 0, OpeningState.UNKNOWN: 1}
_CLOSED_RANK = 2

Group = tuple[str | None, str | None]
"""A need (None: any) and a region (None: the whole country)."""


class SortedServices:
    """The services of `directory` by number, and where each number stands.

    `pause` is called now and then while it is sorted, so that a thread can let others work.
    """

    def __init__(self, directory: Directory, pause: Callable[[], None]) -> None:
        self.directory = directory
        self.services = directory.services
        self.numbers = {each.id: number for number, each in enumerate(self.services)}
        directory.service("")  # Its index is made here, where nobody waits for it.
        self.places = {place.id: place for place in directory.places}
        self.main_places = {each.main_place for each in directory.programme.regions}
        danger = {key: at for at, key in enumerate(directory.programme.danger_lines)}
        self._danger = danger
        groups: defaultdict[Group, defaultdict[str | None, array[int]]]
        groups = defaultdict(lambda: defaultdict(lambda: array("I")))
        for number in self._in_order(pause):
            location = self.services[number].location
            for need in (self.services[number].category, None):
                groups[need, location.region][location.place].append(number)
        self.groups: Mapping[Group, Mapping[str | None, Sequence[int]]] = {
            key: dict(by_place) for key, by_place in groups.items()
        }
        self.regions = tuple(dict.fromkeys(region for _need, region in groups if region))
        self.words = WordIndex((self._texts(each) for each in self.services), pause)
        self.unchecked = WordIndex(
            (
                ((words, Field.NAME) for _l, words in each.name.words)
                for each in directory.unchecked
            ),
            pause,
        )
        self._common = self._common_names(pause)
        self._titles = {
            each.code: frozenset(word for _l, words in each.title.words for word in tokens(words))
            for each in directory.programme.categories
        }
        self._opening_until: dict[tuple[str, str], tuple[datetime, datetime, int]] = {}

    def beside_title(self, heard: Heard, need: str) -> Heard:
        """`heard` without the need's own name."""
        titles = self._titles.get(need, frozenset())
        return [said for said in heard if said.token not in titles]

    def telling(self, heard: Heard, need: str) -> Heard:
        """`heard` without the need's own name, and words in the names of many of its services."""
        common = self._common.get(need, frozenset())
        return [
            said
            for said in self.beside_title(heard, need)
            if common.isdisjoint(self.words.meant_by(said.token))
        ]

    def known_words(self, text: str) -> list[str]:
        """The words of `text` that stand in a service or an unchecked name, in the order said."""
        known = {*self.words.known(text), *self.unchecked.known(text)}
        return [token for token in self.words.asked(text) if token in known]

    def has_named(self, need: str, words: str) -> bool:
        """Whether a service of the need carries all of the words in its names."""
        named = self.words.scores(words).named
        return any(
            self.services[number].category == need and share >= _ALL_NAMED
            for number, share in named.items()
        )

    def nearest_place(self, near: Position) -> Place | None:
        """The town whose middle is nearest, if it is near at all."""
        placed = [(distance_km(near, p.position), p) for p in self.places.values() if p.position]
        far = _NEAREST_PLACE_KM + 1
        distance, place = min(placed, key=lambda pair: pair[0], default=(far, None))
        return place if distance <= _NEAREST_PLACE_KM else None

    def order(self, number: int) -> int:
        """Among equals: the lines for somebody in danger, then the order of the source."""
        return self._danger.get(self.services[number].id, len(self._danger) + number)

    def opening_rank(self, service: Service, now: datetime) -> int:
        """0 open, 1 unknown, 2 closed. What is worked out is kept until the doors next move."""
        hours = service.opening_hours
        if not hours:
            return _OPEN_RANK[OpeningState.UNKNOWN]
        zone = self.directory.programme.zone_of(service)
        known = self._opening_until.get((hours, zone))
        if known is not None and known[0] <= now < known[1]:
            return known[2]
        programme = self.directory.programme
        found = opening(hours, now, zone, programme.country)
        rank = _OPEN_RANK.get(found.state, _CLOSED_RANK)
        if moves_at := found.closes_at or found.opens_at:
            self._opening_until[hours, zone] = now, moves_at, rank
        return rank

    def doors(self, service: Service, wish: str, now: datetime) -> int:
        """The rank at the time wished for: "open" is now, "open:sa-morning" Saturday morning."""
        _open, _colon, said = wish.partition(":")
        if not said or not service.opening_hours:
            return self.opening_rank(service, now)
        programme = self.directory.programme
        zone = programme.zone_of(service)
        meant = window(said, now.astimezone(ZoneInfo(programme.timezone)))
        if meant is None:
            return _OPEN_RANK[OpeningState.UNKNOWN]
        state = open_within(service.opening_hours, *meant, zone, programme.country)
        return _OPEN_RANK.get(state, _CLOSED_RANK)

    def _in_order(self, pause: Callable[[], None]) -> Iterator[int]:
        """Every service, so that of a large group the ones cut off are the last of equals."""
        first = [n for n, each in enumerate(self.services) if each.id in self._danger]
        yield from sorted(first, key=self.order)
        for number, service in enumerate(self.services):
            if service.id not in self._danger:
                yield number
            if number % 256 == 0:
                pause()

    def _texts(self, service: Service) -> Iterator[tuple[str, Field]]:
        for text, field in (
            (service.name, Field.NAME),
            (service.organisation.name, Field.ORGANISATION),
            (service.description, Field.REST),
            (service.eligibility, Field.REST),
        ):
            yield from ((words, field) for _locale, words in text.words)
        category = self.directory.programme.category(service.category)
        if category:
            yield from ((words, Field.REST) for _locale, words in category.title.words)
        yield from ((phone.digits, Field.ORGANISATION) for phone in service.phones)

    def _common_names(self, pause: Callable[[], None]) -> Mapping[str, frozenset[str]]:
        counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
        totals: Counter[str] = Counter()
        for number, service in enumerate(self.services):
            totals[service.category] += 1
            named = {word for _l, words in service.name.words for word in tokens(words)}
            counted[service.category].update(named)
            if number % 32 == 0:
                pause()
        return {
            need: frozenset(
                word
                for word, count in words.items()
                if count >= max(_COMMON_AT_LEAST, totals[need] * _COMMON_IN_NEED)
            )
            for need, words in counted.items()
        }
