"""How well are people understood whom the model has not read? By language, label and danger.

The whole of `understand` is tried, rules and model together, with a model that has not read the
block a row stands in (see blocks.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.findings import Findings, Result, at_least, at_most
from benchmarks.understanding.blocks import FOLDS, held_out
from benchmarks.understanding.calibration import is_near_miss
from benchmarks.understanding.corpus import SPOKEN, Row
from benchmarks.understanding.fitting import is_danger
from benchmarks.understanding.train import shipped_rows
from bot.configuration.paths import LOCALES
from bot.translation.lexicon import load_keywords
from bot.translation.weights import load_classifier
from flows.engine.understanding import Lexicon, Meaning, understand
from flows.engine.understanding.building import build_lexicon
from flows.engine.understanding.intents import PROTECTED
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
    def is_first(self) -> bool:
        return self.meaning.label in (self.row.label, self.row.second)

    @property
    def is_among(self) -> bool:
        offered = {self.meaning.label, *self.meaning.suggestions}
        return bool(offered & {self.row.label, self.row.second})

    @property
    def is_wrongly_protected(self) -> bool:
        intent = self.meaning.intent
        return intent in PROTECTED and intent not in (self.row.label, self.row.second)


def judged(
    rows: Sequence[Row], lexicon: Lexicon, folds: Iterable[int] = range(FOLDS)
) -> Iterator[Judged]:
    """Each row of these folds, understood with a model that has not read its block."""
    assert lexicon.classifier is not None
    for classifier, left in held_out(rows, lexicon.classifier.weights.numbers, folds):
        tried = replace(lexicon, classifier=classifier)
        yield from (Judged(row, understand(row.text, tried)) for row in left)


def shipped_lexicon() -> Lexicon:
    places = read_places(PACKS / "jendouba_kairouan" / "places.csv")
    return build_lexicon(load_keywords(LOCALES), places, classifier=load_classifier())


def findings() -> Findings:
    """What `make bench` prints."""
    every = list(judged(shipped_rows(), shipped_lexicon()))
    return Findings(results(every), lines=tuple(lines(every)))


def results(every: Sequence[Judged]) -> list[Result]:
    """Figures held; each is what was measured, less a point. docs/understanding.md has the aims."""
    people = [each for each in every if each.row.file in PEOPLE]
    acted = [each for each in people if each.meaning.decision == "act"]
    dangers = [each for each in every if is_danger(each.row)]
    misses = [each for each in every if is_near_miss(each.row)]
    sure = [each for each in dangers if each.meaning.danger.level == "sure"]
    return [
        at_least("people: right first", _share(people, _first), "", 0.72),
        at_least("people: right among three", _share(people, _among), "", 0.88),
        at_least("people: right where it acts", _share(acted, _first), "", 0.93),
        at_least("emergencies heard", _share(dangers, _is_heard), "", 0.85),
        at_least("kind right where it is sure", _share(sure, _is_kind), "", 0.83),
        at_most("near-misses taken for sure", _share(misses, _is_sure), "", 0.035),
        at_most("near-misses touched", _share(misses, _is_heard), "", 0.17),
        at_most("wrongly stop, erase, yes, no", sum(_wrongly(each) for each in every), "", 1),
    ]


def lines(every: Sequence[Judged]) -> Iterator[str]:
    """By language and by label: how many, right first, right among three."""
    for name, group in (
        *_by(every, lambda each: each.row.language, SPOKEN),
        *_by(every, lambda each: each.row.label),
        *_by(every, lambda each: each.row.file),
    ):
        yield (
            f"{name:22} {len(group):5} rows  first {_share(group, _first):.1%}  "
            f"among three {_share(group, _among):.1%}"
        )


def _by(
    every: Iterable[Judged], key: Callable[[Judged], str], only: Sequence[str] = ()
) -> list[tuple[str, list[Judged]]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in every:
        groups[key(each)].append(each)
    return [(name, groups[name]) for name in only or sorted(groups) if groups[name]]


def _share(group: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return sum(map(holds, group)) / len(group) if group else 0.0


def _first(each: Judged) -> bool:
    return each.is_first


def _among(each: Judged) -> bool:
    return each.is_among


def _is_heard(each: Judged) -> bool:
    return each.meaning.danger.level != "none"


def _is_sure(each: Judged) -> bool:
    return each.meaning.danger.level == "sure"


def _is_kind(each: Judged) -> bool:
    return each.meaning.danger.kind == each.row.danger


def _wrongly(each: Judged) -> bool:
    return each.is_wrongly_protected
