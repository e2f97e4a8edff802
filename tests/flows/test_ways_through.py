"""Ways people take through the conversations: back, away, on again, and after STOP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages.capabilities import BY_SMS as SMS
from flows.engine.effect import Erase, RecordInterest, SetLocale
from flows.engine.session import Session
from services_directory.values.entries import OfferKind
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person


def test_a_registration_waits_for_days_at_the_same_question(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1")
    question = text(person)
    person.now += timedelta(days=2)
    person.says("hello")
    assert text(person) == "Hello!\n" + question
    person.says("Salem")
    assert "How may we reach you" in text(person)


def test_the_menu_offers_to_go_on_with_a_registration(city: City) -> None:
    person = somebody(city, "6", "2", "1", "menu")
    assert "Go on with my registration" in text(person)
    person.says("Go on with my registration")
    assert "In which town?" in text(person)


def test_a_number_to_be_called_is_read_in_any_script_and_spacing(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "٢٠ ٠٠٠ ٠٠١", "1")
    effects = person.says("1")
    interest = next(each for each in effects if isinstance(each, RecordInterest))
    assert interest.reach_by == "+21620000001"


def test_what_was_written_before_the_language_is_answered_after_it(city: City) -> None:
    person = Person(city, SMS, "sms")
    person.says("hôpital")
    assert text(person).startswith("مرحبا Bienvenue")
    assert SetLocale("fr") in person.says("1")
    person.says("tabarka")
    assert "Hopital régional de Tabarka" in text(person)


def test_somebody_who_stopped_is_answered_and_told_how_to_begin_once_a_day(city: City) -> None:
    person = somebody(city, "STOP")
    person.says("doctor tabarka")
    assert "Health in Tabarka" in text(person)
    assert "write: START" in text(person)
    person.says("1")
    assert "Tabarka Regional Hospital" in text(person)
    assert "START" not in text(person)
    person.now += timedelta(days=1)
    person.says("menu")
    assert "write: START" in text(person)
    assert person.contact.stopped
    person.says("START")
    assert "Hello again" in text(person)
    person.says("menu")
    assert "START" not in text(person)


@pytest.mark.parametrize("answer", ["1", "yes, erase all"])
def test_somebody_who_stopped_can_still_be_erased(city: City, answer: str) -> None:
    person = somebody(city, "STOP", "erase")
    assert "We cannot get it back." in text(person)
    assert Erase() in person.says(answer)


def test_or_think_better_of_it_and_stay_stopped(city: City) -> None:
    person = somebody(city, "STOP", "erase", "2")
    assert "Nothing was erased." in text(person)
    assert "START" in text(person)
    assert person.contact.stopped


def test_a_step_of_another_release_leads_to_the_menu(city: City) -> None:
    person = somebody(city)
    person.session = Session(step="find_service.old_step", memory={"need": "health"})
    person.says("hm")
    assert "What do you need?" in text(person)


def test_my_data_tells_of_a_registration_that_is_not_finished(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "my data")
    assert "A registration that you did not finish" in text(person)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("je veux parler à quelqu'un", "talk to a person"),
        ("can you show me the menu please", "What do you need?"),
        ("9", "Also:"),
        ("inscription formation couture", "Which one interests you?"),
        ("تسجيل", "What would you like to register for?"),
    ],
)
def test_a_harmless_wish_is_heard_inside_a_sentence(city: City, said: str, answer: str) -> None:
    person = somebody(city, said)
    assert answer in text(person)


def test_back_at_the_first_question_stays_at_the_menu(city: City) -> None:
    person = somebody(city, "back")
    assert text(person).startswith("What do you need?")
    person.says("back")
    assert text(person).startswith("What do you need?")


def test_back_turns_to_the_page_before(city: City) -> None:
    person = somebody(city, "doctor jendouba")
    first = text(person)
    person.says("more")
    assert text(person) != first
    person.says("back")
    assert text(person) == first


def test_a_need_and_a_place_are_answered_although_a_name_was_asked(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "doctor Tabarka")
    assert "Tabarka Regional Hospital" in text(person)
    person.says("menu")
    assert "Go on with my registration" in text(person)


def without(city: City, kind: OfferKind) -> City:
    """The same city, with nothing of one kind to register for."""
    programme = city.directory.programme
    fewer = replace(
        programme, offers=tuple(each for each in programme.offers if each.kind is not kind)
    )
    return replace(city, directory=replace(city.directory, programme=fewer))


def test_a_programme_without_financial_offers_asks_for_none(city: City) -> None:
    person = somebody(without(city, OfferKind.FINANCE), "6")
    assert "Which one interests you?" in text(person)
    person.says("I need a small loan in Kairouan")
    assert "I want to register" not in text(person)
    person.says("register for a loan")
    assert "Kairouan" in text(person)


def test_a_consent_to_be_answered_is_not_a_back_away(city: City) -> None:
    person = somebody(city, "human", "skip", "1", "back", "2", "my data")
    assert "12 months" in text(person)


def test_a_registration_left_midway_outlives_another_conversation(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa", "menu", "feedback", "4", "1", "1", "menu")
    assert "Go on with my registration" in text(person)


@pytest.mark.parametrize("way", [["thanks", "help", "back"], ["who are you", "language", "4"]])
def test_nobody_is_led_back_to_an_empty_answer(city: City, way: list[str]) -> None:
    assert "What do you need?" in text(somebody(city, *way))


def test_a_need_named_at_the_place_forgets_the_words_of_the_one_before(city: City) -> None:
    person = somebody(city, "vaccination", "HIV test kairouan")
    assert text(person).startswith("Free HIV test")


def test_a_page_may_be_turned_after_two_misses(city: City) -> None:
    person = somebody(city, "doctor jendouba", "zzqx", "zzqx", "9")
    assert "That is all." not in text(person)
