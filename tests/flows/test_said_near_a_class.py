"""Said by whoever is in a course: late of a bus, at a closed door, why a class is off, and more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.engine.effect import AnswerClass, AskHuman
from flows.engine.enrolments.states import EnrolmentState, LeaveReason
from services_directory.training.values import CohortState, Trainings
from tests.flows.enrolled import COURSE, DAY, HOUR, cohort, enrolled, teaching
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

LATE = AnswerClass(101, ((10, 0),), True, late=True)


def trainee(city: City, locale: str, state: EnrolmentState = EnrolmentState.CONFIRMED) -> Person:
    person = enrolled(city, states=(state,))
    person.contact = replace(person.contact, locale=locale)
    return person


def near(city: City, locale: str) -> Person:
    """Half an hour before a class of theirs."""
    person = trainee(city, locale)
    person.now += 7 * DAY - timedelta(minutes=30)
    return person


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("bonjour je suis en retard le bus est en panne", "fr"),
        ("le bus est en panne", "fr"),
        ("el kar t3atlet", "aeb"),
        ("الكار تعطلت", "aeb"),
        ("السلام عليكم سأتأخر الحافلة معطلة", "ar"),
        ("hello I am late the bus broke down", "en"),
    ],
)
def test_who_is_held_up_on_the_way_is_noted_as_late(city: City, said: str, locale: str) -> None:
    assert LATE in near(city, locale).says(said)
    if not any(word in said for word in ("late", "retard", "سأتأخر")):
        assert LATE not in trainee(city, locale).says(said)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("je suis devant la porte c'est fermé", "fr"),
        ("أنا في القاعة ولا أحد هنا", "ar"),
        ("i'm at the door and it's closed", "en"),
        ("rani 9oddem el beb w msaker", "aeb"),
        ("راني قدام الباب ومسكر", "aeb"),
    ],
)
def test_who_stands_at_a_closed_door_is_read_by_a_person(
    city: City, said: str, locale: str
) -> None:
    def passed_on(person: Person) -> list[str]:
        return [each.words for each in person.says(said) if isinstance(each, AskHuman)]

    (words,) = passed_on(near(city, locale))
    assert words.startswith("Tourisme, Kairouan")
    assert words.endswith(said)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("il a fermé la porte et il me frappe", "fr"),
        ("سكر الباب ويضرب فيا", "aeb"),
        ("he closed the door and hits me", "en"),
    ],
)
def test_a_door_that_is_closed_on_somebody_is_danger(city: City, said: str, locale: str) -> None:
    person = near(city, locale)
    assert not any(isinstance(each, AnswerClass) for each in person.says(said))
    assert "197" in text(person)


WHY = [
    ("pourquoi", "fr"),
    ("c'est reporté à quand ?", "fr"),
    ("لماذا؟", "ar"),
    ("3lech?", "aeb"),
    ("3lech tbattlet el 7essa?", "aeb"),
    ("علاش تبطلت الحصة؟", "aeb"),
    ("why was the class cancelled?", "en"),
]
HONEST = {
    "fr": "Notre message dit tout ce que nous savons.",
    "ar": "رسالتنا فيها كل ما نعرف.",
    "aeb": "رسالتنا فيها كل شي نعرفوه.",
    "en": "Our message says all we know.",
}


@pytest.mark.parametrize(("said", "locale"), WHY)
def test_why_a_class_is_off_is_not_guessed(city: City, said: str, locale: str) -> None:
    person = trainee(city, locale)
    one = cohort(1)
    off = replace(one.meetings[0], cancelled_at=person.now - HOUR)
    changed = replace(one, meetings=(off, *one.meetings[1:]))
    person.city = replace(person.city, trainings=Trainings((COURSE,), (changed,)))
    person.says(said)
    assert HONEST[locale] in text(person)
    assert "8" in text(person)


@pytest.mark.parametrize(("said", "locale"), WHY)
def test_nor_why_a_course_is_called_off(city: City, said: str, locale: str) -> None:
    person = trainee(city, locale)
    gone = replace(cohort(1), state=CohortState.CANCELLED)
    person.city = replace(person.city, trainings=Trainings((COURSE,), (gone,)))
    (mine,) = person.contact.enrolments
    dropped = replace(mine, state=EnrolmentState.DROPPED, left_why=LeaveReason.CALLED_OFF)
    person.contact = replace(person.contact, enrolments=(dropped,))
    person.says(said)
    assert HONEST[locale] in text(person)


@pytest.mark.parametrize(
    ("said", "locale", "told"),
    [
        ("what time does it finish", "en", "15:00"),
        ("à quelle heure ça finit ?", "fr", "15:00"),
        ("do I need to bring anything?", "en", "nothing that you have to bring"),
        ("أين يقع المكان بالضبط؟", "ar", "Maison des jeunes"),
        ("win se trouve la maison des jeunes ?", "aeb", "Maison des jeunes"),
        ("كم حصة تبقت؟", "ar", "6"),
        ("combien de séances il reste ?", "fr", "6"),
        ("9adech mazel ma bdina?", "aeb", "12:00"),
        ("فاتتني الحصة الأولى شنوة نعمل", "aeb", "بلاصتك تقعد ليك"),
        ("j'ai raté la première séance je fais quoi", "fr", "Votre place reste à vous"),
        ("9adech souam el formation?", "aeb", "السوم"),
        ("combien coûte la formation ?", "fr", "prix"),
        ("how much does the course cost?", "en", "price"),
    ],
)
def test_what_is_asked_of_their_course_is_answered_of_it(
    city: City, said: str, locale: str, told: str
) -> None:
    for state in (EnrolmentState.CONFIRMED, EnrolmentState.INVITED):
        person = trainee(city, locale, state)
        person.says(said)
        assert told in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("najem njib sa7ebti?", "aeb"),
        ("fama certificat fel lekher?", "aeb"),
        ("fluss wala blech?", "aeb"),
        ("c'est payant ou gratuit ?", "fr"),
        ("مجاني أم بفلوس؟", "ar"),
        ("is it free?", "en"),
    ],
)
def test_at_the_card_of_their_course_an_answer_comes_alone(
    city: City, said: str, locale: str
) -> None:
    person = trainee(city, locale)
    card = replace(person.session, step="training.card", memory={"cohort": "1"})
    person.session = card.offering(((1, "take:1"),))
    person.says(said)
    assert "12:00" not in text(person)
    assert text(person).count("\n1 ") == 0


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("formation tourisme kairouan", "fr"),
        ("دورة سياحة القيروان", "ar"),
        ("تكوين سياحة القيروان", "aeb"),
        ("n7eb formation tourisme fi kairouan", "aeb"),
        ("tourism training in kairouan", "en"),
    ],
)
def test_the_course_that_was_named_in_its_town_is_the_first_choice(
    city: City, said: str, locale: str
) -> None:
    person = somebody(teaching(city), locale=locale)
    person.says(said)
    assert dict(person.session.offered)[1] == "cohort:1"
