"""Which routes may a site have? Those whose handler went through here, or it does not start.

So no page can be added that anybody may ask as often as they like, or that falls over at a body.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from weakref import WeakKeyDictionary

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler
from aiohttp.web_request import FileField
from aiohttp.web_urldispatcher import StaticResource
from multidict import MultiDict, MultiDictProxy

Taker = Callable[[web.Request, Mapping[str, str]], Awaitable[web.StreamResponse]]

LARGEST_FORM = 16 * 1024
"""Bytes that a public form may send; a few words need no more."""

BROKEN_FORM = (ValueError, LookupError, HttpProcessingError)
"""What reading a form raises that is none: the second for a charset that nobody knows, the third
for a broken part of many."""


class Guard(StrEnum):
    """What stands before a handler. COUNTED: asked too often, a client waits. MADE: what it sends
    was made at the start. PROVIDER: whoever calls proves who they are. OPERATIONS: for whoever runs
    us. STAFF: roles, and for a form its token."""

    COUNTED = "counted"
    MADE = "made"
    PROVIDER = "provider"
    OPERATIONS = "operations"
    STAFF = "staff"


_guards: WeakKeyDictionary[object, Guard] = WeakKeyDictionary()


class OpenDoor(Exception):
    """A route that no guard stands before."""


class HiddenDoor(Exception):
    """A route that nobody comes to, since another one takes all its addresses."""


def behind(guard: Guard, handler: Handler) -> Handler:
    """`handler`, as a route may have it; whoever calls this has put the guard before it."""

    async def let_in(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    _guards[let_in] = guard
    return let_in


def guard_of(route: web.AbstractRoute) -> Guard | None:
    """What stands before this route."""
    if isinstance(route.resource, StaticResource):
        return Guard.MADE
    return _guards.get(route.handler)


def hold_closed(site: web.Application) -> None:
    """Raises OpenDoor for a site that has a route with no guard, its parts with it; HiddenDoor for
    one with two routes for the same addresses."""
    known: dict[tuple[str, str], str] = {}
    for route in site.router.routes():
        where = route.resource.canonical if route.resource else ""
        told_apart = route.method, re.sub(r"{[^}]*}", "{}", where)
        if known.setdefault(told_apart, where) != where:
            raise HiddenDoor(f"{route.method} {where}: {known[told_apart]} takes all of it")
        if guard_of(route) is None:
            where = route.resource.canonical if route.resource else "a route"
            raise OpenDoor(
                f"{route.method} {where}: no guard stands before it. A provider's webhook is made"
                " by provider_post (bot/channels/payload.py), every other route by behind()."
            )


async def read_form(request: web.Request) -> Mapping[str, str]:
    """The words of a public form; nothing for what is none, which every form refuses.

    Raises HTTPRequestEntityTooLarge."""
    try:
        posted = await request.clone(client_max_size=LARGEST_FORM).post()
    except BROKEN_FORM:
        posted = MultiDictProxy(MultiDict())
    close_files(posted)
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def close_files(form: Mapping[str, object]) -> None:
    """Files that were sent lie in the memory, large ones on the disk, until they are closed."""
    for each in form.values():
        if isinstance(each, FileField):
            each.file.close()


def taking(take: Taker) -> Handler:
    """`take`, which is given the form that was posted."""

    async def read_first(request: web.Request) -> web.StreamResponse:
        return await take(request, await read_form(request))

    return read_first
