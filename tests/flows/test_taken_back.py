"""We took words for danger, and they were none: there is a way to say so, and care goes on."""

from __future__ import annotations

import pytest

from flows.engine.effect import AskHuman, HelpReason
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

ALARM = {"fr": "je veux mourir", "en": "i want to die", "ar": "أريد أن أموت", "aeb": "نحب نموت"}
NUMBER = "80105050"
MENU = {"fr": "MENU", "en": "MENU", "ar": "القائمة", "aeb": "القايمة"}
"""What to write, as somebody would type it who reads the message."""


def alarmed(city: City, locale: str) -> Person:
    person = somebody(city, ALARM[locale], locale=locale)
    assert NUMBER in text(person)
    return person


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "non ce n'est pas ça"),
        ("fr", "vous avez mal compris"),
        ("en", "no that is not what i mean"),
        ("en", "you misunderstood"),
        ("ar", "لم أقصد هذا"),
        ("aeb", "موش هكا قصدي"),
        ("aeb", "fhemtouni ghalet"),
    ],
)
def test_who_says_so_is_asked_what_they_need_and_staff_read_it(
    city: City, locale: str, said: str
) -> None:
    person = alarmed(city, locale)
    effects = person.says(said)
    assert AskHuman(HelpReason.DANGER, said) in effects
    assert NUMBER not in text(person)
    assert "SOS" in text(person)
    assert MENU[locale] in text(person)
    # Nothing that is not understood is danger any more.
    assert AskHuman(HelpReason.DANGER, "tagada zipou") not in person.says("tagada zipou")


def test_what_was_meant_is_answered(city: City) -> None:
    person = alarmed(city, "fr")
    effects = person.says("non je veux dire je cherche un travail à tabarka")
    assert text(person).startswith("Travail")
    assert text(person).splitlines()[-1] == "En danger ? Écrivez : SOS"
    assert any(isinstance(each, AskHuman) for each in effects)


def test_what_belongs_to_a_danger_is_heard_all_the_same(city: City) -> None:
    person = somebody(city, "mon mari me tape", "non ce n'est pas ça", locale="fr")
    person.says("je ne peux pas appeler")
    assert "1899 pour vous" in text(person)
    person.says("mon mari me tape encore")
    assert "1899" in text(person)
    # And it is a danger again.
    assert AskHuman(HelpReason.DANGER, "zipou tagada") in person.says("zipou tagada")


@pytest.mark.parametrize(
    "said",
    [
        "je veux dire je veux mourir",
        "non je veux dire il me frappe encore",
        "vous n'avez pas compris je vais me tuer",
        "je ne veux pas mourir",
        "je ne veux plus vivre",
    ],
)
def test_nothing_is_taken_back_by_danger(city: City, said: str) -> None:
    person = alarmed(city, "fr")
    person.says(said)
    assert "Appelez" in text(person)
    assert AskHuman(HelpReason.DANGER, "tagada zipou") in person.says("tagada zipou")


def test_who_is_not_understood_is_told_a_way_on_which_takes_nothing_back(city: City) -> None:
    person = alarmed(city, "fr")
    person.says("tagada zipou")
    assert "Autre chose ? Écrivez : MENU" in text(person)
    person.says("menu")
    assert "1 Santé" in text(person)
    assert AskHuman(HelpReason.DANGER, "zipou tagada") in person.says("zipou tagada")
