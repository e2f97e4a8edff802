"""What are the API and the public pages given by the rest of the application?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from services_directory.storage.all_records import Records
from services_directory.training.values import Cohort, Trainings
from services_directory.values.entries import Directory
from services_directory.web.languages import Language
from services_directory.web.search_request import Searcher


class Words(Protocol):
    """Our sentences in one language; placeholders are filled as the language has them."""

    def gettext(self, message: str, /, **values: object) -> str: ...


Reporter = Callable[[str, str, str], Awaitable[None]]
"""Which service (its id), what of it is wrong (of `pages/reports.py`), and in whose words."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link that leads on from the front page: its `address`, and its words in our first language
    with the `values` they name."""

    address: str
    words: str
    values: Mapping[str, object]


def _no_links() -> tuple[PageLink, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class SiteDependencies:
    """`directory` gives the snapshot people are answered from, `load` everything kept of it;
    `trainings`: the courses and cohorts beside it, of which `seats_left` says what is left now, and
    `free_seats` how many: who has a seat is known in the rooms above.

    `languages`: those people may choose, by code, the usual one first. `words` speaks one of them.
    `public_url`: where browsers find us, if not under the host we are asked by. `proxies`: so many
    of ours stand before us (`clients.py`). How often a minute one client may ask the API is
    `per_minute`, and read pages, `pages_per_minute`; 0: always. `search`: as in the conversation;
    `report`: what a reader says is wrong, for staff. `picture`: a title and what stands below it,
    from right to left or not, as PNG; empty where no font has letters for it.
    `writing`: how people write to us; `elsewhere`: what else there is for a visitor.
    """

    directory: Callable[[], Directory]
    load: Callable[[], Awaitable[Records]]
    languages: Mapping[str, Language]
    words: Callable[[Language], Words]
    trainings: Callable[[], Trainings]
    seats_left: Callable[[Cohort, Language], str]
    free_seats: Callable[[Cohort], int]
    clock: Callable[[], datetime]
    search: Searcher
    report: Reporter
    picture: Callable[[str, str, bool], Awaitable[bytes]]
    writing: Callable[[], Sequence[PageLink]] = _no_links
    elsewhere: tuple[PageLink, ...] = ()
    public_url: str | None = None
    proxies: int = 0
    per_minute: int = 0
    pages_per_minute: int = 0

    def site(self, request: web.Request) -> str:
        """The address of the whole site, without a slash at its end."""
        return self.public_url or f"{request.scheme}://{request.host}"


DEPENDENCIES = web.AppKey("SITE_DEPENDENCIES", SiteDependencies)


def dependencies_of(request: web.Request) -> SiteDependencies:
    """What the pages and the API were given."""
    return request.app[DEPENDENCIES]
