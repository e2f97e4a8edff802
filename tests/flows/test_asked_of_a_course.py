"""What people ask of a course in their own spelling: of theirs, or of one that starts soon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.components.training.class_messages import coming_choices
from flows.components.training.course_questions import Asks
from flows.engine.effect import AnswerClass, Say
from flows.engine.enrolments.states import EnrolmentState
from tests.flows.enrolled import DAY, enrolled, teaching
from tests.flows.somebody import somebody, text
from tests.transcript import NOON, City

CONFIRMED, WAITING = EnrolmentState.CONFIRMED, EnrolmentState.WAITING
OF_MINE = [
    ("c koi l'adress du cours", "fr"),
    ("le cour commance a kel heure", "fr"),
    ("kes ke je doi ramené", "fr"),
    ("cé kan le prochain cour", "fr"),
    ("ya cour demain ?", "fr"),
    ("jai oublié l'heure", "fr"),
    ("وقتاش نبداو", "aeb"),
    ("wa9tech nebdaw", "aeb"),
    ("win la9raya", "aeb"),
    ("blasti mazelt?", "aeb"),
    ("chnowa lazemni njib m3aya", "aeb"),
    ("شنوة نجيب معايا", "aeb"),
    ("nsit el wa9t mta3 el 9raya", "aeb"),
    ("what should I bring with me to class", "en"),
    ("where is the class", "en"),
    ("anehou nhar el dars", "aeb"),
    ("el jem3a famma 9raya?", "aeb"),
    ("on commence a quel heure lundi", "fr"),
    ("c ou deja la formation", "fr"),
    ("القراية تبدلت؟", "aeb"),
    ("chnoua njib", "aeb"),
    ("j ai une place ou pas", "fr"),
    ("ena m9ayed walla le", "aeb"),
    ("je dois amener koi pour le cour", "fr"),
    ("متى يبدأ التكوين", "ar"),
]


@pytest.mark.parametrize(("said", "locale"), OF_MINE)
@pytest.mark.parametrize("by", [("sms", BY_SMS), ("telegram", BY_BUTTONS)])
def test_of_theirs_the_next_class_is_told(
    city: City, said: str, locale: str, by: tuple[str, object]
) -> None:
    person = enrolled(city, states=(CONFIRMED,))
    person.contact = replace(person.contact, locale=locale)
    person.channel, person.capabilities = by[0], by[1]  # type: ignore[assignment]
    person.says(said)
    assert "12:00" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("je suis combien dans la liste", "fr"),
        ("9adeh 9oddemi mel 3bed", "aeb"),
        ("وقتاش يجي دوري", "aeb"),
        ("قداش مازالوا قبلي", "aeb"),
        ("je veux sortir de la liste", "fr"),
        ("yora une place pour moi ?", "fr"),
    ],
)
def test_who_waits_is_told_their_place(city: City, said: str, locale: str) -> None:
    person = enrolled(city, states=(WAITING,))
    person.contact = replace(person.contact, locale=locale)
    person.says(said)
    assert "3" in text(person)
    assert "8" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("combien de place il reste", "fr"),
        ("9adeh mazel mel blayes", "aeb"),
        ("famma blasa fel formation", "aeb"),
        ("قداش مازال بلاصة", "aeb"),
        ("are there seats left", "en"),
        ("كم مكان بقي في الدورة", "ar"),
    ],
)
def test_who_is_in_none_is_shown_those_with_seats(city: City, said: str, locale: str) -> None:
    person = somebody(teaching(city), said, locale=locale)
    assert "12" in text(person)


@pytest.mark.parametrize("said", ["la formation est payante ?", "el formation b flous?"])
def test_what_it_costs_is_told_of_the_courses(city: City, said: str) -> None:
    person = somebody(teaching(city), said, locale="fr")
    assert text(person).startswith("Tourisme :")


@pytest.mark.parametrize(
    "said",
    ["when are you open", "docteur kairouan quand", "où dormir ce soir", "cours de francais quand"],
)
def test_what_is_asked_of_something_else_is_not_taken_for_it(city: City, said: str) -> None:
    person = somebody(teaching(city), said)
    assert "Tourism" not in text(person)
    mine = enrolled(city, said.replace("cours", "ecole"), states=(CONFIRMED,))
    assert "You have a seat" not in text(mine)


@pytest.mark.parametrize(
    ("said", "comes"),
    [
        ("je serai absente mardi", False),
        ("oui je serai la mardi", True),
        ("j'y serai", True),
        ("je serai la demain", True),
        ("jpourai pas etre la demain", False),
    ],
)
def test_whether_one_comes_alarms_nobody(city: City, said: str, comes: bool) -> None:
    person = enrolled(city, states=(CONFIRMED,))
    person.now = NOON + 6 * DAY  # a Monday; the class is on Tuesday
    person.contact = replace(person.contact, locale="fr", asked=coming_choices(101, ((10, 0),)))
    effects = person.says(said)
    assert AnswerClass(101, ((10, 0),), comes) in effects
    assert not any(isinstance(each, Say) and each.urgent for each in effects)


@pytest.mark.parametrize(
    "said", ["je serai absente pour toujours", "bientot je serai plus la", "je veux mourir lundi"]
)
def test_what_may_be_danger_is_heard_all_the_same(city: City, said: str) -> None:
    with_seat, without = enrolled(city, states=(CONFIRMED,)), somebody(city)
    told = []
    for person in (with_seat, without):
        person.contact = replace(person.contact, locale="fr")
        person.says(said)
        told.append(text(person))
    assert told[0] == told[1]


def test_a_yes_with_its_day_is_noted_with_no_question_before_it(city: City) -> None:
    person = enrolled(city, states=(CONFIRMED,))
    person.contact = replace(person.contact, locale="fr")
    assert AnswerClass(101, ((10, 0),), True) in person.says("oui je serai la mardi")


def test_each_word_of_such_a_question_asks_something_that_is_known(city: City) -> None:
    assert {*city.lexicon.asks.values()} == {each.value for each in Asks}
