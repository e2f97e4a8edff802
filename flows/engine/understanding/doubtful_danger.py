"""When is danger in a message too little to go by? A name, two words, training for firemen."""

from __future__ import annotations

from dataclasses import replace

from flows.engine.understanding import Danger, Meaning
from flows.engine.understanding.intents import EMERGENCY


def without_doubtful_danger(meaning: Meaning) -> Meaning:
    """Words of danger in a sentence that is none ("fire brigade training") are no need.

    A first name, "hm" or two words are too little to guess danger from, unless we know them."""
    is_named = EMERGENCY in (meaning.intent, *meaning.topics)
    least = {"none": 0, "sure": 2, "perhaps": 3}[meaning.danger.level]
    if not is_named and len(meaning.said.split()) < least:
        return replace(meaning, danger=Danger())
    if meaning.danger.level == "sure" or not is_named:
        return meaning
    topics = tuple(each for each in meaning.topics if each != EMERGENCY)
    also = tuple(each for each in meaning.also if each != EMERGENCY)
    intent = meaning.intent
    if intent == EMERGENCY:
        intent = topics[0] if topics else "none"
    return replace(meaning, intent=intent, topics=topics, also=also)
