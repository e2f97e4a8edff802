"""Pages behind a link that we gave to somebody without an account: small, and kept nowhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.contacts.world import WorldBuilder
from bot.translation.translator import Translator
from flows.engine.language import Language
from flows.engine.text import Line, Text
from services_directory.web.languages import named, preferred

HERE = Path(__file__).parent / "templates"
STYLE = (HERE / "receiver.css").read_text(encoding="utf-8")

PAGE_LANGUAGES = ("ar", "fr", "en")
"""In the order in which they are offered; as far as the programme speaks them."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'; style-src"
        f" 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Vary": "Accept-Language",
}

OfStaff = Callable[[web.Request], Awaitable[bool]]
"""Whether somebody of ours looks at it."""


class LinkPages:
    """Their languages and templates."""

    def __init__(self, translator: Translator, worlds: WorldBuilder) -> None:
        self._translator = translator
        self._worlds = worlds
        known = {each.code: each for each in translator.languages}
        offered = {code: known[code] for code in PAGE_LANGUAGES if code in known}
        self._languages: Mapping[str, Language] = offered or known
        self._templates = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, request: web.Request) -> Language:
        """What the address says, else what the browser prefers."""
        accepted = request.headers.get("Accept-Language", "")
        asked = named(request.query.get("lang", ""), self._languages)
        wanted = asked or preferred(accepted, self._languages)
        return self._languages[wanted.code]

    def page(self, request: web.Request, template: str, status: int, **facts: Any) -> web.Response:
        """In the language of its reader."""
        language = self.language(request)

        def say(line: Line) -> str:
            return self._translator.phrase(line, language.code)

        def gettext(message: str, **values: Any) -> str:
            return say(Text(message, tuple(values.items())))

        html = self._templates.get_template(template).render(
            **facts,
            _=gettext,
            say=say,
            style=STYLE,
            language=language,
            languages=self._languages.values(),
            programme=self._worlds.programme,
        )
        return web.Response(text=html, status=status, content_type="text/html", headers=HEADERS)
