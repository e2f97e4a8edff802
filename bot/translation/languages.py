"""Which languages do we speak? Every folder under `locales/` with a `language.toml` is one."""

from __future__ import annotations

import gettext
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from flows.engine.language import Language
from services_directory.vocabulary.language_files import LanguageFileFault
from services_directory.vocabulary.telling import FILE as TELLING_FILE
from services_directory.vocabulary.telling import Telling, read_telling

LANGUAGE_FILE = "language.toml"
PLURAL_FORMS = re.compile(r"nplurals=(?P<count>\d+); plural=(?P<rule>.+);")


class BadLanguage(Exception):
    """A language's files cannot be used; the message names the file and the mend."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def read_languages(locales: Path) -> dict[str, Language]:
    """Every language in `locales`, by code. Raises BadLanguage naming the file that is wrong."""
    files = sorted(locales.glob(f"*/{LANGUAGE_FILE}"))
    if not files:
        raise BadLanguage(locales, f"no folder in it has a {LANGUAGE_FILE}")
    languages = {path.parent.name: read_language(path) for path in files}
    for path in files:
        language = languages[path.parent.name]
        for key, codes in (("fallbacks", language.fallbacks), ("also_read", language.also_read)):
            for code in codes:
                if code not in languages:
                    raise BadLanguage(path, f"{key} names {code!r}, which has no {LANGUAGE_FILE}")
    return languages


def read_language(path: Path) -> Language:
    """One language from its `language.toml`; the folder's name is its code."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadLanguage(path, str(error)) from error
    code = path.parent.name
    language = Language(
        code=code,
        own_name=_text(raw, "own_name", path),
        short_name=_text(raw, "short_name", path),
        right_to_left=raw.get("right_to_left") is True,
        fallbacks=_texts(raw, "fallbacks", path),
        babel=_text(raw, "babel", path),
        plural_forms=_text(raw, "plural_forms", path),
        also_read=_texts(raw, "also_read", path),
        telling=_telling(path),
    )
    if language.fallbacks[:1] != (code,):
        raise BadLanguage(path, f"fallbacks starts with the language itself, {code!r}")
    plural_rule(language.plural_forms, path)
    try:
        Locale.parse(language.babel)
    except (UnknownLocaleError, ValueError) as error:
        raise BadLanguage(path, f"babel: {error}") from error
    return language


def _telling(path: Path) -> Telling:
    try:
        return read_telling(path.parent)
    except LanguageFileFault as error:
        raise BadLanguage(path.with_name(TELLING_FILE), str(error)) from error


def serves_staff(path: Path) -> bool:
    """Whether the pages for staff come in this language: yes, unless its file says otherwise."""
    return tomllib.loads(path.read_text("utf-8")).get("staff_pages") is not False


def plural_rule(plural_forms: str, path: Path) -> tuple[int, Callable[[int], int]]:
    """How many plural forms there are, and which one a number takes."""
    header = PLURAL_FORMS.fullmatch(plural_forms)
    if header is None:
        raise BadLanguage(path, "plural_forms reads like 'nplurals=2; plural=(n != 1);'")
    try:
        rule = gettext.c2py(header["rule"])
    except ValueError as error:
        raise BadLanguage(path, f"plural_forms: {error}") from error
    count = int(header["count"])
    if any(not 0 <= rule(n) < count for n in range(201)):
        raise BadLanguage(path, f"plural_forms picks a form outside 0 to {count - 1}")
    return count, rule


def _text(raw: dict[str, Any], key: str, path: Path) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadLanguage(path, f"{key} is missing or is not a text")
    return value


def _texts(raw: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadLanguage(path, f"{key} is a list of texts")
    return tuple(value)
