"""Finding a service: need, place, words, distance; pure, on one frozen snapshot in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from services_directory.distances import distance_km
from services_directory.entries import EMERGENCY, Directory, Location, Place, Position, Service
from services_directory.schedules import OpeningState, opening
from services_directory.word_index import WordIndex


class Reach(IntEnum):
    """How near an answer is to what was asked; lower is nearer."""

    HERE = 0
    REGION = 1
    COUNTRY = 2


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; everything that is None or empty is not asked.

    `place` is a place id, `words` folded words of the person beyond need and place.
    """

    category: str | None = None
    place: str | None = None
    words: str = ""
    near: Position | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`distance_km`: from `near`, or from the middle of the place asked; None where unknown."""

    service: Service
    reach: Reach
    distance_km: float | None = None


_NAME, _ORGANISATION, _CATEGORY, _REST = 3.0, 2.0, 1.5, 1.0
"""What a word is worth by where it stands."""

_CLOSE_MATCH, _LEAST_MATCH = 0.75, 0.5
"""Shares of the best score: as good as the best; good enough to be told at all."""

_LEAST_SHARE = 0.4
"""How much of what was said an answer must speak of, where no need was understood."""

_NEAREST_PLACE_KM = 60.0
"""Someone farther than this from every town we know is not told to be in its region."""

_FAR = 1e9

_OPEN_RANK = {OpeningState.OPEN: 0, OpeningState.ALWAYS: 0, OpeningState.UNKNOWN: 1}
_CLOSED_RANK = 2

_ANY_REGION = "*"

_SortKey = tuple[int, int, int, int, float, int, float, int, int]


class Finder:
    """An index over one directory snapshot; immutable once built."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._services = directory.services
        self._places = {place.id: place for place in directory.places}
        self._main_places = {each.main_place for each in directory.programme.regions}
        danger_lines = directory.programme.danger_lines
        self._order = [
            danger_lines.index(service.id)
            if service.id in danger_lines
            else len(danger_lines) + number
            for number, service in enumerate(self._services)
        ]
        by_need: defaultdict[tuple[str | None, str | None], list[int]] = defaultdict(list)
        for number, service in enumerate(self._services):
            for category in (service.category, None):
                by_need[category, service.location.region].append(number)
                if service.location.region is not None:
                    by_need[category, _ANY_REGION].append(number)
        self._by_need = dict(by_need)
        self._words = WordIndex(self._texts(service) for service in self._services)

    def find(self, query: Query) -> tuple[Found, ...]:
        """Everything that answers `query`, the best first; never something for another place.

        For a place that is asked: what is there, what serves its whole region, what is in the
        region's chief town, then in its other towns by distance, then national services. Nothing
        of another region. Words without a need must match, and match most of what was said; with
        a need they only order.
        """
        scores = self._words.scores(query.words) if query.words else {}
        if query.words and not query.category:
            scores = self._speaking_of(query.words, scores)
            if not scores:
                return ()
        asked = self._places.get(query.place or "")
        if query.place and asked is None:
            return ()
        return _Search(self, query, asked, scores).answer()

    def _texts(self, service: Service) -> Iterator[tuple[str, float]]:
        category = self._directory.programme.category(service.category)
        for text, weight in (
            (service.name, _NAME),
            (service.organisation.name, _ORGANISATION),
            (service.description, _REST),
            (service.eligibility, _REST),
        ):
            yield from ((words, weight) for _locale, words in text.words)
        if category:
            yield from ((words, _CATEGORY) for _locale, words in category.title.words)
        yield from ((phone.digits, _NAME) for phone in service.phones)

    def known_words(self, text: str) -> str:
        """The words of `text` that the directory knows: nothing else of it need be remembered."""
        return " ".join(self._words.known(text))

    def _speaking_of(self, words: str, scores: dict[int, float]) -> dict[int, float]:
        """The best scores, of documents that answer the sentence and not one small word of it."""
        least = max(scores.values(), default=0.0) * _LEAST_MATCH
        return {
            number: score
            for number, score in scores.items()
            if score >= least and self._words.share(words, number) >= _LEAST_SHARE
        }

    def nearest_place(self, near: Position) -> Place | None:
        """The town whose middle is nearest, if it is near at all."""
        placed = [(distance_km(near, p.position), p) for p in self._places.values() if p.position]
        distance, place = min(placed, key=lambda pair: pair[0], default=(_FAR, None))
        return place if distance <= _NEAREST_PLACE_KM else None


