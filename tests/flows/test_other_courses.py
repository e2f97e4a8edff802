"""A course that we do not have is said to be none of ours, before what there is."""

from __future__ import annotations

import pytest

from tests.flows.enrolled import teaching
from tests.flows.somebody import somebody, text
from tests.transcript import City

NOT_OURS = {
    "fr": "Nous n'avons pas cette formation en ce moment.",
    "en": "We have no such course now.",
    "ar": "ليس لدينا هذا التكوين الآن.",
    "aeb": "ما عندناش التكوين هذا توة.",
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


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("fr", "formation couture"),
        ("fr", "je veux apprendre la coiffure"),
        ("en", "sewing class"),
        ("ar", "دورة خياطة"),
        ("aeb", "نحب نتعلم الخياطة"),
        ("aeb", "formation 5yata"),
    ],
)
def test_whoever_looks_for_one_reads_what_begins_soon_and_can_be_told(
    city: City, locale: str, asked: str
) -> None:
    person = somebody(teaching(city), asked, locale=locale)
    said = text(person).splitlines()
    assert said[0] == NOT_OURS[locale]
    assert "12" in said[2]
    person.says("3")
    assert person.session.step == "register_interest.choose_offer"


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("fr", "formation couture à Kairouan"),
        ("en", "sewing class in Kairouan"),
        ("ar", "دورة خياطة في القيروان"),
        ("aeb", "n7eb nat3alem 5yata fel 9irwan"),
    ],
)
def test_with_a_town_the_services_there_follow(city: City, locale: str, asked: str) -> None:
    person = somebody(city, asked, locale=locale)
    assert text(person).startswith(NOT_OURS[locale])
    assert person.session.step == "find_service.choose_service"


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("fr", "formation à Kairouan"),
        ("fr", "formation gratuite pour jeunes femmes"),
        ("fr", "formation électricité tabarka"),
        ("fr", "formation poterie"),
        ("fr", "formation tourisme"),
        ("en", "evening classes for women"),
        ("en", "vocational training certificate"),
        ("ar", "دورات تدريبية مجانية"),
        ("aeb", "n7eb nat3alem san3a"),
        ("aeb", "تكوين فلاحة في جندوبة"),
    ],
)
def test_of_what_may_be_taught_nothing_of_the_kind_is_said(
    city: City, locale: str, asked: str
) -> None:
    assert NOT_OURS[locale] not in text(somebody(teaching(city), asked, locale=locale))


@pytest.mark.parametrize(
    ("asked", "offer"),
    [
        ("formation siya7a", "السياحة"),
        ("dawra syaha fel kairouan", "السياحة"),
        ("takwin si7iya", "السياحة"),
        ("formation siaha kairouan", "السياحة"),
        ("takwin fle7a", "فلاحة"),
        ("formation felaha jendouba", "فلاحة"),
        ("takwin i3lemeya kairouan", "إعلامية"),
        ("formation dhyefa", "الطياب والاستقبال"),
    ],
)
def test_a_subject_is_known_in_latin_letters_by_its_sound(
    city: City, asked: str, offer: str
) -> None:
    person = somebody(city, asked, locale="aeb")
    if person.session.step == "find_service.choose_place":
        person.says("1")
    assert offer in text(person)


@pytest.mark.parametrize("asked", ["formation santé kairouan", "takwin se77a kairouan"])
def test_a_word_that_sounds_like_another_subject_is_none(city: City, asked: str) -> None:
    said = text(somebody(city, asked, locale="aeb"))
    assert "السياحة" not in said
    assert "صناعات" not in said


SOON = {
    "fr": "Nous n'avons pas de formation bientot à Kairouan",
    "en": "No course with us starts soon in Kairouan",
    "ar": "لا تكوين عندنا قريبا في القيروان",
    "aeb": "ما فما حتى تكوين عندنا قريب في القيروان",
}


@pytest.mark.parametrize("locale", SOON)
def test_a_town_without_a_course_of_ours_is_not_said_to_have_nothing(
    city: City, locale: str
) -> None:
    """The farm school near Kairouan teaches herding, and answers nothing else."""
    words = {"fr": "formation kairouan", "en": "training kairouan", "ar": "تكوين القيروان"}
    person = somebody(city, words.get(locale, "تكوين القيروان"), locale=locale)
    assert text(person).startswith(SOON[locale])
    finer = city.directory.programme.finer("fishing_and_herding")
    assert finer is not None
    title = dict(finer.title.words)[locale].split()[-1]
    (picked,) = (each for each in text(person).splitlines() if title in each)
    person.says(picked.split()[0])
    assert person.session.memory["need"] == "fishing_and_herding"
