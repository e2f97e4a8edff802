"""What are the API and the public pages given by the rest of the application?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from services_directory.storage.all_records import Records
from services_directory.values.entries import Directory
from services_directory.web.languages import Language


class Words(Protocol):
    """Our sentences in one language; placeholders are filled as the language has them."""

    def gettext(self, message: str, /, **values: object) -> str: ...


@dataclass(frozen=True, slots=True)
class SiteDependencies:
    """`directory` gives the snapshot people are answered from, `load` everything kept of it.

    `languages`: those people may choose, by code, the usual one first. `words` speaks one of them.
    `public_url`: where browsers find us, if not under the host we are asked by. `behind_proxy`: the
    last `X-Forwarded-For` is true. `per_minute`: how often one client may ask; 0: always.
    """

    directory: Callable[[], Directory]
    load: Callable[[], Awaitable[Records]]
    languages: Mapping[str, Language]
    words: Callable[[Language], Words]
    clock: Callable[[], datetime]
    public_url: str | None = None
    behind_proxy: bool = False
    per_minute: int = 0

    def site(self, request: web.Request) -> str:
        """The address of the whole site, without a slash at its end."""
        return self.public_url or f"{request.scheme}://{request.host}"


DEPENDENCIES = web.AppKey("SITE_DEPENDENCIES", SiteDependencies)


def dependencies_of(request: web.Request) -> SiteDependencies:
    """What the pages and the API were given."""
    return request.app[DEPENDENCIES]
