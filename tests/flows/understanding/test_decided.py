"""What counts more, a sentence or a word inside it? The sentence, where the model is sure of it."""

from __future__ import annotations

import pytest

from flows.engine.understanding import Meaning
from flows.engine.understanding.building import build_lexicon
from flows.engine.understanding.decided import asks_about_us, decided, is_doubtful
from flows.engine.understanding.intents import Openings
from flows.engine.understanding.lexicon import Keyword
from services_directory.values.local_text import LocalText
from services_directory.values.needs import FinerNeed

LEXICON = build_lexicon(
    [Keyword("fr", "Latn", "with:not", "pas")],
    (),
    openings=Openings(before_needs=frozenset({"human"})),
)
EMPTY = FinerNeed(code="transport", category=None, title=LocalText(()), services=())
DENTIST = FinerNeed(
    code="dentist",
    category="health",
    title=LocalText(()),
    services=("one",),
    words=("dent", "bab snin"),
)


def sure(label: str, *topics: str) -> Meaning:
    return Meaning(topics[0], topics=topics, label=label, decision="act", said="words of a person")


@pytest.mark.parametrize(
    ("meaning", "need"),
    [
        # "I want to go back to my country": a word in it is also one for a place to sleep.
        (sure("migration_advice", "shelter"), "migration_advice"),
        # "No bus goes to the hospital": that we know of none is said, and the hospital not shown.
        (sure("transport", "health"), "transport"),
        (sure("savings", "protection", "financial_inclusion"), "financial_inclusion"),
        # A need of another city that no label says.
        (sure("employment", "sport"), "sport"),
    ],
)
def test_a_word_does_not_win_over_a_sure_sentence(meaning: Meaning, need: str) -> None:
    assert decided(meaning, (EMPTY,), LEXICON).topics[0] == need


def test_what_the_word_says_stays_beside_it() -> None:
    assert decided(sure("migration_advice", "shelter"), (), LEXICON).also == ("shelter",)


@pytest.mark.parametrize(
    ("said", "need"),
    [
        ("mal aux dent", "dentist"),
        ("wel dent", "dentist"),
        ("win bab snin", "dentist"),
        ("pas de dent", "health"),
        ("pas la dent mais le dos", "health"),
        ("accidentel", "health"),
    ],
)
def test_a_finer_need_is_named_by_its_own_words(said: str, need: str) -> None:
    meaning = Meaning("health", topics=("health",), said=said)
    assert decided(meaning, (DENTIST,), LEXICON).topics[0] == need


@pytest.mark.parametrize(
    ("topics", "is_asked"),
    [((), True), (("women",), True), (("children", "women"), True), (("health",), False)],
)
def test_a_person_is_asked_for_and_not_a_profession(
    topics: tuple[str, ...], is_asked: bool
) -> None:
    """ "Let me talk to a woman" asks for one of us, "to a psychologist" for one."""
    intent = topics[0] if topics else "none"
    meaning = Meaning(intent, topics=topics, label="human", decision="act", said="a b c")
    assert asks_about_us(meaning, LEXICON) == is_asked


@pytest.mark.parametrize(
    ("label", "topics", "is_asked"),
    [
        # Of a hundred such, the word was right in four.
        ("housing", ("health",), True),
        ("is_it_free", ("employment",), True),
        ("housing", ("health", "shelter"), True),
        # Both say it: that is enough.
        ("housing", ("shelter", "health"), False),
    ],
)
def test_what_is_only_likely_is_asked_unless_the_first_word_says_it_too(
    label: str, topics: tuple[str, ...], is_asked: bool
) -> None:
    meaning = Meaning(topics[0], topics=topics, label=label, decision="ask", said="a b c d")
    assert is_doubtful(decided(meaning, (), LEXICON)) == is_asked
