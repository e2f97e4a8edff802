"""Was this form sent before? Pressed twice, or sent again by Back and Save: done once.

Each page gives its forms a token of its own, so the same words from the same page are the same
sending, and from another page another one. Of two that come at once the second waits for the first
and goes where that one led. What was refused, or only showed something, may be sent again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import datetime
from typing import NamedTuple

from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp.web_request import FileField

from admin.dependencies import dependencies_of
from admin.security.form_tokens import Form
from bot.database.transaction import Sql, Transaction

_LOOKS, _PAUSE_S = 100, 0.05
"""So long the second of two waits for the first."""


class _Use(NamedTuple):
    """`mine`: nobody used it before; `led_to`: where it led who did, once that is known."""

    mine: bool
    led_to: str | None = None


def sent_once(handler: Handler) -> Handler:
    """`handler`, which a form of the same page with the same words reaches but once."""

    async def check_first(request: web.Request) -> web.StreamResponse:
        deps = dependencies_of(request)
        form_hash, now = _hash(request, await request.post()), deps.clock()
        for _look in range(_LOOKS):
            use = await deps.executor.run(lambda: _take(form_hash, now))
            if use.mine:
                return await _carried_out(request, handler, form_hash)
            if use.led_to is not None:
                return web.Response(status=303, headers={"Location": use.led_to})
            await asyncio.sleep(_PAUSE_S)
        where = request.app.router["home"].url_for().with_query(told="sent_before")
        return web.Response(status=303, headers={"Location": str(where)})

    return check_first


async def _carried_out(
    request: web.Request, handler: Handler, form_hash: str
) -> web.StreamResponse:
    executor, led_to = dependencies_of(request).executor, None
    try:
        response = await handler(request)
        led_to = response.headers.get("Location") if response.status == 303 else None
        return response
    finally:
        await executor.run(
            lambda: _release(form_hash) if led_to is None else _keep(form_hash, led_to)
        )


def _take(form_hash: str, now: datetime) -> Transaction[_Use]:
    taken = yield Sql(
        "INSERT INTO used_form (form_hash, used_at) VALUES (?, ?)"
        " ON CONFLICT (form_hash) DO NOTHING RETURNING form_hash",
        (form_hash, now),
    )
    if taken:
        return _Use(mine=True)
    before = yield Sql("SELECT led_to FROM used_form WHERE form_hash = ?", (form_hash,))
    return _Use(mine=False, led_to=before[0]["led_to"] if before else None)


def _keep(form_hash: str, led_to: str) -> Transaction[None]:
    yield Sql("UPDATE used_form SET led_to = ? WHERE form_hash = ?", (led_to[:2000], form_hash))


def _release(form_hash: str) -> Transaction[None]:
    yield Sql("DELETE FROM used_form WHERE form_hash = ?", (form_hash,))


def _hash(request: web.Request, form: Form) -> str:
    """Of the page's own token, the address and every field; of a file its name."""
    fields = [
        (name, value.filename if isinstance(value, FileField) else str(value))
        for name, value in form.items()
    ]
    told = json.dumps([request.path_qs, sorted(fields)])
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
