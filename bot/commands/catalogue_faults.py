"""What could go wrong on somebody's phone because of the words in a catalogue?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.commands.wording_rules import wording_faults
from bot.messages.segments import count, for_sms
from bot.translation.catalogue import NUMBER, placeholders, said_in, source_of, usable
from flows.engine.language import Language
from services_directory.values.local_text import PLAIN_BY_SMS

NEVER_BY_SMS = "never by SMS"
"""Said in a `# Translators:` comment, it lets a sentence use letters that make an SMS dear."""

PEOPLE_ROOM = "flows/"
PEOPLE_ROOMS = (PEOPLE_ROOM, "services_directory/web/")
OTHER_DIGITS = re.compile(r"[٠-٩۰-۹]")
PLACEHOLDER = re.compile(r"\{\w*\}")


def faults_in(
    have: Catalog, wanted: Mapping[str, Message], language: Language, locales: Path
) -> list[str]:
    """Each fault as ":LINE: "sentence": what is wrong"; nothing when people may read it."""
    faults = []
    if not _same_header(have, language):
        faults.append(":1: Plural-Forms differs from language.toml; run `dalil catalogues update`")
    for source, message in wanted.items():
        said = have.get(source)
        if said is None:
            faults.append(f':1: "{source}": not here yet; run `dalil catalogues update`')
            continue
        faults += [
            f':{said.lineno}: "{source}": {fault}'
            for fault in _faults(said, message, language, locales)
        ]
    for message in have:
        source, _many = source_of(message)
        if source and source not in wanted:
            faults.append(f':{message.lineno}: "{source}": no longer in the code; run update')
    return faults


def _same_header(have: Catalog, language: Language) -> bool:
    return f"nplurals={have.num_plurals}; plural={have.plural_expr};" == language.plural_forms


def _faults(said: Message, wanted: Message, language: Language, locales: Path) -> Iterable[str]:
    one, many = source_of(wanted)
    counted = many is not None
    if counted != (source_of(said)[1] is not None):
        yield "counted in the code and not here, or the reverse; run `dalil catalogues update`"
        return
    if said.fuzzy:
        yield "marked fuzzy: read it again, then take the mark away"
    if placeholders(one) is None or placeholders(many or "") is None:
        yield "the sentence in the code has braces that are no plain {name}"
        return
    if "%(" in one:
        yield "the sentence in the code fills %(name)s; write {name}"
    for form, text in enumerate(said_in(said)):
        where = f"form {form} " if counted else ""
        for fault in _faults_of_text(text, one, many, language):
            yield where + fault
        for fault in wording_faults(text, language.code, locales) if _is_for_people(wanted) else ():
            yield where + fault
        if _may_be_an_sms(wanted) and (dear := _dear_letters(text, language)):
            yield f"{where}has {dear}, which cuts an SMS from 160 letters to 70"


def _faults_of_text(text: str, one: str, many: str | None, language: Language) -> Iterable[str]:
    if not text:
        yield "has no translation"
        return
    if usable(text, one, many) is None:
        names = sorted((placeholders(one) or set()) | (placeholders(many or "") or set()))
        listed = " ".join(f"{{{name}}}" for name in names)
        hint = f" ({NUMBER} may be left out)" if many else ""
        yield f"needs exactly these placeholders{hint}: {listed}"
    if text != text.strip() or "  " in text:
        yield "has a space too many"
    if any(unicodedata.category(letter) == "Cf" for letter in text):
        yield "has an invisible sign; direction marks are added where they are needed"
    if OTHER_DIGITS.search(text):
        yield "has digits that are not 0 to 9"
    if language.right_to_left and any(map(_begins_left_to_right, text.splitlines())):
        yield "begins with Latin letters: the whole line would be shown from left to right"


def _begins_left_to_right(line: str) -> bool:
    kinds = (unicodedata.bidirectional(letter) for letter in PLACEHOLDER.sub("", line))
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), None)
    return first == "L"


def _is_for_people(message: Message) -> bool:
    return any(name.startswith(PEOPLE_ROOMS) for name, _line in message.locations)


def _may_be_an_sms(message: Message) -> bool:
    by_sms = any(name.startswith(PEOPLE_ROOM) for name, _line in message.locations)
    return by_sms and not any(NEVER_BY_SMS in comment for comment in message.auto_comments)


def _dear_letters(text: str, language: Language) -> str:
    # A language whose plain name is its own name in Latin letters can keep to the SMS alphabet.
    if not fits_sms_alphabet(language):
        return ""
    sent = for_sms(PLACEHOLDER.sub("", text), plain_letters=language.code in PLAIN_BY_SMS)
    return " ".join(count(sent).forced_by)


def fits_sms_alphabet(language: Language) -> bool:
    """Whether the language is written in Latin letters, all of whose texts can stay cheap."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in language.own_name)
