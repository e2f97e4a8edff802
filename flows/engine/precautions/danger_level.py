"""How surely is somebody in danger, by the words we know and the model together?

Where both see danger it is sure, though neither is alone; where only a trace of it is seen in what
means something else ("fire brigade training"), there is none.
"""

from __future__ import annotations

from dataclasses import replace

from flows.engine.understanding import Danger, Meaning
from flows.engine.understanding.intents import COMES, DANGER, EMERGENCY, NOT_COMING

_LEAST_WORDS = 2
"""A first name, or "hm", is too little to guess danger from, unless we know the word."""

_KIND_OF_A_WORD, _KIND_OF_A_SENTENCE = 1.3, 0.3
"""Above these margins a kind of danger is believed: "help!" tells danger and no kind."""

_SEXUAL, _MONEY = "sexual", "financial_inclusion"
"""A kind of danger, and the need of who speaks of money."""

_DESPAIR = 0.6
"""Above this margin somebody perhaps no longer wants to live."""


def with_danger_weighed(meaning: Meaning) -> Meaning:
    """The same meaning, with the danger that is acted on; words of none are no need in it."""
    danger = _weighed(meaning)
    if danger.level == "sure" or not _is_named(meaning):
        return replace(meaning, danger=danger)
    topics = tuple(each for each in meaning.topics if each != EMERGENCY)
    also = tuple(each for each in meaning.also if each != EMERGENCY)
    intent = meaning.intent
    if intent == EMERGENCY:
        intent = topics[0] if topics else "none"
    return replace(meaning, intent=intent, topics=topics, also=also, danger=danger)


def _weighed(meaning: Meaning) -> Danger:
    danger = meaning.danger
    said = meaning.phrase(DANGER)
    if said and not (danger.level == "sure" and kind_of_danger(meaning) == "suicide"):
        return Danger("sure", said.mark.removeprefix(DANGER), _KIND_OF_A_WORD + 1)
    if _is_appointment(meaning):
        return Danger()
    if not _is_named(meaning) and len(meaning.said.split()) < _LEAST_WORDS:
        return Danger()
    if danger.level != "perhaps":
        return danger
    if danger.kind == _SEXUAL and _MONEY in meaning.topics:
        # Pictures, and money asked for them.
        return Danger("sure", _SEXUAL, _KIND_OF_A_WORD + 1)
    likeliest = meaning.label == EMERGENCY
    if likeliest and meaning.intent == EMERGENCY:
        return replace(danger, level="sure")
    is_seen = likeliest or meaning.second == EMERGENCY or _is_named(meaning) or is_despair(meaning)
    return danger if is_seen else Danger()


def _is_appointment(meaning: Meaning) -> bool:
    """ "Je serai là" and "je serai absente lundi" sound like farewells, and are appointments; that
    somebody stays away is one only where it is said of a day of the week or an hour."""
    return any(
        each.is_alone and (each.mark == COMES or (each.mark == NOT_COMING and each.has_date))
        for each in meaning.phrases
    )


def is_despair(meaning: Meaning) -> bool:
    """Somebody may no longer want to live: the one doubt in which numbers are told at once."""
    return meaning.danger.kind == "suicide" and meaning.danger.margin > _DESPAIR


def kind_of_danger(meaning: Meaning) -> str | None:
    """The kind, where it is more than a guess."""
    least = _KIND_OF_A_WORD if meaning.exact else _KIND_OF_A_SENTENCE
    return meaning.danger.kind if meaning.danger.margin > least else None


def _is_named(meaning: Meaning) -> bool:
    return EMERGENCY in (meaning.intent, *meaning.topics)
