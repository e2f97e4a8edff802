"""Which words does an object of a feed say, in which languages, and who made them?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services_directory.files.findings import Done, SourceObject
from services_directory.files.plain_words import without_marks
from services_directory.files.repair import tidy
from services_directory.hsds.importing.reading import Reading
from services_directory.records.field_names import all_words_of, words_of
from services_directory.records.records import Record, Wording
from services_directory.values.entries import LocalText

_LONGEST_LOCALE = 16

_HASH = re.compile(r"[0-9a-f]{32}")


def read_words(
    record: type[Record], told: SourceObject, marked: Mapping[str, Any], reading: Reading
) -> dict[str, Any]:
    """By our names, and the `wordings` of them."""
    names, standard = all_words_of(record), words_of(record)
    language = str(marked.get("language") or reading.language)[:_LONGEST_LOCALE]
    others = marked.get("field_languages", {})
    made = marked.get("made_fields", ())
    said: dict[str, dict[str, str]] = {}
    for name in names:
        text = told.get(name) if name in standard else marked.get(name)
        ours = marked.get(f"made_{name}")
        if ours and isinstance(text, str):
            # A sentence of ours about closures: they are told by themselves.
            text = text.removesuffix(str(ours)).rstrip()
        if text is not None and name not in made:
            words = read_text(_plain_words(text, name, told, reading), name, told, reading)
            if words:
                said.setdefault(name, {})[str(others.get(name, language))] = words
    translations = marked.get("translations", {})
    for locale, texts in translations.items():
        for name, words in texts.items() if isinstance(texts, dict) else ():
            if name in names and isinstance(words, str) and tidy(words):
                said.setdefault(name, {})[str(locale)[:_LONGEST_LOCALE]] = tidy(words)
    order = {locale: n for n, locale in enumerate(reading.programme.languages)}
    values: dict[str, Any] = {
        names[name]: LocalText(
            tuple(sorted(texts.items(), key=lambda each: (order.get(each[0], 99), each[0])))
        )
        for name, texts in said.items()
    }
    values["wordings"] = _wordings(names, marked)
    return values


def _wordings(names: Mapping[str, str], marked: Mapping[str, Any]) -> dict[str, Wording]:
    """Who made the words, and from which, as far as a feed says so."""
    statuses = _told_by_locale(marked.get("translation_status", {}))
    hashes = _told_by_locale(marked.get("source_hashes", {}))
    known: dict[str, Wording] = {}
    for name, locale in {**statuses, **hashes}:
        status = statuses.get((name, locale), "")
        made_from = hashes.get((name, locale), "")
        is_told = status in ("machine", "reviewed") or _HASH.fullmatch(made_from)
        if name in names and is_told:
            status = status if status in ("machine", "reviewed") else "human"
            made_from = made_from if _HASH.fullmatch(made_from) else ""
            known[f"{names[name]}.{locale}"] = Wording(status, source_hash=made_from)
    return known


def _told_by_locale(told: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """By field and language what is told by language and field."""
    return {
        (name, locale): value
        for locale, fields in told.items()
        for name, value in (fields.items() if isinstance(fields, dict) else ())
        if isinstance(value, str)
    }


def _plain_words(value: Any, name: str, told: SourceObject, reading: Reading) -> Any:
    if reading.source is None or not isinstance(value, str):
        return value
    plain = without_marks(value)
    if plain != value:
        problem = "It had marks of HTML or Markdown: they were taken out, links are addresses."
        reading.findings.add(told, name, problem, Done.REPAIRED)
    return plain


def read_text(value: Any, name: str, told: SourceObject, reading: Reading) -> str:
    """A text without stray blanks; "" for what is none, which is reported."""
    if not isinstance(value, str):
        if isinstance(value, bool | dict | list):
            reading.findings.add(told, name, "This is no text.", Done.LEFT_OUT)
            return ""
        value = str(value)
    words = tidy(value)
    if words != value and not told.from_csv:
        reading.findings.add(told, name, "It had stray blanks or line ends.", Done.REPAIRED)
    return words
