"""In which order does one search tell its answers?

The emergency rule; how well it matches (names before place, place before other words); what meets a
wish; what is open; what is near; what was checked last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nlargest
from itertools import islice

from services_directory.search.filters import AGE, Verdict, Wishes, is_shown, verdict
from services_directory.search.kinds import alike_for_a_kind, nearest_of_a_kind_first, of_each_kind
from services_directory.search.name_weight import NAMED, share_of_name
from services_directory.search.queries import MOST_FOUND, Found, Query, Reach
from services_directory.search.scores import NOTHING_SAID, Heard, Scores, scored
from services_directory.search.service_index import SortedServices
from services_directory.values.distances import distance_km
from services_directory.values.entries import EMERGENCY, Location, Place, Position, Service

_CLOSE_MATCH, _LEAST_MATCH = 0.85, 0.5
"""Shares of the best score: as good as the best; good enough to be told at all."""

_NAMED_AT_ALL = 0.2
"""Names that have less of what was said order nothing."""

_NAMED_ALONE, _SPOKEN_OF_ALONE = 0.4, 0.6
"""How much of what was said an answer must name, or speak of, where no need was understood."""

_NAMED_ELSEWHERE, _BETTER_ELSEWHERE, _WORDS_ELSEWHERE = 0.6, 0.15, 2
"""What another need's service must name: so much, so much more than ours, so many words."""

_FAR = 1e9

_NEVER = 2.0
"""More than any share."""

_WHOLE_REGION, _CHIEF_TOWN, _OTHER_TOWN = 0, 1, 2
"""Within a region: what serves all of it, what its chief town has, what its other towns have."""

_SortKey = tuple[float, ...]


