"""Which pages may anybody read? One for each service, town and cohort, and a leaflet to print."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import quote

from aiohttp import web

from services_directory.search.sensitive import any_sensitive, is_sensitive
from services_directory.training.calendar_file import CONTENT_TYPE as CALENDAR_TYPE
from services_directory.values.entries import Place
from services_directory.web.api.pagination import slice_of
from services_directory.web.doors import Guard, behind
from services_directory.web.languages import Language
from services_directory.web.pages import place as in_place
from services_directory.web.pages import training
from services_directory.web.pages.card_files import qr_picture, vcard
from services_directory.web.pages.pictures import PicturePages
from services_directory.web.pages.place import ByPlace
from services_directory.web.pages.rendering import HEADERS, PageRenderer, headers_of, page_number
from services_directory.web.pages.reports import ReportPages
from services_directory.web.pages.search import SearchPages
from services_directory.web.pages.town_map import MapPages
from services_directory.web.pages.training import ShownCohort
from services_directory.web.pages.usual_week import usual_week
from services_directory.web.pages.wording import Voice
from services_directory.web.sharing import site_map
from services_directory.web.sharing.structured_data import as_script, facts_of

MOST_TRAININGS = 3
"""So many of those that start soon stand on the front page."""

LEAFLET_COST = 10
"""So many times as long as another page does a leaflet take to put together."""


def page_routes(shared: PageRenderer) -> list[web.RouteDef]:
    """Every public page; none of them sets a cookie."""
    deps, pages, counted = shared.deps, _Pages(shared), shared.counted
    return [
        web.get("/s/{key}", counted(pages.service)),
        web.get("/s/{key}/contact.vcf", counted(pages.contact)),
        web.get("/s/{key}/qr.svg", counted(pages.service_qr)),
        web.get("/p", counted(pages.places)),
        web.get("/p/{place}", counted(pages.place)),
        web.get("/p/{place}/leaflet", counted(pages.leaflet, LEAFLET_COST)),
        web.get("/p/{place}/qr.svg", counted(pages.place_qr)),
        web.get("/t", counted(pages.trainings)),
        web.get("/t/{cohort}", counted(pages.training)),
        web.get("/t/{cohort}/classes.ics", counted(pages.classes)),
        web.get("/t/{cohort}/qr.svg", counted(pages.training_qr)),
        web.get("/", counted(pages.front)),
        *SearchPages(shared).routes(),
        *ReportPages(shared).routes(),
        *MapPages(shared).routes(),
        *PicturePages(shared).routes(),
        web.get("/robots.txt", behind(Guard.MADE, partial(site_map.robots, deps=deps))),
        web.get("/sitemap.xml", counted(partial(site_map.index, deps=deps))),
        web.get(
            r"/sitemap/{number:\d{1,6}}.xml",
            counted(partial(site_map.portion, deps=deps), site_map.COST),
        ),
        *shared.files.routes(),
    ]


class _Pages:
    def __init__(self, shared: PageRenderer) -> None:
        self._deps = shared.deps
        self._shared = shared
        self._sorted: ByPlace | None = None

    async def front(self, request: web.Request) -> web.StreamResponse:
        voice = self._shared.voice(request)
        directory = voice.directory
        return self._shared.page(
            request,
            voice,
            "front.html",
            needs=directory.programme.categories,
            regions=in_place.by_region(directory),
            trainings=self._enrolling(voice)[:MOST_TRAININGS],
            lines=directory.danger_lines(),
            writing=self._deps.writing(),
            elsewhere=self._deps.elsewhere,
        )

    async def service(self, request: web.Request) -> web.StreamResponse:
        voice, service = self._shared.voice(request), self._shared.service(request)
        if service is None:
            return self._shared.gone(request, voice)
        directory = voice.directory
        programme = directory.programme
        regions = {each.code: each for each in programme.regions}
        place = directory.place(service.location.place)
        region = regions.get(service.location.region or "")
        facts = facts_of(
            service,
            programme,
            voice.plain,
            page=self._shared.address(request, f"/s/{quote(service.id)}", voice.language),
            town=place,
            region=region,
            week=[(e.first, e.last, e.times) for e in usual_week(service.opening_hours)],
        )
        return self._shared.page(
            request,
            voice,
            "service.html",
            service=service,
            place=place,
            region=region,
            category=programme.category(service.category),
            caution=programme.caution(service.caution),
            facts=as_script(facts),
            private=is_sensitive(service, programme),
        )

    async def contact(self, request: web.Request) -> web.StreamResponse:
        voice, service = self._shared.voice(request), self._shared.service(request)
        if service is None:
            return self._shared.gone(request, voice)
        locales = tuple(voice.language.fallbacks)
        page = self._shared.address(request, f"/s/{quote(service.id)}", voice.language)
        return web.Response(
            text=vcard(service, voice.directory, locales, page),
            content_type="text/vcard",
            charset="utf-8",
            headers={
                **headers_of(private=is_sensitive(service, voice.directory.programme)),
                "Content-Disposition": 'attachment; filename="contact.vcf"',
            },
        )

    async def service_qr(self, request: web.Request) -> web.StreamResponse:
        voice, service = self._shared.voice(request), self._shared.service(request)
        if service is None:
            return self._shared.gone(request, voice)
        private = is_sensitive(service, voice.directory.programme)
        return self._qr(request, f"/s/{quote(service.id)}", voice.language, private=private)

    async def places(self, request: web.Request) -> web.StreamResponse:
        voice = self._shared.voice(request)
        return self._shared.page(
            request,
            voice,
            "places.html",
            regions=in_place.by_region(voice.directory),
            trainings=self._enrolling(voice),
            lines=voice.directory.danger_lines(),
        )

    async def place(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._shared.voice(request), self._shared.place(request)
        if place is None:
            return self._shared.gone(request, voice)
        directory = voice.directory
        by_place = self._by_place(voice)
        here = (*by_place.near(place), *by_place.everywhere)
        number = page_number(request)
        pages = max(1, -(-len(here) // in_place.MOST_ON_A_PAGE))
        shown = slice_of(here, number, in_place.MOST_ON_A_PAGE)
        local = [each for each in shown if each.location.region is not None]
        return self._shared.page(
            request,
            voice,
            "place.html",
            place=place,
            elsewhere=by_place.elsewhere(place),
            trainings=self._enrolling(voice, place),
            local=in_place.grouped(directory, local),
            national=in_place.grouped(directory, shown[len(local) :]),
            number=number,
            pages=pages,
        )

    async def leaflet(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._shared.voice(request), self._shared.place(request)
        if place is None:
            return self._shared.gone(request, voice)
        directory = voice.directory
        by_place = self._by_place(voice)
        most = in_place.MOST_PRINTED
        need = directory.programme.category(request.query.get("need", ""))
        near = in_place.of_need(by_place.near(place), need)
        everywhere = in_place.of_need(by_place.everywhere, need)
        # Long: whoever writes to us is answered meanwhile.
        return await asyncio.to_thread(
            self._shared.page,
            request,
            voice,
            "leaflet.html",
            place=place,
            elsewhere=by_place.elsewhere(place),
            lines=directory.danger_lines(),
            need=need,
            private=need is not None and any_sensitive((*near, *everywhere), directory.programme),
            groups=in_place.grouped(directory, near[:most]),
            national=in_place.grouped(directory, everywhere[:most]),
        )

    async def place_qr(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._shared.voice(request), self._shared.place(request)
        if place is None:
            return self._shared.gone(request, voice)
        return self._qr(request, f"/p/{quote(place.id)}", voice.language)

    async def trainings(self, request: web.Request) -> web.StreamResponse:
        voice = self._shared.voice(request)
        return self._shared.page(request, voice, "trainings.html", shown=self._enrolling(voice))

    async def training(self, request: web.Request) -> web.StreamResponse:
        voice, shown = self._shared.voice(request), self._cohort(request)
        if shown is None:
            return self._shared.gone(request, voice)
        now = self._deps.clock()
        enrols, is_over = shown.cohort.enrols_at(now), shown.cohort.is_over_at(now)
        return self._shared.page(
            request, voice, "training.html", shown=shown, enrols=enrols, is_over=is_over
        )

    async def classes(self, request: web.Request) -> web.StreamResponse:
        voice, shown = self._shared.voice(request), self._cohort(request)
        if shown is None:
            return self._shared.gone(request, voice)
        return web.Response(
            text=training.calendar(shown, voice, self._deps.clock()),
            content_type=CALENDAR_TYPE,
            charset="utf-8",
            headers={**HEADERS, "Content-Disposition": 'attachment; filename="classes.ics"'},
        )

    async def training_qr(self, request: web.Request) -> web.StreamResponse:
        voice, shown = self._shared.voice(request), self._cohort(request)
        if shown is None:
            return self._shared.gone(request, voice)
        return self._qr(request, shown.path, voice.language)

    def _cohort(self, request: web.Request) -> ShownCohort | None:
        written, voice = request.match_info["cohort"], self._shared.voice(request)
        return training.cohort_named(self._deps.trainings(), voice, written)

    def _enrolling(self, voice: Voice, place: Place | None = None) -> list[ShownCohort]:
        return training.enrolling(self._deps.trainings(), voice, self._deps.clock(), place)

    def _by_place(self, voice: Voice) -> ByPlace:
        """Sorted anew when the directory changed."""
        if self._sorted is None or self._sorted.directory is not voice.directory:
            self._sorted = ByPlace(voice.directory)
        return self._sorted

    def _qr(
        self, request: web.Request, path: str, language: Language, *, private: bool = False
    ) -> web.StreamResponse:
        picture = qr_picture(self._shared.address(request, path, language))
        headers = headers_of(private=private)
        return web.Response(body=picture, content_type="image/svg+xml", headers=headers)
