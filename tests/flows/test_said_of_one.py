"""Amel and Salma share a phone: what is said of one of them is noted for her alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.components.training.class_messages import coming_choices
from flows.engine.effect import AnswerClass, Effect
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.enrolments.states import EnrolmentState
from tests.flows.enrolled import DAY, HOUR, enrolled
from tests.flows.somebody import text
from tests.transcript import NOON, City, Person

CONFIRMED = EnrolmentState.CONFIRMED
AMEL, SALMA = 101, 102


def sharing(
    city: City,
    locale: str = "fr",
    *,
    names: tuple[str, ...] = ("Amel", "Salma"),
    reminded: bool = False,
) -> Person:
    """A day before the classes of both; `reminded`: of Amel's, last."""
    person = enrolled(city, states=(CONFIRMED,) * len(names))
    enrolments = tuple(
        replace(each, called=name)
        for each, name in zip(person.contact.enrolments, names, strict=True)
    )
    person.now = NOON + 6 * DAY
    choices = coming_choices(AMEL, ((10, 0),))
    question = OpenQuestion(choices, person.now - HOUR, AMEL, frozenset((10,)))
    person.contact = replace(
        person.contact,
        locale=locale,
        enrolments=enrolments,
        asked=choices if reminded else (),
        open_questions=(question,) if reminded else (),
    )
    return person


def noted(effects: list[Effect]) -> list[tuple[int, bool]]:
    return [(each.enrolment_id, each.comes) for each in effects if isinstance(each, AnswerClass)]


OF_SALMA = [
    ("Salma ne vient pas", "fr", False),
    ("Salma ne peut pas venir demain, elle est malade", "fr", False),
    ("salma vient pas", "fr", False),
    ("Salma est malade", "fr", False),
    ("Salma viendra", "fr", True),
    ("salma: je ne peux pas venir", "fr", False),
    ("c'est salma, je viens", "fr", True),
    ("Salma non", "fr", False),
    ("سلمى ما تجيش", "aeb", False),
    ("سلمى مريضة", "aeb", False),
    ("سلمى باش تجي", "aeb", True),
    ("salma matjich ghodwa", "aeb", False),
    ("Salma mridha ma tnajemch tji", "aeb", False),
    ("salma bch tji", "aeb", True),
    ("سلمى لن تأتي غدا", "ar", False),
    ("سلمى مريضة", "ar", False),
    ("سلمى ستحضر", "ar", True),
    ("Salma is ill", "en", False),
    ("Salma can't come tomorrow", "en", False),
    ("Salma is coming", "en", True),
]


@pytest.mark.parametrize(("said", "locale", "comes"), OF_SALMA)
@pytest.mark.parametrize("reminded", [True, False])
def test_only_she_who_is_named_is_noted(
    city: City, said: str, locale: str, comes: bool, reminded: bool
) -> None:
    person = sharing(city, locale, reminded=reminded)
    person.now += DAY if "demain" not in said else 0 * DAY
    for word in ("demain", "ghodwa", "غدا", "tomorrow"):
        said = said.replace(f" {word}", "")
    assert noted(person.says(said)) == [(SALMA, comes)]
    assert "Salma" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("Karima ne vient pas", "fr"),
        ("كريمة ما تجيش", "aeb"),
        ("karima matjich", "aeb"),
        ("كريمة لن تأتي", "ar"),
        ("Karima is not coming", "en"),
        ("ma soeur ne vient pas", "fr"),
        ("okhti mridha", "aeb"),
        ("Amel et Salma ne viennent pas", "fr"),
    ],
)
@pytest.mark.parametrize("reminded", [True, False])
def test_a_name_that_fits_nobody_is_asked_about_in_numbers(
    city: City, said: str, locale: str, reminded: bool
) -> None:
    person = sharing(city, locale, reminded=reminded)
    assert noted(person.says(said)) == []
    assert "\n1 Amel" in text(person)
    assert "\n2 Salma" in text(person)
    person.contact = replace(person.contact, asked=(), open_questions=())
    assert noted(person.says("2")) == [(SALMA, False)]


@pytest.mark.parametrize(
    "said",
    [
        "l'ambulance ne vient pas",
        "la police ne vient pas",
        "Salma ne respire plus",
        "Salma est malade, elle ne respire plus",
        "mon mari ne vient pas à la maison, il me frappe",
        "le docteur ne vient pas",
        "Karima est médecin ?",
    ],
)
def test_what_is_no_word_of_theirs_to_a_class_notes_nothing(city: City, said: str) -> None:
    person = sharing(city)
    assert noted(person.says(said)) == []
    assert "\n2 Salma" not in text(person)


def test_of_a_phone_of_one_alone_her_name_is_known(city: City) -> None:
    person = sharing(city, names=("Salma",))
    assert noted(person.says("Salma ne vient pas")) == [(101, False)]
