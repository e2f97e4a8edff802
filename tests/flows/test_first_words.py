"""What somebody wrote before they chose a language: is it done once they have?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
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
        ("aide", "1", "Écrivez ce que vous cherchez et où."),
        ("inscription", "1", "Quelle inscription voulez-vous ?"),
        ("تسجيل", "2", "أي تسجيل يهمك؟"),
        ("رأيي", "3", "شنوة رايك في دليل؟"),
        ("feedback", "4", "How was Dalil for you?"),
        ("santé", "1", "Santé : dans quelle ville ?"),
        ("doctor", "4", "Health: in which town?"),
    ],
)
def test_it_is_answered_and_the_notice_after_it(
    city: City, first: str, language: str, answered: str
) -> None:
    person, effects, text = says(city, first, language)
    assert isinstance(effects[0], SetLocale)
    *said, notice = text.splitlines()
    assert "STOP" in notice
    assert answered in "\n".join(said)
    assert person.session.history == ()


@pytest.mark.parametrize(
    ("first", "locale", "answered"),
    [
        ("médecin jendouba", "fr", "Santé à Jendouba :"),
        ("طبيب القيروان", "ar", "الصحة في القيروان:"),
        ("doctor tabarka", "en", "Health in Tabarka:"),
        ("n7eb tbib fi tabarka", "aeb", "الصحة في طبرقة:"),
        ("win el sbitar fi jendouba", "aeb", "الصحة في جندوبة:"),
    ],
)
def test_a_whole_request_is_answered_in_the_language_it_was_written_in(
    city: City, first: str, locale: str, answered: str
) -> None:
    person, effects, text = says(city, first)
    assert effects[0] == SetLocale(locale)
    *said, notice = text.splitlines()
    assert said[0] == answered
    assert "STOP" in notice
    # One number, and the language is another.
    number = said[-1].split()[0]
    person.says(number)
    assert person.session.step == "choose_language.choose"
    person.says("4" if locale != "en" else "1")
    assert person.session.step == "find_service.choose_service"
    assert person.contact.locale != locale


@pytest.mark.parametrize("first", ["médecin", "jendouba", "n7eb 5edma", "effacer", "humain", "oui"])
def test_anything_less_asks_for_the_language(city: City, first: str) -> None:
    """Half a request, a language we write in other letters, or a wish that ends in a consent."""
    person, _effects, _text = says(city, first)
    assert person.contact.locale is None


def test_a_whole_request_instead_of_a_language_is_answered(city: City) -> None:
    _person, effects, text = says(city, "salut", "médecin jendouba")
    assert SetLocale("fr") in effects
    assert text.startswith("Santé à Jendouba")


@pytest.mark.parametrize("first", ["humain", "إنسان", "je veux parler à une personne", "HUMAN"])
def test_who_asks_for_a_human_first_gets_one(city: City, first: str) -> None:
    person, effects, text = says(city, first, "1")
    assert AskHuman(HelpReason.ASKED) in effects
    assert "Notre équipe sait que vous voulez parler à une personne." in text
    person.says("1")
    person.says("1")
    assert not person.contact.guest


def test_with_a_button_as_well(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.says("mes données")
    person.says("[Français]")
    assert person.seen is not None
    assert "Langue : Français" in person.seen.text


@pytest.mark.parametrize(
    ("first", "locale"),
    [("english", "en"), ("français", "fr"), ("بالعربية", "ar"), ("english please", "en")],
)
def test_a_language_that_is_named_is_spoken_at_once(city: City, first: str, locale: str) -> None:
    person, effects, _text = says(city, first)
    assert effects[0] == SetLocale(locale)
    assert person.session.step == "main_menu.choose"


@pytest.mark.parametrize(
    ("first", "language", "step", "asked"),
    [
        ("je ne veux plus", "1", "stop.confirm", "Voulez-vous ne plus recevoir"),
        ("how do i know you", "4", "did_you_mean.choose", "Who we are"),
    ],
)
def test_what_we_are_not_sure_of_is_asked_about_once_the_language_is_known(
    city: City, first: str, language: str, step: str, asked: str
) -> None:
    person, _effects, text = says(city, first, language)
    assert person.session.step == step
    assert asked in text


def test_the_first_sms_is_read_by_everybody_and_costs_one(city: City) -> None:
    """Whose language is not known yet: in Latin and in Arabic letters."""
    person, _effects, text = says(city, "bonjour")
    assert person.seen
    assert person.seen.segments
    assert person.seen.segments.segments == 1
    for word in ("مرحبا", "Bienvenue", "Welcome", "العربية", "تونسي", "Francais", "English"):
        assert word in text
    for said, locale in (("2 العربية", "ar"), ("3 Tounsi تونسي", "aeb"), ("3arbi", "ar")):
        person, effects, _text = says(city, "bonjour", said)
        assert effects[0] == SetLocale(locale)
