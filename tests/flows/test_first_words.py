"""What somebody wrote before they chose a language: is it done once they have?"""

from __future__ import annotations

import pytest

from bot.channels.base import BY_BUTTONS, BY_SMS
from flows.engine.effect import AskHuman, HelpReason, SetLocale
from tests.transcript import City, Person


def says(city: City, *lines: str) -> tuple[Person, list[object], str]:
    person = Person(city, BY_SMS, "sms")
    effects: list[object] = []
    for line in lines:
        effects = list(person.says(line))
    return person, effects, person.seen.text if person.seen else ""


@pytest.mark.parametrize(
    ("first", "language", "answered"),
    [
        ("mes données", "1", "Nous gardons votre numéro"),
        ("aide", "1", "Écrivez votre besoin et le lieu."),
        ("inscription", "1", "Pour quoi voulez-vous vous inscrire ?"),
        ("تسجيل", "2", "في ماذا تريد التسجيل؟"),
        ("رأيي", "3", "كيفاش لقيت دليل؟"),
        ("feedback", "4", "How was Dalil for you?"),
        ("santé", "1", "Où ? Écrivez le nom de votre ville"),
        ("doctor tabarka", "4", "Health in Tabarka:"),
    ],
)
def test_it_is_answered_after_the_notice(
    city: City, first: str, language: str, answered: str
) -> None:
    person, effects, text = says(city, first, language)
    assert isinstance(effects[0], SetLocale)
    assert "STOP" in text.splitlines()[1]
    assert answered in "\n".join(text.splitlines()[2:])
    assert person.session.history == ()


@pytest.mark.parametrize("first", ["humain", "إنسان", "je veux parler à une personne", "HUMAN"])
def test_who_asks_for_a_human_first_gets_one(city: City, first: str) -> None:
    person, effects, text = says(city, first, "1")
    assert AskHuman(HelpReason.ASKED) in effects
    assert "Nous avons dit à notre équipe" in text
    person.says("1")
    assert not person.contact.guest


def test_with_a_button_as_well(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.says("mes données")
    person.says("[Français]")
    assert person.seen is not None
    assert "Langue : Français" in person.seen.text
