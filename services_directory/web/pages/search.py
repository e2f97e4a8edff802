"""What is found for words, a need and a town? The answer of the conversation, as a page."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from services_directory.search.filters import FREE, OPEN, SPEAKS
from services_directory.search.sensitive import DANGERS, any_sensitive
from services_directory.values.entries import FinerNeed, Place
from services_directory.values.needs import Category
from services_directory.web.api.pagination import slice_of
from services_directory.web.pages.place import MOST_ON_A_PAGE, by_region
from services_directory.web.pages.rendering import PageRenderer, page_number
from services_directory.web.pages.wording import Voice
from services_directory.web.search_request import SearchAnswer, SearchRequest

LONGEST = 200
"""Letters of what was typed; a message would be read as far."""

FILTERS = {"open": OPEN, "free": FREE, "women": "women"}
"""Boxes to tick, by their names in an address, and the wishes they are."""

LANGUAGE = "speaks"


class SearchPages:
    """Words anybody types, and for each need a page of its own in each town."""

    def __init__(self, shared: PageRenderer) -> None:
        self._shared = shared

    def routes(self) -> list[web.RouteDef]:
        counted = self._shared.counted
        return [
            web.get("/search", counted(self.search)),
            web.get("/n/{need}", counted(self.need)),
            web.get("/n/{need}/{place}", counted(self.need)),
        ]

    async def search(self, request: web.Request) -> web.StreamResponse:
        """What was typed, with what was picked beside it."""
        voice = self._shared.voice(request)
        told = request.query
        place = voice.directory.place(told.get("place", ""))
        need = voice.directory.programme.need(told.get("need", ""))
        words = " ".join(told.get("q", "").split())[:LONGEST]
        return self._answer(request, voice, words, need, place)

    async def need(self, request: web.Request) -> web.StreamResponse:
        """Everything for one need: in the whole programme, or for one town."""
        voice, told = self._shared.voice(request), request.match_info
        need = voice.directory.programme.need(told["need"])
        place = voice.directory.place(told.get("place", ""))
        if need is None or (place is None and "place" in told):
            return self._shared.gone(request, voice)
        return self._answer(request, voice, "", need, place)

    def _answer(
        self,
        request: web.Request,
        voice: Voice,
        words: str,
        need: Category | FinerNeed | None,
        place: Place | None,
    ) -> web.StreamResponse:
        deps, directory = self._shared.deps, voice.directory
        wishes = wishes_of(request)
        asked = SearchRequest(
            words,
            need.code if need else "",
            place.id if place else "",
            wishes,
            voice.language.code,
        )
        answer = deps.search(asked) if words or need or place else SearchAnswer()
        shown = (*answer.found, *answer.unknown)
        number = page_number(request)
        on_page = slice_of(shown, number, MOST_ON_A_PAGE)
        known = max(0, min(len(on_page), len(answer.found) - (number - 1) * MOST_ON_A_PAGE))
        services = [each.service for each in shown]
        return self._shared.page(
            request,
            voice,
            "search.html",
            private=any_sensitive(services, directory.programme) or answer.danger_kind in DANGERS,
            path=_path(request, need, place),
            kept=_kept(request),
            is_need_page=request.path != "/search",
            words=words,
            need=directory.programme.need(answer.need),
            place=directory.place(answer.place),
            places=by_region(directory),
            speaks=request.query.get(LANGUAGE, ""),
            picked=[name for name, wish in FILTERS.items() if wish in wishes],
            wished=answer.wishes,
            answer=answer,
            found=on_page[:known],
            unknown=on_page[known:],
            number=number,
            pages=max(1, -(-len(shown) // MOST_ON_A_PAGE)),
        )


def wishes_of(request: web.Request) -> tuple[str, ...]:
    """The wishes that were ticked and picked."""
    wishes = [wish for name, wish in FILTERS.items() if request.query.get(name) == "1"]
    spoken = request.query.get(LANGUAGE, "")
    if spoken.isascii() and spoken.isalpha() and len(spoken) <= 3:
        wishes.append(f"{SPEAKS}:{spoken}")
    return tuple(wishes)


def _path(request: web.Request, need: Category | FinerNeed | None, place: Place | None) -> str:
    if request.path == "/search" or need is None:
        return "/search"
    return f"/n/{quote(need.code)}" + (f"/{quote(place.id)}" if place else "")


def _kept(request: web.Request) -> dict[str, str]:
    """What the next page of the list asks for again."""
    return {
        name: told
        for name in ("q", "place", "need", *FILTERS, LANGUAGE)
        if (told := request.query.get(name))
    }
