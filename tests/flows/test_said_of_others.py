"""Danger said of somebody else, or by what only some would call it, has its own number first."""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_SMS
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("بنتي تحب تموت", "80105050"),
        ("bniti t7eb tmout", "80105050"),
        ("ابنتي عمرها 14 سنة تريد أن تموت", "80105050"),
        ("خويا يحب يقتل روحو", "80105050"),
        ("my friend 17 years old wants to kill herself", "80105050"),
        ("some man follow me", "197"),
        ("mon patron me menace de me frapper", "197"),
        ("عرفي يهدد فيا بالسكينة", "197"),
        ("mon patron garde mon paspor", "80104748"),
        ("3addetni 3a9reb", "190"),
        ("lost in the desert no water", "190"),
        ("my husband beats me", "1899"),
    ],
)
def test_the_first_number_is_of_this_danger(city: City, words: str, number: str) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says(words)
    first = next(word for word in text(person).replace(".", " ").split() if word.isdecimal())
    assert first == number


@pytest.mark.parametrize("words", ["je serai là", "i will be there"])
def test_who_says_that_they_come_says_no_farewell(city: City, words: str) -> None:
    person = somebody(city, locale="fr")
    person.says(words)
    assert "80105050" not in text(person)


@pytest.mark.parametrize("words", ["je serai plus là demain adieu", "je serai là pour mourir"])
def test_and_a_farewell_is_one(city: City, words: str) -> None:
    person = somebody(city, locale="fr")
    person.says(words)
    assert "80105050" in text(person) or "190" in text(person)
