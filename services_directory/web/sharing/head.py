"""Under which addresses does one page stand in all languages? For search engines and previews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from services_directory.web.languages import Language

KEPT = ("page", "q", "place", "need")
"""What makes of one path several pages. A filter shows a part of a page, and is none of its own."""


@dataclass(frozen=True, slots=True)
class Head:
    """`canonical`: in the language shown; `any_language`: in the one that the browser asks for."""

    canonical: str
    alternates: tuple[tuple[str, str], ...]
    any_language: str


def head_of(
    request: web.Request, site: str, languages: Sequence[Language], shown: Language
) -> Head:
    """The addresses of the page that is asked for."""
    kept = {name: told for name in KEPT if (told := request.query.get(name))}
    path = URL(f"{site}{request.rel_url.raw_path}", encoded=True).with_query(kept or None)

    def within(language: Language) -> str:
        return str(path.update_query(lang=language.code))

    return Head(
        canonical=within(shown),
        alternates=tuple((each.code, within(each)) for each in languages),
        any_language=str(path),
    )
