"""Which languages are begun: what can be said to who writes one that we do not speak yet?"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

from bot.translation.languages import BadLanguage
from flows.engine.language import BegunLanguage

BEGUN_FILE = "begun.toml"
_KEYS = tuple(each.name for each in fields(BegunLanguage) if each.name != "code")


def read_begun(locales: Path) -> tuple[BegunLanguage, ...]:
    """Every folder with a `begun.toml`. Raises BadLanguage naming the file and what is wrong."""
    return tuple(_read(path) for path in sorted(locales.glob(f"*/{BEGUN_FILE}")))


def _read(path: Path) -> BegunLanguage:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadLanguage(path, str(error)) from error
    if set(raw) != set(_KEYS) or not all(isinstance(raw[key], str) and raw[key] for key in raw):
        raise BadLanguage(path, f"write {', '.join(_KEYS)}, each in words")
    return BegunLanguage(path.parent.name, *(raw[key] for key in _KEYS))
