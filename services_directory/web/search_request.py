"""What may a page ask of the search, and what is it answered? The search is the conversation's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services_directory.search.queries import Found
from services_directory.values.entries import Service


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`words` as somebody typed them in `language`; `need` and `place` are codes, "" where none was
    picked; `wishes`: names of `services_directory/search/filters.py`, picked beside them."""

    words: str = ""
    need: str = ""
    place: str = ""
    wishes: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`found` meets the wishes, as its entries say; of `unknown` nobody knows whether it does.

    `need`, `place` and `wishes`: as they were understood, of the words too. `danger`: whom to call,
    where the words tell of it, of the `danger_kind` if that is known. `unchecked`: what is asked
    for by name is known, and nobody vouches for it yet.
    """

    found: tuple[Found, ...] = ()
    unknown: tuple[Found, ...] = ()
    need: str = ""
    place: str = ""
    wishes: tuple[str, ...] = ()
    danger: tuple[Service, ...] = ()
    danger_kind: str | None = None
    unchecked: bool = False


Searcher = Callable[[SearchRequest], SearchAnswer]
