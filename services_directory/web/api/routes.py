"""How does the HSDS API answer? Every address of it, each made from one snapshot in memory."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.typedefs import Handler

from services_directory.hsds.exporting.translations import Json, Telling
from services_directory.values.json_text import to_json
from services_directory.web.api.courses import CourseKeeper
from services_directory.web.api.entries import Entry
from services_directory.web.api.items import LIST, WHOLE, Teller
from services_directory.web.api.openapi import openapi
from services_directory.web.api.pagination import as_page, slice_of
from services_directory.web.api.parameters import PER_PAGE
from services_directory.web.api.profile import profile_page
from services_directory.web.api.request import Asked, read_asked
from services_directory.web.api.resources import RESOURCES, Resource
from services_directory.web.api.snapshot import OpenDataKeeper
from services_directory.web.clients import ClientRateLimit
from services_directory.web.dependencies import DEPENDENCIES, SiteDependencies, dependencies_of
from services_directory.web.doors import Guard, behind
from services_directory.web.languages import Language, preferred
from services_directory.web.middlewares import ALLOWANCE, explain_faults, is_same, open_to_all
from services_directory.web.problems import not_found

VERSION = "3.2"

MOUNT = "/api/hsds"

KEEPER = web.AppKey("KEEPER", OpenDataKeeper)

BUILDING = web.AppKey("BUILDING", asyncio.Semaphore)
"""So many long lists are put together at once: whoever writes to us is answered meanwhile."""

_LINES_AT_ONCE = 50


def api_app(deps: SiteDependencies) -> web.Application:
    """The API as an application of its own, to be added below MOUNT."""
    app = web.Application(middlewares=[explain_faults])
    app.on_response_prepare.append(open_to_all)
    app[DEPENDENCIES] = deps
    app[ALLOWANCE] = ClientRateLimit(deps.per_minute)
    courses = CourseKeeper(deps.trainings, deps.free_seats, deps.clock)
    app[KEEPER] = OpenDataKeeper(deps.directory, deps.load, courses)
    app[BUILDING] = asyncio.Semaphore(2)
    _add(app, "", about)
    _add(app, "/", about)
    _add(app, "/openapi.json", describe)
    _add(app, "/profile", profile)
    for resource in RESOURCES:
        _add(app, resource.path, _list(resource))
        _add(app, resource.path + "/{id}", _detail(resource))
    return app


def _add(app: web.Application, path: str, handler: Handler) -> None:
    """`explain_faults` has counted whoever gets as far as here."""
    app.router.add_get(path, behind(Guard.COUNTED, handler))


async def about(request: web.Request) -> web.StreamResponse:
    """What HSDS wants at the root: which version, which profile, and where it is described."""
    deps = dependencies_of(request)
    base = deps.site(request) + MOUNT
    programme = deps.directory().programme
    name = programme.operator.best(programme.languages)
    told = {
        "version": VERSION,
        "profile": f"{base}/profile",
        "openapi_url": f"{base}/openapi.json",
        "description": "Services people can turn to, in several languages.",
        "publisher": {"name": name, "website": deps.site(request)},
        "data_guide": f"{base}/profile",
    }
    return _answer(request, told)


async def describe(request: web.Request) -> web.StreamResponse:
    """Our own OpenAPI file."""
    deps = dependencies_of(request)
    return _answer(request, openapi(deps.site(request) + MOUNT, list(deps.languages)))


async def profile(_request: web.Request) -> web.StreamResponse:
    """What we add to HSDS, for people to read."""
    return web.Response(text=profile_page(), content_type="text/html")


def _list(resource: Resource) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.StreamResponse:
        deps = dependencies_of(request)
        asked = read_asked(request.query, resource.list_parameters, deps.languages)
        teller, language = await _teller(request, asked)
        async with request.app[BUILDING]:
            found = await asyncio.to_thread(resource.find, resource.table(teller.data), asked)
            if asked.format == "ndjson":
                return await _stream(request, resource, found, teller, language)
            told = await asyncio.to_thread(_page, resource, found, teller)
        return _answer(request, told, language)

    return handler


def _detail(resource: Resource) -> Callable[[web.Request], Any]:
    async def handler(request: web.Request) -> web.StreamResponse:
        deps = dependencies_of(request)
        asked = read_asked(request.query, resource.detail_parameters, deps.languages)
        teller, language = await _teller(request, asked)
        try:
            wanted = str(UUID(request.match_info["id"]))
        except ValueError:
            return not_found()
        entry = resource.table(teller.data).by_id.get(wanted)
        if entry is None:
            return not_found()
        return _answer(request, resource.tell(entry, teller, WHOLE), language)

    return handler


async def _teller(request: web.Request, asked: Asked) -> tuple[Teller, Language]:
    deps = dependencies_of(request)
    accepted = request.headers.get("Accept-Language", "")
    language = deps.languages[asked.lang] if asked.lang else preferred(accepted, deps.languages)
    data = await request.app[KEEPER].current()
    programme = data.directory.programme
    telling = Telling(
        programme=programme,
        vocabulary=data.vocabulary,
        day=deps.clock().astimezone(ZoneInfo(programme.timezone)).date(),
        places={each.id: each.name for each in data.directory.places},
        lang=language.code,
        stand_ins=tuple(language.fallbacks),
        translations=asked.translations,
    )
    gone = deps.words(language).gettext("Not offered any more")
    return Teller(data, asked, telling, gone), language


def _page(resource: Resource, found: list[Entry[Any]], teller: Teller) -> Json:
    asked = teller.asked
    everything = max(1, len(found)) if asked.minimal else PER_PAGE
    per_page = asked.per_page or everything
    shown = slice_of(found, asked.page, per_page)
    contents = [resource.tell(each, teller, LIST) for each in shown]
    return as_page(contents, len(found), asked.page, per_page)


async def _stream(
    request: web.Request,
    resource: Resource,
    found: list[Entry[Any]],
    teller: Teller,
    language: Language,
) -> web.StreamResponse:
    """One record a line, told while the others are still being put together."""
    answer = web.StreamResponse(headers=_headers(language))
    answer.content_type = "application/x-ndjson"
    answer.charset = "utf-8"
    await answer.prepare(request)
    if request.method != "HEAD":
        async for lines in _lines(resource, found, teller):
            await answer.write(lines)
    await answer.write_eof()
    return answer


async def _lines(
    resource: Resource, found: list[Entry[Any]], teller: Teller
) -> AsyncIterator[bytes]:
    def some(start: int) -> Iterator[bytes]:
        for each in found[start : start + _LINES_AT_ONCE]:
            yield to_json(resource.tell(each, teller, LIST), as_line=True)

    for start in range(0, len(found), _LINES_AT_ONCE):
        yield await asyncio.to_thread(lambda at: b"".join(some(at)), start)


def _answer(request: web.Request, told: Json, language: Language | None = None) -> web.Response:
    """JSON with its tag: who has it already is told so."""
    body = to_json(told)
    tag = hashlib.sha256(body + (language.code.encode() if language else b"")).hexdigest()[:32]
    headers = {**_headers(language), "ETag": f'W/"{tag}"'}
    if is_same(request, tag):
        return web.Response(status=304, headers=headers)
    answer = web.Response(
        body=body, headers=headers, content_type="application/json", charset="utf-8"
    )
    answer.enable_compression()
    return answer


def _headers(language: Language | None) -> dict[str, str]:
    # Kept by a cache it is asked for again each time: what was taken back must not live on there.
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Accept-Encoding"}
    return headers | ({"Content-Language": language.code} if language else {})
