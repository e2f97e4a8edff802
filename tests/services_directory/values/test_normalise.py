"""The forms in which two spellings of one word are equal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.values.normalise import fold, light

ANY_TEXT = st.text(st.characters(), max_size=40)
"""Any code point, lone surrogates included."""

ARABIC_AND_ACCENTS = st.text(
    st.sampled_from(
        "اأإآٱىيئیؤوةهـءًٌَُِّْٰٕٓٔabcéèÉÀœŒß٠١٢۳ٲﻻﷲ’'´` \t\u200f\u200d\ufe0f\U0001f44d\U0001f3fd.?!/،؟ͅᾳİıǰſ"
    )
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hôpital régional", "hopital REGIONAL"),
        ("مَدْرَسَة", "مدرسه"),
        ("أهلا", "اهلا"),
        ("إيواء", "ايوا"),
        ("مستشفى", "مستشفي"),
        ("قـــابس", "قابس"),
        ("ڨفصة", "قفصه"),
        ("ﻣﺴﺘﺸﻔﻰ", "مستشفى"),
        ("۲۳ ٢٣", "23 23"),
        ("cœur", "coeur"),
        ("l’eau", "l'eau"),
        ("Aïn   Draham\n", "ain draham"),
        ("\u200fطبرقة\u200e", "طبرقة"),
        ("👍🏽", "👍"),
        ("ሐኪም", "ሀኪም"),
        ("ዓለም", "ኣለም"),
        ("bɛɛ", "bee"),
        ("ƙasa", "kasa"),
    ],
)
def test_folding_makes_two_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STOP.", "stop"),
        ("« Arrêt »", "arrêt"),
        ("لَا", "لا"),
        ("٢", "2"),
        ("/menu", "menu"),
        (" 2. ", "2"),
    ],
)
def test_the_light_form_forgives_what_cannot_change_a_word(one: str, other: str) -> None:
    assert light(one) == light(other)


@pytest.mark.parametrize(
    ("one", "other"), [("أبدا", "ابدأ"), ("ايوا", "إيواء"), ("arrêt", "arret"), ("فاس", "فأس")]
)
def test_the_light_form_keeps_words_apart_that_folding_would_merge(one: str, other: str) -> None:
    assert light(one) != light(other)


def test_a_lone_question_mark_is_still_a_question() -> None:
    assert light(" ? ") == "?"


@given(ANY_TEXT | ARABIC_AND_ACCENTS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT | ARABIC_AND_ACCENTS)
def test_the_light_form_of_a_light_form_is_itself(text: str) -> None:
    assert light(light(text)) == light(text)


@given(ANY_TEXT | ARABIC_AND_ACCENTS)
def test_both_forms_have_single_blanks_and_no_unseen_letters(text: str) -> None:
    for form in (fold(text), light(text)):
        assert form == " ".join(form.split())
        assert not any(unicodedata.category(letter) in ("Cf", "Cs", "Cc") for letter in form)


@pytest.mark.parametrize("form", [fold, light])
def test_every_single_code_point_is_stable(form: Callable[[str], str]) -> None:
    unstable = [code for code in range(0x20000) if form(form(chr(code))) != form(chr(code))]
    assert [hex(code) for code in unstable] == []
