"""Of everything a sentence speaks of, what is needed most?

"Incendie", "ambulance", باش يموت are danger wherever they stand, and come first. "Urgent",
"police", "accident" are marked weak in keywords.csv: danger alone, or in a sentence that asks for
nothing else; "travail urgent" asks for work, and danger is only its last topic. A word of danger
that nobody has marked counts: silence would be the worse mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flows.engine.understanding.inside import Match
from flows.engine.understanding.intents import EMERGENCY, Openings

_WEAK = 0.5
_WEAK_DANGER = 0.1
_GRAVE = 100.0
_STRONG = 10.0


def needs_of(matches: Sequence[Match], openings: Openings) -> tuple[str, ...]:
    """Every category heard, best first; of equals, the one said first."""
    weights: dict[str, float] = defaultdict(float)
    for match in sorted(matches, key=lambda match: match.at):
        for intent in dict.fromkeys(row.intent for row in match.keywords):
            if openings.is_need(intent):
                weights[intent] += _weight(intent, match)
    return tuple(sorted(weights, key=lambda intent: -weights[intent]))


def needs_beside(matches: Sequence[Match], topics: Sequence[str]) -> tuple[str, ...]:
    """The needs after the first that are asked for themselves, and not only said of the first."""
    asked = {row.intent for match in matches if not match.is_weak for row in match.keywords}
    return tuple(topic for topic in topics[1:] if topic in asked)


def grave_danger(matches: Sequence[Match]) -> bool:
    """Somebody names a danger that nothing else in the message may hide."""
    return any(
        row.intent == EMERGENCY and not match.is_weak for match in matches for row in match.keywords
    )


def _weight(intent: str, match: Match) -> float:
    if intent == EMERGENCY:
        return match.weight * (_WEAK_DANGER if match.is_weak else _GRAVE)
    if match.is_weak:
        # "Madrasa lel wled": the children say for whom, the school what is needed; and "ma 3andich
        # flous" says it of anything in however many words.
        return match.sure * _WEAK
    return match.weight * (_STRONG if match.is_strong else 1.0)
