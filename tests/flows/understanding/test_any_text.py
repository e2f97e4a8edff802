"""Whatever is typed, pasted or forged, there is an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.understanding import Lexicon, Meaning, understand
from flows.engine.understanding import words as spelling

ANYTHING = st.text(st.characters(codec=None, categories=None), max_size=200)
TRICKY = st.text("aاإ5'’-\u202e\u200f\u200d\ud800\x00\t\n 0٢²2️⃣👍🏽?؟/.ـّ", max_size=40)


@given(text=ANYTHING | TRICKY, locale=st.sampled_from([None, "fr", "ar", "xx"]))
def test_any_text_has_a_meaning(lexicon: Lexicon, text: str, locale: str | None) -> None:
    meaning = understand(text, lexicon, locale)
    assert isinstance(meaning, Meaning)
    assert 0 <= meaning.score <= 1
    assert meaning.intent == "none" or meaning.score > 0


@given(
    picked=st.lists(st.integers(0, 10**6), min_size=1, max_size=4),
    slip=st.integers(0, 10**4),
    locale=st.sampled_from([None, "fr", "aeb"]),
)
def test_known_words_in_any_order_and_slightly_mistyped_have_a_meaning(
    lexicon: Lexicon, picked: list[int], slip: int, locale: str | None
) -> None:
    keywords = lexicon.keywords
    said = " ".join(keywords[number % len(keywords)].text for number in picked)
    at = slip % len(said)
    for text in (said, said[:at] + said[at + 1 :]):
        meaning = understand(text, lexicon, locale)
        assert meaning.intent == "none" or meaning.score > 0


@pytest.mark.parametrize("text", ["heb mo3awna", "lzemni mo3awna", "معاونة من الشؤون"])
def test_a_word_that_is_a_wish_and_a_need_is_heard_as_the_need(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).intent == "social_aid"


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "\u202e\u200f", "....", "'", "_", "-- --"])
def test_nothing_means_nothing(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon) == Meaning(rest=understand(text, lexicon).rest)


def test_a_long_text_is_read_at_its_beginning_only(lexicon: Lexicon) -> None:
    assert understand("je cherche un médecin " + "x " * 5_000, lexicon).intent == "health"
    assert understand("x " * 5_000 + "médecin", lexicon).intent == "none"


def test_a_word_at_the_cut_does_nothing_protected(lexicon: Lexicon) -> None:
    blanks = " " * (spelling.LONGEST_TEXT - len("stop"))
    assert understand("stop" + blanks, lexicon).intent == "stop"
    assert understand("stop" + blanks + " smoking", lexicon).intent == "none"


@given(text=ANYTHING)
def test_the_same_text_always_means_the_same(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon) == understand(text, lexicon)


def test_a_mistyped_word_is_known_with_the_likeliest_first() -> None:
    known = {("d", 7): ("docteur",), ("t", 7): ("tabarka", "tabarca"), ("f", 9): ("formation",)}
    assert spelling.mistyped("docetur", known) == ("docteur",)
    assert spelling.mistyped("tabraka", known) == ("tabarka",)
    assert spelling.mistyped("tabarka", known) == ("tabarka", "tabarca")
    assert spelling.mistyped("format", known) == ()
    assert spelling.mistyped("rocteur", known) == ()


def test_consonants_tell_a_tunisian_word() -> None:
    assert {spelling.skeleton(word) for word in ("5edma", "khedma", "5idma", "5dma")} == {"5dm"}
    assert spelling.skeleton("خدمة") == ""
