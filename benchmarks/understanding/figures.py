"""How well are people understood whom the model has not read? The figures, their aims and floors.

The whole of `understand` is tried, rules and model together, with a model that has not read the
block a row stands in (see blocks.py). `make train` writes them to a file and into
docs/understanding.md; a test holds each at a point less.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.findings import Findings, Result, at_least, at_most
from benchmarks.understanding.blocks import held_out, ranked, sample
from benchmarks.understanding.calibration import calibrated, is_nothing_like_danger
from benchmarks.understanding.corpus import SPOKEN, Row, hash_of, shipped_rows
from benchmarks.understanding.judging import Judged, judged
from bot.configuration.paths import LOCALES
from flows.engine.understanding.model.features import VERSION

FIGURES = LOCALES / "understanding.figures.toml"
PAGE = LOCALES.parent / "docs" / "understanding.md"
BEGIN, END = "<!-- figures: written by make train -->\n", "<!-- end of figures -->\n"

Kept = Callable[[Judged], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share, of the rows that `of` holds for, for which `holds` does.

    `aim`: None where there is none; `held`: what a change may not go below, or, for what should be
    small (`is_most`), above."""

    name: str
    said: str
    of: Kept
    holds: Kept
    aim: float | None
    held: float
    is_most: bool = False

    def measured(self, every: Sequence[Judged]) -> float:
        group = [each for each in every if self.of(each)]
        return round(_share(group, self.holds), 5)

    def result(self, value: float) -> Result:
        limit = at_most if self.is_most else at_least
        return limit(f"{self.said} (aim {_percent(self.aim)})", value, "", self.held)


_LANGUAGES = {
    "aeb_Arab": ("Tunisian in Arabic letters", 0.809, 0.926),
    "aeb_Latn": ("Tunisian in Latin letters", 0.792, 0.919),
    "ar": ("Arabic", 0.830, 0.935),
    "fr": ("French", 0.822, 0.930),
    "en": ("English", 0.767, 0.916),
}


def _of_people(each: Judged) -> bool:
    return each.is_of_a_person


def _speaking(language: str) -> Kept:
    return lambda each: each.is_of_a_person and each.row.language == language


def _first(each: Judged) -> bool:
    return each.is_first


def _among(each: Judged) -> bool:
    return each.is_among


ALL = (
    Figure("first", "people: right first", _of_people, _first, 0.88, 0.808),
    Figure("among", "people: right among three", _of_people, _among, 0.96, 0.925),
    *(
        figure
        for code, (said, first, among) in _LANGUAGES.items()
        for figure in (
            Figure(f"first_{code}", f"{said}: first", _speaking(code), _first, 0.83, first),
            Figure(f"among_{code}", f"{said}: among three", _speaking(code), _among, None, among),
        )
    ),
    Figure(
        "acted",
        "people: acted on",
        _of_people,
        lambda each: each.is_acted_on,
        None,
        0.581,
    ),
    Figure(
        "right_where_it_acts",
        "people: right where it acts",
        lambda each: each.is_of_a_person and each.is_acted_on,
        _first,
        0.93,
        0.939,
    ),
    Figure(
        "emergencies_heard",
        "emergencies heard, sure or perhaps",
        lambda each: each.is_danger,
        lambda each: each.is_heard,
        0.96,
        0.892,
    ),
    Figure(
        "kinds",
        "their kind, where it is sure",
        lambda each: each.is_danger and each.is_sure,
        lambda each: each.is_kind,
        0.85,
        0.879,
    ),
    Figure(
        "near_misses_sure",
        "near-misses taken for sure",
        lambda each: each.is_near_miss,
        lambda each: each.is_sure,
        0.02,
        0.033,
        is_most=True,
    ),
    Figure(
        "near_misses_touched",
        "near-misses touched",
        lambda each: each.is_near_miss,
        lambda each: each.is_heard,
        0.12,
        0.131,
        is_most=True,
    ),
    Figure(
        "harder_near_misses_touched",
        "near-misses of later files touched",
        lambda each: each.is_harder_near_miss,
        lambda each: each.is_heard,
        None,
        0.122,
        is_most=True,
    ),
    Figure(
        "others_touched",
        "other sentences touched",
        lambda each: is_nothing_like_danger(each.row),
        lambda each: each.is_heard,
        None,
        0.075,
        is_most=True,
    ),
    Figure(
        "wrongly_protected",
        "wrongly stop, erase, yes, no",
        lambda _each: True,
        lambda each: each.is_wrongly_protected,
        0.0,
        0.00001,
        is_most=True,
    ),
)


def measured(every: Sequence[Judged]) -> dict[str, float]:
    return {figure.name: figure.measured(every) for figure in ALL}


def sampled(rows: Sequence[Row], numbers: Mapping[str, float]) -> dict[str, float]:
    """What can be tried again in seconds: the code still does what the stored figures say."""
    every = list(judged([sample(rows)], numbers))
    return {
        "first": round(_share(every, _first), 4),
        "among": round(_share(every, _among), 4),
        "heard": round(_share(every, lambda each: each.is_heard), 4),
    }


@dataclass(frozen=True, slots=True)
class Stored:
    """The content of the file: which rows and features the figures are of, and the figures."""

    data: str
    features: int
    figures: Mapping[str, float]
    sample: Mapping[str, float]

    @classmethod
    def of(
        cls, rows: Sequence[Row], every: Sequence[Judged], numbers: Mapping[str, float]
    ) -> Stored:
        return cls(hash_of(rows), VERSION, measured(every), sampled(rows, numbers))

    @classmethod
    def read(cls, path: Path = FIGURES) -> Stored:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(found["data"], found["features"], found["figures"], found["sample"])

    def written(self) -> str:
        said = (
            "# Written by `make train`: how well people not read by the model are understood.",
            f'data = "{self.data}"',
            f"features = {self.features}",
            "",
            "[figures]",
            *(f"{name} = {value}" for name, value in self.figures.items()),
            "",
            "[sample]",
            *(f"{name} = {value}" for name, value in self.sample.items()),
        )
        return "\n".join(said) + "\n"

    def results(self) -> list[Result]:
        return [figure.result(self.figures[figure.name]) for figure in ALL]


def table(values: Mapping[str, float]) -> str:
    """The figures as docs/understanding.md tells them."""
    rows = [
        f"| {figure.said} | {_percent(figure.aim)} | {_percent(values[figure.name])} |"
        for figure in ALL
    ]
    return "\n".join(["| | aimed at | measured |", "| --- | --- | --- |", *rows]) + "\n"


def told_in(page: str, values: Mapping[str, float]) -> str:
    """The page with the figures as they are now."""
    before, rest = page.split(BEGIN)
    _old, after = rest.split(END)
    return before + BEGIN + table(values) + END + after


def findings() -> Findings:
    """What `make bench` prints."""
    rows = shipped_rows()
    held = list(held_out(rows))
    every = list(judged(held, calibrated([each for one in held for each in ranked(one)])))
    values = measured(every)
    results = [figure.result(values[figure.name]) for figure in ALL]
    return Findings(results, lines=tuple(lines(every)))


def lines(every: Sequence[Judged]) -> Iterator[str]:
    """By language, by label and by file: how many, right first, right among three."""
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


def _share(group: Sequence[Judged], holds: Kept) -> float:
    return sum(map(holds, group)) / len(group) if group else 0.0


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}" if share else "0"
