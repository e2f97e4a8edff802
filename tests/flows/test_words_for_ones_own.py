"""Their own course, certificate and registration, in the words people have for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.components.training.class_messages import coming_choices
from flows.engine.effect import AnswerClass, AskHuman, Effect, HelpReason, SpeakDiscreetly
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.world import Kept, KeptInterest
from tests.flows.enrolled import enrolled
from tests.flows.somebody import somebody, text
from tests.transcript import NOON, City, Person

CONFIRMED, COMPLETED = EnrolmentState.CONFIRMED, EnrolmentState.COMPLETED


def spoken(person: Person, locale: str) -> Person:
    person.contact = replace(person.contact, locale=locale)
    return person


def registered(city: City, locale: str) -> Person:
    person = somebody(city, locale=locale)
    kept = Kept(interests=(KeptInterest("K7M-X4T", "responsible_tourism", NOON.date()),))
    person.contact = replace(person.contact, tell_kept=lambda: kept, guest=False)
    return person


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("dourti", "aeb"),
        ("dorti", "aeb"),
        ("doroussi", "aeb"),
        ("moncour", "fr"),
        ("mycourse", "en"),
        ("nheb nbattel", "aeb"),
        ("annuler mon inscription", "fr"),
    ],
)
def test_ones_course_is_found_by_what_people_type(city: City, said: str, locale: str) -> None:
    person = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    person.says(said)
    assert "12:00" in text(person)
    assert "Maison des jeunes" in text(person) or "Youth centre" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("my course", "en"),
        ("my certificate", "en"),
        ("mon certificat", "fr"),
        ("شهادتي", "ar"),
        ("وين شهادتي", "aeb"),
        ("chahadti", "aeb"),
    ],
)
def test_who_went_through_a_course_is_told_so_and_where_the_paper_is(
    city: City, said: str, locale: str
) -> None:
    person = spoken(enrolled(city, states=(COMPLETED,)), locale)
    person.says(said)
    centre = city.translator.phrase(city.directory.programme.centre.name, locale)
    assert centre in text(person)
    assert "Touris" in text(person)


def test_other_papers_are_other_needs(city: City) -> None:
    assert "We know of no certificate for this phone." in text(somebody(city, "my certificate"))
    born = somebody(city, "mon certificat de naissance", locale="fr")
    assert "Jendouba" in text(born)


@pytest.mark.parametrize("said", ["mon inscription", "et mon inscription ?", "mes inscriptions"])
def test_my_registration_is_the_one_i_have(city: City, said: str) -> None:
    person = registered(city, "fr")
    person.says(said)
    assert "K7M-X4T" in text(person)


def test_to_change_it_is_not_to_cancel_it(city: City) -> None:
    for before in ((), ("je veux m'inscrire",)):
        person = registered(city, "fr")
        for line in before:
            person.says(line)
        effects = person.says("modifier mon inscription")
        asked = [each.reason for each in effects if isinstance(each, AskHuman)]
        assert asked == [HelpReason.CHANGE]
        assert "annul" not in text(person)


def test_in_the_middle_of_a_new_one_the_one_that_is_kept_is_asked_about(city: City) -> None:
    person = registered(city, "fr")
    person.says("je veux m'inscrire")
    person.says("annuler mon inscription")
    assert "Quelle inscription voulez-vous annuler ?" in text(person)
    new = somebody(city, "je veux m'inscrire", "annuler mon inscription", locale="fr")
    assert "Rien de ces réponses n'est gardé." in text(new)


@pytest.mark.parametrize(
    "said",
    [
        "اريد التسجيل في دورة الاعلامية",
        "أريد التسجيل في دورة الإعلامية",
        "نحب نسجل في دورة اعلامية",
    ],
)
def test_a_course_is_known_by_a_word_of_its_title_however_it_is_spelt(
    city: City, said: str
) -> None:
    person = somebody(city, said, locale="ar")
    assert "التسجيل: إعلامية وإنترنت" in text(person)
    other = somebody(city, "أريد التسجيل في دورة السباكة", locale="ar")
    assert "ليس لدينا هذا التكوين الآن." in text(other)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("don't write the course name, my husband reads my phone", "en"),
        ("n'écrivez pas le nom du cours", "fr"),
        ("mon mari lit mon téléphone", "fr"),
        ("لا تكتبوا اسم الدورة", "ar"),
        ("ما تكتبوش اسم القراية", "aeb"),
        ("ma tektbouch esm el 9raya", "aeb"),
    ],
)
def test_reminders_say_little_where_others_read_the_phone(
    city: City, said: str, locale: str
) -> None:
    def done(effects: list[Effect]) -> list[Effect]:
        return [each for each in effects if isinstance(each, SpeakDiscreetly | AnswerClass)]

    person = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    assert done(person.says(said)) == [SpeakDiscreetly(101, True)]
    asked = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    asked.contact = replace(asked.contact, asked=coming_choices(101, ((10, 0),)))
    assert done(asked.says(said)) == [SpeakDiscreetly(101, True)]
    assert done(somebody(city, said, locale=locale).says("0")) == []


@pytest.mark.parametrize(
    ("danger", "said", "locale"),
    [
        ("il me frappe", "il lit mon telephone", "fr"),
        ("he beats me", "he reads my phone", "en"),
        ("زوجي يضربني", "يقرأ رسائلي", "ar"),
        ("راجلي يضربني", "يقرا في تليفوني", "aeb"),
        ("le bateau coule", "il lit mon telephone", "fr"),
        ("il me frappe", "il est a cote de moi et il lit mon telephone", "fr"),
    ],
)
def test_so_they_do_once_somebody_told_of_danger(
    city: City, danger: str, said: str, locale: str
) -> None:
    def hidden(effects: list[Effect]) -> list[Effect]:
        return [each for each in effects if isinstance(each, SpeakDiscreetly)]

    person = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    assert hidden(person.says(danger)) == []
    assert person.session.recent_danger.at
    assert hidden(person.says(said)) == [SpeakDiscreetly(101, True)]
    at_once = spoken(enrolled(city, states=(CONFIRMED,)), locale)
    assert hidden(at_once.says(f"{danger}, {said}")) == [SpeakDiscreetly(101, True)]
    without = somebody(city, danger, locale=locale)
    assert hidden(without.says(said)) == []


def test_who_is_in_line_is_written_to_discreetly_as_well(city: City) -> None:
    person = spoken(enrolled(city, states=(EnrolmentState.WAITING,)), "fr")
    assert SpeakDiscreetly(101, True) in person.says("il lit mon telephone")
