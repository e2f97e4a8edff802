"""What surrounds every answer: how often one may ask, who may read it, and faults told kindly."""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from services_directory.web import problems
from services_directory.web.clients import ClientRateLimit, client_of
from services_directory.web.dependencies import dependencies_of

log = structlog.get_logger(__name__)

ALLOWANCE = web.AppKey("ALLOWANCE", ClientRateLimit)

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Language, ETag, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def seconds_to_wait(request: web.Request) -> int:
    """Count this request; 0, or how long its client has to wait."""
    deps = dependencies_of(request)
    return request.app[ALLOWANCE].wait(client_of(request, deps.proxies), deps.clock())


async def open_to_all(_request: web.Request, response: web.StreamResponse) -> None:
    """Any page anywhere may read the API: nothing in it is private, and no cookie counts."""
    response.headers.update(CORS)


@web.middleware
async def explain_faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is problem+json; the log gets its kind, never what was asked."""
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=PREFLIGHT)
    seconds = seconds_to_wait(request)
    if seconds:
        return problems.too_many(seconds)
    try:
        return await handler(request)
    except problems.BadRequest as fault:
        return problems.bad_request(fault)
    except web.HTTPNotFound:
        return problems.not_found()
    except web.HTTPMethodNotAllowed as refused:
        answer = problems.wrong_method()
        answer.headers["Allow"] = refused.headers["Allow"]
        return answer


def is_same(request: web.Request, tag: str) -> bool:
    """True where the asker has this already, by its `If-None-Match`."""
    known = request.if_none_match or ()
    return any(each.value in (tag, "*") for each in known)
