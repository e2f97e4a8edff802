"""What is meant, once the rules and the model are heard together: which need comes first?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from flows.engine.understanding import words
from flows.engine.understanding.intents import EMERGENCY, OUTSIDE
from flows.engine.understanding.meaning import Meaning
from flows.engine.understanding.model.labels import ABOUT_US, INTENTS_OF, NEEDS
from services_directory.values.entries import FinerNeed

SCHOOL = "school"
"""The finer need of whoever asks to learn for a child."""

_GROWN_UP = 16
_NOT = frozenset(("pas", "not", "no", "sans", "mouch", "mech", "moch", "mush", "موش", "مش", "ليس"))

_AGREEING = {
    "feedback": frozenset(("wrong_info", "feedback")),
    "register": frozenset(("my_case", "cancel_registration", "change_details", "register")),
    "help": frozenset(("who_are_you", "centre", "privacy", "is_it_free")),
    "wrong_info": frozenset(("wrong_info",)),
    "human": frozenset(("human",)),
}
"""Wishes of the rules, and the labels that only say them more finely."""

_WEIGHED = NEEDS | set(INTENTS_OF.values()) | {EMERGENCY}
"""Needs the model knows; of any other the rules alone can speak, so they are believed."""

_FOR_WHOM = frozenset(("children", "women", "migration_advice"))
"""Needs that, beside another, only say for whom it is: "my baby is sick", "doctor for refugees"."""

_LEAST_OF_A_QUESTION, _LEAST_UNKNOWN = 3, 2
"""Words that ask something where any words are an answer; fewer may be a name."""


def need_of(label: str, finer: Collection[FinerNeed]) -> str:
    """What a labelled need is looked for as: itself where it is one of `finer`, or its category."""
    return label if any(each.code == label for each in finer) else INTENTS_OF.get(label, label)


def decided(meaning: Meaning, finer: Collection[FinerNeed]) -> Meaning:
    """The same meaning, with what the model is sure of before what single words speak of.

    `finer`: the needs within a category that the programme knows."""
    if meaning.decision == "ask" and _agree(meaning):
        meaning = replace(meaning, decision="act")
    is_sure = meaning.decision == "act" and meaning.label in NEEDS
    if is_sure and not _is_known_better(meaning, finer):
        meaning = _labelled(meaning, finer)
    named = _named(meaning, finer)
    if named is None:
        return meaning
    others = tuple(each for each in meaning.topics if each not in (named.code, named.category))
    return replace(meaning, intent=named.code, topics=(named.code, *others))


def _is_known_better(meaning: Meaning, finer: Collection[FinerNeed]) -> bool:
    """Words of the rules name a need the model cannot know, or one that has an answer at all."""
    if not meaning.topics:
        return False
    named = next((each for each in finer if each.code == meaning.label), None)
    category = INTENTS_OF.get(meaning.label, meaning.label)
    is_empty = named is not None and not named.services and category not in meaning.topics
    is_for_whom = meaning.label in _FOR_WHOM and meaning.label != meaning.topics[0]
    return meaning.topics[0] not in _WEIGHED or is_empty or is_for_whom


def _agree(meaning: Meaning) -> bool:
    """What the model only thinks likely, words of the rules say as well."""
    if meaning.label in NEEDS:
        category = INTENTS_OF.get(meaning.label, meaning.label)
        rivals = (INTENTS_OF.get(each, each) for each in meaning.suggestions)
        # "Bank": all that is within it is as likely, so the whole of it is looked for.
        return category in meaning.topics and category not in rivals
    return meaning.label in _AGREEING.get(meaning.intent, ()) and not meaning.exact


def _labelled(meaning: Meaning, finer: Collection[FinerNeed]) -> Meaning:
    labels = [meaning.label]
    second = meaning.second or ""
    if second in NEEDS and INTENTS_OF.get(second, second) in meaning.topics:
        labels.append(second)
    needs = list(dict.fromkeys(need_of(each, finer) for each in labels))
    named = {*needs, *(INTENTS_OF.get(each, each) for each in labels)}
    others = [each for each in meaning.topics if each not in named and each != EMERGENCY]
    also = [each for each in (*meaning.topics[:1], *meaning.also) if each not in named]
    danger = [EMERGENCY] if meaning.intent == EMERGENCY else []
    return replace(
        meaning,
        intent=EMERGENCY if danger else needs[0],
        topics=(*danger, *needs, *others),
        also=tuple(dict.fromkeys((*needs[1:], *also))),
    )


def _named(meaning: Meaning, finer: Collection[FinerNeed]) -> FinerNeed | None:
    """The finer need whose own words are said, and not refused, within the need that was heard."""
    heard = meaning.topics[:1]
    if meaning.intent == EMERGENCY:
        return None
    for each in finer:
        is_within = not heard or each.category in heard
        if is_within and any(_is_said(phrase, meaning.said) for phrase in each.words):
            return each
        if is_within and heard and each.code == SCHOOL and _is_of_a_child(meaning):
            return each
    return None


def _is_of_a_child(meaning: Meaning) -> bool:
    ages = [int(name[4:]) for name in meaning.wishes if name.startswith("age:")]
    return any(age < _GROWN_UP for age in ages) or (not ages and "children" in meaning.wishes)


def _is_said(phrase: str, said: str) -> bool:
    found = said.split()
    if " " in phrase:
        return f" {phrase} " in f" {said} "
    return any(
        phrase == word or phrase in words.stems(word)
        for at, word in enumerate(found)
        if not _is_refused(found[:at])
    )


def _is_refused(before: Sequence[str]) -> bool:
    """ "Not a hospital": the word is not wanted; an article may stand between."""
    return any(word in _NOT for word in before[-2:])


def asks_about_us(meaning: Meaning, *, among_words: bool = False) -> bool:
    """A question about us or one's own case, surely; `among_words`: where a name would do."""
    if meaning.decision != "act" or meaning.label not in ABOUT_US:
        return False
    if meaning.label == "human" and meaning.topics and meaning.intent != "human":
        # "I want to talk to a psychologist" asks for one.
        return False
    words_said = len(meaning.said.split())
    if meaning.elsewhere is not None or (words_said < _LEAST_UNKNOWN and not meaning.exact):
        # One word that no rule knows may be a town, or anybody's name.
        return False
    return not among_words or words_said >= _LEAST_OF_A_QUESTION


def is_doubtful(meaning: Meaning) -> bool:
    """It should be asked about: the model is not sure, and no word of the rules says the same."""
    if meaning.exact or meaning.decision == "act" or meaning.intent == OUTSIDE:
        return False
    if meaning.topics and meaning.place and not meaning.rest:
        # A need, a place and nothing else: the rules have read all of it.
        return False
    if meaning.decision == "ask":
        # A need that words of the rules name is looked for, unless it is a question about us.
        named = (*likely(meaning), meaning.second or "")
        plausible = {INTENTS_OF.get(each, each) for each in named}
        is_ours = meaning.label in ABOUT_US and plausible.isdisjoint(meaning.topics)
        return not meaning.topics or is_ours
    return False


def likely(meaning: Meaning) -> tuple[str, ...]:
    """The labels to ask about, the likeliest first."""
    named = (meaning.label, *meaning.suggestions)
    return tuple(each for each in named if each in NEEDS or each in ABOUT_US)
