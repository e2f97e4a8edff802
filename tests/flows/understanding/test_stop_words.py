"""One table over the languages: a word that can only mean STOP stops, one that may is asked about,
whichever language somebody chose, and beside a "please" as well."""

from __future__ import annotations

import pytest

from flows.engine.understanding import Lexicon, understand
from flows.engine.understanding.words import folded_words

SPOKEN = ("fr", "ar", "aeb", "en", "und")
PLEASE = ("{}", "{} svp", "{} من فضلك", "brabi {}")


def heard(text: str, lexicon: Lexicon, locale: str | None) -> str:
    meaning = understand(text, lexicon, locale)
    if meaning.intent == "stop" and meaning.exact:
        return "stops"
    return "is asked about" if meaning.possible == "stop" else f"is {meaning.intent}"


@pytest.mark.parametrize("locale", [None, "fr", "aeb"])
def test_each_word_for_stop_is_heard_alike_in_every_language(
    lexicon: Lexicon, locale: str | None
) -> None:
    wanted = {"stop": "stops", "maybe:stop": "is asked about"}
    uneven = {
        f"{said} {found}"
        for row in lexicon.keywords
        if row.intent in wanted and row.language in SPOKEN
        # Where the row itself holds a courtesy ("merci d'arrêter"), another one beside it is lost.
        for said in (each.format(row.text) for each in _beside(row.text, lexicon))
        if (found := heard(said, lexicon, locale)) != wanted[row.intent]
    }
    assert uneven == set()


def _beside(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    is_courteous = any(word in lexicon.polite_beginnings for word in folded_words(text))
    return PLEASE[:1] if is_courteous else PLEASE


@pytest.mark.parametrize("said", ["arrêtez", "stop svp", "وقف", "7abes", "habbes", "stopp", "قف"])
def test_what_can_only_mean_stop_stops(lexicon: Lexicon, said: str) -> None:
    assert heard(said, lexicon, None) == "stops"


@pytest.mark.parametrize("said", ["barra", "برا", "khlas", "assez svp", "ça suffit", "go away"])
def test_what_may_mean_something_else_is_asked_about(lexicon: Lexicon, said: str) -> None:
    assert heard(said, lexicon, None) == "is asked about"


@pytest.mark.parametrize("said", ["khlas merci", "خلاص شكرا", "ok assez merci"])
def test_enough_with_thanks_is_no_wish_to_be_left_alone(lexicon: Lexicon, said: str) -> None:
    assert heard(said, lexicon, None) not in ("stops", "is asked about")
