"""Finding a service: need, place, words, distance; pure, on one frozen snapshot in memory."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from services_directory.search.filters import Doors, Verdict, one_verdict, verdict
from services_directory.search.queries import Found, Query, Reach
from services_directory.search.ranking import Search
from services_directory.search.service_index import SortedServices
from services_directory.search.unchecked import is_named_unchecked
from services_directory.values.entries import Directory, Place, Position, Service

__all__ = ["Finder", "Found", "Query", "Reach"]


def _never() -> None:
    """Nobody waits."""


class Finder:
    """Searches one directory snapshot.

    `pause` is called now and then while it is built (for 100 000 services, some seconds).
    """

    def __init__(self, directory: Directory, pause: Callable[[], None] = _never) -> None:
        self._sorted = SortedServices(directory, pause)
        # One turn asks the same more than once: to know what was found, and to show it.
        self._last: tuple[Query, tuple[Found, ...]] | None = None

    def changed(self, directory: Directory, pause: Callable[[], None] = _never) -> Finder:
        """A finder of `directory`; of services that are the very same nothing is made anew."""
        finder = copy(self)
        finder._sorted = self._sorted.changed(directory, pause)
        finder._last = None
        return finder

    def find(self, query: Query) -> tuple[Found, ...]:
        """What answers `query`, the best first; never something for another place.

        For a place that is asked: what is there, what serves its whole region, what is in the
        region's chief town, then in its other towns by distance, then national services. Nothing
        of another region. Words without a need must match, and match most of what was said; with
        a need they order, and bring in what they name of other needs.
        """
        if self._last is None or self._last[0] != query:
            self._last = query, Search(self._sorted, query).answer()
        return self._last[1]

    def knows_unchecked(self, query: Query) -> bool:
        """What is asked by name is something nobody has checked: no other answer is the one."""
        return bool(query.words) and is_named_unchecked(Search(self._sorted, query))

    def meets(self, service: Service, wish: str, query: Query) -> bool:
        """Its entry says that the service meets the wish, at the time of the query."""
        return one_verdict(service, wish, self._doors(query)) is Verdict.YES

    def verdict(self, service: Service, query: Query) -> Verdict:
        """What its entry says of all the wishes of the query together."""
        return verdict(service, query.wishes, self._doors(query))

    def _doors(self, query: Query) -> Doors:
        def doors(of: Service, at: str) -> int:
            return self._sorted.doors(of, at, query.now) if query.now else Verdict.UNKNOWN

        return doors

    def known_words(self, text: str) -> str:
        """The words of `text` that the directory knows: nothing else of it need be remembered."""
        return " ".join(self._sorted.known_words(text))

    def has_named(self, need: str, words: str) -> bool:
        """Whether a service of the need carries all of the words in its names."""
        return self._sorted.has_named(need, words)

    def nearest_place(self, near: Position) -> Place | None:
        """The town whose middle is nearest, if it is near at all."""
        return self._sorted.nearest_place(near)
