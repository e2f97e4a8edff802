"""What was understood of each row, and was it right? Rules and model together are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from benchmarks.understanding.blocks import Held, with_numbers
from benchmarks.understanding.calibration import is_harder_near_miss, is_near_miss
from benchmarks.understanding.corpus import Row
from benchmarks.understanding.fitting import is_danger
from bot.configuration.paths import LOCALES
from bot.translation.lexicon import load_keywords
from flows.engine.understanding import Lexicon, Meaning, understand
from flows.engine.understanding.intents import PROTECTED
from flows.registry import build_lexicon
from services_directory.files.places import read_places
from services_directory.packs.programme import PACKS

PEOPLE = ("train_arab2.csv", "train_fren2.csv", "train_latn2.csv", "train_latn3.csv")
"""Files of whole invented people, one after the other, each with a month of messages."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, and what was understood."""

    row: Row
    meaning: Meaning

    @property
    def is_of_a_person(self) -> bool:
        return self.row.file in PEOPLE

    @property
    def is_danger(self) -> bool:
        return is_danger(self.row)

    @property
    def is_near_miss(self) -> bool:
        return is_near_miss(self.row)

    @property
    def is_harder_near_miss(self) -> bool:
        return is_harder_near_miss(self.row)

    @property
    def is_first(self) -> bool:
        return self.meaning.label in (self.row.label, self.row.second)

    @property
    def is_among(self) -> bool:
        offered = {self.meaning.label, *self.meaning.suggestions}
        return bool(offered & {self.row.label, self.row.second})

    @property
    def is_acted_on(self) -> bool:
        return self.meaning.decision == "act"

    @property
    def is_heard(self) -> bool:
        return self.meaning.danger.level != "none"

    @property
    def is_sure(self) -> bool:
        return self.meaning.danger.level == "sure"

    @property
    def is_kind(self) -> bool:
        return self.meaning.danger.kind == self.row.danger

    @property
    def is_wrongly_protected(self) -> bool:
        intent = self.meaning.intent
        return intent in PROTECTED and intent not in (self.row.label, self.row.second)


def judged(held: Iterable[Held], numbers: Mapping[str, float]) -> Iterator[Judged]:
    """Each row, understood with a model that has not read its block. `numbers`: of calibration."""
    places = read_places(PACKS / "jendouba_kairouan" / "places.csv")
    lexicon = build_lexicon(load_keywords(LOCALES), places)
    for classifier, rows in held:
        yield from _judged(replace(lexicon, classifier=with_numbers(classifier, numbers)), rows)


def _judged(lexicon: Lexicon, rows: Iterable[Row]) -> Iterator[Judged]:
    yield from (Judged(row, understand(row.text, lexicon)) for row in rows)
