"""Which headers has every answer that says nothing else?"""

from __future__ import annotations

from aiohttp import web

NAME = "Dalil"
"""Who answers, where the library would name itself: versions help nobody but an attacker."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
FOUND_BY_ALL = (
    *("/", "/s/{key}", "/p", "/p/{place}", "/n/{need}", "/n/{need}/{place}", "/t", "/t/{cohort}"),
)
"""Pages that search engines may show."""


class Sealing:
    """Puts them on; pages that need others say so themselves. `https`: browsers come by it only."""

    def __init__(self, *, https: bool) -> None:
        self._headers = HEADERS | (HTTPS_ONLY if https else {})

    async def __call__(self, request: web.Request, response: web.StreamResponse) -> None:
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        resource = request.match_info.route.resource
        if response.status == 200 and resource and resource.canonical in FOUND_BY_ALL:
            del response.headers["X-Robots-Tag"]
        response.headers.pop("Server", None)
