""" "My course", asked at any time and in people's own words: when, where, and where one stands."""

from __future__ import annotations

import pytest

from flows.components.training.seat_states import FOR_STAFF, TOLD, Standing
from flows.engine.enrolments.states import EnrolmentState
from tests.flows.enrolled import enrolled
from tests.flows.somebody import somebody, text
from tests.transcript import City

CONFIRMED, WAITING, INVITED = (
    EnrolmentState.CONFIRMED,
    EnrolmentState.WAITING,
    EnrolmentState.INVITED,
)


@pytest.mark.parametrize(
    "said",
    [
        "my course",
        "when is the class?",
        "c'est quand le cours ?",
        "C quand le cours",
        "mon cours",
        "وقتاش القراية",
        "وقتاش القراية؟",
        "متى الدرس؟",
        "wa9tech le9raya",
        "دورتي",
    ],
)
def test_the_next_class_is_told_however_it_is_asked(city: City, said: str) -> None:
    told = text(enrolled(city, said, states=(CONFIRMED,)))
    assert "You have a seat: Tourism." in told
    assert "Next class: Tuesday 1 December, 12:00, Youth centre." in told


def test_in_the_middle_of_a_question_it_is_told_and_the_question_asked_again(city: City) -> None:
    person = enrolled(city, "erase", "mon cours", states=(CONFIRMED,))
    assert "Next class: Tuesday 1 December, 12:00, Youth centre." in text(person)
    assert "1 Yes, erase all" in text(person)
    rating = enrolled(city, "7", "mon cours", states=(CONFIRMED,))
    assert "Next class: Tuesday 1 December, 12:00, Youth centre." in text(rating)
    assert "1 Very bad" not in text(rating)  # asked once, for our own sake


def test_who_waits_and_who_is_asked_are_told_so(city: City) -> None:
    waiting = text(enrolled(city, "my course", states=(WAITING,)))
    assert "You wait for a seat: Tourism.\nYou are number 3 of 8 in line." in waiting
    asked = text(enrolled(city, "my course", states=(INVITED,)))
    assert "A seat is kept for you: Tourism." in asked
    assert "1 Yes, I take it\n2 No, thank you\n3 I have a question" in asked


def test_of_several_one_is_chosen_and_who_is_in_none_is_told_how_to_find_one(city: City) -> None:
    both = enrolled(city, "my course", states=(CONFIRMED, WAITING))
    both.says("2")
    assert "You wait for a seat" in text(both)
    assert "You are in no course of ours." in text(somebody(city, "my course"))


def test_all_dates_come_a_few_at_a_time_by_sms(city: City) -> None:
    person = enrolled(city, "my course", "2", states=(CONFIRMED,))
    assert text(person).count("Youth centre") == 4
    person.says("9")
    assert text(person).count("Youth centre") == 2
    assert "\n9 " not in text(person)


@pytest.mark.parametrize("locale", ["ar", "aeb", "fr", "en"])
def test_pending_waiting_and_enrolled_have_words_of_their_own(city: City, locale: str) -> None:
    for table in (TOLD, FOR_STAFF):
        words = {city.translator.phrase(table[each], locale) for each in Standing}
        assert len(words) == len(Standing)
