"""Where does a visitor who types the bare address go from here, in their own language?"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.translation.translator import Translator
from flows.engine.language import Language
from flows.engine.text import Text, _
from services_directory.web.languages import named, preferred

SERVICES = ("/p", _("Services, town by town"))
TRY = ("/try", _("Try Dalil on two phones"))
STAFF = ("/admin", _("Pages for staff"))

Link = tuple[str, Text]


def links_of(*, webchat_is_on: bool) -> tuple[Link, ...]:
    """What is there for visitors; where nobody is to try it, the services alone."""
    return (TRY, SERVICES, STAFF) if webchat_is_on else (SERVICES,)


def routes(links: Sequence[Link], translator: Translator) -> list[web.RouteDef]:
    """The page at /; a single link is gone to at once."""
    languages: Mapping[str, Language] = {each.code: each for each in translator.languages}

    async def front(request: web.Request) -> web.Response:
        if len(links) == 1:
            raise web.HTTPFound(links[0][0])
        accepted = request.headers.get("Accept-Language", "")
        wanted = named(request.query.get("lang", ""), languages) or preferred(accepted, languages)
        return web.Response(
            text=_page(links, languages[wanted.code], translator),
            content_type="text/html",
            headers={"Vary": "Accept-Language"},
        )

    return [web.get("/", front)]


def _page(links: Sequence[Link], language: Language, translator: Translator) -> str:
    items = "".join(
        f'<li><a href="{html.escape(path)}">'
        f"{html.escape(translator.phrase(words, language.code))}</a></li>"
        for path, words in links
    )
    direction = "rtl" if language.right_to_left else "ltr"
    return (
        f'<!doctype html><html lang="{language.code}" dir="{direction}"><meta charset="utf-8">'
        '<title>Dalil</title><meta name="viewport" content="width=device-width">'
        f"<h1>Dalil · دليل</h1><ul>{items}</ul></html>"
    )
