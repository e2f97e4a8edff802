"""A day named in an answer picks the class of that day, whatever day we asked of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.components.training.class_messages import coming_choices
from flows.engine.effect import AnswerClass, Effect
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.enrolments.states import EnrolmentState
from services_directory.training.values import ClassMeeting, Trainings
from tests.flows.enrolled import COURSE, DAY, HOUR, cohort, enrolled
from tests.flows.somebody import text
from tests.transcript import NOON, City, Person

MONDAY = NOON + (7 - NOON.weekday()) * DAY
ON_MONDAY, ON_TUESDAY, ON_FRIDAY = (31, 0), (32, 0), (33, 0)


def asked_of_tuesday(city: City, locale: str, *, is_new: bool = True) -> Person:
    """On Sunday, of the class on Tuesday; there are others on Monday and on Friday."""
    person = enrolled(city, states=(EnrolmentState.CONFIRMED,))
    meetings = tuple(
        ClassMeeting(number, 1, at, at + 3 * HOUR, f"uid-{number}")
        for number, days in ((31, 0), (32, 1), (33, 4))
        for at in [MONDAY + days * DAY]
    )
    trainings = Trainings((COURSE,), (replace(cohort(1), meetings=meetings),))
    person.city = replace(person.city, trainings=trainings)
    person.now = MONDAY - DAY
    choices = coming_choices(101, (ON_TUESDAY,))
    question = OpenQuestion(choices, person.now - timedelta(hours=1), 101, frozenset((32,)))
    asked = choices if is_new else ()
    person.contact = replace(person.contact, locale=locale, asked=asked, open_questions=(question,))
    return person


def noted(effects: list[Effect]) -> list[AnswerClass]:
    return [each for each in effects if isinstance(each, AnswerClass)]


SAID = [
    ("je serai là lundi", "fr", ON_MONDAY, True),
    ("oui je viens lundi", "fr", ON_MONDAY, True),
    ("je viens demain", "fr", ON_MONDAY, True),
    ("je ne peux pas venir vendredi", "fr", ON_FRIDAY, False),
    ("je serai là mardi", "fr", ON_TUESDAY, True),
    ("je viens après-demain", "fr", ON_TUESDAY, True),
    ("nji nhar lethnin", "aeb", ON_MONDAY, True),
    ("nji ghodwa", "aeb", ON_MONDAY, True),
    ("manjemch nji ghodwa", "aeb", ON_MONDAY, False),
    ("نجي غدوة", "aeb", ON_MONDAY, True),
    ("ما نجمش نجي نهار الاثنين", "aeb", ON_MONDAY, False),
    ("سأحضر يوم الاثنين", "ar", ON_MONDAY, True),
    ("لن أتمكن من الحضور غدا", "ar", ON_MONDAY, False),
    ("I come on Monday", "en", ON_MONDAY, True),
    ("I can't come tomorrow", "en", ON_MONDAY, False),
    ("yes, I will be there on Tuesday", "en", ON_TUESDAY, True),
]


@pytest.mark.parametrize(("said", "locale", "meeting", "comes"), SAID)
@pytest.mark.parametrize("is_new", [True, False])
def test_the_class_of_that_day_is_noted(
    city: City, said: str, locale: str, meeting: tuple[int, int], comes: bool, is_new: bool
) -> None:
    person = asked_of_tuesday(city, locale, is_new=is_new)
    assert noted(person.says(said)) == [AnswerClass(101, (meeting,), comes)]


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("je viens le {d}", "fr"),
        ("je viens le {d} {m_fr}", "fr"),
        ("je serai là le {d}/{m}", "fr"),
        ("I come on {m_en} {d}", "en"),
        ("nji nhar {d}", "aeb"),
        ("نجي نهار {d} {m_aeb}", "aeb"),
        ("سأحضر يوم {d} {m_ar}", "ar"),
    ],
)
def test_so_is_that_of_a_date(city: City, said: str, locale: str) -> None:
    person = asked_of_tuesday(city, locale)
    day = MONDAY.date()
    months = {"m_fr": "novembre", "m_en": "November", "m_ar": "نوفمبر", "m_aeb": "نوفمبر"}
    words = said.format(d=day.day, m=day.month, **months)
    assert noted(person.says(words)) == [AnswerClass(101, (ON_MONDAY,), True)]


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("je serai là mercredi", "fr"),
        ("je ne peux pas venir samedi", "fr"),
        ("nji nhar larb3a", "aeb"),
        ("سأحضر يوم الأربعاء", "ar"),
        ("I can't come on Saturday", "en"),
        ("je viens aujourd'hui", "fr"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_without_a_class_on_that_day_nothing_is_noted_but_which_one_is_asked(
    city: City, said: str, locale: str, is_new: bool
) -> None:
    person = asked_of_tuesday(city, locale, is_new=is_new)
    assert noted(person.says(said)) == []
    assert person.session.step == "training.which_class"
    assert text(person).count("12:00") + text(person).count("13:00") >= 3
    person.contact = replace(person.contact, asked=())
    comes = "peux pas" not in said and "can't" not in said
    assert noted(person.says("1")) == [AnswerClass(101, (ON_MONDAY,), comes)]


@pytest.mark.parametrize(
    ("said", "locale", "meeting", "comes"),
    [
        ("oui pour demain", "fr", ON_MONDAY, True),
        ("mardi ok", "fr", ON_TUESDAY, True),
        ("non vendredi", "fr", ON_FRIDAY, False),
        ("ey ghodwa", "aeb", ON_MONDAY, True),
        ("yes on Monday", "en", ON_MONDAY, True),
    ],
)
def test_so_it_is_with_a_bare_yes_or_no(
    city: City, said: str, locale: str, meeting: tuple[int, int], comes: bool
) -> None:
    person = asked_of_tuesday(city, locale)
    assert noted(person.says(said)) == [AnswerClass(101, (meeting,), comes)]
