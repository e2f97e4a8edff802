"""A word about the card on the screen is answered from it; a number asked by name is told."""

from __future__ import annotations

import pytest

from flows.engine.effect import AskHuman, Say
from tests.flows.somebody import somebody, text
from tests.transcript import City

CARD = "[#service:tn-garde-nationale-193]"


@pytest.mark.parametrize(
    ("locale", "asked", "told"),
    [
        ("fr", "le numéro ?", "Téléphone : 193"),
        ("fr", "numéro svp", "Téléphone : 193"),
        ("en", "number?", "Phone: 193"),
        ("ar", "ما هو الرقم؟", "193"),
        ("aeb", "النمرة", "193"),
        ("aeb", "noumrou?", "193"),
        ("fr", "quand ?", "Horaires : inconnus"),
        ("en", "when?", "Hours: not known"),
        ("aeb", "وقتاش؟", "الأوقات"),
        ("aeb", "wa9tech", "الأوقات"),
        ("fr", "où ?", "Lieu : tout le pays"),
    ],
)
def test_one_thing_of_the_card_is_told_alone(
    city: City, locale: str, asked: str, told: str
) -> None:
    person = somebody(city, CARD, locale=locale)
    card, step = text(person), person.session.step
    assert "193" in card
    assert step == "find_service.card"
    effects = person.says(asked)
    assert told in text(person)
    assert len(text(person)) < len(card) / 2
    assert [type(each) for each in effects] == [Say]
    assert person.session.step == step


@pytest.mark.parametrize(("locale", "asked"), [("en", "again"), ("aeb", "عاود"), ("fr", "répétez")])
def test_again_shows_the_whole_card(city: City, locale: str, asked: str) -> None:
    person = somebody(city, CARD, locale=locale)
    card = text(person)
    person.says(asked)
    assert text(person) == card


def test_what_is_not_known_of_it_is_said(city: City) -> None:
    person = somebody(city, "hôpital tabarka", "1", locale="fr")
    person.says("numéro ?")
    assert text(person).startswith("Téléphone : inconnu")
    assert "HUMAIN" in text(person)
    person.says("2")  # the list is on the screen still
    assert text(person).startswith("Hopital régional de Jendouba")


def test_where_no_card_is_shown_the_words_mean_what_they_did(city: City) -> None:
    person = somebody(city, locale="fr")
    person.says("quand ?")
    assert "Ouvert" not in text(person)


@pytest.mark.parametrize(
    ("locale", "asked", "number"),
    [
        ("fr", "numéro de la police", "197"),
        ("en", "police number", "197"),
        ("ar", "رقم الشرطة", "197"),
        ("aeb", "noumrou el police", "197"),
        ("fr", "quel est le numéro des pompiers ?", "198"),
    ],
)
def test_a_number_asked_by_name_is_told_and_marks_nobody_in_danger(
    city: City, locale: str, asked: str, number: str
) -> None:
    person = somebody(city, locale=locale)
    effects = person.says(asked)
    assert number in text(person).split("\n")[0]
    assert not any(isinstance(each, AskHuman) for each in effects)
