"""Which danger words mean danger only when no other need is named beside them?

"Incendie", "ambulance", باش يموت are danger wherever they stand, and come first. "Urgent",
"police", "accident" are danger alone, or in a sentence that asks for nothing else; "travail
urgent" asks for work, and danger is only its last topic, so that the emergency lines can be told
after the answer. A word that is missing here counts as danger: silence would be the worse mistake.
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.engine.understanding.inside import Match
from flows.engine.understanding.intents import EMERGENCY
from flows.engine.understanding.words import folded_words

_MILD = frozenset(
    " ".join(folded_words(word))
    for word in (
        *(
            "urgent",
            "urgente",
            "urgence",
            "urgences",
            "urgently",
            "danger",
            "dangereux",
            "accident",
        ),
        *("police", "attack", "fire", "violence", "emergency room", "policier", "policiers"),
        *("mosta3jel", "mosta3jla", "khatar", "5atar", "aksida", "accident", "bolis", "boulis"),
        *("7akem", "7imeya", "7imaya", "عاجل", "مستعجل", "خطر", "حادث", "شرطة", "الشرطة"),
        *("استعجالي", "البوليس", "بوليس", "الحماية", "حماية", "كسيدة", "haraka"),
    )
)


def is_mild(match: Match) -> bool:
    """True for a danger word that other needs go before."""
    return all(" ".join(folded_words(row.text)) in _MILD for row in match.keywords)


def grave_danger(matches: Sequence[Match]) -> bool:
    """Somebody names a danger that nothing else in the message may hide."""
    return any(match.keywords[0].intent == EMERGENCY and not is_mild(match) for match in matches)
