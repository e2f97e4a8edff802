"""Words of our own as a .po file for translators, and back: taken in whole, or not at all."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.database.faults import ConstraintBroken
from bot.translation.catalogue import empty_catalogue
from bot.translation.po_writing import write_words
from bot.translation.sentences import Sentence
from bot.wordings.chosen_words import Wording
from bot.wordings.gate import refusals
from bot.wordings.po_process import NoPoFile, PoRow, TooMuch, read_apart
from bot.wordings.release import NOTHING, Release
from bot.wordings.store import last_wordings
from bot.wordings.take_up import Change, Wordings
from flows.engine.language import Language
from flows.engine.text import Text, _

_REVISION = "Dalil revision {n}"
_REVISION_OF = re.compile(r"Dalil revision (\d{1,9})")

GONE = _("This release does not say this sentence.")
CHANGED = _("Somebody changed these words since the file was taken: take it anew.")
NO_PO_FILE = _("This is no .po file that can be read.")
TOO_MUCH = _("It takes too long or too much memory to read: split it.")


class RowFault(NamedTuple):
    """What has to be mended before the file can be taken in; `line` 0: the file as a whole."""

    line: int
    sentence: str
    why: Text


class FileRefused(Exception):
    """Nothing of the file was taken."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def as_po(wordings: Iterable[Wording], language: Language, release: Release) -> bytes:
    """The words of our own in one language; what the release does not say any more is fuzzy."""
    catalogue = empty_catalogue(language.plural_forms)
    for each in wordings:
        known = release.sentences.get(each.sentence)
        catalogue.add(
            (each.one, each.many) if each.many else each.one,
            each.forms if each.many else each.forms[0],
            [(name, 0) for name in known.files] if known else [],
            flags=() if known else {"fuzzy"},
            auto_comments=[*(known.remarks if known else ()), _REVISION.format(n=each.revision)],
        )
    file = io.BytesIO()
    title = f"{language.own_name}, own words"
    write_words(file, catalogue, title, language.code, language.plural_forms)
    return file.getvalue()


async def take_in(wordings: Wordings, content: bytes, language: Language, by: str) -> int:
    """Everything the file changes, or nothing; how many sentences. Raises FileRefused."""
    release = await wordings.release()
    last = {each.about: each for each in await wordings.executor.run(last_wordings)}
    changes = await asyncio.to_thread(read_changes, content, language, release, last)
    if changes:
        try:
            await wordings.keep(changes, by)
        except ConstraintBroken as error:
            raise FileRefused([RowFault(0, "", CHANGED)]) from error
    return len(changes)


def read_changes(
    content: bytes,
    language: Language,
    release: Release,
    last: Mapping[tuple[str, str], Wording],
) -> list[Change]:
    """What the file changes; rows without words, or marked fuzzy, are left alone.

    Raises FileRefused with everything that has to be mended."""
    changes: list[Change] = []
    faults: list[RowFault] = []
    for row in _read(content):
        source = Sentence(row.one, row.many)
        known = release.sentences.get(source.key)
        found = last.get((source.key, language.code))
        why = [*_refusals(row, known, language, release, found)]
        faults += [RowFault(row.line, row.one, each) for each in why]
        if known is not None and not why:
            changes += _change(known, row.said, language.code, release, found)
    if faults:
        raise FileRefused(faults)
    return changes


def _read(content: bytes) -> list[PoRow]:
    try:
        return read_apart(content)
    except NoPoFile as fault:
        raise FileRefused([RowFault(fault.line, "", NO_PO_FILE)]) from fault
    except TooMuch as fault:
        raise FileRefused([RowFault(0, "", TOO_MUCH)]) from fault


def _refusals(
    row: PoRow,
    known: Sentence | None,
    language: Language,
    release: Release,
    last: Wording | None,
) -> Iterator[Text]:
    if known is None:
        yield GONE
        return
    if row.said in (release.forms_of(known, language.code), last.forms if last else NOTHING):
        return
    if last is not None and (seen := _revision_in(row)) is not None and seen < last.revision:
        yield CHANGED
    yield from (each.why for each in refusals(row.said, known, language, release))


def _revision_in(row: PoRow) -> int | None:
    found = _REVISION_OF.search(" ".join(row.remarks))
    return int(found[1]) if found else None


def _change(
    sentence: Sentence,
    said: tuple[str, ...],
    code: str,
    release: Release,
    last: Wording | None,
) -> Iterator[Change]:
    """Nothing where it is what is said already."""
    is_released = said == release.forms_of(sentence, code)
    wanted = NOTHING if is_released else said
    if wanted != (last.forms if last else NOTHING):
        yield Change(sentence, code, wanted, last)
