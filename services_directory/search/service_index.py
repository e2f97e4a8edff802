"""One directory sorted for searching: by need, region, place and words; immutable once built."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from services_directory.search.scores import Field, Heard
from services_directory.search.time_expressions import window
from services_directory.search.tokens import tokens
from services_directory.search.word_index import WordIndex
from services_directory.values.calendar.holidays import Season
from services_directory.values.distances import distance_km
from services_directory.values.entries import Directory, Place, Position, Service, Unchecked
from services_directory.values.schedules import OpeningState, open_within, opening_of

_NEAREST_PLACE_KM = 60.0
"""Someone farther than this from every town we know is not told to be in its region."""


_COMMON_IN_NEED = 0.15
_COMMON_AT_LEAST = 3
"""A word in the names of so many services of a need tells none of them from the others."""

_ALL_NAMED = 0.75
"""All that was said, in a name: in an organisation's, or with another ending."""

_OPEN_RANK = {OpeningState.OPEN: 0, OpeningState.ALWAYS: 0, OpeningState.UNKNOWN: 1}
_CLOSED_RANK = 2

_MOST_CHANGED = 16
"""When so many differ, and a tenth of all besides, all are sorted anew."""

_Hours = tuple[str, str, tuple[Season, ...]]
"""Opening hours, by whose clocks, and the seasons in which they are others."""

Group = tuple[str | None, str | None]
"""A need (None: any) and a region (None: the whole country)."""