class Search:
    """One search: what was asked, and what it is compared with, worked out once."""

    def __init__(self, services: SortedServices, query: Query) -> None:
        self.sorted = services
        self.query = query
        asked = services.places.get(query.place or "")
        self.place_is_unknown = bool(query.place) and asked is None
        self.standing = query.near or (asked.position if asked else None)
        self.asked: Place | None
        self.asked = asked or (services.nearest_place(query.near) if query.near else None)
        self.region = self.asked.region if self.asked else None
        self.scores = NOTHING_SAID
        self.best_named = self.best_spoken_of = 0.0
        self.wheres: dict[tuple[str | None, str | None], tuple[Reach, int, float | None]] = {}

    def answer(self) -> tuple[Found, ...]:
        """At most `MOST_FOUND`, the best first."""
        if self.place_is_unknown:
            return ()
        numbers = self._asked_for()
        if len(numbers) > 2 * MOST_FOUND:
            numbers = nlargest(2 * MOST_FOUND, numbers, self._match)
        self.scores = alike_for_a_kind(self.scores, of_each_kind(numbers, self.sorted.services))
        self.best_named = max((self.scores.named.get(n, 0.0) for n in numbers), default=0.0)
        said = self.scores.spoken_of
        self.best_spoken_of = max((said.get(n, 0.0) for n in numbers), default=0.0)
        ranked = sorted((self._ranked(number) for number in numbers), key=lambda pair: pair[0])
        if self.query.only is None:
            ranked = nearest_of_a_kind_first(ranked, lambda pair: pair[1].service)
        return tuple(found for _key, found in ranked[:MOST_FOUND])

    def _asked_for(self) -> Sequence[int]:
        if self.query.only is not None:
            return self._of_these(self.query.only)
        query, services = self.query, self.sorted.services
        numbers = self._of_need() if query.category else self._of_words()
        return [n for n in numbers if is_shown(services[n], query.wishes, query.category)]

    def services_of(self, ids: Sequence[str]) -> Iterator[Service]:
        """Those with these ids, or with ids of such a pattern."""
        yield from (self.sorted.services[number] for number in self.sorted.numbers_of(ids))

    def _match(self, number: int) -> float:
        named, spoken_of = self.scores.named, self.scores.spoken_of
        return named.get(number, 0.0) + spoken_of.get(number, 0.0)

    def _of_these(self, ids: Sequence[str]) -> Sequence[int]:
        """Those of `ids` that are in reach; words only order them."""
        numbers = [
            number
            for number in self.sorted.numbers_of(ids)
            if self.is_in_reach(self.sorted.services[number])
            and self._fits_age(self.sorted.services[number])
        ]
        if self.query.words:
            self._told_apart(self.sorted.words.heard(self.query.words, numbers))
        return numbers

    def _told_apart(self, heard: Heard) -> None:
        """A word that many names of the need have orders none of them; what speaks of it comes
        first among those that are equal otherwise."""
        need = self.query.category or ""
        beside_title = scored(self.sorted.beside_title(heard, need))
        told = scored(self.sorted.telling(heard, need))
        self.scores = replace(told, spoken_of=beside_title.spoken_of)

    def _fits_age(self, service: Service) -> bool:
        """A school for others than this child is no answer, and no second best."""
        ages = Wishes(tuple(each for each in self.query.wishes.names if each.startswith(AGE)))
        return verdict(service, ages, self._doors) is not Verdict.NO

    def _of_need(self) -> Sequence[int]:
        query, services = self.query, self.sorted
        need = query.category or ""
        numbers = list(self.near(need))
        if not query.words:
            return numbers
        heard = services.words.heard(query.words, numbers)
        everything = scored(heard)
        others = self._named_elsewhere(heard, everything)
        self._told_apart(heard)
        known = set(numbers)
        for number in self.scores.named:
            service = services.services[number]
            if service.category == need and number not in known and self.is_in_reach(service):
                numbers.append(number)
        numbers = [number for number in numbers if self._may_answer(number)]
        if others:
            self.scores = everything
        return [*numbers, *others]

    def _named_elsewhere(self, heard: Heard, scores: Scores) -> list[int]:
        """Services of other needs that the words name much better than any of this need."""
        ours: float = 0.0
        theirs: list[int] = []
        also = {number for need in self.query.also for number in self._told(need, heard)}
        for number, named in scores.named.items():
            service = self.sorted.services[number]
            if not self.is_in_reach(service) or service.category == EMERGENCY:
                continue
            if service.category == self.query.category:
                ours = max(ours, named)
            elif number in also or (
                scores.words.get(number, 0) >= _WORDS_ELSEWHERE and named >= _NAMED_ELSEWHERE
            ):
                theirs.append(number)
        best = max((scores.named[number] for number in theirs), default=0.0)
        least = max(ours + _BETTER_ELSEWHERE, best * _CLOSE_MATCH, _NAMED_AT_ALL)
        return [number for number in theirs if scores.named[number] >= least]

    def _told(self, need: str, heard: Heard) -> Iterator[int]:
        """What is told from the others of its need: "children" alone tells no help for them."""
        services = self.sorted.services
        for said in self.sorted.telling(heard, need):
            yield from (number for number in said.named if services[number].category == need)

    def _of_words(self) -> Sequence[int]:
        if not self.query.words:
            return list(self.near(None))
        self.scores = scores = scored(self.sorted.words.heard(self.query.words, self._likely()))
        # One word that some description happens to have is no answer to anything.
        enough = _SPOKEN_OF_ALONE if scores.count > 1 else _NEVER
        heard = [
            number
            for number, share in scores.spoken_of.items()
            if (share >= enough or scores.named.get(number, 0.0) >= _NAMED_ALONE)
            and self.is_in_reach(self.sorted.services[number])
            and self._may_answer(number)
        ]
        least = max((scores.spoken_of[n] for n in heard), default=0.0) * _LEAST_MATCH
        return [number for number in heard if scores.spoken_of[number] >= least]

    def _may_answer(self, number: int) -> bool:
        """What answers one finer need alone answers nothing else, unless it is named."""
        if number not in self.sorted.apart:
            return True
        return share_of_name(self.sorted.services[number], self.query.words) >= NAMED

    def _likely(self) -> Sequence[int]:
        """Where a place was named its nearest services; else any may be meant."""
        return list(self.near(None)) if self.region else ()

    def near(self, need: str | None) -> Iterator[int]:
        """The likeliest services of a need, the nearest groups first, and the national ones."""
        groups = self.sorted.groups
        regions = (self.region,) if self.region else self.sorted.regions
        if self.query.nationwide:
            regions = ()
        placed = [
            (self._where(Location(region, place)), numbers)
            for region in regions
            for place, numbers in groups.get((need, region), {}).items()
        ]
        placed.sort(key=lambda pair: _nearness(*pair[0]))
        local = (number for _where, numbers in placed for number in numbers)
        yield from islice(local, MOST_FOUND)
        national = groups.get((need, None), {}).values()
        yield from islice((number for numbers in national for number in numbers), MOST_FOUND)

    def is_in_reach(self, service: Service) -> bool:
        return self.is_reached(service.location.region)

    def is_reached(self, region: str | None) -> bool:
        if self.query.nationwide:
            return region is None
        return self.region is None or region in (None, self.region)

    def _ranked(self, number: int) -> tuple[_SortKey, Found]:
        service = self.sorted.services[number]
        reach, ring, distance = self._where(service.location)
        far = self._far(service.location, distance)
        opening = self._opening_rank(service)
        wishes = self.query.wishes
        wished = verdict(service, wishes, self._doors) if wishes else Verdict.YES
        by_place = self.query.near is None
        key = (
            self._emergency_rank(service),
            self._named_rank(number),
            service.category != self.query.category,
            # What says it is not what was wished for comes after all that may be.
            wished is Verdict.NO,
            reach if by_place else reach is Reach.COUNTRY,
            ring if by_place else 0,
            wished,
            self._spoken_of_rank(number) if self.query.words else 0,
            opening,
            far,
            -service.last_checked.toordinal() if service.last_checked else 0,
            self.sorted.order(number),
        )
        return key, Found(service, reach, distance)

    def _far(self, location: Location, distance: float | None) -> float:
        """What orders by distance. Who asks for a town stands at no point of it: towns order."""
        if self.query.near is None and location.place is not None:
            distance = self._where(Location(location.region, location.place))[2]
        return _FAR if distance is None else distance

    def _emergency_rank(self, service: Service) -> int:
        """A line somebody answers comes first where emergencies are among the answers."""
        if self.query.category not in (None, EMERGENCY):
            return 0
        if not self.query.words and self.query.category is None:
            return 0
        return 0 if service.is_emergency and service.phones else 1

    def _named_rank(self, number: int) -> int:
        if self.best_named < _NAMED_AT_ALL:
            return 0
        return _rank(self.scores.named.get(number, 0.0) / self.best_named)

    def _spoken_of_rank(self, number: int) -> int:
        if not self.best_spoken_of:
            return 0
        return _rank(self.scores.spoken_of.get(number, 0.0) / self.best_spoken_of)

    def _where(self, location: Location) -> tuple[Reach, int, float | None]:
        """Reach, ring of the region, distance: the same for all of a place without a point."""
        if location.position is not None:
            return (*self._reach(location), self._distance(location.position))
        known = self.wheres.get((location.region, location.place))
        if known is None:
            place = self.sorted.places.get(location.place or "")
            known = (*self._reach(location), self._distance(place.position if place else None))
            self.wheres[location.region, location.place] = known
        return known

    def _reach(self, location: Location) -> tuple[Reach, int]:
        if location.region is None:
            return Reach.COUNTRY, 0
        if self.asked is not None and location.place == self.asked.id:
            return Reach.HERE, 0
        if location.place is None:
            return Reach.REGION, _WHOLE_REGION
        chief = location.place in self.sorted.main_places
        return Reach.REGION, _CHIEF_TOWN if chief else _OTHER_TOWN

    def _distance(self, position: Position | None) -> float | None:
        if self.standing is None or position is None:
            return None
        return distance_km(self.standing, position)

    def _opening_rank(self, service: Service) -> int:
        # A rescue line whose hours nobody published is not behind one that published them.
        if self.query.now is None or service.is_emergency:
            return 0
        return self.sorted.opening_rank(service, self.query.now)

    def _doors(self, service: Service, wish: str) -> int:
        if self.query.now is None or service.is_emergency:
            return self._opening_rank(service)
        return self.sorted.doors(service, wish, self.query.now)


def _rank(share: float) -> int:
    return 0 if share >= _CLOSE_MATCH else 1 if share >= _LEAST_MATCH else 2


def _nearness(reach: Reach, ring: int, distance: float | None) -> tuple[int, int, float]:
    return reach, ring, _FAR if distance is None else distance
