"""Two machines that answer each other: does it end, and is no person silenced by it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.engine.effect import AskHuman, HelpReason, Say
from flows.engine.repetition import MOST, MOST_IN_DANGER, Repetition, from_list, to_list
from flows.engine.session import from_plain, to_plain
from tests.flows.somebody import somebody, text
from tests.transcript import NOON, City, Person

DRIVING = "Je conduis, je vous rappelle plus tard. Reponse automatique."


def answers(person: Person, said: list[str]) -> list[bool]:
    return [any(isinstance(each, Say) for each in person.says(words)) for words in said]


def test_a_machine_that_answers_is_answered_a_few_times_and_staff_are_told_once(
    city: City,
) -> None:
    person = somebody(city)
    told = 0
    answered = 0
    for _message in range(30):
        effects = person.says(DRIVING)
        told += AskHuman(HelpReason.MACHINE) in effects
        answered += any(isinstance(each, Say) for each in effects)
    assert (answered, told) == (1 + MOST, 1)


def test_before_a_language_as_well(city: City) -> None:
    person = Person(city, somebody(city).capabilities, "sms")
    assert sum(answers(person, [DRIVING] * 30)) == 1 + MOST


def test_our_own_words_sent_back_end_it_too(city: City) -> None:
    person = somebody(city)
    said = "bonjour tout le monde"
    silent = 0
    for _message in range(40):
        person.says(said)
        silent += not text(person)
        said = text(person).replace("\n", " ") or said
    assert silent >= 20


def test_two_messages_in_turn_are_the_same_again_and_again(city: City) -> None:
    person = somebody(city)
    assert sum(answers(person, [DRIVING, "Merci de votre message, nous repondrons."] * 15)) <= 10


def test_something_new_is_answered_at_once(city: City) -> None:
    person = somebody(city)
    answers(person, [DRIVING] * 10)
    assert not text(person)
    person.says("doctor tabarka please")
    assert "Health in Tabarka" in text(person)


def test_an_hour_later_they_are_a_person_again(city: City) -> None:
    person = somebody(city)
    answers(person, [DRIVING] * 10)
    person.now += timedelta(hours=1, minutes=1)
    assert answers(person, [DRIVING]) == [True]


@pytest.mark.parametrize("words", ["1", "9", "menu", "MENU", "aide", "more", "salut", "doctor"])
def test_short_words_may_be_said_for_ever(city: City, words: str) -> None:
    assert all(answers(somebody(city), [words] * 20))


def test_somebody_in_danger_is_answered_far_longer(city: City) -> None:
    person = somebody(city)
    heard = answers(person, ["mon mari me frappe tous les jours"] * 30)
    assert heard == [True] * (1 + MOST_IN_DANGER) + [False] * (29 - MOST_IN_DANGER)


def test_what_is_remembered_of_it_are_no_words(city: City) -> None:
    person = somebody(city)
    answers(person, [DRIVING] * 3)
    plain = to_plain(person.session)
    assert "conduis" not in repr(plain)
    assert from_plain(plain) == person.session


@pytest.mark.parametrize("raw", [[], [1, 2, 3], [["a"], "b", ""], [["a"], 1, "noon"], "abc"])
def test_what_is_no_such_thing_is_refused(raw: list[object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_list(raw)
    assert from_plain({"repetition": raw, "step": "x"}).step is None


def test_it_survives_between_two_messages() -> None:
    once = Repetition().after(DRIVING, NOON)
    twice = from_list(to_list(once)).after(DRIVING.upper(), NOON)
    assert (once.count, twice.count) == (0, 1)
    assert twice.after("ok", NOON) == twice
