"""Which pages may anybody read? One for each service and each town, and a leaflet to print."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from yarl import URL

from services_directory.values.entries import Place, Service
from services_directory.web.api.pagination import slice_of
from services_directory.web.dependencies import SiteDependencies
from services_directory.web.guard import is_same
from services_directory.web.languages import Language, named, preferred
from services_directory.web.pages import place as in_place
from services_directory.web.pages.card_files import qr_picture, vcard
from services_directory.web.pages.place import ByPlace
from services_directory.web.pages.wording import Voice

HERE = Path(__file__).parents[1]
STYLE = HERE / "static" / "page.css"

HEADERS = {
    "Content-Security-Policy": (
        # data: is the empty icon, which saves each visitor a request.
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    # Asked for again each time: what was taken back must not live on in a cache.
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language, Accept-Encoding",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def page_routes(deps: SiteDependencies) -> list[web.RouteDef]:
    """Every public page; none of them sets a cookie or runs a script."""
    pages = _Pages(deps)
    return [
        web.get("/s/{key}", pages.service),
        web.get("/s/{key}/contact.vcf", pages.contact),
        web.get("/s/{key}/qr.svg", pages.service_qr),
        web.get("/p", pages.places),
        web.get("/p/{place}", pages.place),
        web.get("/p/{place}/leaflet", pages.leaflet),
        web.get("/p/{place}/qr.svg", pages.place_qr),
        web.get("/page.css", pages.style),
    ]


class _Pages:
    def __init__(self, deps: SiteDependencies) -> None:
        self._deps = deps
        self._sorted: ByPlace | None = None
        self._style = STYLE.read_bytes()
        self._style_tag = hashlib.sha256(self._style).hexdigest()[:12]
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def service(self, request: web.Request) -> web.StreamResponse:
        voice, service = self._voice(request), self._service(request)
        if service is None:
            return self._page(request, voice, "gone.html", 404)
        directory = voice.directory
        programme = directory.programme
        regions = {each.code: each for each in programme.regions}
        return self._page(
            request,
            voice,
            "service.html",
            service=service,
            place=directory.place(service.location.place),
            region=regions.get(service.location.region or ""),
            category=programme.category(service.category),
            caution=programme.caution(service.caution),
        )

    async def contact(self, request: web.Request) -> web.StreamResponse:
        voice, service = self._voice(request), self._service(request)
        if service is None:
            return self._page(request, voice, "gone.html", 404)
        locales = tuple(voice.language.fallbacks)
        page = self._address(request, f"/s/{quote(service.id)}", voice.language)
        return web.Response(
            text=vcard(service, voice.directory, locales, page),
            content_type="text/vcard",
            charset="utf-8",
            headers={**HEADERS, "Content-Disposition": 'attachment; filename="contact.vcf"'},
        )

    async def service_qr(self, request: web.Request) -> web.StreamResponse:
        voice, service = self._voice(request), self._service(request)
        if service is None:
            return self._page(request, voice, "gone.html", 404)
        return self._qr(request, f"/s/{quote(service.id)}", voice.language)

    async def places(self, request: web.Request) -> web.StreamResponse:
        voice = self._voice(request)
        used = self._by_place(voice).used
        places = [each for each in voice.directory.places if each.id in used]
        return self._page(
            request, voice, "places.html", places=places, lines=voice.directory.danger_lines()
        )

    async def place(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._voice(request), self._place(request)
        if place is None:
            return self._page(request, voice, "gone.html", 404)
        directory = voice.directory
        by_place = self._by_place(voice)
        here = (*by_place.near(place), *by_place.everywhere)
        number = _page_number(request)
        pages = max(1, -(-len(here) // in_place.MOST_ON_A_PAGE))
        shown = slice_of(here, number, in_place.MOST_ON_A_PAGE)
        local = [each for each in shown if each.location.region is not None]
        return self._page(
            request,
            voice,
            "place.html",
            place=place,
            local=in_place.grouped(directory, local),
            national=in_place.grouped(directory, shown[len(local) :]),
            number=number,
            pages=pages,
        )

    async def leaflet(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._voice(request), self._place(request)
        if place is None:
            return self._page(request, voice, "gone.html", 404)
        directory = voice.directory
        by_place = self._by_place(voice)
        most = in_place.MOST_PRINTED
        # Long: whoever writes to us is answered meanwhile.
        return await asyncio.to_thread(
            self._page,
            request,
            voice,
            "leaflet.html",
            place=place,
            lines=directory.danger_lines(),
            groups=in_place.grouped(directory, by_place.near(place)[:most]),
            national=in_place.grouped(directory, by_place.everywhere[:most]),
        )

    async def place_qr(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._voice(request), self._place(request)
        if place is None:
            return self._page(request, voice, "gone.html", 404)
        return self._qr(request, f"/p/{quote(place.id)}", voice.language)

    async def style(self, _request: web.Request) -> web.StreamResponse:
        # Its address changes with its words, so it is fetched once.
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        answer = web.Response(body=self._style, content_type="text/css", headers=headers)
        answer.enable_compression()
        return answer

    def _service(self, request: web.Request) -> Service | None:
        return self._deps.directory().service(request.match_info["key"])

    def _place(self, request: web.Request) -> Place | None:
        return self._deps.directory().place(request.match_info["place"])

    def _by_place(self, voice: Voice) -> ByPlace:
        """Sorted anew when the directory changed."""
        if self._sorted is None or self._sorted.directory is not voice.directory:
            self._sorted = ByPlace(voice.directory)
        return self._sorted

    def _voice(self, request: web.Request) -> Voice:
        deps = self._deps
        language = _language(request, deps)
        return Voice(language, deps.words(language), deps.languages, deps, deps.directory())

    def _address(self, request: web.Request, path: str, language: Language) -> str:
        return f"{self._deps.site(request)}{path}?lang={language.code}"

    def _qr(self, request: web.Request, path: str, language: Language) -> web.StreamResponse:
        picture = qr_picture(self._address(request, path, language))
        return web.Response(body=picture, content_type="image/svg+xml", headers=HEADERS)

    def _page(
        self,
        request: web.Request,
        voice: Voice,
        template: str,
        status: int = 200,
        **values: Any,
    ) -> web.StreamResponse:
        language = voice.language
        html = self._templates.get_template(template).render(
            **values,
            _=voice.words.gettext,
            voice=voice,
            said=voice.said,
            language=language,
            languages=list(self._deps.languages.values()),
            programme=voice.directory.programme,
            here=lambda each: str(URL(request.rel_url).update_query(lang=each.code)),
            url=lambda path: f"{path}?lang={language.code}",
            style=f"/page.css?v={self._style_tag}",
        )
        tag = hashlib.sha256(html.encode()).hexdigest()[:32]
        headers = {**HEADERS, "Content-Language": language.code, "ETag": f'W/"{tag}"'}
        if status == 200 and is_same(request, tag):
            return web.Response(status=304, headers=headers)
        answer = web.Response(text=html, status=status, content_type="text/html", headers=headers)
        answer.enable_compression()
        return answer


def _language(request: web.Request, deps: SiteDependencies) -> Language:
    asked = named(request.query.get("lang", ""), deps.languages)
    return asked or preferred(request.headers.get("Accept-Language", ""), deps.languages)


def _page_number(request: web.Request) -> int:
    told = request.query.get("page", "1")
    return int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 7 else 1
