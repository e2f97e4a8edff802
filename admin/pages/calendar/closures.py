"""Many services shut at once, for the same days: a strike, a holiday nobody foresaw, works."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from tortoise.transactions import in_transaction

from admin.dependencies import dependencies_of
from admin.forms.base import in_languages
from admin.forms.services.closure import ClosureForm, closure_of, fill_lists, filter_of, form_class
from admin.pages.services.service_steps import note_saved
from admin.rendering.labels import Names
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.operations.audit_log import Did
from flows.engine.text import Line, _
from services_directory.storage.closing import keys_of, shut
from services_directory.values.entries import Closure

AT_ONCE = 10
"""So many services are written in one transaction: nobody who writes to us waits for more."""

MOST_SHOWN = 50

NO_FILTER = _("Choose a need, a place or a word first.")
CHANGED = _("Which services are meant has changed since you looked. Please look again.")


async def show(request: web.Request) -> web.Response:
    return await _page(request, _form(request, None))


async def close(request: web.Request) -> web.Response:
    """Shut them, or open them again, once somebody has seen which they are."""
    posted = await request.post()
    form = _form(request, posted)
    fine = form.validate()
    closure = closure_of(form, [each.code for each in dependencies_of(request).columns])
    if not fine or closure is None:
        return await _page(request, form, 422)
    keys = await keys_of(filter_of(form))
    if not keys:
        return await _page(request, form, 422, NO_FILTER)
    if "close" not in posted and "open" not in posted:
        return await _page(request, form)
    if posted.get("services") != str(len(keys)):
        return await _page(request, form, 409, CHANGED)
    await _carry_out(request, keys, closure, open_again="open" in posted)
    return go(request, "closures", "opened_again" if "open" in posted else "closed")


async def _carry_out(
    request: web.Request, keys: tuple[str, ...], closure: Closure, *, open_again: bool
) -> None:
    deps, who = dependencies_of(request), staff_of(request).name
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        async with in_transaction():
            saved = await shut(some, closure, open_again=open_again, by=who, now=deps.clock())
            for each in saved:
                await note_saved(who, Did.CHANGED, each, request)
    await deps.refresh_directory()


def _form(request: web.Request, posted: Any) -> ClosureForm:
    deps = dependencies_of(request)
    form = in_languages(form_class, deps.columns)(posted)
    fill_lists(form, Names(deps.directory()))
    return form


async def _page(
    request: web.Request, form: ClosureForm, status: int = 200, fault: Line | None = None
) -> web.Response:
    deps = dependencies_of(request)
    keys = await keys_of(filter_of(form))
    return page(
        request,
        "closures.html",
        status,
        form=form,
        fault=fault,
        total=len(keys),
        keys=keys[:MOST_SHOWN],
        names=Names(deps.directory()),
        columns=deps.columns,
    )