class SortedServices:
    """The services of `directory` by number, and where each number stands.

    `pause` is called now and then while it is sorted, so that a thread can let others work.
    """

    def __init__(self, directory: Directory, pause: Callable[[], None]) -> None:
        self._take(directory)
        self.places = {place.id: place for place in directory.places}
        self.main_places = {each.main_place for each in directory.programme.regions}
        danger = {key: at for at, key in enumerate(directory.programme.danger_lines)}
        self._danger = danger
        self._group(pause)
        self.words = WordIndex((self._texts(each) for each in self.services), pause)
        self.unchecked = WordIndex(map(_names_of, directory.unchecked), pause)
        self._named: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._total: Counter[str] = Counter()
        for number, service in enumerate(self.services):
            self._count(service, 1)
            if number % 32 == 0:
                pause()
        self._common = {need: self._common_in(need) for need in self._named}
        self._titles = {
            each.code: frozenset(word for _l, words in each.title.words for word in tokens(words))
            for each in directory.programme.categories
        }
        self._opening_until: dict[_Hours, tuple[datetime, datetime, int]] = {}

    def numbers_of(self, ids: Sequence[str]) -> Iterator[int]:
        """The services with these ids, or with ids of such a pattern, in this order."""
        for each in ids:
            if "*" not in each:
                if (number := self.numbers.get(each)) is not None:
                    yield number
                continue
            known = self._of_pattern.get(each)
            if known is None:
                known = array("I", (n for key, n in self.numbers.items() if fnmatchcase(key, each)))
                self._of_pattern[each] = known
            yield from known

    def _take(self, directory: Directory) -> None:
        self.directory = directory
        self.services = directory.services
        self.numbers = {each.id: number for number, each in enumerate(self.services)}
        self._of_pattern: dict[str, array[int]] = {}
        directory.service("")  # Its index is made here, where nobody waits for it.

    def _group(self, pause: Callable[[], None]) -> None:
        groups: defaultdict[Group, defaultdict[str | None, array[int]]]
        groups = defaultdict(lambda: defaultdict(lambda: array("I")))
        needs = self.directory.programme.finer_needs
        self.apart = frozenset(n for need in needs for n in self.numbers_of(need.apart))
        for number in self._in_order(pause):
            if number in self.apart:
                continue
            location = self.services[number].location
            for need in (self.services[number].category, None):
                groups[need, location.region][location.place].append(number)
        self.groups: Mapping[Group, Mapping[str | None, Sequence[int]]] = {
            key: dict(by_place) for key, by_place in groups.items()
        }
        self.regions = tuple(dict.fromkeys(region for _need, region in groups if region))

    def changed(self, directory: Directory, pause: Callable[[], None]) -> SortedServices:
        """The services of `directory`, most of which are the very same; equal to sorting anew.

        What stands before the first and after the last that differs is taken as it is.
        """
        old, new, was = self.services, directory.services, self.directory
        start, end = _same_ends(old, new)
        gone, come = old[start : len(old) - end], new[start : len(new) - end]
        same_place = (directory.programme, directory.places) == (was.programme, was.places)
        if not same_place or max(len(gone), len(come)) > _MOST_CHANGED + len(new) // 10:
            return SortedServices(directory, pause)
        index = copy(self)
        index._take(directory)
        index._opening_until = {}
        if list(map(_where, gone)) != list(map(_where, come)):
            index._group(pause)
        texts = (
            [list(self._texts(each)) for each in gone],
            [list(self._texts(each)) for each in come],
        )
        index.words = self.words.changed(start, *texts, pause)
        if directory.unchecked != was.unchecked:
            index.unchecked = WordIndex(map(_names_of, directory.unchecked), pause)
        needs = {each.category for each in (*gone, *come)}
        index._total, index._named = Counter(self._total), copy(self._named)
        for need in needs & index._named.keys():
            index._named[need] = Counter(self._named[need])
        for each in gone:
            index._count(each, -1)
        for each in come:
            index._count(each, 1)
        index._common = self._common | {need: index._common_in(need) for need in needs}
        return index

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
        programme = self.directory.programme
        zone, seasons = programme.zone_of(service), programme.calendar.seasons_of(service.id)
        known = self._opening_until.get((hours, zone, seasons))
        if known is not None and known[0] <= now < known[1]:
            return known[2]
        found = opening_of(service, programme, now)
        rank = _OPEN_RANK.get(found.state, _CLOSED_RANK)
        if moves_at := found.closes_at or found.opens_at:
            # Tomorrow may be a holiday, of which nobody knows.
            until = min(moves_at, _next_day(now, ZoneInfo(zone)))
            self._opening_until[hours, zone, seasons] = now, until, rank
        return rank

    def doors(self, service: Service, wish: str, now: datetime) -> int:
        """The rank at the time wished for: "open" is now, "open:sa-morning" Saturday morning."""
        _open, _colon, said = wish.partition(":")
        if not said or not service.opening_hours:
            return self.opening_rank(service, now)
        programme = self.directory.programme
        zone, seasons = programme.zone_of(service), programme.calendar.seasons_of(service.id)
        meant = window(said, now.astimezone(ZoneInfo(programme.timezone)))
        if meant is None:
            return _OPEN_RANK[OpeningState.UNKNOWN]
        state = open_within(service.opening_hours, *meant, zone, programme.calendar, seasons)
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

    def _count(self, service: Service, by: int) -> None:
        """Count the words of its names among those of its need."""
        self._total[service.category] += by
        named = self._named[service.category]
        for word in {word for _l, words in service.name.words for word in tokens(words)}:
            named[word] += by

    def _common_in(self, need: str) -> frozenset[str]:
        least = max(_COMMON_AT_LEAST, self._total[need] * _COMMON_IN_NEED)
        return frozenset(word for word, count in self._named[need].items() if count >= least)


def _next_day(now: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _names_of(each: Unchecked) -> list[tuple[str, Field]]:
    """Of those that name it: one word alone, as "Doctor", says what it is and is nobody's name."""
    return [(words, Field.NAME) for _locale, words in each.name.words if len(tokens(words)) > 1]


def _where(service: Service) -> tuple[str, str, str | None, str | None]:
    """What decides in which groups a service stands."""
    return service.id, service.category, service.location.region, service.location.place


def _same_ends(old: Sequence[Service], new: Sequence[Service]) -> tuple[int, int]:
    """How many of the very same services stand at the beginning of both, and at their ends."""
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] is not new[n]), most)
    left = range(1, most - start + 1)
    end = next((n - 1 for n in left if old[-n] is not new[-n]), most - start)
    return start, end
