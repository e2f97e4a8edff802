"""The words we know, by language and intent, and the names of places; built once, then only read."""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.entries import Place


@dataclass(frozen=True, slots=True)
class Keyword:
    """A row of a language's keywords.csv. `language` is a code such as "aeb", `script` as "Latn"."""

    language: str
    script: str
    intent: str
    text: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    keywords: tuple[Keyword, ...]
    places: tuple[Place, ...]
