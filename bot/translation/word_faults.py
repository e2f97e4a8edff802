"""What could go wrong on somebody's phone because of these words, in this language?

The one gate of what is said in the place of a sentence: of the catalogues, and of what staff write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.messages.segments import count, for_sms
from bot.translation.catalogue import NUMBER, placeholders, usable
from bot.translation.sentences import Sentence
from bot.translation.wording_rules import missing_commands, wording_faults
from flows.engine.language import Language
from flows.engine.text import Text, _
from services_directory.values.local_text import PLAIN_BY_SMS

OTHER_DIGITS = re.compile(r"[٠-٩۰-۹]")
PLACEHOLDER = re.compile(r"\{\w*\}")
PAGE_SIGNS = re.compile(r"</?[a-z]|&[a-z]+;|&#", re.IGNORECASE)
SAID_AGAIN = re.compile(r"(.{12,}?)(?:\s*\1)+", re.DOTALL)
"""Whole sentences that were pasted more than once."""
MISSING = _("It has no translation.")


class Fault(NamedTuple):
    """`form`: which plural form is wrong; None where nothing is counted."""

    why: Text
    form: int | None = None

    def in_source_words(self) -> str:
        """For a terminal."""
        source = self.why.many if self.why.many and self.why.count != 1 else self.why.message
        words = source.format_map({NUMBER: self.why.count, **dict(self.why.values)})
        return words if self.form is None else f"form {self.form}: {words}"


def faults_of(
    said: Sequence[str], sentence: Sentence, language: Language, locales: Path
) -> Iterator[Fault]:
    """Nothing, when people may read it; `said`: in each plural form, or in the only one."""
    for form, text in enumerate(said):
        where = None if sentence.many is None else form
        for why in _faults(text, sentence, language, locales):
            yield Fault(why, where)


def _faults(text: str, sentence: Sentence, language: Language, locales: Path) -> Iterator[Text]:
    if not text:
        yield MISSING
        return
    yield from _faults_of_text(text, sentence, language)
    if sentence.is_for_people:
        yield from wording_faults(text, language.code, locales)
        yield from missing_commands(text, sentence.one, language.code, locales)
    if sentence.may_be_an_sms and (dear := _dear_letters(text, language)):
        yield _("It has {letters}, which cuts an SMS from 160 letters to 70.", letters=dear)


def _faults_of_text(text: str, sentence: Sentence, language: Language) -> Iterator[Text]:
    if usable(text, sentence.one, sentence.many) is None:
        yield _wrong_placeholders(sentence)
    if text != text.strip() or "  " in text:
        yield _("It has a space too many.")
    if SAID_AGAIN.fullmatch(text) and not SAID_AGAIN.fullmatch(sentence.one):
        yield _("It says the same more than once.")
    if any(unicodedata.category(letter) == "Cf" for letter in text):
        yield _("It has an invisible sign; direction marks are added where they are needed.")
    if OTHER_DIGITS.search(text):
        yield _("It has digits that are not 0 to 9.")
    if PAGE_SIGNS.search(text):
        yield _("It has signs of a web page in it: people would read them.")
    if language.right_to_left and any(map(_begins_left_to_right, text.splitlines())):
        yield _("It begins with Latin letters: the whole line would be shown from left to right.")


def _wrong_placeholders(sentence: Sentence) -> Text:
    names = placeholders(sentence.one) or frozenset()
    names |= placeholders(sentence.many or "") or frozenset()
    if not names:
        return _("It needs no placeholder; nothing may stand in braces.")
    listed = " ".join(f"{{{name}}}" for name in sorted(names))
    if sentence.many is None:
        return _("It needs exactly these placeholders: {names}", names=listed)
    number = f"{{{NUMBER}}}"
    return _(
        "It needs exactly these placeholders ({number} may be left out): {names}",
        number=number,
        names=listed,
    )


def _begins_left_to_right(line: str) -> bool:
    kinds = (unicodedata.bidirectional(letter) for letter in PLACEHOLDER.sub("", line))
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), None)
    return first == "L"


def _dear_letters(text: str, language: Language) -> str:
    # A language whose plain name is its own name in Latin letters can keep to the SMS alphabet.
    if not fits_sms_alphabet(language):
        return ""
    sent = for_sms(PLACEHOLDER.sub("", text), plain_letters=language.code in PLAIN_BY_SMS)
    return " ".join(count(sent).forced_by)


def fits_sms_alphabet(language: Language) -> bool:
    """Whether the language is written in Latin letters, all of whose texts can stay cheap."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in language.own_name)
