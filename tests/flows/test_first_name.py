"""Is a name read out of the sentence it was given in, and left alone otherwise?"""

from __future__ import annotations

import pytest

from flows.components.first_name import read_first_name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Awa", "Awa"),
        ("  Awa   Marie ", "Awa Marie"),
        ("Je m'appelle Awa", "Awa"),
        ("je m’appelle Awa.", "Awa"),
        ("Mon prénom est Moussa", "Moussa"),
        ("moi c'est Moussa !", "Moussa"),
        ("My name is Grace", "Grace"),
        ("I'm Grace", "Grace"),
        ("اسمي محمد", "محمد"),
        ("إسمي محمد", "محمد"),
        ("أنا سارة", "سارة"),
        ("ismi Sarra", "Sarra"),
        ("Ismail", "Ismail"),
        ("Anas", "Anas"),
        ("أناس", "أناس"),
        ("Iman", "Iman"),
        ("je m'appelle", "je m'appelle"),
        ("Awa 2", None),
        ("٢٠", None),
        (".", None),
        ("I lost my papers on the way and nobody helped me", None),
    ],
)
def test_a_name(words: str, name: str | None) -> None:
    assert read_first_name(words) == name
