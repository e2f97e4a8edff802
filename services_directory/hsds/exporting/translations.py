"""In which language is an object told, and what does `x_dalil` say of it?

HSDS has one text a field. A reader of one language gets that language in the standard fields; who
mirrors us gets all others beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services_directory.hsds.taxonomies import Vocabulary
from services_directory.records import records as objects
from services_directory.records.field_names import OWN_WORDS, all_words_of
from services_directory.values.entries import LocalText, Programme

Json = dict[str, Any]

HUMAN, MACHINE = "human", "machine"

_NOTHING: Mapping[str, LocalText] = {}


@dataclass(frozen=True, slots=True)
class Telling:
    """How the directory is told: in which language, to whom, on which day.

    `lang`: a language tag, "ar-SY"; None for each object's own language. `stand_ins`: what its
    readers read as well, best first. `translations`: all other languages too. `everything`: also
    what is only for a copy of this directory, with private contacts and the staff's notes. Offsets
    from UTC are those of `day`. `places`: names by id.
    """

    programme: Programme
    vocabulary: Vocabulary
    day: date
    places: Mapping[str, LocalText] = field(default_factory=lambda: _NOTHING)
    lang: str | None = None
    stand_ins: tuple[str, ...] = ()
    translations: bool = False
    everything: bool = False

    def locales(self, source_language: str) -> tuple[str, ...]:
        """The languages to try, best first; an object is never without words for want of one."""
        wanted = [self.lang, self.lang.split("-")[0], *self.stand_ins] if self.lang else []
        defaults = self.programme.languages[:1]
        order = (*wanted, *defaults, source_language) if wanted else (source_language, *defaults)
        return tuple(dict.fromkeys(each for each in order if each))

    def say(self, text: LocalText, source_language: str = "") -> tuple[str, str]:
        """The words and their language; ("", "") for an empty text."""
        for locale in self.locales(source_language):
            words = text.in_locale(locale)
            if words:
                return locale, words
        return text.words[0] if text else ("", "")


@dataclass(slots=True)
class Said:
    """The words of one object as they are told, and what `x_dalil` has to say about them."""

    words: dict[str, str] = field(default_factory=dict)
    mark: Json = field(default_factory=dict)


def tell_words(record: objects.Record, source_language: str, telling: Telling) -> Said:
    """Every text of a record in one language, by HSDS's names."""
    texts = {
        name: getattr(record, ours)
        for name, ours in all_words_of(type(record)).items()
        if getattr(record, ours)
    }
    chosen = {name: telling.say(text, source_language) for name, text in texts.items()}
    said = Said({name: words for name, (_locale, words) in chosen.items()})
    if not texts:
        return said
    locales = {name: locale for name, (locale, _words) in chosen.items()}
    language = telling.lang or source_language or next(iter(locales.values()))
    same = {language, language.split("-")[0]}
    others = {name: locale for name, locale in locales.items() if locale not in same}
    said.mark = {"language": language, "source_language": source_language or None}
    said.mark["fallback_fields"] = sorted(others)
    said.mark["field_languages"] = others
    said.mark["machine_fields"] = _machine_made(record, locales)
    own = OWN_WORDS.get(type(record), {})
    said.mark |= {name: words for name, words in said.words.items() if name in own}
    if telling.translations:
        said.mark["translations"] = _translations(texts, locales)
        said.mark["translation_status"] = _statuses(record)
        said.mark["source_hashes"] = _source_hashes(record)
    said.mark = {name: value for name, value in said.mark.items() if value}
    return said


def _machine_made(record: objects.Record, locales: Mapping[str, str]) -> list[str]:
    names = all_words_of(type(record))
    statuses = record.wordings
    keys = {name: f"{names[name]}.{locale}" for name, locale in locales.items()}
    return sorted(
        name for name, key in keys.items() if key in statuses and statuses[key].status == MACHINE
    )


def _translations(texts: Mapping[str, LocalText], told: Mapping[str, str]) -> Json:
    """By language and field, all words but those in the standard fields."""
    by_locale: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        for locale, words in text.words:
            if locale != told[name]:
                by_locale.setdefault(locale, {})[name] = words
    return dict(sorted(by_locale.items()))


def _statuses(record: objects.Record) -> Json:
    """By language and field, who made the words, where that is not a person: see `Wording`."""
    return _by_locale(record, lambda each: "" if each.status == HUMAN else each.status)


def _source_hashes(record: objects.Record) -> Json:
    """By language and field, of which words they are the translation: see `reading.hash_of`."""
    return _by_locale(record, lambda each: each.source_hash)


def _by_locale(record: objects.Record, tell: Callable[[objects.Wording], str]) -> Json:
    by_locale: dict[str, dict[str, str]] = {}
    for name, ours in all_words_of(type(record)).items():
        for locale, _words in getattr(record, ours).words:
            wording = record.wordings.get(f"{ours}.{locale}")
            told = tell(wording) if wording else ""
            if told:
                by_locale.setdefault(locale, {})[name] = told
    return dict(sorted(by_locale.items()))
