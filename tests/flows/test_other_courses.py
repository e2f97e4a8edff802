"""A course that we do not have is said to be none of ours, before what there is."""

from __future__ import annotations

import pytest

from tests.flows.somebody import somebody, text
from tests.transcript import City

NOT_OURS = {
    "fr": "Nous n'avons pas cette formation.",
    "en": "We do not have this course.",
    "ar": "ليس لدينا هذا التكوين.",
    "aeb": "ما عندناش التكوين هذا.",
}


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("fr", "je veux m'inscrire à la formation plomberie"),
        ("fr", "je veux m'inscrire à une formation de coiffure à Kairouan"),
        ("en", "I want to register for the plumbing course"),
        ("ar", "أريد التسجيل في تكوين نجارة"),
        ("aeb", "نحب نسجل في تكوين ميكانيك"),
        ("aeb", "n7eb nsajjel fi formation mecanique"),
    ],
)
def test_it_is_said_and_what_there_is_is_listed(city: City, locale: str, asked: str) -> None:
    person = somebody(city, asked, locale=locale)
    assert text(person).startswith(NOT_OURS[locale])
    assert person.session.step == "register_interest.choose_offer"
    assert "\n5 " in text(person)
    person.says("1")
    assert NOT_OURS[locale] not in text(person)


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("fr", "je veux m'inscrire à une formation"),
        ("fr", "je veux m'inscrire à une formation gratuite à Kairouan"),
        ("fr", "inscription à une formation professionnelle svp"),
        ("fr", "je veux m'inscrire à la formation tourisme responsable à Kairouan"),
        ("en", "register for a training"),
        ("en", "I want to register for a training course in Jendouba"),
        ("ar", "أريد التسجيل في تكوين"),
        ("aeb", "n7eb nsajjel fi formation fi jendouba"),
    ],
)
def test_whoever_names_none_or_one_of_ours_is_told_nothing_of_it(
    city: City, locale: str, asked: str
) -> None:
    person = somebody(city, asked, locale=locale)
    assert person.session.step.startswith("register_interest.")  # type: ignore[union-attr]
    assert NOT_OURS[locale] not in text(person)
