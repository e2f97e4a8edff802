"""What is wrong in a catalogue, with the line and the sentence it is wrong in?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.translation.catalogue import placeholders, said_in, source_of
from bot.translation.sentences import sentence_of
from bot.translation.word_faults import faults_of
from flows.engine.language import Language


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
    if (many is not None) != (source_of(said)[1] is not None):
        yield "counted in the code and not here, or the reverse; run `dalil catalogues update`"
        return
    if said.fuzzy:
        yield "marked fuzzy: read it again, then take the mark away"
    if placeholders(one) is None or placeholders(many or "") is None:
        yield "the sentence in the code has braces that are no plain {name}"
        return
    if "%(" in one:
        yield "the sentence in the code fills %(name)s; write {name}"
    for fault in faults_of(said_in(said), sentence_of(wanted), language, locales):
        yield fault.in_source_words()
