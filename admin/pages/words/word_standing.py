"""How does a sentence stand in each language: missing, outdated, said in words of our own?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from admin.dependencies import AdminDependencies
from bot.translation.sentences import Sentence
from bot.wordings.release import Release
from bot.wordings.take_up import Chosen
from flows.engine.language import Language
from flows.engine.text import Text, _

MISSING, OUTDATED, OWN, ANEW, UNFIT = "missing", "outdated", "own", "anew", "unfit"

MARKS: dict[str, Text] = {
    MISSING: _("No translation: another language stands in"),
    OUTDATED: _("Outdated: the sentence changed since it was translated"),
    OWN: _("In your own words"),
    ANEW: _("Your own words, and the release says something new since"),
    UNFIT: _("Your own words, which do not fit any more: those of the release are said"),
}
WARNINGS = frozenset({MISSING, OUTDATED, ANEW, UNFIT})


@dataclass(frozen=True, slots=True)
class Book:
    """What the release says, and what staff chose in its place, by sentence and language."""

    release: Release
    chosen: Mapping[tuple[str, str], Chosen]

    def marks_of(self, sentence: Sentence, code: str) -> tuple[str, ...]:
        """What there is to say of it in this language; mostly nothing."""
        own = self.chosen.get((sentence.key, code))
        marks = []
        if own is None and self.release.is_missing(sentence, code):
            marks.append(MISSING)
        if self.release.is_outdated(sentence, code):
            marks.append(OUTDATED)
        if own is not None:
            marks.append(UNFIT if not own.is_said else ANEW if own.released_anew else OWN)
        return tuple(marks)

    def forms_of(self, sentence: Sentence, code: str) -> tuple[str, ...]:
        """What is said by now, also where other words stand in the form to be mended."""
        own = self.chosen.get((sentence.key, code))
        return own.wording.forms if own else self.release.forms_of(sentence, code)

    def unfit(self) -> list[Chosen]:
        return [each for each in self.chosen.values() if not each.is_said]


async def read_book(deps: AdminDependencies) -> Book:
    """One query; the release is read once for each process."""
    chosen = await deps.wordings.in_force()
    return Book(await deps.wordings.release(), {each.wording.about: each for each in chosen})


def asked_in(sentence: Sentence, languages: Iterable[Language], release: Release) -> list[Language]:
    """The languages it is said in: no word for staff is asked of one without pages for them."""
    return [each for each in languages if release.is_wanted(sentence, each.code)]
