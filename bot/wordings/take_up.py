"""What staff chose to say is said by every replica, without a restart, as long as it fits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.configuration.paths import LOCALES
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor
from bot.translation.catalogue import Catalogue, empty_catalogue
from bot.translation.sentences import Sentence
from bot.translation.translator import Translator
from bot.translation.word_faults import Fault
from bot.wordings.chosen_words import Wording, digest
from bot.wordings.gate import refusals
from bot.wordings.release import NOTHING, Release, read_release
from bot.wordings.store import changes_so_far, last_wordings, written
from flows.engine.language import Language

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A wording in force. `sentence` None: this release does not say it any more. `faults`: why it
    is not said; `released_anew`: the release says something else than when it was written."""

    wording: Wording
    sentence: Sentence | None
    faults: tuple[Fault, ...] = ()
    released_anew: bool = False

    @property
    def is_said(self) -> bool:
        return self.sentence is not None and not self.faults


@dataclass(frozen=True, slots=True)
class Change:
    """To say `forms` of a sentence, or none for those of the release, in the place of `last`."""

    sentence: Sentence
    locale: str
    forms: tuple[str, ...]
    last: Wording | None


@dataclass(slots=True)
class Wordings:
    """Reads what was chosen, and hands the translator what fits; nothing is read for a message."""

    executor: Executor
    worlds: WorldBuilder
    clock: Clock
    locales: Path = LOCALES
    _known: int = 0
    _refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refresh(self) -> None:
        """Take up what was chosen since, by whichever process. A failure keeps the old words."""
        async with self._refreshing:
            changes = await self.executor.run(changes_so_far)
            if changes == self._known:
                return
            chosen = await self.in_force()
            self.translator.take_up(books(chosen, self.translator))
            self._known = changes
            log.info("wordings_taken_up", changes=changes)
        if self.worlds.reported:
            # What is said of services that are told to be wrong was said into the directory.
            await self.worlds.refresh(anew=True)

    @property
    def translator(self) -> Translator:
        return self.worlds.translator

    async def release(self) -> Release:
        return await asyncio.to_thread(read_release, self.locales)

    async def in_force(self) -> list[Chosen]:
        """What was chosen, and whether it is said; without what went back to the release."""
        release, last = await self.release(), await self.executor.run(last_wordings)
        return [judged(each, release, self.translator) for each in last if each.forms]

    async def keep(self, changes: Sequence[Change], by: str) -> None:
        """All of them or none; from now on they are said here, and soon by the other replicas.

        Raises ConstraintBroken where one of them was changed by somebody else meanwhile."""
        release, now = await self.release(), self.clock()
        rows = [
            Wording(
                each.sentence.one,
                each.sentence.many,
                each.locale,
                each.last.revision + 1 if each.last else 1,
                each.forms,
                digest(release.forms_of(each.sentence, each.locale)),
                by,
                now,
            )
            for each in changes
        ]
        before = [each.last.forms if each.last else NOTHING for each in changes]
        await self.executor.run(lambda: written(rows, before))
        await self.refresh()


def judged(wording: Wording, release: Release, translator: Translator) -> Chosen:
    """Whether this release can still say it."""
    sentence = release.sentences.get(wording.sentence)
    language = translator.language(wording.locale)
    if sentence is None or language is None:
        return Chosen(wording, None)
    faults = tuple(refusals(wording.forms, sentence, language, release))
    anew = wording.released != digest(release.forms_of(sentence, wording.locale))
    return Chosen(wording, sentence, faults, anew)


def books(chosen: Iterable[Chosen], translator: Translator) -> dict[str, Catalogue]:
    """What fits, as the translator takes it up."""
    said = [each.wording for each in chosen if each.is_said]
    found = {}
    for code in {each.locale for each in said}:
        if (language := translator.language(code)) is not None:
            words = {(each.one, each.many): each.forms for each in said if each.locale == code}
            found[code] = book(words, language)
    return found


def book(words: Mapping[tuple[str, str | None], Sequence[str]], language: Language) -> Catalogue:
    """These words alone, as a catalogue."""
    catalogue = empty_catalogue(language.plural_forms)
    for (one, many), forms in words.items():
        catalogue.add((one, many) if many else one, tuple(forms) if many else forms[0])
    return Catalogue(language, catalogue, Path(language.code))
