"""How much of a request's body do we take in, and is it what it says it is?"""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from services_directory.values.json_text import from_json
from services_directory.web.doors import Guard, behind

# Telegram's longest update and Twilio's longest form are far below.
LARGEST_BODY = 256 * 1024


async def read_body(request: web.Request, largest: int = LARGEST_BODY) -> bytes:
    """The whole body. Raises HTTPRequestEntityTooLarge beyond `largest` bytes."""
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)
    if request.content_length is not None and "Content-Encoding" not in request.headers:
        return await request.content.read()  # aiohttp reads no further than was announced
    body = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > largest:
            raise web.HTTPRequestEntityTooLarge(largest, len(body))
    return bytes(body)


async def read_json_object(request: web.Request, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """The body as a JSON object. Raises HTTPBadRequest, or HTTPRequestEntityTooLarge."""
    body = await read_body(request, largest)
    try:
        found = from_json(body)
    except ValueError:
        raise web.HTTPBadRequest(text="The body is not JSON.") from None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest(text="The body is not a JSON object.")
    return found


def provider_post(path: str, handler: Handler) -> web.RouteDef:
    """A webhook, whose `handler` asks first whether the provider calls."""
    return web.post(path, behind(Guard.PROVIDER, handler))


def provider_get(path: str, handler: Handler) -> web.RouteDef:
    """The same for a provider that tells everything in the address; HEAD is none of its calls."""
    return web.get(path, behind(Guard.PROVIDER, handler), allow_head=False)
