"""Nobody is left with a card that they can do nothing with; what is elsewhere says how far."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.engine.effect import RecordShown
from flows.engine.event import Picked
from services_directory.search.finder import Finder
from services_directory.search.reaching.acting import says_whom_to_see
from tests.transcript import City, Person

PERSON = {"fr": "HUMAIN", "ar": "شخص", "aeb": "شخص", "en": "HUMAN"}
AWAY = {
    "fr": "À 22 km de Bou Salem",
    "ar": "على بعد 22 كم من بوسالم",
    "aeb": "على 22 كم من بوسالم",
    "en": "22 km from Bou Salem",
}
HOSPITAL = {
    "fr": "hopital bou salem",
    "ar": "مستشفى بوسالم",
    "aeb": "سبيطار بوسالم",
    "en": "hospital bou salem",
}


def somebody(city: City, locale: str, *, by_sms: bool = False) -> Person:
    person = Person(city, BY_SMS, "sms") if by_sms else Person(city, BY_BUTTONS, "telegram")
    person.contact = replace(person.contact, locale=locale)
    person.says("menu")
    return person


def text(person: Person) -> str:
    return person.seen.text if person.seen else ""


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
@pytest.mark.parametrize("by_sms", [True, False], ids=["sms", "telegram"])
def test_every_card_names_somebody_to_turn_to(city: City, locale: str, by_sms: bool) -> None:
    person = somebody(city, locale, by_sms=by_sms)
    for service in city.directory.services[::7]:
        person.does(Picked(f"service:{service.id}"))
        if not says_whom_to_see(service, has_map=not by_sms):
            assert PERSON[locale] in text(person), service.id


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
def test_what_a_town_has_not_is_told_with_how_far_it_is(city: City, locale: str) -> None:
    person = somebody(city, locale)
    person.says(HOSPITAL[locale])
    person.does(Picked("service:jen-hopital-regional"))
    assert AWAY[locale] in text(person)
    person = somebody(city, locale, by_sms=True)
    person.says(HOSPITAL[locale])
    person.does(Picked("service:jen-hopital-regional"))
    assert "22" in text(person) or PERSON[locale] in text(person)


def test_who_is_near_or_names_no_town_is_told_no_distance(city: City) -> None:
    person = somebody(city, "fr")
    person.says("hopital jendouba")
    person.does(Picked("service:jen-hopital-regional"))
    assert "km" not in text(person)


def test_a_card_without_a_number_names_whom_to_call_for_the_same_need(city: City) -> None:
    person = somebody(city, "en")
    person.does(Picked("service:jen-rayhana"))
    assert "Ask here" not in text(person), "it is not shown to people"
    person.does(Picked("service:jen-formation-tourisme-ain-draham"))
    assert "Ask here: " in text(person)
    assert "78672030" in text(person)


def test_the_centre_is_named_where_it_has_a_number(city: City) -> None:
    line = city.directory.service("tn-1809-enfance")
    assert line is not None
    centre = replace(city.directory.programme.centre, phone=line.phones[0])
    directory = replace(city.directory, programme=replace(city.directory.programme, centre=centre))
    person = somebody(replace(city, directory=directory, finder=Finder(directory)), "en")
    person.does(Picked("service:tn-cin"))
    assert "You can call here: Resource centre, 1809" in text(person)


def test_a_card_that_nobody_checked_is_counted_and_a_line_of_danger_is_not(city: City) -> None:
    person = somebody(city, "fr")
    assert RecordShown("tn-cin") in person.does(Picked("service:tn-cin"))
    effects = person.does(Picked("service:tn-samu-190"))
    assert not any(isinstance(each, RecordShown) for each in effects)


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
def test_what_comes_from_a_map_names_those_who_drew_it(city: City, locale: str) -> None:
    person = somebody(city, locale)
    person.does(Picked("service:jen-pharmacie-tabarka-morjane"))
    assert "© OpenStreetMap contributors, ODbL 1.0" in text(person)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", "je veux apprendre un metier kairouan"),
        ("ar", "تعليم الكبار القيروان"),
        ("en", "literacy kairouan"),
    ],
)
def test_schools_are_told_where_a_school_is_asked_for_alone(
    city: City, locale: str, words: str
) -> None:
    person = somebody(city, locale)
    person.says(words)
    assert "ecole-8" not in " ".join(key for _number, key in person.session.offered)


def test_a_school_is_found_by_its_need_and_by_its_name(city: City) -> None:
    person = somebody(city, "fr")
    person.says("une école pour mon fils à Bou Salem")
    offered = [key for _number, key in person.session.offered]
    assert any(key.startswith("service:jen-ecole-") for key in offered), text(person)


@pytest.mark.parametrize(
    ("first", "told"),
    [("passeport", "tn-passeport"), ("onfp", "onfp"), ("carte d'identité", "tn-cin")],
)
def test_the_first_question_keeps_its_words_while_a_language_is_chosen(
    city: City, first: str, told: str
) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.says(first)
    person.does(Picked("lang:fr"))
    if person.session.step == "find_service.choose_place":
        person.does(Picked("place:jendouba"))
    found = [person.session.memory.get("service", "")]
    found += [key for _number, key in person.session.offered if key.startswith("service:")]
    first_told = next((each for each in found if each), "")
    assert told in first_told, text(person)
