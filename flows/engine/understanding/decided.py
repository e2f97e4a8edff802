"""What is meant, once the rules and the model are heard together: which need comes first?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from flows.engine.understanding import words
from flows.engine.understanding.intents import EMERGENCY, NOT, OUTSIDE, WANT, Openings
from flows.engine.understanding.lexicon import Lexicon
from flows.engine.understanding.meaning import Meaning
from flows.engine.understanding.model.labels import ABOUT_US, INTENTS_OF, NEEDS
from flows.engine.understanding.verdict import labels_of
from services_directory.values.entries import FinerNeed

SCHOOL = "school"
"""The finer need of whoever asks to learn for a child."""

_GROWN_UP = 16
_FOR_WHOM = frozenset(("children", "women", "migration_advice"))
"""Needs that, beside another, only say for whom it is: "my baby is sick", "doctor for refugees"."""

_LEAST_OF_A_QUESTION, _LEAST_UNKNOWN = 3, 2
"""Words that ask something where any words are an answer; fewer may be a name."""


def need_of(label: str, finer: Collection[FinerNeed]) -> str:
    """What a labelled need is looked for as: itself where it is one of `finer`, or its category."""
    return label if any(each.code == label for each in finer) else INTENTS_OF.get(label, label)


def decided(meaning: Meaning, finer: Collection[FinerNeed], lexicon: Lexicon) -> Meaning:
    """The same meaning, with what the model is sure of before what single words speak of.

    `finer`: the needs within a category that the programme knows."""
    openings = lexicon.openings
    if meaning.exact and meaning.intent in openings.known:
        # The whole of it is what opens a conversation: "when do I study" is no need to study.
        return meaning if labels_of(meaning.intent) else _ruled(meaning)
    if meaning.certain:
        return _ruled(meaning)
    if meaning.decision == "ask" and _agree(meaning, openings):
        meaning = replace(meaning, decision="act")
    is_sure = meaning.decision == "act" and meaning.label in NEEDS
    if is_sure and not _is_for_the_rules(meaning, openings):
        meaning = _labelled(meaning, finer)
    named = _named(meaning, finer, lexicon)
    if named is None:
        return meaning
    others = tuple(each for each in meaning.topics if each not in (named.code, named.category))
    return replace(meaning, intent=named.code, topics=(named.code, *others))


def _ruled(meaning: Meaning) -> Meaning:
    """A phrase of the rules says it, so the model's label does not stand beside it."""
    return replace(meaning, label=meaning.intent, second=None, decision="act")


def _is_for_the_rules(meaning: Meaning, openings: Openings) -> bool:
    """Words name a need that no label says, or, beside a need, a wish that goes before it."""
    first = meaning.topics[:1]
    goes_before = meaning.intent in openings.before_needs
    return bool(first) and (goes_before or not labels_of(first[0]))


def _agree(meaning: Meaning, openings: Openings) -> bool:
    """What the model only thinks likely, words of the rules say as well."""
    if meaning.label in NEEDS:
        category = INTENTS_OF.get(meaning.label, meaning.label)
        rivals = (INTENTS_OF.get(each, each) for each in meaning.suggestions)
        # "Bank": all that is within it is as likely, so the whole of it is looked for.
        return category in meaning.topics[:1] and category not in rivals
    return (meaning.label, meaning.intent) in openings.said_by and not meaning.exact


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


def _named(meaning: Meaning, finer: Collection[FinerNeed], lexicon: Lexicon) -> FinerNeed | None:
    """The finer need whose own words are said, and not refused, within the need that was heard."""
    heard = meaning.topics[:1]
    if meaning.intent == EMERGENCY:
        return None
    said, wanted = f" {meaning.said} ", _not_refused(meaning.said, lexicon)
    for each in finer:
        if heard and each.category not in heard:
            continue
        if any(
            f" {phrase} " in said if " " in phrase else phrase in wanted for phrase in each.words
        ):
            return each
        if heard and each.code == SCHOOL and _is_of_a_child(meaning):
            return each
    return None


def _is_of_a_child(meaning: Meaning) -> bool:
    ages = [int(name[4:]) for name in meaning.wishes if name.startswith("age:")]
    return any(age < _GROWN_UP for age in ages) or (not ages and "children" in meaning.wishes)


def _not_refused(said: str, lexicon: Lexicon) -> frozenset[str]:
    """The words said, and what is left of each without what is joined to it; without those that are
    refused: "not a hospital", where an article may stand between."""
    found, refusing = said.split(), lexicon.beside(NOT)
    kept = (
        word
        for at, word in enumerate(found)
        if not any(before in refusing for before in found[max(0, at - 2) : at])
    )
    return frozenset(form for word in kept for form in (word, *words.stems(word)))


def asks_about_us(meaning: Meaning, lexicon: Lexicon, *, among_words: bool = False) -> bool:
    """A question about us or one's own case, surely; `among_words`: where a name would do."""
    if meaning.decision != "act" or meaning.label not in ABOUT_US:
        return False
    is_named = meaning.intent == "human" or _FOR_WHOM.issuperset(meaning.topics)
    if meaning.label == "human" and not is_named:
        # "I want to talk to a psychologist" asks for one; "to a woman" for one of us.
        return False
    if meaning.label == "is_it_free" and meaning.topics and says_wanted(meaning, lexicon):
        # "I am looking for a free course" wishes it of the course.
        return False
    words_said = len(meaning.said.split())
    if meaning.elsewhere is not None or (words_said < _LEAST_UNKNOWN and not meaning.exact):
        # One word that no rule knows may be a town, or anybody's name.
        return False
    return not among_words or words_said >= _LEAST_OF_A_QUESTION


def says_wanted(meaning: Meaning, lexicon: Lexicon) -> bool:
    """Somebody says that they want it, and does not only speak of it."""
    return not lexicon.beside(WANT).isdisjoint(meaning.said.split())


def is_doubtful(meaning: Meaning) -> bool:
    """It should be asked about: the model is not sure, and no word of the rules says the same."""
    if meaning.exact or meaning.decision == "act" or meaning.intent == OUTSIDE:
        return False
    if meaning.topics and meaning.place:
        # Who names a need and a place has asked: enough, if nothing else is said, or the model
        # thinks it likely as well.
        thought = {INTENTS_OF.get(each, each) for each in (meaning.label, *meaning.suggestions)}
        if not meaning.rest or meaning.topics[0] in thought:
            return False
    return meaning.decision == "ask"


def likely(meaning: Meaning) -> tuple[str, ...]:
    """The labels to ask about, the likeliest first."""
    named = (meaning.label, *meaning.suggestions)
    return tuple(each for each in named if each in NEEDS or each in ABOUT_US)
