"""After a card by SMS: do the numbers of the list, still on the screen, pick from it?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.step_names import StepName
from tests.transcript import City, Person


def somebody_with_a_card(city: City, language: str, asked: str) -> Person:
    """Chose a language, asked, and reads the first card of the list."""
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", language, asked, "1"):
        person.says(line)
    assert person.session.step == StepName.CARD
    return person


def text(person: Person) -> str:
    return person.seen.text if person.seen else ""


def test_another_number_of_the_list_shows_that_card(city: City) -> None:
    person = somebody_with_a_card(city, "4", "doctor tabarka")
    assert text(person).startswith("Tabarka Regional Hospital")

    person.says("2")
    assert text(person).startswith("Jendouba Regional Hospital")
    person.says("٣")
    assert text(person).startswith("Local hospital and dialysis unit")
    person.says("1")
    assert text(person).startswith("Tabarka Regional Hospital")


@pytest.mark.parametrize(
    ("language", "asked", "more"),
    [
        ("1", "médecin tabarka", "plus"),
        ("2", "طبيب في طبرقة", "المزيد"),
        ("3", "n7eb tbib f tabarka", "زيد"),
        ("4", "doctor tabarka", "MORE"),
        ("4", "doctor tabarka", "9"),
    ],
)
def test_more_shows_the_rest_of_the_list(city: City, language: str, asked: str, more: str) -> None:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", language, asked):
        person.says(line)
    person.says(more)
    rest = text(person)

    person = somebody_with_a_card(city, language, asked)
    person.says(more)
    assert person.session.step == StepName.CHOOSE_SERVICE
    assert text(person) == rest


def test_a_number_that_the_list_does_not_have_is_not_understood(city: City) -> None:
    person = somebody_with_a_card(city, "4", "doctor tabarka")
    person.says("8")
    assert text(person).startswith("We did not understand.")


def test_a_card_that_came_alone_has_no_list(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", "4", "women kairouan"):
        person.says(line)
    assert person.session.step == StepName.CARD
    assert person.session.offered == ()


def test_a_list_names_no_town_twice(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", "1", "médecin tabarka"):
        person.says(line)
    assert "2 Hopital régional de Jendouba\n" in text(person)


def test_a_service_that_is_gone_is_no_dead_end(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "[#service:no-such-service]"):
        person.says(line)
    assert text(person) == "This service is not in our list any more."
    assert person.session.offered == ((0, "menu"),)
