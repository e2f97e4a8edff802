"""Whoever keeps somebody's passport holds them: the line against trafficking, not a lawyer."""

from __future__ import annotations

import pytest

from tests.flows.somebody import somebody, text
from tests.transcript import City


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "mon patron a pris mon passeport"),
        ("fr", "ils gardent mes papiers et je travaille sans salaire"),
        ("en", "my boss took my passport"),
        ("ar", "صاحب العمل أخذ جواز سفري"),
        ("aeb", "العرف خذالي الباسبور"),
        ("aeb", "el 3arfi 5thali el passeport"),
    ],
)
def test_whose_papers_were_taken_is_told_who_helps(city: City, locale: str, said: str) -> None:
    person = somebody(city, locale=locale)
    person.says(said)
    assert "80104748" in text(person).split("\n")[0]


@pytest.mark.parametrize("said", ["j'ai perdu mon passeport", "comment renouveler mon passeport"])
def test_other_questions_about_papers_are_no_danger(city: City, said: str) -> None:
    person = somebody(city, locale="fr")
    person.says(said)
    assert "80104748" not in text(person)
