"""Which part of a long list is shown, and where do the links to the rest of it lead?"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

PER_PAGE = 25
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Pages:
    """`offset` into the list, and the addresses of the pages before and after it, if there are."""

    offset: int
    earlier: str | None = None
    later: str | None = None


def page_number(request: web.Request) -> int:
    asked = request.query.get("page", "1")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() else 1


def pages(request: web.Request, total: int) -> Pages:
    """The links keep every filter of the address."""
    this = page_number(request)

    def link(number: int) -> str:
        return str(request.rel_url.update_query(page=str(number)).without_query_params("told"))

    return Pages(
        offset=(this - 1) * PER_PAGE,
        earlier=link(this - 1) if this > 1 else None,
        later=link(this + 1) if this * PER_PAGE < total else None,
    )
