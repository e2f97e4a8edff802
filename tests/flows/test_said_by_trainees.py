"""What whoever is in a course says of it beside when and where: late, ill, who teaches, a friend.

And no alarm of it, while danger is heard of them as of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from benchmarks.understanding.corpus import shipped_rows
from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.components.training.class_messages import coming_choices
from flows.engine.effect import AnswerClass, AskHuman, Effect, HelpReason, Say
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.understanding import understand
from flows.engine.understanding.intents import DANGER, DESPAIR
from flows.engine.understanding.phrases.of_course import is_surely_of_course, marks_alone
from services_directory.training.values import Trainings
from services_directory.values.entries import EMERGENCY
from tests.flows.enrolled import COURSE, DAY, cohort, enrolled
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

CONFIRMED, WAITING = EnrolmentState.CONFIRMED, EnrolmentState.WAITING
LATE = AnswerClass(101, ((10, 0),), True, late=True)
BOTH = [("sms", BY_SMS), ("telegram", BY_BUTTONS)]


def trainee(city: City, locale: str, state: EnrolmentState = CONFIRMED) -> Person:
    person = enrolled(city, states=(state,))
    person.contact = replace(person.contact, locale=locale)
    return person


def alarms(person: Person, effects: list[Effect]) -> bool:
    return any(isinstance(each, Say) and each.urgent for each in effects)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("je serai en retard", "fr"),
        ("je vais arriver en retard de 10 minutes", "fr"),
        ("nwalli motakhra", "aeb"),
        ("نجي متأخرة", "aeb"),
        ("سأصل متأخرا", "ar"),
        ("I'll be late", "en"),
        ("running late 15 min", "en"),
    ],
)
@pytest.mark.parametrize("by", BOTH)
def test_who_comes_late_is_noted_for_the_trainer(
    city: City, said: str, locale: str, by: tuple[str, object]
) -> None:
    for asked in ((), coming_choices(101, ((10, 0),))):
        person = trainee(city, locale)
        person.channel, person.capabilities = by[0], by[1]  # type: ignore[assignment]
        person.contact = replace(person.contact, asked=asked)
        assert LATE in person.says(said)
        assert "12:00" in text(person)


def test_of_several_classes_the_late_one_is_picked(city: City) -> None:
    both = enrolled(city, "I'll be late", states=(CONFIRMED, CONFIRMED))
    assert "Which class?" in text(both)
    assert AnswerClass(102, ((20, 0),), True, late=True) in both.says("2")


@pytest.mark.parametrize(
    "said", ["my salary is late", "j'ai du retard de règles", "loyer en retard"]
)
def test_what_else_is_late_is_what_it_is(city: City, said: str) -> None:
    effects = trainee(city, "fr").says(said)
    assert not any(isinstance(each, AnswerClass) for each in effects)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("je suis malade", "fr"),
        ("ma fille est malade", "fr"),
        ("ena mridha", "aeb"),
        ("ولدي مريض", "aeb"),
        ("أنا مريضة", "ar"),
        ("my child is sick", "en"),
    ],
)
def test_who_is_ill_shortly_before_a_class_stays_away_and_may_look_for_a_doctor(
    city: City, said: str, locale: str
) -> None:
    person = trainee(city, locale)
    person.now += 5 * DAY
    assert AnswerClass(101, ((10, 0),), False) in person.says(said)
    word = {"fr": "MEDECIN", "aeb": "طبيب", "ar": "طبيب", "en": "DOCTOR"}[locale]
    assert word in text(person)
    far = trainee(city, locale)
    assert not any(isinstance(each, AnswerClass) for each in far.says(said))


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("c'est qui le formateur", "fr"),
        ("chkoun y9arrina", "aeb"),
        ("شكون يقرينا", "aeb"),
        ("من هو المدرب", "ar"),
        ("who is the trainer", "en"),
    ],
)
def test_who_teaches_is_told_where_it_is_known(city: City, said: str, locale: str) -> None:
    person = trainee(city, locale)
    person.says(said)
    assert "Sami" not in text(person)
    known = replace(cohort(1), trainer="Sami")
    person.city = replace(person.city, trainings=Trainings((COURSE,), (known,)))
    person.says(said)
    assert "Sami" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("combien de cours j'ai raté", "fr"),
        ("9adeh men 7essa ghebt", "aeb"),
        ("قداش من حصة غبت", "aeb"),
        ("كم درسا فاتني", "ar"),
        ("how many classes did i miss?", "en"),
    ],
)
def test_what_they_missed_is_told_as_it_was_marked(city: City, said: str, locale: str) -> None:
    person = trainee(city, locale)
    marks = MappingProxyType({10: True, 11: False, 12: False})
    (mine,) = person.contact.enrolments
    person.contact = replace(person.contact, enrolments=(replace(mine, attended=marks),))
    person.says(said)
    assert "1" in text(person)
    assert "2" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("can i change group?", "en"),
        ("je peux changer de groupe ?", "fr"),
        ("nejjem nbaddel el groupe", "aeb"),
        ("نجم نبدل القروب", "aeb"),
        ("هل يمكنني تغيير المجموعة؟", "ar"),
    ],
)
def test_another_group_is_for_staff_to_give(city: City, said: str, locale: str) -> None:
    effects = trainee(city, locale).says(said)
    assert [each.reason for each in effects if isinstance(each, AskHuman)] == [HelpReason.ASKED]


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("can i bring my sister?", "en"),
        ("je peux venir avec ma soeur ?", "fr"),
        ("njib o5ti m3aya?", "aeb"),
        ("نجم نجيب أختي معايا؟", "aeb"),
        ("هل أستطيع إحضار أختي؟", "ar"),
    ],
)
def test_a_friend_needs_a_seat_and_who_has_one_is_offered_no_other(
    city: City, said: str, locale: str
) -> None:
    person = trainee(city, locale)
    person.says(said)
    assert "12" in text(person)
    assert text(person).count("\n1 ") == 0


@pytest.mark.parametrize(
    ("said", "locale", "none"),
    [
        ("is there class tomorrow", "en", "No class of yours is tomorrow."),
        ("est-ce qu'il y a cours aujourd'hui", "fr", "Pas de cours pour vous aujourd'hui."),
        ("فما قراية غدوة؟", "aeb", "ما عندكش قراية غدوة."),
        ("هل هناك درس غدا؟", "ar", "لا درس لك غدا."),
    ],
)
def test_a_day_without_a_class_is_told_with_the_next_one(
    city: City, said: str, locale: str, none: str
) -> None:
    person = trainee(city, locale)
    person.says(said)
    assert none in text(person)
    assert "12:00" in text(person)
    person.now += timedelta(days=7, hours=-1) if "aujourd'hui" in said else timedelta(days=6)
    person.says(said)
    assert none not in text(person)


OF_THE_COURSE = [
    ("cb de personne devant moi", "fr"),
    ("ya encore du monde avant moi ?", "fr"),
    ("9adeh men wa7ed 9bali", "aeb"),
    ("كم شخصا أمامي", "ar"),
    ("how many people before me", "en"),
    ("ما عادش نحب نكمل", "aeb"),
    ("ma3adch n7eb nkammel", "aeb"),
    ("لم أعد أريد أن أكمل", "ar"),
    ("je ne veux plus continuer", "fr"),
    ("j'abandonne", "fr"),
]


@pytest.mark.parametrize(("said", "locale"), OF_THE_COURSE)
@pytest.mark.parametrize("state", [CONFIRMED, WAITING])
def test_what_is_said_of_the_line_or_of_leaving_alarms_nobody(
    city: City, said: str, locale: str, state: EnrolmentState
) -> None:
    person = trainee(city, locale, state)
    assert not alarms(person, person.says(said))
    assert person.session.step == "training.mine"


@pytest.mark.parametrize("said", ["ما عادش نحب نكمل", "ma3adch n7eb nkammel"])
def test_who_is_in_no_course_may_mean_their_life_and_who_is_in_one_reads_the_way(
    city: City, said: str
) -> None:
    outside = somebody(city, locale="aeb")
    assert alarms(outside, outside.says(said))
    person = trainee(city, "aeb")
    person.says(said)
    assert "SOS" in text(person)


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("ما عادش نحب نعيش", "aeb"),
        ("ma3adch n7eb nkammel 7yati", "aeb"),
        ("ما عادش نحب نكمل حياتي", "aeb"),
        ("لم أعد أريد أن أعيش", "ar"),
        ("je veux en finir", "fr"),
        ("ce soir j'arrête tout", "fr"),
        ("الليلة نكمل كل شي", "aeb"),
        ("je quitte ce monde", "fr"),
        ("je ne veux plus vivre", "fr"),
        ("i can't go on living", "en"),
        ("mon mari me frappe quand je vais au cours", "fr"),
        ("راجلي يضرب فيا", "aeb"),
    ],
)
@pytest.mark.parametrize("state", [CONFIRMED, WAITING])
def test_danger_is_heard_of_them_as_of_anybody(
    city: City, said: str, locale: str, state: EnrolmentState
) -> None:
    person = trainee(city, locale, state)
    assert alarms(person, person.says(said))


def test_no_danger_that_was_ever_written_down_is_taken_for_words_of_a_course(city: City) -> None:
    taken = []
    for row in shipped_rows():
        if row.label != EMERGENCY:
            continue
        meaning = understand(row.text, city.lexicon)
        is_phrase = meaning.phrase(DANGER) or meaning.phrase(DESPAIR)
        is_heard = meaning.danger.level != "none" and not is_phrase
        if is_heard and is_surely_of_course(marks_alone(meaning.said, city.lexicon)):
            taken.append(row.text)
    assert taken == []
