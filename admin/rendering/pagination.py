"""Which part of a long list is shown, and where do the links to the rest of it lead?"""

from __future__ import annotations

from dataclasses import dataclass

from yarl import URL

PER_PAGE = 25
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Pages:
    """`offset` into the list, the number of this page and of the last one, and the addresses of
    the pages before and after it, of the first and the last, if there are."""

    offset: int
    number: int = 1
    last: int = 1
    earlier: str | None = None
    later: str | None = None
    first_page: str | None = None
    last_page: str | None = None


def page_number(address: URL) -> int:
    asked = address.query.get("page", "1")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isascii() and asked.isdigit() else 1


def pages(address: URL, total: int) -> Pages:
    """The links keep every filter of the address."""
    this = page_number(address)

    def link(number: int) -> str:
        return str(address.update_query(page=str(number)).without_query_params("told", "edit"))

    last = min(max(1, -(-total // PER_PAGE)), LAST_PAGE)
    return Pages(
        offset=(this - 1) * PER_PAGE,
        number=this,
        last=last,
        first_page=link(1) if this > 2 else None,
        last_page=link(last) if this < last - 1 else None,
        earlier=link(this - 1) if this > 1 else None,
        later=link(this + 1) if this * PER_PAGE < total else None,
    )
