"""How does a reader say that something is wrong? Without an account; staff get a task."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from aiohttp import web

from services_directory.search.sensitive import is_sensitive
from services_directory.values.entries import Service
from services_directory.web.clients import ClientRateLimit, DailyCount, client_of
from services_directory.web.doors import taking
from services_directory.web.pages.rendering import PageRenderer

WRONG = ("phone", "address", "hours", "closed", "other")
"""What may be wrong, in the order it is offered."""

MOST_LETTERS = 500

A_MINUTE = 3
"""So many may one reader send; whoever sends more means no mistake of ours."""


A_DAY = 2
"""Of so many about one service the words of one reader are kept."""


MOST_A_DAY = 40
"""So many one address may send, of all services: more would bury staff under a task for each."""

AN_HOUR_S = 3600


class ReportPages:
    """The form, and what is told with it."""

    def __init__(self, shared: PageRenderer) -> None:
        self._shared = shared
        self._allowance = ClientRateLimit(A_MINUTE)
        self._told = DailyCount()

    def routes(self) -> list[web.RouteDef]:
        counted = self._shared.counted
        return [
            web.get("/s/{key}/report", counted(self.form)),
            web.post("/s/{key}/report", counted(taking(self.take))),
        ]

    async def form(self, request: web.Request) -> web.StreamResponse:
        """What is wrong with this service? Or thanks, once it was told."""
        return self._form(request, sent=request.query.get("sent") == "1")

    async def take(self, request: web.Request, told: Mapping[str, str]) -> web.StreamResponse:
        """Keep what was told. Nothing of who told it is kept."""
        service = self._shared.service(request)
        wrong, words = told.get("wrong", ""), told.get("words", "").strip()
        # Another page cannot send it in a reader's name.
        from_us = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
        if service is None or not from_us or wrong not in WRONG:
            return self._form(request, sent=False, status=400 if service else 404)
        deps = self._shared.deps
        seconds = self._shared.seconds_to_wait(request, self._allowance)
        if seconds:
            return self._shared.wait(request, seconds)
        client, today = client_of(request, deps.proxies), deps.clock().date()
        if self._told.more(client, today) > MOST_A_DAY:
            return self._shared.wait(request, AN_HOUR_S)
        told_today = self._told.more(f"{service.id} {client}", today)
        # What one reader tells again and again is counted, and takes no room from others.
        kept = words[:MOST_LETTERS] if told_today <= A_DAY else ""
        await deps.report(service.id, wrong, kept)
        language = self._shared.voice(request).language.code
        query = urlencode({"lang": language, "sent": 1})
        raise web.HTTPSeeOther(f"/s/{quote(service.id)}/report?{query}")

    def _form(self, request: web.Request, *, sent: bool, status: int = 200) -> web.StreamResponse:
        voice, service = self._shared.voice(request), self._shared.service(request)
        if service is None:
            return self._shared.gone(request, voice)
        return self._shared.page(
            request,
            voice,
            "report.html",
            status,
            private=self._is_private(service),
            service=service,
            wrong=WRONG,
            most=MOST_LETTERS,
            sent=sent,
        )

    def _is_private(self, service: Service) -> bool:
        return is_sensitive(service, self._shared.deps.directory().programme)
