""" "Yes, I will be there on Monday, God willing": an answer with a word or two more stays one.

And no danger that was ever written down is taken for such an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.understanding.corpus import shipped_rows
from flows.components.training.class_messages import coming_choices
from flows.engine.effect import AnswerClass, Effect, Say
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.precautions.danger_level import with_danger_weighed
from flows.engine.understanding import understand
from flows.engine.understanding.intents import COMES, NOT_COMING
from services_directory.values.entries import EMERGENCY
from tests.flows.enrolled import enrolled
from tests.flows.somebody import somebody
from tests.transcript import City

CONFIRMED = EnrolmentState.CONFIRMED
COMING = [
    ("oui je serai là", "fr"),
    ("ok je serai là", "fr"),
    ("d'accord je serai là", "fr"),
    ("je serai là à 9h", "fr"),
    ("je serai là inchallah", "fr"),
    ("merci, je serai là mardi", "fr"),
    ("oui c'est bon je serai là mardi", "fr"),
    ("oui je serai la mardi", "fr"),
    ("yes i will be there", "en"),
    ("ok thanks, I'll be there at 9am", "en"),
    ("نعم سأكون هناك إن شاء الله", "ar"),
    ("شكرا، سأحضر يوم الثلاثاء", "ar"),
    ("باهي نجي إن شاء الله", "aeb"),
    ("أي باش نكون موجودة الثلاث", "aeb"),
    ("ey bech nkoun ghadi nchallah", "aeb"),
    ("behi nji ethletha 9h", "aeb"),
]
OF_MONDAY = [
    ("merci, je serai là lundi", "fr"),
    ("oui c'est bon je serai là lundi", "fr"),
    ("je serai absente lundi", "fr"),
]
STAYING_AWAY = [
    ("je serai absente mardi", "fr"),
    ("merci, je ne serai pas là mardi", "fr"),
    ("sorry, i won't be there on tuesday", "en"),
    ("لن أكون هناك يوم الثلاثاء", "ar"),
    ("مانيش جاية نهار الثلاث", "aeb"),
    ("manich jeya ethletha", "aeb"),
]


def alarms(effects: list[Effect]) -> bool:
    return any(isinstance(each, Say) and each.urgent for each in effects)


@pytest.mark.parametrize(
    ("said", "locale", "comes"),
    [*((*each, True) for each in COMING), *((*each, False) for each in STAYING_AWAY)],
)
@pytest.mark.parametrize("is_asked", [True, False])
def test_it_is_noted_under_a_reminder_and_without_one(
    city: City, said: str, locale: str, comes: bool, is_asked: bool
) -> None:
    person = enrolled(city, states=(CONFIRMED,))
    asked = coming_choices(101, ((10, 0),)) if is_asked else ()
    person.contact = replace(person.contact, locale=locale, asked=asked)
    effects = person.says(said)
    assert [each for each in effects if isinstance(each, AnswerClass)] == [
        AnswerClass(101, ((10, 0),), comes)
    ]
    assert not alarms(effects)


@pytest.mark.parametrize(("said", "locale"), [*COMING, *STAYING_AWAY, *OF_MONDAY])
def test_who_is_in_no_course_alarms_nobody_by_it(city: City, said: str, locale: str) -> None:
    assert not alarms(somebody(city, locale=locale).says(said))


@pytest.mark.parametrize(
    "said", ["je serai là pour toujours dans vos coeurs", "ce soir je ne serai plus là"]
)
def test_a_word_more_that_is_none_of_these_is_weighed_as_ever(city: City, said: str) -> None:
    before = understand(said, city.lexicon, "fr")
    assert with_danger_weighed(before).danger.level == before.danger.level != "none"


def test_no_danger_that_was_ever_written_down_is_taken_for_such_an_answer(city: City) -> None:
    taken = []
    for row in shipped_rows():
        if row.label != EMERGENCY:
            continue
        phrases = understand(row.text, city.lexicon).phrases
        if any(each.is_alone and each.mark in (COMES, NOT_COMING) for each in phrases):
            taken.append(row.text)
    assert taken == []
