"""What does the folder of a language say of the directory? Every `locales/*/directory.toml`.

A language is a folder: its names of our facts, its sentences of closures, the words that mean the
same in a search. A language without such a file is told the nearest one it has.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from services_directory.values.local_text import LocalText
from services_directory.values.normalise import fold

LOCALES = Path(__file__).parents[2] / "locales"
FILE = "directory.toml"

Sentences = Mapping[str, str]

_FIRST = "en"
"""The language the others are made from; it is told first."""

_FOLDED_WORD = re.compile(r"[^\W_]+")


class LanguageFileFault(Exception):
    """A language's words cannot be used; the message names the file, the key and the mend."""


@dataclass(frozen=True, slots=True)
class LanguageFile:
    """The tables of one file. `joining`: words that say nothing alone; `synonyms`: by meaning."""

    joining: Sequence[str] = ()
    lists: Sentences = field(default_factory=dict)
    facts: Sentences = field(default_factory=dict)
    closures: Sentences = field(default_factory=dict)
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def language_files() -> Mapping[str, LanguageFile]:
    """By language. Raises LanguageFileFault."""
    return read_language_files(LOCALES)


def read_language_files(locales: Path) -> Mapping[str, LanguageFile]:
    """As `language_files`, of the languages in a folder."""
    paths = sorted(locales.glob(f"*/{FILE}"), key=lambda path: (path.parent.name != _FIRST, path))
    return {path.parent.name: _read(path) for path in paths}


def in_every_language(said: Mapping[str, Sentences]) -> Mapping[str, LocalText]:
    """The sentences of each language, by key."""
    keys = dict.fromkeys(key for sentences in said.values() for key in sentences)
    return {
        key: LocalText.of({locale: each[key] for locale, each in said.items() if key in each})
        for key in keys
    }


def _read(path: Path) -> LanguageFile:
    name = f"{path.parent.name}/{FILE}"
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageFileFault(f"{name}: {error}") from None
    known = [each.name for each in fields(LanguageFile)]
    for key in raw:
        if key not in known:
            raise LanguageFileFault(f"{name}, {key}: unknown: remove it, or write one of {known}.")
    for table in ("lists", "facts", "closures"):
        for key, said in raw.get(table, {}).items():
            if not isinstance(said, str) or not said.strip():
                raise LanguageFileFault(f"{name}, {table}.{key}: write the words in quotes.")
    for key, words in {"joining": raw.get("joining", []), **raw.get("synonyms", {})}.items():
        if not isinstance(words, list) or not all(map(_is_folded, words)):
            mend = "write a list of folded words: small letters, no accents, no spaces."
            raise LanguageFileFault(f"{name}, {key}: {mend}")
    return LanguageFile(**raw)


def _is_folded(word: Any) -> bool:
    return isinstance(word, str) and bool(_FOLDED_WORD.fullmatch(word)) and fold(word) == word
