"""How surely somebody is in danger: is it weighed of the words we know and of the model alike?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.engine.precautions.danger_level import is_despair, kind_of_danger, with_danger_weighed
from flows.engine.understanding import Danger, Meaning

SURE, PERHAPS = Danger("sure", "sea", 0.5), Danger("perhaps", "sea", 0.5)
DESPAIR = Danger("perhaps", "suicide", 0.9)


MEANT_HEALTH = Meaning("health", label="health", danger=PERHAPS, said="a b c")


@pytest.mark.parametrize(
    ("meaning", "level"),
    [
        # What the model is sure of, and what it is not, in one word and in more.
        (Meaning(danger=SURE, said="hm"), "none"),
        (Meaning(danger=SURE, said="hm hm"), "sure"),
        (Meaning("emergency", danger=SURE, said="noyade"), "sure"),
        # Both see danger, and neither is sure.
        (Meaning("emergency", label="emergency", danger=PERHAPS, said="a b c"), "sure"),
        # One of the two sees it.
        (Meaning("emergency", label="none", danger=PERHAPS, said="a b c"), "perhaps"),
        (Meaning("health", label="emergency", danger=PERHAPS, said="a b c"), "perhaps"),
        (
            Meaning("health", topics=("health", "emergency"), danger=PERHAPS, said="a b c"),
            "perhaps",
        ),
        # A trace of it, in what means something else.
        (
            Meaning("health", label="health", second="emergency", danger=PERHAPS, said="a b c"),
            "perhaps",
        ),
        (MEANT_HEALTH, "none"),
        (Meaning(label="none", danger=DESPAIR, said="a b c"), "perhaps"),
        (Meaning(label="none", danger=replace(DESPAIR, margin=0.1), said="a b c"), "none"),
        (Meaning("emergency", label="privacy", said="a b c"), "none"),
    ],
)
def test_how_surely_is_weighed_of_what_is_known_and_what_is_guessed(
    meaning: Meaning, level: str
) -> None:
    assert with_danger_weighed(meaning).danger.level == level


@pytest.mark.parametrize(
    ("exact", "margin", "kind"),
    [(True, 1.3, None), (True, 1.4, "sea"), (False, 0.3, None), (False, 0.4, "sea")],
)
def test_a_kind_is_believed_where_it_is_more_than_a_guess(
    exact: bool, margin: float, kind: str | None
) -> None:
    meaning = Meaning("emergency", exact, danger=Danger("sure", "sea", margin))
    assert kind_of_danger(meaning) == kind


def test_words_of_a_danger_that_is_none_are_no_need() -> None:
    said = Meaning(
        "emergency", topics=("emergency", "employment"), also=("employment",), said="a b"
    )
    weighed = with_danger_weighed(said)
    assert (weighed.intent, weighed.topics) == ("employment", ("employment",))
    assert weighed.also == ("employment",)
    alone = with_danger_weighed(replace(said, topics=("emergency",), also=("emergency",)))
    assert (alone.intent, alone.topics, alone.also) == ("none", (), ())
    second = replace(said, intent="health", topics=("health", "emergency"), also=("emergency",))
    assert with_danger_weighed(second).intent == "health"
    assert with_danger_weighed(second).topics == ("health",)
    sure = with_danger_weighed(replace(said, danger=SURE))
    assert sure.topics == ("emergency", "employment")


@pytest.mark.parametrize(
    ("kind", "margin", "despair"),
    [("suicide", 0.7, True), ("suicide", 0.6, False), ("sea", 1, False)],
)
def test_despair_is_one_kind_and_no_mere_guess(kind: str, margin: float, despair: bool) -> None:
    assert is_despair(Meaning(danger=Danger("perhaps", kind, margin))) is despair
