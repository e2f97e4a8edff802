"""What does the page at /try look like, in the visitor's language?"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from string import Template

from aiohttp import web

from bot.channels.provider import NamedPosition
from flows.engine.text import Line, _
from services_directory.values.entries import Position
from services_directory.web.doors import Guard, behind

FOLDER = Path(__file__).parent
LANGUAGES = {"fr": "Français", "ar": "العربية", "en": "English"}
RIGHT_TO_LEFT = frozenset({"ar"})
WORDS: dict[str, Line] = {
    "title": _("Try Dalil"),
    "intro": _("Two phones to try the service with. No real message is sent."),
    "write": _("Write a message"),
    "send": _("Send"),
    "new_phone": _("New phone"),
    "where": _("Where are you?"),
    "here": _("Where this device is"),
    "cancel": _("Cancel"),
    "offline": _("No connection. Trying again…"),
    "map": _("See on the map"),
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "geolocation=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
ASSETS = {"page.js": "text/javascript", "page.css": "text/css", "icon.svg": "image/svg+xml"}


def page_routes(
    phrase: Callable[[Line, str], str], places: Sequence[NamedPosition]
) -> tuple[web.RouteDef, ...]:
    """The page and its files, read once."""
    template = Template((FOLDER / "page.html").read_text("utf-8"))
    pages = {code: _page(template, code, phrase, places) for code in LANGUAGES}

    async def page(request: web.Request) -> web.Response:
        body = pages[_language(request)]
        return web.Response(text=body, content_type="text/html", headers=HEADERS)

    return (
        web.get("/try", behind(Guard.MADE, page)),
        *(_asset(name, kind) for name, kind in ASSETS.items()),
    )


def _asset(name: str, content_type: str) -> web.RouteDef:
    text = (FOLDER / name).read_text("utf-8")

    async def asset(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type=content_type, headers=HEADERS)

    return web.get(f"/try/{name}", behind(Guard.MADE, asset))


def _page(
    template: Template,
    language: str,
    phrase: Callable[[Line, str], str],
    places: Sequence[NamedPosition],
) -> str:
    words = {key: html.escape(phrase(line, language)) for key, line in WORDS.items()}
    named = [
        {"name": phrase(place.name, language), "position": _coordinates(place.position)}
        for place in places
    ]
    links = (
        f'<a href="/try?lang={code}" lang="{code}"{" aria-current=true" * (code == language)}>'
        f"{own_name}</a>"
        for code, own_name in LANGUAGES.items()
    )
    return template.substitute(
        words,
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        languages=" ".join(links),
        places=html.escape(json.dumps(named, ensure_ascii=False)),
    )


def _coordinates(position: Position) -> dict[str, float]:
    return {"latitude": position.latitude, "longitude": position.longitude}


def _language(request: web.Request) -> str:
    """What the address asks for, else the browser's first language that we have, else French."""
    accepted = request.headers.get("Accept-Language", "").split(",")
    wanted = [request.query.get("lang", ""), *(each.split(";")[0].strip() for each in accepted)]
    return next((code for each in wanted if (code := each[:2].lower()) in LANGUAGES), "fr")
