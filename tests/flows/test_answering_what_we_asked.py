"""A number, a yes or a no answers what we asked last of ourselves: a seat, a class that comes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.components.training.class_messages import coming_choices, invitation_choices
from flows.engine.effect import AnswerClass, AnswerInvitation, AskHuman, Effect, StopMessages
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.reply import Choice
from tests.flows.enrolled import enrolled
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

CONFIRMED, INVITED = EnrolmentState.CONFIRMED, EnrolmentState.INVITED


def asked(person: Person, choices: tuple[Choice, ...], locale: str = "en") -> Person:
    """What we sent them last, unasked, stands on their screen."""
    person.contact = replace(person.contact, asked=choices, locale=locale)
    return person


def answered(effects: list[Effect]) -> list[Effect]:
    return [each for each in effects if isinstance(each, AnswerClass | AnswerInvitation)]


@pytest.mark.parametrize(
    ("said", "locale", "comes"),
    [
        ("1", "en", True),
        ("yes", "en", True),
        ("oui", "fr", True),
        ("ey", "aeb", True),
        ("نعم", "ar", True),
        ("2", "en", False),
        ("٢", "ar", False),
        ("no", "en", False),
        ("non", "fr", False),
        ("لا", "ar", False),
        ("I cannot", "en", False),
    ],
)
def test_whether_one_comes_is_heard_by_number_and_by_words(
    city: City, said: str, locale: str, comes: bool
) -> None:
    person = asked(enrolled(city, states=(CONFIRMED,)), coming_choices(101, ((10, 0),)), locale)
    assert answered(person.says(said)) == [AnswerClass(101, ((10, 0),), comes)]


@pytest.mark.parametrize(("said", "takes"), [("1", True), ("yes", True), ("2", False)])
def test_a_seat_that_is_kept_is_taken_or_given_back(city: City, said: str, takes: bool) -> None:
    person = asked(enrolled(city, states=(INVITED,)), invitation_choices(101))
    assert answered(person.says(said)) == [AnswerInvitation(101, takes)]


def test_the_third_number_asks_a_person(city: City) -> None:
    person = asked(enrolled(city, states=(INVITED,)), invitation_choices(101))
    effects = person.says("3")
    assert [each for each in effects if isinstance(each, AskHuman)]
    assert answered(effects) == []


@pytest.mark.parametrize("said", ["0", "4", "doctor Tabarka", "my course"])
def test_what_is_no_answer_goes_its_own_way(city: City, said: str) -> None:
    person = asked(enrolled(city, states=(INVITED,)), invitation_choices(101))
    assert answered(person.says(said)) == []
    assert text(person)


def test_danger_is_heard_before_any_answer(city: City) -> None:
    person = asked(enrolled(city, states=(CONFIRMED,)), coming_choices(101, ((10, 0),)))
    effects = person.says("2 he is beating me, help")
    assert answered(effects) == []
    assert "Call 1899 or 197 now." in text(person)


def test_with_nothing_asked_a_number_is_of_the_menu(city: City) -> None:
    person = enrolled(city, states=(CONFIRMED,))
    assert answered(person.says("1")) == []


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("take me off the list", "en"),
        ("enlevez moi de la liste", "fr"),
        ("أخرجوني من القائمة", "ar"),
        ("نحيوني من الليستة", "aeb"),
        ("na7iwni mel lista", "aeb"),
    ],
)
def test_the_list_may_be_that_of_the_course(city: City, said: str, locale: str) -> None:
    person = enrolled(city, states=(EnrolmentState.WAITING,))
    person.contact = replace(person.contact, locale=locale)
    assert not [each for each in person.says(said) if isinstance(each, StopMessages)]
    person.contact = replace(person.contact, locale="en")
    person.says("3")
    assert "You wait for a seat: Tourism." in text(person)
    assert "1 Leave the line" in text(person)


def test_our_list_is_ours_and_who_is_in_no_course_is_asked_of_messages_alone(city: City) -> None:
    waits = enrolled(city, states=(EnrolmentState.WAITING,))
    stopped = waits.says("take me off your list")
    assert [each for each in stopped if isinstance(each, StopMessages)]
    person = somebody(city, "take me off the list")
    assert "1 Yes, stop\n2 No" in text(person)
    assert "3" not in text(person)
    assert [each for each in person.says("1") if isinstance(each, StopMessages)]
