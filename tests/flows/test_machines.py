"""Two machines that answer each other: does it end, and is no person silenced by it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.choose_language import MOST_LOST
from flows.engine.effect import AskHuman, HelpReason, Say
from flows.engine.precautions.repetition import (
    MOST,
    MOST_BY_A_MACHINE,
    MOST_IN_DANGER,
    MOST_MISSES,
    Repetition,
    from_list,
    to_list,
)
from flows.engine.session import from_plain, to_plain
from tests.flows.somebody import somebody, text
from tests.transcript import NOON, City, Person

DRIVING = "Je conduis, je vous rappelle plus tard. Reponse automatique."
RECEIVED = "La boutique a recu votre texte."


def answers(person: Person, said: list[str]) -> list[bool]:
    return [any(isinstance(each, Say) for each in person.says(words)) for words in said]


def test_a_machine_that_answers_is_answered_a_few_times_and_staff_are_told_once(
    city: City,
) -> None:
    person = somebody(city)
    told = 0
    answered = 0
    for _message in range(30):
        effects = person.says(RECEIVED)
        told += AskHuman(HelpReason.MACHINE) in effects
        answered += any(isinstance(each, Say) for each in effects)
    assert (answered, told) == (1 + MOST, 1)


def test_before_a_language_as_well(city: City) -> None:
    person = Person(city, somebody(city).capabilities, "sms")
    assert sum(answers(person, [RECEIVED] * 30)) == 1 + MOST_LOST


@pytest.mark.parametrize(
    "words",
    [
        DRIVING,
        "Je suis absent, je vous rappelle.",
        "I am out of the office until Monday.",
        "هذا رد تلقائي، شكرا على رسالتك",
        "توا نسوق، نكلمك من بعد",
    ],
)
def test_that_nobody_is_there_is_believed_sooner(city: City, words: str) -> None:
    assert answers(somebody(city), [words] * 10) == [True] * MOST_BY_A_MACHINE + [False] * 8


def test_who_says_once_that_they_are_away_is_answered_on(city: City) -> None:
    person = somebody(city)
    answers(person, ["je suis en réunion, c'est pour plus tard"] * 2)
    assert all(answers(person, ["doctor", "doctor tabarka please", "menu"]))


def test_a_ticket_with_a_new_number_each_time_is_the_same_again(city: City) -> None:
    said = [f"Votre texte du 2{n} a 10:0{n}, no 471{n}, est arrive." for n in range(9)]
    assert sum(answers(somebody(city), said)) == 1 + MOST


def test_what_means_nothing_to_us_ends_too(city: City) -> None:
    person = somebody(city)
    nonsense = [f"{letter * 3}zk {letter}qx{letter * 2}" for letter in "abcdefghijklmnop"]
    heard = [person.says(words) for words in nonsense]
    silent = [each for each in heard if not any(isinstance(effect, Say) for effect in each)]
    assert len(heard) - len(silent) == MOST_MISSES
    # Perhaps it is a language that we do not know: staff read it.
    assert silent[-1] == [AskHuman(HelpReason.MACHINE, nonsense[-1])]
    assert answers(person, ["doctor tabarka"]) == [True]
    assert answers(person, nonsense[:3]) == [True] * 3


def test_an_hour_later_nothing_is_held_against_them(city: City) -> None:
    person = somebody(city)
    nonsense = [f"{letter * 3}zk {letter}qx{letter * 2}" for letter in "abcdefghijklmnop"]
    answers(person, nonsense)
    person.now += timedelta(hours=1)
    assert answers(person, nonsense[:2]) == [True] * 2


def test_our_own_words_sent_back_end_it_too(city: City) -> None:
    person = somebody(city)
    said = "bonjour tout le monde"
    answered = 0
    for _message in range(40):
        person.says(said)
        answered += bool(text(person))
        said = text(person).replace("\n", " ") or said
    assert answered <= 1 + MOST_BY_A_MACHINE + 1


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
