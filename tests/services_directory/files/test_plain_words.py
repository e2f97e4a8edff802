"""Words with HTML or Markdown in them, as who reads an SMS reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.files.plain_words import without_marks


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (
            "<h4>Soins&nbsp;gratuits</h4><p>Lundi &amp; mardi</p><ul><li>Dentiste</li></ul>",
            "Soins\u00a0gratuits\nLundi & mardi\n- Dentiste",
        ),
        ("1 Clinique <b>Amal</b> de test", "1 Clinique Amal de test"),
        ("**Gras** et __fort__ [lien](http://x.tn)", "Gras et fort lien (http://x.tn)"),
        ('<a href="https://x.tn/a?b=1&amp;c=2">ici</a>', "ici (https://x.tn/a?b=1&c=2)"),
        ('<a href="https://x.tn/">x.tn</a>', "x.tn"),
        ('<a href="tel:71000001">71000001</a>', "71000001"),
        ('<a href="mailto:a@x.tn">écrire</a>', "écrire (a@x.tn)"),
        ("## Titre\ntexte", "Titre\ntexte"),
        ("Avant<script>alert(1)</script>après", "Avantaprès"),
        ("Ligne<br>suivante<br/>fin", "Ligne\nsuivante\nfin"),
        ("عيادة <strong>مجانية</strong>", "عيادة مجانية"),
    ],
)
def test_marks_are_taken_out_and_links_are_addresses(written: str, plain: str) -> None:
    assert without_marks(written) == plain


@pytest.mark.parametrize(
    "words",
    [
        "de 0 à 5 ans, < 18 ans et > 60",
        "R&D, P & T",
        "a * b * c, 2 ** 3",
        "snake_case_name et __",
        "n° 3 [ancien]",
        "  deux  blancs ",
        "une ligne\n\nune autre",
    ],
)
def test_words_without_marks_are_the_very_same(words: str) -> None:
    assert without_marks(words) == words


@given(st.text(st.sampled_from('ab <>/&;[]()*_#\n!="lip'), max_size=60))
def test_no_text_ever_raises(text: str) -> None:
    assert isinstance(without_marks(text), str)
