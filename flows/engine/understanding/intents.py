"""What may be meant, and how much care each meaning asks for?"""

from __future__ import annotations

NONE = "none"

PROTECTED = frozenset({"stop", "start", "yes", "no", "delete_my_data"})
"""Intents only a whole message, exactly, can have: a guess must never stop, erase or consent."""

COMMANDS = PROTECTED - {"yes", "no"} | {
    *("help", "menu", "back", "language", "more", "human", "my_data"),
}

EMERGENCY = "emergency"

POLITE = "polite"
"""Not an intent but a mark in keywords.csv: words of courtesy, which may fall away."""

FILLER = "filler"
"""Not an intent either: small words (I, want, where, in) that name no need."""

ASKED_ABOUT = frozenset({"stop", "delete_my_data"})
"""Protected intents worth a question when they are seen inside a longer message."""

WHOLE_ONLY = PROTECTED | {"menu", "back", "more", "skip", "anonymous"}
"""Words too common inside sentences ("plus", "retour", "encore") to mean anything there."""

ASIDES = (
    *("human", "wrong_info", "feedback", "my_data", "not_for_me", "register", "who_are_you"),
    *("language", "help", "thanks", "greet"),
)
"""Understood inside a sentence too, after every need, and in this order."""

OVER_NEEDS = frozenset({"human", "feedback", "my_data"})
"""Wishes that, said in several words, go before a need named beside them."""

WEAK = "weak"
"""A mark: words that count less beside another need, as they mostly say for whom ("école pour mes
enfants"), with what, or how fast ("travail urgent")."""

STRONG = "strong"
"""A mark: phrases that are the need, whatever stands beside them ("he keeps my passport")."""

EVERYDAY = "everyday"
"""A mark: everyday words that look like a mistyped word of ours, and are none ("facture")."""

OUTSIDE = "outside"
"""Heard like a need, and none of any directory of ours: "louer une voiture", "résultat du bac"."""

WITH = "with:"
"""A mark: words of intent "with:stop" may stand beside a stop word and change nothing, as "les sms"
in "arrêtez les sms"."""

MAYBE = "maybe:"
"""A mark: a word of intent "maybe:stop" is, alone, either "stop" or something else altogether, as
حبس is "stop!" and "prison": only the person can tell."""

ELSEWHERE = "elsewhere"
"""A mark: names of well-known towns; a programme that has one of them among its places wins."""

WISH = "wish:"
"""A mark: "wish:free" is wished beside a need, and is no need itself."""

LANGUAGE_NAME = "language:"
"""Keywords of intent "language:fr" name one language: "français", "فرنساوي", "french"."""

_MARKED = frozenset((POLITE, FILLER, WEAK, STRONG, EVERYDAY, ELSEWHERE))

KNOWN_BESIDE_NEEDS = COMMANDS | WHOLE_ONLY | _MARKED | {*ASIDES}

_MARKS = (LANGUAGE_NAME, WITH, MAYBE, WISH)


def is_need(intent: str) -> bool:
    """True for the categories of the directory, danger among them."""
    return intent not in KNOWN_BESIDE_NEEDS and not intent.startswith(_MARKS)


def is_mark(intent: str) -> bool:
    """True for what says how a word is used and not what is meant by it."""
    return intent in _MARKED or intent.startswith((WITH, MAYBE, WISH))
