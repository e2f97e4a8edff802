"""From which probability on do we act, ask, or say nothing? Found on rows not yet read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.understanding.blocks import Tried
from benchmarks.understanding.corpus import Row
from benchmarks.understanding.fitting import is_danger
from flows.engine.understanding.model.classifier import Ranking

RIGHT_WHERE_IT_ACTS = 0.938
TAKEN_FOR_SURE = 0.022
TOUCHED = 0.12
"""Of near-misses whose neighbours were not read either: of others it is about three in four."""
OTHERS_TOUCHED = 0.07
"""Of sentences that are nothing like an emergency: the line about SOS is for them noise."""
CONTRASTS = ("train_danger.csv", "danger_", "danger3_")
"""Files whose sentences share the words of emergencies and are none begin so."""
HARDER_CONTRASTS = ("danger4_", "danger5_")
"""Later ones have a figure of their own. The thresholds are not of them: they would all be higher,
and fewer emergencies heard."""


def calibrated(raw: Sequence[Tried]) -> dict[str, float]:
    """The numbers of a weights file. `raw`: every row as a model of slope 1 has ranked it."""
    slope = _slope(raw)
    tried = [Tried(each.row, _steeper(each.ranking, slope)) for each in raw]
    act = _act_from(tried)
    misses = [each.ranking.danger for each in tried if is_near_miss(each.row)]
    others = [each.ranking.danger for each in tried if is_nothing_like_danger(each.row)]
    return {
        "label_slope": slope,
        "act": act,
        "ask": act / 6,
        "second": 0.2,
        "danger_sure": float(np.quantile(misses, 1 - TAKEN_FOR_SURE)),
        "danger_perhaps": max(
            float(np.quantile(misses, 1 - TOUCHED)),
            float(np.quantile(others, 1 - OTHERS_TOUCHED)),
        ),
    }


def is_near_miss(row: Row) -> bool:
    return row.file.startswith(CONTRASTS) and not is_danger(row)


def is_harder_near_miss(row: Row) -> bool:
    return row.file.startswith(HARDER_CONTRASTS) and not is_danger(row)


def is_nothing_like_danger(row: Row) -> bool:
    return not (is_danger(row) or is_near_miss(row) or is_harder_near_miss(row))


def _steeper(ranking: Ranking, slope: float) -> Ranking:
    """The same with other probabilities: those of scores multiplied by `slope`."""
    raised = [(label, chance**slope) for label, chance in ranking.labels]
    total = sum(chance for _label, chance in raised)
    return replace(ranking, labels=tuple((label, chance / total) for label, chance in raised))


def _slope(raw: Sequence[Tried]) -> float:
    """What makes the probabilities as true as can be."""
    logs = np.log(np.array([[chance for _, chance in each.ranking.labels] for each in raw]))
    right = [
        next(
            at for at, (label, _chance) in enumerate(each.ranking.labels) if label == each.row.label
        )
        for each in raw
    ]
    rows = np.arange(len(right))

    def surprise(slope: float) -> float:
        raised = slope * logs
        return float(np.mean(np.log(np.exp(raised).sum(axis=1)) - raised[rows, right]))

    return _lowest(surprise, 0.5, 12.0)


def _lowest(measure: Callable[[float], float], low: float, high: float) -> float:
    """Where a curve with one valley is lowest."""
    while not math.isclose(low, high, rel_tol=1e-4):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        if measure(first) < measure(second):
            high = second
        else:
            low = first
    return (low + high) / 2


def _act_from(tried: Sequence[Tried]) -> float:
    """The lowest probability from which on what is said first is right often enough."""
    ordered = sorted(tried, key=lambda each: -each.ranking.labels[0][1])
    right = np.cumsum([each.is_right for each in ordered]) / np.arange(1, len(ordered) + 1)
    enough = np.flatnonzero(right >= RIGHT_WHERE_IT_ACTS)
    return ordered[int(enough[-1])].ranking.labels[0][1] if len(enough) else 1.0
