"""Our own words as files for translators, and what comes back from them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web
from aiohttp.web_request import FileField

from admin.dependencies import AdminDependencies, dependencies_of
from admin.pages.words.word_standing import read_book
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.wordings.po_file import FileRefused, RowFault, as_po, take_in
from flows.engine.language import Language
from flows.engine.text import Text, _

LARGEST_BYTES = 2_000_000
MOST_SHOWN = 100
"""Of what has to be mended: whoever brings the wrong file is told enough by that."""

NO_FILE = _("Please choose a file and its language.")


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def give(request: web.Request) -> web.Response:
    """The words of our own in one language, as they are said now."""
    deps = dependencies_of(request)
    language = _language(deps, request.match_info["locale"])
    if language is None:
        raise web.HTTPNotFound
    chosen = [each.wording for each in await deps.wordings.in_force()]
    ours = [each for each in chosen if each.locale == language.code]
    content = as_po(ours, language, await deps.wordings.release())
    name = f"dalil-words-{language.code}-{deps.today().isoformat()}.po"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type="text/x-gettext-translation", headers=headers)


async def bring(request: web.Request) -> web.Response:
    """All of the file, or nothing of it and what has to be mended."""
    deps, posted = dependencies_of(request), await request.post()
    file, language = posted.get("file"), _language(deps, str(posted.get("locale", "")))
    if not isinstance(file, FileField) or language is None:
        return await _page(request, fault=NO_FILE)
    content = await asyncio.to_thread(file.file.read)
    try:
        changes = await take_in(deps.wordings, content, language, staff_of(request).name)
    except FileRefused as refused:
        return await _page(request, refused=refused.faults[:MOST_SHOWN])
    return go(request, "words_files", "words_said" if changes else "words_same")


async def _page(
    request: web.Request, fault: Text | None = None, refused: Sequence[RowFault] = ()
) -> web.Response:
    deps = dependencies_of(request)
    book = await read_book(deps)
    owned = [code for _sentence, code in book.chosen]
    return page(
        request,
        "words/files.html",
        422 if fault or refused else 200,
        fault=fault,
        refused=refused,
        languages_of=[(each, owned.count(each.code)) for each in deps.columns],
    )


def _language(deps: AdminDependencies, code: str) -> Language | None:
    return next((each for each in deps.columns if each.code == code), None)
