"""Which part of a list is on this page? In the seven keys of HSDS's `Page`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")


def slice_of(items: Sequence[Item], page: int, per_page: int) -> Sequence[Item]:
    """What stands on `page`, counted from 1; nothing past the end."""
    return items[(page - 1) * per_page : page * per_page]


def as_page(contents: list[dict[str, Any]], total: int, page: int, per_page: int) -> dict[str, Any]:
    """`contents` with what HSDS wants to be said of them. An empty list is one page, without items.

    A page past the end is neither the first nor the last, unless it is page 1.
    """
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page == pages,
        "empty": not contents,
        "contents": contents,
    }
