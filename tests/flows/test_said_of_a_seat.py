"""Said in own words where nothing asks for it: that one cannot come, that one takes a seat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.components.training.class_messages import coming_choices, invitation_choices
from flows.engine.effect import AnswerClass, AnswerInvitation, Effect
from flows.engine.enrolments.states import EnrolmentState
from services_directory.training.values import Trainings
from services_directory.values.local_text import LocalText
from tests.flows.enrolled import COURSE, cohort, enrolled
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

CONFIRMED, INVITED = EnrolmentState.CONFIRMED, EnrolmentState.INVITED
CANNOT = AnswerClass(101, ((10, 0),), False)
NOT_COMING = [
    ("je peu pa venir", "fr"),
    ("je suis malade, je ne pourrai pas venir au cours", "fr"),
    ("i am sick i cant come to class", "en"),
    ("won't make it", "en"),
    ("لن أتمكن من الحضور", "ar"),
    ("أنا مريضة ولا أستطيع المجيء", "ar"),
    ("ما نجمش نجي مريضة", "aeb"),
    ("manjemch nji", "aeb"),
    ("mridh manajemch n7dher", "aeb"),
    ("3andi mochkla ma nejamch nji", "aeb"),
    ("jpe pas venir jai un rdv", "fr"),
]


def spoken(person: Person, locale: str) -> Person:
    person.contact = replace(person.contact, locale=locale)
    return person


def answers(effects: list[Effect]) -> list[Effect]:
    return [each for each in effects if isinstance(each, AnswerClass | AnswerInvitation)]


@pytest.mark.parametrize(("said", "locale"), NOT_COMING)
def test_the_next_class_is_noted_its_date_said_back_and_1_takes_it_back(
    city: City, said: str, locale: str
) -> None:
    person = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    assert answers(person.says(said)) == [CANNOT]
    assert "12:00" in text(person)
    assert answers(person.says("1")) == [AnswerClass(101, ((10, 0),), True)]


@pytest.mark.parametrize(("said", "locale"), NOT_COMING)
def test_on_the_screen_of_the_course_as_well(city: City, said: str, locale: str) -> None:
    person = enrolled(city, "my course", states=(CONFIRMED,))
    assert answers(spoken(person, locale).says(said)) == [CANNOT]


@pytest.mark.parametrize(("said", "locale"), NOT_COMING)
def test_who_has_no_seat_is_not_heard_so(city: City, said: str, locale: str) -> None:
    assert answers(somebody(city, said, locale=locale).says("1")) == []
    asked = spoken(enrolled(city, states=(INVITED,)), locale)
    assert answers(asked.says(said)) == []


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("I can't come on Saturday", "en"),
        ("je suis malade samedi alors je ne peux pas venir au cours", "fr"),
        ("ما نجمش نجي السبت", "aeb"),
        ("manjemch nji ghodwa", "aeb"),
    ],
)
def test_a_day_without_a_class_is_asked_about(city: City, said: str, locale: str) -> None:
    person = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    assert answers(person.says(said)) == []
    assert answers(person.says("2")) == [AnswerClass(101, ((11, 0),), False)]


def test_the_day_that_is_named_is_noted(city: City) -> None:
    both = enrolled(city, states=(CONFIRMED, CONFIRMED))
    assert answers(both.says("I cannot come on Wednesday")) == [AnswerClass(102, ((20, 0),), False)]


def test_in_several_courses_it_is_asked_which(city: City) -> None:
    both = enrolled(city, "I cannot come", states=(CONFIRMED, CONFIRMED))
    assert "Which class?\n1 Tourism: Tuesday 1 December, 12:00\n" in text(both)
    assert answers(both.says("2")) == [AnswerClass(102, ((20, 0),), False)]
    one = enrolled(city, "my course", "1", states=(CONFIRMED, CONFIRMED))
    assert answers(one.says("I cannot come")) == [CANNOT]


@pytest.mark.parametrize("said", ["I can't pay my rent", "I come from Mali", "I can't sleep"])
def test_what_only_begins_so_is_what_it_is(city: City, said: str) -> None:
    assert answers(enrolled(city, states=(CONFIRMED,)).says(said)) == []
    assert answers(enrolled(city, "my course", states=(CONFIRMED,)).says(said)) == []


def test_at_a_consent_it_is_no_answer(city: City) -> None:
    person = enrolled(city, "erase", states=(CONFIRMED,))
    assert answers(person.says("I cannot come")) == []


@pytest.mark.parametrize(
    ("said", "locale", "takes"),
    [
        ("yes", "en", True),
        ("oui je la prends", "fr", True),
        ("1", "en", True),
        ("نعم", "ar", True),
        ("ey nekhodhha", "aeb", True),
        ("no", "en", False),
        ("2", "fr", False),
    ],
)
def test_an_invitation_is_answered_after_a_question_and_on_the_screen_of_the_course(
    city: City, said: str, locale: str, takes: bool
) -> None:
    for between in ("how much does it cost", "my course"):
        person = enrolled(city, states=(INVITED,))
        person.contact = replace(person.contact, asked=invitation_choices(101))
        assert answers(person.says(between)) == []
        person.contact = replace(person.contact, asked=())
        assert answers(spoken(person, locale).says(said)) == [AnswerInvitation(101, takes)]


def test_whether_one_comes_is_answered_after_a_question_too(city: City) -> None:
    person = enrolled(city, states=(CONFIRMED,))
    person.contact = replace(person.contact, asked=coming_choices(101, ((10, 0),)))
    person.says("who are you")
    person.contact = replace(person.contact, asked=())
    assert answers(person.says("2")) == [CANNOT]
    assert answers(person.says("1")) == []


def test_numbers_of_a_newer_list_are_of_that_list(city: City) -> None:
    person = enrolled(city, states=(INVITED,))
    person.contact = replace(person.contact, asked=invitation_choices(101))
    person.says("menu")
    person.contact = replace(person.contact, asked=())
    assert answers(person.says("1")) == []


@pytest.mark.parametrize("said", ["yes", "oui", "no", "I take it"])
def test_a_yes_long_after_an_invitation_is_asked_about_and_never_all_right(
    city: City, said: str
) -> None:
    person = enrolled(city, states=(INVITED,))
    assert answers(person.says(said)) == []
    assert "A seat is kept for you: Tourism." in text(person)
    assert answers(person.says("1")) == [AnswerInvitation(101, True)]
    two = enrolled(city, said, states=(INVITED, INVITED))
    assert "Which course?" in text(two)


def test_who_was_not_invited_is_answered_as_ever(city: City) -> None:
    assert "All right." in text(enrolled(city, "yes", states=(CONFIRMED,)))


def test_what_it_costs_is_asked_of_the_course(city: City) -> None:
    person = enrolled(city, "how much does it cost", states=(INVITED,))
    assert "Tourism: we do not know the price." in text(person)
    priced = replace(COURSE, cost=LocalText.of({"en": "30 DT"}))
    person.city = replace(person.city, trainings=Trainings((priced,), (cohort(1), cohort(2))))
    person.says("how much does it cost")
    assert "Tourism: 30 DT" in text(person)
    assert "Dalil is free" not in text(person)
    assert "Dalil is free" in text(somebody(city, "how much does it cost"))
