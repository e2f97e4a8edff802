"""How does a public page come to its reader? In their language, with its headers, not too often."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import web
from aiohttp.typedefs import Handler
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from yarl import URL

from services_directory.values.entries import Place, Service
from services_directory.web.clients import ClientRateLimit, client_of
from services_directory.web.dependencies import SiteDependencies
from services_directory.web.doors import Guard, behind
from services_directory.web.languages import Language, named, preferred
from services_directory.web.middlewares import is_same
from services_directory.web.pages.static_files import StaticFiles
from services_directory.web.pages.wording import Voice
from services_directory.web.sharing.head import head_of

TEMPLATES = Path(__file__).parents[1] / "templates"

HEADERS = {
    "Content-Security-Policy": (
        # No script within a page, and none of anybody else: what is typed can run nothing.
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
        "worker-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    # Asked for again each time: what was taken back must not live on in a cache.
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language, Accept-Encoding",
}

PRIVATE = {"Cache-Control": "no-store"}
"""No browser keeps such a page, and none shows it again without asking us."""


class PageRenderer:
    """What all public pages share: who asks, in which language, and how an answer looks.

    `templates`: folders of rooms above, whose pages look like ours."""

    def __init__(self, deps: SiteDependencies, *templates: Path) -> None:
        self.deps = deps
        self.files = StaticFiles()
        self._allowance = ClientRateLimit(deps.pages_per_minute)
        self._templates = Environment(
            loader=FileSystemLoader([TEMPLATES, *templates]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def counted(self, handler: Handler, cost: int = 1) -> Handler:
        """`handler`, for those who do not ask too often."""

        async def count_first(request: web.Request) -> web.StreamResponse:
            seconds = self.seconds_to_wait(request, self._allowance, cost)
            return self.wait(request, seconds) if seconds else await handler(request)

        return behind(Guard.COUNTED, count_first)

    def seconds_to_wait(
        self, request: web.Request, allowance: ClientRateLimit, cost: int = 1
    ) -> int:
        """Count a request of this client; 0, or how long they have to wait first."""
        return allowance.wait(client_of(request, self.deps.proxies), self.deps.clock(), cost)

    def wait(self, request: web.Request, seconds: int) -> web.StreamResponse:
        """Who asks too often is told for how long to wait."""
        answer = self.page(request, self.voice(request), "wait.html", 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def voice(self, request: web.Request) -> Voice:
        """In the language of the address, else of the browser."""
        deps = self.deps
        asked = named(request.query.get("lang", ""), deps.languages)
        language = asked or preferred(request.headers.get("Accept-Language", ""), deps.languages)
        return Voice(language, deps.words(language), deps.languages, deps, deps.directory())

    def service(self, request: web.Request) -> Service | None:
        """The one of this address; whoever reads that of one that was merged is sent on."""
        key = request.match_info["key"]
        service = self.deps.directory().service(key)
        if service is not None and service.id != key and request.method in ("GET", "HEAD"):
            here = request.rel_url
            path = here.path.replace(f"/s/{key}", f"/s/{service.id}", 1)
            # Not for good: the two may be put back as they were.
            raise web.HTTPFound(here.with_path(path).with_query(here.query), headers=HEADERS)
        return service

    def place(self, request: web.Request) -> Place | None:
        return self.deps.directory().place(request.match_info["place"])

    def address(self, request: web.Request, path: str, language: Language) -> str:
        """The whole address of a page of ours, to be given to others."""
        return f"{self.deps.site(request)}{path}?lang={language.code}"

    def gone(self, request: web.Request, voice: Voice) -> web.StreamResponse:
        """There is no such page, or no longer."""
        return self.page(request, voice, "gone.html", 404)

    def page(
        self,
        request: web.Request,
        voice: Voice,
        template: str,
        status: int = 200,
        more_headers: Mapping[str, str] | None = None,
        *,
        private: bool = False,
        **values: Any,
    ) -> web.StreamResponse:
        """The template with `values`, and with what every page needs.

        `private`: no browser keeps it, so that nobody who takes up the phone later finds it."""
        language = voice.language
        languages = list(self.deps.languages.values())

        def url(path: str, **query: object) -> str:
            told = {"lang": language.code, **query}
            return f"{path}?{urlencode(told)}"

        html = self._templates.get_template(template).render(
            **values,
            _=voice.words.gettext,
            voice=voice,
            said=voice.said,
            language=language,
            languages=languages,
            programme=voice.directory.programme,
            preview=self.address(request, preview_of(request), language),
            head=head_of(request, self.deps.site(request), languages, language),
            here=lambda each: str(URL(request.rel_url).update_query(lang=each.code)),
            url=url,
            private=private,
            file=self.files.address,
        )
        kept = headers_of(private=private)
        headers = {**kept, "Content-Language": language.code, **(more_headers or {})}
        return self._answer(request, html, status, headers)

    def _answer(
        self, request: web.Request, html: str, status: int, headers: dict[str, str]
    ) -> web.StreamResponse:
        if headers["Cache-Control"] != "no-store":
            tag = hashlib.sha256(html.encode()).hexdigest()[:32]
            headers["ETag"] = f'W/"{tag}"'
            if status == 200 and is_same(request, tag):
                return web.Response(status=304, headers=headers)
        answer = web.Response(text=html, status=status, content_type="text/html", headers=headers)
        answer.enable_compression()
        return answer


def preview_of(request: web.Request) -> str:
    """The picture for who is sent this link: of a page of a town its own, else the site's."""
    place = request.match_info.get("place", "")
    return f"/p/{quote(place)}/preview.png" if place else "/preview.png"


def headers_of(*, private: bool) -> dict[str, str]:
    """Of whatever hangs on a page, as its picture does: kept no longer than the page itself."""
    return {**HEADERS, **PRIVATE} if private else {**HEADERS}


def page_number(request: web.Request) -> int:
    """Which page of a list is asked for; the first, where that cannot be read."""
    told = request.query.get("page", "1")
    return int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 7 else 1
