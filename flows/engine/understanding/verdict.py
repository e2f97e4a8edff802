"""What do the rules and the model make of a message together: act on it, ask, or neither?

Words that may harm are the rules' alone. Where the whole message is a word we know, the rules are
right; inside a sentence the model weighs everything that was said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from flows.engine.understanding.intents import ASKED_ABOUT
from flows.engine.understanding.model.classifier import Ranking
from flows.engine.understanding.model.labels import (
    EMERGENCY,
    INTENTS_OF,
    LABELS,
    NEEDS,
    NONE,
    RULED,
)

Decision = Literal["act", "ask", "none"]
Level = Literal["sure", "perhaps", "none"]

Ranked = tuple[tuple[str, float], ...]
"""Labels with their probabilities, the likeliest first."""

MOST_SUGGESTIONS = 2
_FIRST, _LATER = 1.2, 0.6
"""How much a keyword inside a sentence counts, as logarithms of probabilities."""

_LIKELIER_THAN_NOT = 0.5
"""A meaning of the rules is the model's first guess only where everything else is less likely."""


@dataclass(frozen=True, slots=True)
class Danger:
    """`level`: "sure": numbers at once; "perhaps": a line beside the answer. `kind`: of
    `labels.DANGERS`; None where there is no danger. `margin`: how far this kind is above
    the next; the lower, the more it is a guess among them, as it is for "help!"."""

    level: Level = "none"
    kind: str | None = None
    margin: float = 0.0


NO_DANGER = Danger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`label`: of `labels.LABELS`; `second`: meant as well; `suggestions`: the next likeliest."""

    label: str = NONE
    second: str | None = None
    suggestions: tuple[str, ...] = ()
    decision: Decision = "none"
    danger: Danger = NO_DANGER


_FINER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        intent: frozenset(label for label, of in INTENTS_OF.items() if of == intent)
        | ({intent} & LABELS)
        for intent in {*INTENTS_OF.values()}
    }
    | {
        "protection": frozenset({"legal", "children", "women", EMERGENCY, "migration_advice"}),
        "outside": frozenset({NONE}),
        "not_for_me": frozenset({NONE}),
        "anonymous": frozenset({"skip"}),
    }
)
"""The labels that an intent of keywords.csv may be, where it is none itself or coarser than one."""


def labels_of(intent: str) -> frozenset[str]:
    """What a message of this intent may be labelled."""
    return _FINER.get(intent, frozenset({intent}) & LABELS)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the rules heard. `intent`: first of all; `is_whole`: the whole message is that word;
    `topics`: every need, best first; `beside`: wishes inside the sentence, and words that may be
    protected."""

    intent: str
    is_whole: bool
    topics: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def leaves_open(hints: Hints) -> bool:
    """Whether the model is to be asked: not where the whole message is a word of one meaning.

    A need may be danger as well: "my husband hits me" is known as one of women."""
    allowed = labels_of(hints.intent) if hints.is_whole else frozenset()
    return len(allowed) != 1 or bool(allowed & (NEEDS | {EMERGENCY}))


def verdict_of(hints: Hints, ranking: Ranking | None, numbers: Mapping[str, float]) -> Verdict:
    """`ranking`: what the model makes of the message, None where it was not asked: there is no
    model, nothing to read, or nothing open. `numbers`: of the weights.

    Of words that nobody wrote before little is known, and that little looks like much: nothing is
    asked about them."""
    allowed = labels_of(hints.intent) if hints.is_whole else frozenset()
    if ranking is None:
        return _ruled(allowed)
    danger = _danger(EMERGENCY in allowed, ranking, numbers)
    if len(allowed) == 1 and EMERGENCY not in allowed:
        return replace(_ruled(allowed), danger=danger)
    ranked = list(ranking.labels if hints.is_whole else _hinted(ranking.labels, hints))
    if allowed:
        ranked.sort(key=lambda each: each[0] not in allowed)
    elif ranked[0][0] in RULED and ranked[0][1] < _LIKELIER_THAN_NOT:
        ranked.insert(
            0, ranked.pop(next(at for at, each in enumerate(ranked) if each[0] not in RULED))
        )
    label, chance = ranked[0]
    # Half as much doubt as is allowed elsewhere.
    least = numbers["ask"] if ranking.knows_a_word else (1 + numbers["act"]) / 2
    return Verdict(
        label=label,
        second=_second(ranked, numbers),
        suggestions=tuple(each for each, _chance in ranked[1 : 1 + MOST_SUGGESTIONS]),
        decision="act"
        if label == EMERGENCY in allowed
        else _decision(label, chance, least, numbers),
        danger=danger,
    )


def _hinted(labels: Ranked, hints: Hints) -> Ranked:
    """What the rules heard inside a sentence makes its labels likelier, and settles nothing.

    Words of danger are left out: alone they tell an emergency from an idiom worse than chance."""
    more: dict[str, float] = {}
    heard = [(topic, _FIRST if at == 0 else _LATER) for at, topic in enumerate(hints.topics)]
    heard += [(intent, _LATER) for intent in (hints.intent, *hints.beside)]
    for intent, weight in heard:
        for label in labels_of(intent) - {EMERGENCY, NONE}:
            more[label] = max(weight, more.get(label, 0.0))
    raised = [(label, chance * math.exp(more.get(label, 0.0))) for label, chance in labels]
    total = sum(chance for _label, chance in raised)
    raised.sort(key=lambda each: -each[1])
    return tuple((label, chance / total) for label, chance in raised)


def _ruled(allowed: frozenset[str]) -> Verdict:
    """The whole message is a word of one meaning, or there is no model."""
    if len(allowed) != 1:
        return Verdict()
    (label,) = allowed
    danger = Danger("sure", "medical") if label == EMERGENCY else NO_DANGER
    return Verdict(label, decision="none" if label == NONE else "act", danger=danger)


def _decision(label: str, chance: float, least: float, numbers: Mapping[str, float]) -> Decision:
    if label == NONE or chance < least or label in RULED - ASKED_ABOUT:
        return "none"
    return "act" if chance >= numbers["act"] and label not in RULED else "ask"


def _second(ranked: Sequence[tuple[str, float]], numbers: Mapping[str, float]) -> str | None:
    label, chance = ranked[1]
    return label if chance >= numbers["second"] and label != NONE else None


def _danger(is_named: bool, ranking: Ranking, numbers: Mapping[str, float]) -> Danger:
    if is_named or ranking.danger >= numbers["danger_sure"]:
        return Danger("sure", ranking.kind, ranking.margin)
    if ranking.danger >= numbers["danger_perhaps"]:
        return Danger("perhaps", ranking.kind, ranking.margin)
    return NO_DANGER
