"""Which picture stands beside a link that somebody is sent? One of the site, one of each town."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from aiohttp import web

from services_directory.web.pages.rendering import HEADERS, PageRenderer

MOST_KEPT = 200
"""Some five megabytes: the towns of a programme in each of its languages."""

COST = 5
"""So many times as long as a page does a picture take to be drawn."""

_A_DAY = {"Cache-Control": "public, max-age=86400"}


class PicturePages:
    """Each is drawn once, in a process of its own, and kept in memory.

    A picture says the name of the site or of a town and no more: of a page about violence, too."""

    def __init__(self, shared: PageRenderer) -> None:
        self._shared = shared
        self._drawn: OrderedDict[tuple[str, str, bool], bytes] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        counted = self._shared.counted
        return [
            web.get("/preview.png", counted(self.site, COST)),
            web.get("/p/{place}/preview.png", counted(self.place, COST)),
        ]

    async def site(self, request: web.Request) -> web.StreamResponse:
        voice = self._shared.voice(request)
        return await self._picture(request, voice.plain(voice.directory.programme.name))

    async def place(self, request: web.Request) -> web.StreamResponse:
        voice, place = self._shared.voice(request), self._shared.place(request)
        if place is None:
            return self._shared.gone(request, voice)
        name = voice.plain(voice.directory.programme.name)
        return await self._picture(request, f"{name} · {voice.plain(place.name)}")

    async def _picture(self, request: web.Request, title: str) -> web.StreamResponse:
        voice = self._shared.voice(request)
        below = voice.words.gettext(
            "Where to find a doctor, legal help or a training: numbers, addresses, hours."
        )
        wanted = title, below, voice.language.right_to_left
        async with self._one_at_a_time:
            if wanted not in self._drawn:
                self._drawn[wanted] = await self._shared.deps.picture(*wanted)
                if len(self._drawn) > MOST_KEPT:
                    self._drawn.popitem(last=False)
        drawn = self._drawn[wanted]
        if not drawn:
            return self._shared.gone(request, voice)
        return web.Response(body=drawn, content_type="image/png", headers=HEADERS | _A_DAY)
