"""Stop, start, yes, no and erase: only ever by the whole message, and never by a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.understanding import Lexicon, understand
from flows.engine.understanding.intents import FILLER, PROTECTED
from services_directory.values.normalise import fold, light

ORDINARY = (Path(__file__).parent / "ordinary.txt").read_text("utf-8").splitlines()
LOCALES = (None, "ar", "aeb", "fr", "en", "ha", "sw")


def test_there_are_enough_ordinary_sentences() -> None:
    assert len(set(ORDINARY)) >= 60


@pytest.mark.parametrize("locale", LOCALES)
def test_ordinary_sentences_do_nothing_protected(lexicon: Lexicon, locale: str | None) -> None:
    done = {text: understand(text, lexicon, locale).intent for text in ORDINARY}
    assert {text: intent for text, intent in done.items() if intent in PROTECTED} == {}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("STOP", "stop"),
        ("stop.", "stop"),
        (" Stop svp ! ", "stop"),
        ("/stop", "stop"),
        ("/stop@dalil_bot", "stop"),
        ("QUIT", "stop"),
        ("وَقِّف", "stop"),
        ("إيقاف", "stop"),
        ("ايقاف", "stop"),
        ("stoooop", "stop"),
        ("yezzi mel messaget brabi", "stop"),
        ("yes please", "yes"),
        ("ok dac", "yes"),
        ("oui oui", "yes"),
        ("👍🏿", "yes"),
        ("le merci", "no"),
        ("no thanks", "no"),
        ("je ne suis pas d'accord", "no"),
        ("Je ne suis pas d’accord.", "no"),
        ("effacer", "delete_my_data"),
        ("fassa5", "delete_my_data"),
        ("امسح", "delete_my_data"),
        ("/erase", "delete_my_data"),
        ("ابدأ", "start"),
        ("أبدا", "no"),
    ],
)
@pytest.mark.parametrize("locale", [None, "ar", "aeb", "fr", "en"])
def test_the_whole_message_does_it_in_every_language(
    lexicon: Lexicon, text: str, intent: str, locale: str | None
) -> None:
    meaning = understand(text, lexicon, locale)
    assert (meaning.intent, meaning.exact) == (intent, True)


def test_a_spelling_that_may_be_two_words_does_nothing(lexicon: Lexicon) -> None:
    # Without its hamza it is either "start" or "never".
    assert understand("ابدا", lexicon, "ar").intent not in PROTECTED


def test_a_word_that_differs_between_languages_is_read_in_ones_own(lexicon: Lexicon) -> None:
    assert understand("la", lexicon, "aeb").intent == "no"
    assert understand("la", lexicon, "fr").intent != "yes"


@pytest.mark.parametrize(
    "text",
    [
        "do not stop the messages",
        "don't stop",
        "i dont want to stop",
        "do not delete my data",
        "n'arrêtez pas les messages",
        "je ne veux pas arrêter les sms",
        "ne supprimez pas mes données",
        "pas stop",
        "ma twa9fouch el messaget",
        "man7ebech nwa9ef",
        "ma tfas5ouch ma3loumeti",
        "ما توقفوش الميساجات",
        "ما نحبش نوقف",
        "ما تفسخوش معطياتي",
        "لا توقفوا الرسائل",
        "لا أريد إيقاف الرسائل",
        "لا تحذفوا بياناتي",
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_negation_never_turns_into_its_opposite(
    lexicon: Lexicon, text: str, locale: str | None
) -> None:
    assert understand(text, lexicon, locale).intent not in ("stop", "delete_my_data", "yes")


def test_words_that_may_stand_beside_stop_deny_nothing(lexicon: Lexicon) -> None:
    denials = "no not non ne pas don't dont never jamais la le mouch moch ma ما لا لم لن ليس موش مش"
    for intent in ("stop", "delete_my_data"):
        assert lexicon.companions[intent] & set(fold(denials).split()) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_word_that_may_mean_stop_is_asked_about(lexicon: Lexicon, locale: str | None) -> None:
    # "Stop!" and "prison" are one word in Arabic letters; in Latin letters they differ.
    for text in ("حبس", "حبّس", "حبس."):
        meaning = understand(text, lexicon, locale)
        assert (meaning.intent, meaning.possible, meaning.topics) == ("none", "stop", ()), text
    assert understand("خويا في الحبس", lexicon, locale).topics[:1] == ("legal",)
    assert understand("7abbes", lexicon, locale).intent == "stop"


def test_contradictions_mean_nothing(lexicon: Lexicon) -> None:
    for text in ("oui non", "yes no", "oui 👎", "stop start", "نعم لا"):
        assert understand(text, lexicon).intent == "none", text


def test_stop_inside_a_message_is_asked_about(lexicon: Lexicon) -> None:
    for text, possible in (
        ("je ne comprends rien stop", "stop"),
        ("STOP je suis malade", "stop"),
        ("salem ena man7ebech messaget ama n7eb na3ref", "stop"),
        ("dites moi comment supprimer mes données", "delete_my_data"),
    ):
        meaning = understand(text, lexicon)
        assert (meaning.possible, meaning.exact) == (possible, False), text


def test_stop_words_with_another_meaning_cost_no_question(lexicon: Lexicon) -> None:
    for text in ("arrêt de travail", "la police a arrêté mon fils", "the end of the month"):
        assert understand(text, lexicon).possible is None, text


@given(st.data())
def test_one_more_word_and_nothing_protected_is_done(lexicon: Lexicon, data: st.DataObject) -> None:
    """Any protected word beside any word that is neither courtesy nor the same again."""
    rows = [row for row in lexicon.keywords if row.intent in PROTECTED]
    said = data.draw(st.sampled_from(rows))
    other = data.draw(st.sampled_from(["xqzt", "autobus", "كرسي", "dajaja", "table", "7it"]))
    text = f"{said.text} {other}" if data.draw(st.booleans()) else f"{other} {said.text}"
    locale = data.draw(st.sampled_from(LOCALES))

    assert understand(text, lexicon, locale).intent not in PROTECTED


@given(picks=st.lists(st.integers(0, 9_999), min_size=1, max_size=3))
def test_small_words_never_make_a_protected_word(lexicon: Lexicon, picks: list[int]) -> None:
    """Unlike courtesies, they change what is meant: "je ne veux pas", "ma 7abbitch"."""
    known = {light(row.text) for row in lexicon.keywords if row.intent in PROTECTED}
    # "La" is an article in French and "no" in Tunisian.
    small = [
        row.text
        for row in lexicon.keywords
        if row.intent == FILLER and light(row.text) not in known
    ]
    text = " ".join(small[pick % len(small)] for pick in picks)

    assert light(text) in known or understand(text, lexicon).intent not in PROTECTED


def test_a_small_word_that_only_looks_like_no_without_its_accent_is_none(lexicon: Lexicon) -> None:
    for text in ("là", "à à", "يا là"):
        assert understand(text, lexicon).intent not in PROTECTED, text
    for text in ("la", "LA!", "la la", "la merci"):
        assert understand(text, lexicon).intent == "no", text


def test_nobody_agrees_or_refuses_with_a_question_mark(lexicon: Lexicon) -> None:
    for text in ("oui ?", "ok?", "ma3loum?", "no?", "نعم؟"):
        assert understand(text, lexicon).intent not in PROTECTED, text
    for text in ("oui", "oui !", "ok.", "نعم"):
        assert understand(text, lexicon).intent == "yes", text