class _Search:
    """One search: what was asked, and what it is compared with, worked out once."""

    def __init__(
        self, finder: Finder, query: Query, asked: Place | None, scores: dict[int, float]
    ) -> None:
        self.finder = finder
        self.query = query
        self.scores = scores
        self.best_score = 0.0
        standing = query.near or (asked.position if asked else None)
        self.standing = standing
        self.asked = asked or (finder.nearest_place(query.near) if query.near else None)
        self.region = self.asked.region if self.asked else None
        self.opening_ranks: dict[str | None, int] = {}
        self.wheres: dict[tuple[str | None, str | None], tuple[Reach, int, float | None]] = {}

    def answer(self) -> tuple[Found, ...]:
        numbers = self._candidates()
        if self.scores:
            self.best_score = max((self.scores.get(n, 0.0) for n in numbers), default=0.0)
            if not self.query.category:
                least = self.best_score * _LEAST_MATCH
                numbers = [n for n in numbers if self.scores.get(n, 0.0) >= max(least, 1e-9)]
        ranked = sorted((self._ranked(number) for number in numbers), key=lambda pair: pair[0])
        return tuple(found for _key, found in ranked)

    def _candidates(self) -> Sequence[int]:
        by_need, category = self.finder._by_need, self.query.category
        local = by_need.get((category, self.region or _ANY_REGION), [])
        national = by_need.get((category, None), [])
        if self.scores and not category and len(self.scores) < len(local) + len(national):
            kept = {*local, *national} if self.region else None
            return [n for n in self.scores if kept is None or n in kept]
        return [*local, *national]

    def _ranked(self, number: int) -> tuple[_SortKey, Found]:
        service = self.finder._services[number]
        reach, ring, distance = self._where(service.location)
        far = _FAR if distance is None else distance
        by_distance_first = self.query.near is not None or ring == _OTHER_TOWN
        key = (
            self._emergency_rank(service),
            self._match_rank(number),
            reach if self.query.near is None else int(reach == Reach.COUNTRY),
            0 if self.query.near else ring,
            far if by_distance_first else 0.0,
            self._opening_rank(service),
            far,
            -service.last_checked.toordinal() if service.last_checked else 0,
            # Among equals the lines for somebody in danger, then the order of the source.
            self.finder._order[number],
        )
        return key, Found(service, reach, distance)

    def _emergency_rank(self, service: Service) -> int:
        """A line somebody answers comes first where emergencies are among the answers."""
        if self.query.category not in (None, EMERGENCY):
            return 0
        if not self.scores and self.query.category is None:
            return 0
        return 0 if service.is_emergency and service.phones else 1

    def _match_rank(self, number: int) -> int:
        if not self.best_score:
            return 0
        share = self.scores.get(number, 0.0) / self.best_score
        return 0 if share >= _CLOSE_MATCH else 1 if share >= _LEAST_MATCH else 2

    def _where(self, location: Location) -> tuple[Reach, int, float | None]:
        """Reach, ring of the region, distance: the same for all of a place without a point."""
        if location.position is not None:
            return (*self._reach(location), self._distance(location.position))
        known = self.wheres.get((location.region, location.place))
        if known is None:
            place = self.finder._places.get(location.place or "")
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
        chief = location.place in self.finder._main_places
        return Reach.REGION, _CHIEF_TOWN if chief else _OTHER_TOWN

    def _distance(self, position: Position | None) -> float | None:
        if self.standing is None or position is None:
            return None
        return distance_km(self.standing, position)

    def _opening_rank(self, service: Service) -> int:
        # A rescue line whose hours nobody published is not behind one that published them.
        if self.query.now is None or service.is_emergency:
            return 0
        hours = service.opening_hours
        if hours not in self.opening_ranks:
            programme = self.finder._directory.programme
            found = opening(hours, self.query.now, programme.timezone, programme.country)
            self.opening_ranks[hours] = _OPEN_RANK.get(found.state, _CLOSED_RANK)
        return self.opening_ranks[hours]


_WHOLE_REGION, _CHIEF_TOWN, _OTHER_TOWN = 0, 1, 2
"""Within a region: what serves all of it, what its chief town has, what its other towns have."""
