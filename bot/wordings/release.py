"""What does this release say, sentence by sentence and language by language?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.translation.catalogue import read_words, said_in, source_of, usable
from bot.translation.languages import LANGUAGE_FILE, plural_rule, read_languages, serves_staff
from bot.translation.sentences import Sentence, read_sentences
from flows.engine.language import Language

NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """The words of a release in one language; `fuzzy`: a translator is to read them again."""

    forms: tuple[str, ...]
    fuzzy: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """`sentences` by their keys; `said` by language and key; `staff_languages`: those in which the
    pages for staff come."""

    locales: Path
    sentences: Mapping[str, Sentence]
    said: Mapping[str, Mapping[str, Released]]
    staff_languages: frozenset[str]

    def forms_of(self, sentence: Sentence, code: str) -> tuple[str, ...]:
        """The words of this language itself, as they were translated; () where there are none."""
        found = self.said.get(code, {}).get(sentence.key)
        return NOTHING if found is None or not all(found.forms) else found.forms

    def is_missing(self, sentence: Sentence, code: str) -> bool:
        """Whether another language stands in here: no words, or none that can be used."""
        said = self.forms_of(sentence, code)
        usable_forms = (usable(form, sentence.one, sentence.many) for form in said)
        return not said or not all(usable_forms) or self.is_outdated(sentence, code)

    def is_outdated(self, sentence: Sentence, code: str) -> bool:
        """The sentence changed since it was translated."""
        found = self.said.get(code, {}).get(sentence.key)
        return found is not None and found.fuzzy

    def is_wanted(self, sentence: Sentence, code: str) -> bool:
        """Words for staff are not asked of a language without pages for them."""
        return code in self.staff_languages or not sentence.only_for_staff


@cache
def read_release(locales: Path) -> Release:
    """Read from the template and the catalogues, which takes a moment; once for each process."""
    languages = read_languages(locales)
    return Release(
        locales,
        read_sentences(locales),
        {code: _said(locales / code) for code in languages},
        frozenset(code for code in languages if serves_staff(locales / code / LANGUAGE_FILE)),
    )


def plural_forms_of(sentence: Sentence, language: Language) -> int:
    """In how many forms this language says the sentence."""
    if sentence.many is None:
        return 1
    forms, _rule = plural_rule(language.plural_forms, Path(language.code) / LANGUAGE_FILE)
    return forms


def _said(folder: Path) -> dict[str, Released]:
    words = read_words(folder / "LC_MESSAGES" / "messages.po")
    return {
        Sentence(*source_of(each)).key: Released(said_in(each), bool(each.fuzzy))
        for each in words
        if each.id
    }
