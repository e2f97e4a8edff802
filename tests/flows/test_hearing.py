"""What is heard where: buttons, links, numbers, places and what nothing else takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.engine.effect import AskHuman, SetLocale, SetPlace, SetSource
from flows.engine.event import LocationShared, NumberShared, Picked
from services_directory.values.entries import Position
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

JENDOUBA = LocationShared(Position(36.5011, 8.7802))


def on_telegram(city: City, *said: str) -> Person:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in said:
        person.says(line)
    return person


@pytest.mark.parametrize(
    "link", ["/start kairouan-poster3", "START=kairouan-poster3", "start kairouan-poster3 "]
)
def test_a_posters_link_is_heard_before_and_after_a_language(city: City, link: str) -> None:
    expected = [SetSource("kairouan-poster3"), SetPlace("kairouan")]
    assert Person(city, BY_SMS, "sms").says(link)[:2] == expected
    person = somebody(city, "6", "1")
    assert person.says(link)[:2] == expected
    assert person.session.step == "main_menu.choose"


def test_what_only_begins_like_a_link_is_none(city: City) -> None:
    for words in ("start kairouan poster", "restart x", "start"):
        effects = somebody(city).says(words)
        assert not any(isinstance(each, SetSource) for each in effects), words


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("menu", "main_menu.choose"),
        ("language", "choose_language.choose"),
        ("human", "ask_human.about"),
        ("help", "main_menu.rest"),
        ("back", "main_menu.choose"),
    ],
)
def test_what_opens_from_anywhere_opens_by_an_old_button(city: City, key: str, step: str) -> None:
    person = on_telegram(city, "hello", "[English]", "thanks")
    person.session = replace(person.session, offered=())
    person.does(Picked(key))
    assert person.session.step == step


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("need:health", "find_service.choose_place"),
        ("service:jen-hopital-tabarka", "find_service.card"),
    ],
)
def test_old_buttons_open_what_they_name(city: City, key: str, step: str) -> None:
    person = on_telegram(city, "hello", "[English]", "register")
    person.does(Picked(key))
    assert person.session.step == step


def test_before_a_language_only_a_language_and_numbers_to_call_open(city: City) -> None:
    person = on_telegram(city, "hello")
    for key in ("menu", "need:health", "service:jen-hopital-tabarka", "consent:agree"):
        person.does(Picked(key))
        assert person.session.step == "choose_language.choose", key
        assert "Bienvenue" in text(person), key
    person.does(Picked("danger:sea"))
    assert "190" in text(person)
    assert SetLocale("ar") in person.does(Picked("lang:ar"))


def test_the_first_thing_of_all_may_be_a_button_of_long_ago(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.does(Picked("need:health"))
    assert person.session.step == "choose_language.choose"
    assert SetLocale("en") in Person(city, BY_BUTTONS, "telegram").does(Picked("lang:en"))


def test_a_place_is_heard_where_a_question_was_asked(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.does(JENDOUBA)
    assert person.session.step == "choose_language.choose"
    person = on_telegram(city, "hello", "[English]", "[Health]")
    assert SetPlace("jendouba") in person.does(JENDOUBA)


def test_a_shared_number_answers_where_one_was_asked_and_is_passed_on_elsewhere(city: City) -> None:
    person = somebody(city, "6", "1", "1", "1", "Awa")
    person.does(NumberShared("+21620000001"))
    assert person.session.memory["reach_by"] == "+21620000001"
    person = somebody(city)
    effects = person.does(NumberShared("+21620000002"))
    asked = [each for each in effects if isinstance(each, AskHuman)]
    assert [each.words for each in asked] == ["+21620000002"]


def test_zero_is_the_menu_where_it_picks_nothing_else(city: City) -> None:
    for way in (["6", "1"], ["6", "1", "1", "1"], ["7", "4"]):
        person = somebody(city, *way, "0")
        assert person.session.step == "main_menu.choose", way


def test_a_number_that_picks_nothing_asks_again_and_searches_for_nothing(city: City) -> None:
    person = somebody(city, "7")
    person.says("8")
    assert person.session.step == "feedback.rate"
    person.says("8")
    assert "5 Very good" in text(person)


def test_more_is_all_there_is_where_no_more_is_offered(city: City) -> None:
    for word in ("more", "9"):
        person = somebody(city, "7", word)
        assert text(person).startswith("That is all.")
        assert person.session.misses == 0


@pytest.mark.parametrize(("word", "answer"), [("hello", "Hello!"), ("thanks", "You are welcome")])
def test_a_greeting_is_returned_and_misses_nothing(city: City, word: str, answer: str) -> None:
    person = somebody(city, "7", word)
    assert text(person).startswith(answer)
    assert person.session.misses == 0


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("register", "register_interest.choose_kind"),
        ("feedback", "feedback.rate"),
        ("my data", "find_service.choose_place"),
        ("i would like to give feedback about you", "feedback.rate"),
    ],
)
def test_our_conversations_begin_by_a_word_and_inside_a_sentence(
    city: City, words: str, step: str
) -> None:
    assert somebody(city, "1", words).session.step == step


def test_the_commands_are_heard_among_ones_own_words(city: City) -> None:
    for word, step in (("menu", "main_menu.choose"), ("language", "choose_language.choose")):
        person = somebody(city, "7", "4", word)
        assert person.session.step == step, word


def test_a_need_written_at_any_question_is_searched(city: City) -> None:
    person = somebody(city, "7", "doctor tabarka")
    assert "Health in Tabarka" in text(person)


def test_who_lost_their_step_is_led_to_the_menu(city: City) -> None:
    person = somebody(city)
    person.session = replace(person.session, step="gone.step")
    person.says("qwertz")
    assert person.session.step == "main_menu.choose"
