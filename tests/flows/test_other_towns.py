"""Somebody names a town that is none of ours: are they told so, and what may still help them?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.engine.effect import RecordUnmetNeed, SetPlace
from flows.step_names import StepName
from tests.transcript import City, Person

PICKS = {"fr": "1", "ar": "2", "aeb": "3", "en": "4"}
NOTHING_THERE = {
    "fr": "Nous n'avons rien dans cette ville.",
    "ar": "ليس لدينا شيء في تلك المدينة.",
    "aeb": "ما عندنا شي في المدينة هاذيكا.",
    "en": "We have nothing in that town.",
}


def somebody(city: City, language: str, *lines: str) -> Person:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", PICKS[language], *lines):
        person.says(line)
    return person


def text(person: Person) -> str:
    return person.seen.text if person.seen else ""


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "medecin zarzis"),
        ("fr", "medecin a metlaoui"),
        ("fr", "hopital sidi bou zid"),
        ("fr", "travail a ben guerdane"),
        ("fr", "docteur a Zarsis"),
        ("fr", "medecin Ouled Haffouz"),
        ("ar", "طبيب في بنزرت"),
        ("ar", "طبيب في الرديف"),
        ("ar", "طبيب في طبربة"),
        ("ar", "طبيب بسبيبة"),
        ("aeb", "n7eb tbib fi sfa9es"),
        ("aeb", "5edma f soussa"),
        ("en", "doctor in Sfax"),
        ("en", "work in Ouardanine"),
    ],
)
def test_we_say_that_we_have_nothing_there(city: City, language: str, asked: str) -> None:
    person = somebody(city, language, asked)
    assert text(person).startswith(NOTHING_THERE[language])
    assert person.session.step == StepName.CHOOSE_PLACE
    assert person.contact.place is None


@pytest.mark.parametrize("town", ["tabarka", "kairouan"])
def test_where_somebody_is_at_home_is_no_answer_either(city: City, town: str) -> None:
    person = somebody(city, "fr", f"travail {town}", "medecin zarzis")
    assert text(person).startswith(NOTHING_THERE["fr"])


@pytest.mark.parametrize(
    ("language", "asked", "whole_country"),
    [
        ("fr", "travail a sfax", "Travail, tout le pays :"),
        ("ar", "عمل في صفاقس", "العمل، في كل البلاد:"),
        ("en", "work in Sfax", "Work, whole country:"),
    ],
)
def test_what_helps_in_the_whole_country_is_one_number_away(
    city: City, language: str, asked: str, whole_country: str
) -> None:
    person = somebody(city, language, asked, "3")
    found = text(person)
    assert found.startswith(whole_country) or person.session.memory["service"] == "tn-aneti"
    shown = person.session.memory.get("service")
    assert shown is None or city.directory.service(shown).location.region is None  # type: ignore[union-attr]


def test_nothing_of_our_towns_is_among_what_helps_in_the_whole_country(city: City) -> None:
    person = somebody(city, "en", "doctor in Sfax", "3")
    assert person.session.step == StepName.CHOOSE_SERVICE
    for _number, key in person.session.offered:
        service = city.directory.service(key.removeprefix("service:"))
        assert service is None or service.location.region is None


def test_the_nearest_town_may_be_written_or_picked(city: City) -> None:
    for near in ("1", "jendouba", "Jendouba"):
        person = somebody(city, "en", "doctor in Beja", near)
        assert text(person).startswith("Health in Jendouba:")


@pytest.mark.parametrize("town", ["zarzis", "صفاقس", "fi bizerte"])
def test_a_town_alone_after_a_question_or_a_list_or_a_card(city: City, town: str) -> None:
    for before in (("health",), ("doctor tabarka",), ("doctor tabarka", "1")):
        person = somebody(city, "en", *before, town)
        assert text(person).startswith(NOTHING_THERE["en"]), before
        person.says("3")
        assert text(person).startswith("Health, whole country:"), before


def test_another_of_our_towns_after_a_card(city: City) -> None:
    person = somebody(city, "en", "doctor tabarka", "1", "kairouan")
    assert text(person).startswith("Health in Kairouan:")


def test_a_town_alone_at_the_menu(city: City) -> None:
    person = somebody(city, "en", "Sfax")
    assert text(person).startswith("We do not know this place.") or text(person).startswith(
        NOTHING_THERE["en"]
    )


def test_the_need_is_noted_and_no_town_is(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]"):
        person.says(line)
    effects = person.says("doctor in Sfax")
    assert RecordUnmetNeed("health", None) in effects
    assert not any(isinstance(each, SetPlace) for each in effects)


@pytest.mark.parametrize(
    "ordinary",
    [
        "medecin en urgence",
        "tbib fel lil",
        "طبيب في الليل",
        "doctor in the morning",
        "طبيب العيون",
        "panne de moteur travail",
        "travail dans un bureau",
        "formation en couture",
        "5edma fel dar",
        "خدمة في القهوة",
        "bank tadhamen",
        "البنك التونسي للتضامن",
        "je suis tunisien travail",
        "crédit en tunisie",
    ],
)
def test_everyday_words_are_no_towns(city: City, ordinary: str) -> None:
    person = somebody(city, "fr", ordinary)
    for said in NOTHING_THERE.values():
        assert said not in text(person)


def test_a_service_called_after_the_town_is_found(city: City) -> None:
    person = somebody(city, "fr", "retour volontaire sfax")
    assert NOTHING_THERE["fr"] not in text(person)
