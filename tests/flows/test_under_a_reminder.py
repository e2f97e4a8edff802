"""Said while "1 I come, 2 I cannot come" stands on the screen, and no plain answer to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.components.training.class_messages import coming_choices, invitation_choices
from flows.engine.effect import AnswerClass, AnswerInvitation, Effect, LeaveCourse, Say
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.reply import Choice
from tests.flows.enrolled import DAY, HOUR, enrolled
from tests.flows.somebody import text
from tests.transcript import NOON, City, Person

CONFIRMED, INVITED = EnrolmentState.CONFIRMED, EnrolmentState.INVITED
COMING, SEAT = coming_choices(101, ((10, 0),)), invitation_choices(101)


def reminded(
    city: City, locale: str, choices: tuple[Choice, ...] = COMING, *, is_new: bool = True
) -> Person:
    """An hour before the class; `is_new`: they wrote nothing since we asked."""
    person = enrolled(city, states=(INVITED if choices is SEAT else CONFIRMED,))
    person.now = NOON + 7 * DAY - HOUR
    meetings = frozenset() if choices is SEAT else frozenset((10,))
    question = OpenQuestion(choices, person.now - timedelta(hours=2), 101, meetings)
    asked = choices if is_new else ()
    person.contact = replace(person.contact, locale=locale, asked=asked, open_questions=(question,))
    return person


def read_on(person: Person) -> Person:
    """What we asked before their last message is no longer the newest."""
    person.contact = replace(person.contact, asked=())
    return person


def answers(effects: list[Effect]) -> list[Effect]:
    return [each for each in effects if isinstance(each, AnswerClass | AnswerInvitation)]


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("c'est quand le cours", "fr"),
        ("win el 9raya ghodwa", "aeb"),
        ("وين القراية", "aeb"),
        ("where is the class", "en"),
        ("أين الدرس", "ar"),
        ("هل ما زال الدرس غدا؟", "ar"),
    ],
)
def test_who_asks_when_or_where_and_then_writes_1_comes(city: City, said: str, locale: str) -> None:
    person = reminded(city, locale)
    assert answers(person.says(said)) == []
    assert answers(read_on(person).says("1")) == [AnswerClass(101, ((10, 0),), True)]
    other = reminded(city, locale)
    other.says(said)
    assert answers(read_on(other).says("2")) == [AnswerClass(101, ((10, 0),), False)]


def test_1_never_says_no_while_another_class_is_asked_about(city: City) -> None:
    person = enrolled(city, states=(CONFIRMED, CONFIRMED))
    other = coming_choices(102, ((20, 0),))
    questions = tuple(
        OpenQuestion(choices, NOON, number, frozenset((meeting,)))
        for choices, number, meeting in ((COMING, 101, 10), (other, 102, 20))
    )
    person.contact = replace(person.contact, open_questions=questions)
    for said in ("I come", "1", "1"):
        noted = [each for each in person.says(said) if isinstance(each, AnswerClass)]
        assert all(each.comes for each in noted)
        assert "1 I cannot come" not in text(person)


HOPES = [
    ("inchallah", "fr"),
    ("oui inchallah", "fr"),
    ("peut-être", "fr"),
    ("maybe", "en"),
    ("yes god willing", "en"),
    ("إن شاء الله", "ar"),
    ("نعم إن شاء الله", "ar"),
    ("ربما", "ar"),
    ("أي إن شاء الله", "aeb"),
    ("نشوف ونجاوبك", "aeb"),
    ("ey inchallah", "aeb"),
    ("nchouf w njawbek", "aeb"),
]


@pytest.mark.parametrize(("said", "locale"), HOPES)
@pytest.mark.parametrize("choices", [COMING, SEAT])
@pytest.mark.parametrize("is_new", [True, False])
def test_who_hopes_or_wonders_is_asked_again_with_the_choices(
    city: City, said: str, locale: str, choices: tuple[Choice, ...], is_new: bool
) -> None:
    person = reminded(city, locale, choices, is_new=is_new)
    assert answers(person.says(said)) == []
    assert (1, choices[0].key) in person.session.offered
    assert "\n1 " in text(person)
    assert len(answers(read_on(person).says("1"))) == 1


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("oui je suis là", "fr"),
        ("rani hna", "aeb"),
        ("راني هنا", "aeb"),
        ("أنا هنا", "ar"),
        ("i am here", "en"),
    ],
)
def test_i_am_here_before_the_class_asks_again(city: City, said: str, locale: str) -> None:
    person = reminded(city, locale)
    assert answers(person.says(said)) == []
    assert (1, COMING[0].key) in person.session.offered
    assert "\n1 " in text(person)


ILL = [
    ("ani mridha", "aeb"),
    ("أنا مريضة", "ar"),
    ("مريض اليوم ما ننجمش نجي", "aeb"),
    ("je suis malade aujourd'hui, je peux pas venir", "fr"),
    ("i am sick today i can't come", "en"),
]


@pytest.mark.parametrize(("said", "locale"), ILL)
@pytest.mark.parametrize("is_new", [True, False])
def test_who_is_ill_an_hour_before_stays_away_and_reads_how_to_find_a_doctor(
    city: City, said: str, locale: str, is_new: bool
) -> None:
    person = reminded(city, locale, is_new=is_new)
    assert answers(person.says(said)) == [AnswerClass(101, ((10, 0),), False)]
    word = {"fr": "MEDECIN", "aeb": "طبيب", "ar": "طبيب", "en": "DOCTOR"}[locale]
    assert word in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("maybe i come, he is beating me", "en"),
        ("peut-être je viens, mon mari me frappe", "fr"),
        ("ربما سأحضر، زوجي يضربني", "ar"),
        ("يمكن نجي راجلي يضرب فيا", "aeb"),
        ("balkchi nji rajli yodhrob fiya", "aeb"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_danger_is_heard_beside_a_maybe(city: City, said: str, locale: str, is_new: bool) -> None:
    effects = reminded(city, locale, is_new=is_new).says(said)
    assert any(isinstance(each, Say) and each.urgent for each in effects)


def test_in_the_middle_of_a_form_who_is_ill_is_noted_all_the_same(city: City) -> None:
    person = read_on(reminded(city, "en", is_new=False))
    person.says("i can't come anymore, i found a job")
    assert person.session.step == "training.leave"
    person.contact = replace(person.contact, asked=COMING)
    said = "i am sick today i can't come"
    assert answers(person.says(said)) == [AnswerClass(101, ((10, 0),), False)]


LEAVING = [
    ("je peux plus venir au cours, j'ai trouvé un travail", "fr"),
    ("je veux arrêter la formation", "fr"),
    ("je veux arreté la formation", "fr"),
    ("لن أكمل الدورة", "ar"),
    ("i can't come anymore, i found a job", "en"),
    ("I want to leave the course", "en"),
    ("ما عادش ننجم نجي للقراية", "aeb"),
    ("ma3adch najem nji lel 9raya", "aeb"),
]


@pytest.mark.parametrize(("said", "locale"), LEAVING)
@pytest.mark.parametrize("is_new", [True, False])
def test_who_comes_no_more_is_asked_whether_they_leave_and_nothing_is_done(
    city: City, said: str, locale: str, is_new: bool
) -> None:
    person = reminded(city, locale, is_new=is_new)
    effects = person.says(said)
    assert person.session.step == "training.leave"
    assert not [each for each in effects if isinstance(each, AnswerClass | LeaveCourse)]


@pytest.mark.parametrize(
    ("said", "locale"),
    [("présent", "fr"), ("rani hna", "aeb"), ("أنا هنا", "ar"), ("i am here", "en")],
)
def test_who_is_there_after_all_reads_that_alone(city: City, said: str, locale: str) -> None:
    person = reminded(city, locale)
    person.contact = replace(person.contact, asked=(), open_questions=())
    person.says("I cannot come")
    before = text(person)
    person.now += HOUR
    person.says(said)
    assert before.split("\n")[0] not in text(person)
