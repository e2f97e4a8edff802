"""Of everything a sentence speaks of, what is needed most?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flows.engine.understanding.danger import is_mild
from flows.engine.understanding.inside import Match
from flows.engine.understanding.intents import EMERGENCY, PEOPLE, is_need

_FOR_WHOM = 0.5
_MILD = 0.1
_GRAVE = 100.0


def needs_of(matches: Sequence[Match]) -> tuple[str, ...]:
    """Every category heard, best first; of equals, the one said first."""
    weights: dict[str, float] = defaultdict(float)
    for match in sorted(matches, key=lambda match: match.at):
        for intent in dict.fromkeys(row.intent for row in match.keywords):
            if is_need(intent):
                weights[intent] += match.weight * _importance(intent, match)
    return tuple(sorted(weights, key=lambda intent: -weights[intent]))


def _importance(intent: str, match: Match) -> float:
    if intent == EMERGENCY:
        return _MILD if is_mild(match) else _GRAVE
    # "Madrasa lel wled": the children say for whom, the school what is needed.
    return _FOR_WHOM if intent in PEOPLE and match.size == 1 else 1.0
