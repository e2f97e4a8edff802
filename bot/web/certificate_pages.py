"""Is this certificate real? Anybody asks on a page, by its code; the QR on the paper leads there.

There are 6 × 10¹³ codes, and who tries them out is slowed down; who has a paper never is, whoever
else asks from their address: a code that was given is looked up first, and one that was mistyped is
known by its last letter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.certificates.certificate_store import certificate_of
from bot.certificates.open_badge import BadgeMaker
from bot.database.transaction import Executor
from bot.privacy.sealing.sealer import Sealer
from bot.translation.translator import Translator
from flows.components.training.certificate_words import certificate_facts, no_certificate
from flows.engine.codes import fits, read_certificate_code, read_receipt
from flows.engine.text import Line, Text, _
from flows.engine.world import KnownCertificate
from services_directory.web.clients import ClientRateLimit
from services_directory.web.pages.rendering import HEADERS, PageRenderer
from services_directory.web.pages.wording import Voice

TEMPLATES = Path(__file__).parent / "templates"

GUESSES_PER_MINUTE = 20
"""So many codes that nobody has may one client ask about."""

JSON = "application/json"

EXAMPLE = "K7M-X4T-W9C-D3F"

NOT_A_CODE = _("This is no code of a certificate. Please look at the paper again.")

OF_A_REGISTRATION = _(
    "This is the code of a registration, not of a certificate. Send it to us as a message, and we"
    " tell what it is for."
)

NOT_KEPT = {
    # One that was withdrawn must not look real in a cache, and no browser keeps what it saw.
    "Cache-Control": "no-store",
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
}


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nobody has what was `written`."""

    written: str
    why: Text


def certificate_routes(
    renderer: PageRenderer, executor: Executor, sealer: Sealer, translator: Translator
) -> list[web.RouteDef]:
    """The form, and what it answers."""
    pages = _CertificatePages(renderer, executor, sealer, translator)
    return [
        web.get("/c", renderer.counted(pages.form)),
        web.get("/c/{code}.json", renderer.counted(pages.badge)),
        web.get("/c/{code}", renderer.counted(pages.answer)),
    ]


def _not_of_one(written: str) -> Text:
    """Why what was written is no code of a certificate."""
    return OF_A_REGISTRATION if read_receipt(written) else NOT_A_CODE


class _CertificatePages:
    def __init__(
        self, renderer: PageRenderer, executor: Executor, sealer: Sealer, translator: Translator
    ) -> None:
        self._renderer = renderer
        self._executor = executor
        self._sealer = sealer
        self._translator = translator
        self._guesses = ClientRateLimit(GUESSES_PER_MINUTE)

    async def form(self, request: web.Request) -> web.StreamResponse:
        """An empty one; where a code was written in it, on to what it stands for."""
        typed, voice = request.query.get("code", "").strip()[:80], self._renderer.voice(request)
        if not typed:
            return self._page(request, voice)
        code = read_certificate_code(typed)
        if code is None:
            return self._page(request, voice, 422, fault=_not_of_one(typed), typed=typed)
        raise web.HTTPSeeOther(f"/c/{code}?lang={voice.language.code}")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        found, voice = await self._find(request), self._renderer.voice(request)
        if isinstance(found, int):
            return self._renderer.wait(request, found)
        if isinstance(found, NotFound):
            return self._page(request, voice, 404, fault=found.why, typed=found.written)
        return self._page(request, voice, known=found)

    async def badge(self, request: web.Request) -> web.StreamResponse:
        """The same for programs; of one that was withdrawn only that it is gone."""
        found = await self._find(request)
        if isinstance(found, int):
            return self._json({"title": "Too many requests"}, 429, {"Retry-After": str(found)})
        if isinstance(found, NotFound):
            return self._json({"title": "No certificate has this code"}, 404)
        if found.revoked_on is not None:
            return self._json({"title": "This certificate was withdrawn"}, 410)
        deps, directory = self._renderer.deps, self._renderer.deps.directory()
        first = directory.programme.languages[0]
        say = partial(self._translator.phrase, locale=first)
        return self._json(BadgeMaker(deps.site(request), directory, say).badge(found))

    async def _find(self, request: web.Request) -> KnownCertificate | NotFound | int:
        """Which one has the code that was asked for; or how many seconds to wait first."""
        written = request.match_info["code"][:80]
        code = read_certificate_code(written)
        if code is None:
            return NotFound(written, _not_of_one(written))
        if not fits(code):
            return NotFound(code, no_certificate(code))
        # Looked up first: thousands stand behind one address, and one who guesses there must not
        # keep the others from what they hold in their hands.
        known = await self._executor.run(lambda: certificate_of(code, self._sealer))
        if known is not None:
            return known
        seconds = self._renderer.seconds_to_wait(request, self._guesses)
        return seconds or NotFound(code, no_certificate(code))

    @staticmethod
    def _json(
        told: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> web.Response:
        # Programs on any page may read it, as they may the API.
        more = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", **(headers or {})}
        text = json.dumps(told, ensure_ascii=False)
        return web.Response(text=text, status=status, content_type=JSON, headers=more)

    def _page(
        self,
        request: web.Request,
        voice: Voice,
        status: int = 200,
        known: KnownCertificate | None = None,
        fault: Line = "",
        typed: str = "",
    ) -> web.StreamResponse:
        def say(line: Line) -> str:
            return self._translator.phrase(line, voice.language.code)

        facts = [say(each) for each in certificate_facts(known, voice.directory)] if known else []
        return self._renderer.page(
            request,
            voice,
            "certificate.html",
            status,
            NOT_KEPT,
            code=known.code if known else "",
            facts=facts,
            is_badge=known is not None and known.revoked_on is None,
            fault=say(fault),
            typed=typed,
            example=EXAMPLE,
        )
