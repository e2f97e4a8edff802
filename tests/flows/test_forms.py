"""In the middle of questions: does what somebody says cost them the question, or an answer?"""

from __future__ import annotations

import pytest

from flows.engine.effect import GiveConsent, RecordInterest
from tests.flows.somebody import somebody, text
from tests.transcript import City

TO_NAME = ("6", "1", "1", "1")
TO_WHEN = (*TO_NAME, "Awa", "1")
TO_CONSENT = (*TO_WHEN, "1")


def test_the_question_stays_however_often_it_is_missed(city: City) -> None:
    person = somebody(city, *TO_WHEN)
    for words in ("after work", "later", "tomorrow maybe"):
        person.says(words)
        assert "1 In the morning" in text(person), words
    person.says("2")
    assert person.session.step == "register_interest.consent"


@pytest.mark.parametrize("words", ["help", "who are you", "my data"])
def test_an_answer_beside_a_consent_asks_it_again(city: City, words: str) -> None:
    person = somebody(city, *TO_CONSENT, words)
    assert "1 I agree" in text(person)
    effects = person.says("1")
    assert any(isinstance(each, RecordInterest) for each in effects)


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
@pytest.mark.parametrize("words", ["oui", "yes", "نعم", "ok", "d'accord"])
def test_a_yes_is_no_consent_and_is_told_how_twice_and_again(
    city: City, locale: str, words: str
) -> None:
    person = somebody(city, *TO_CONSENT, locale=locale)
    for _time in range(3):
        effects = person.says(words)
        assert not any(isinstance(each, GiveConsent) for each in effects)
        assert {"1", "2"} <= {line.split()[0] for line in text(person).splitlines() if line}
    assert any(isinstance(each, GiveConsent) for each in person.says("1"))


@pytest.mark.parametrize("thanks", ["thanks", "merci", "shokran", "شكرا", "3aychek"])
@pytest.mark.parametrize("asked", [TO_NAME[:2], TO_NAME[:3], TO_NAME, TO_WHEN, TO_CONSENT])
def test_thanks_are_answered_kindly_and_the_question_asked_again(
    city: City, asked: tuple[str, ...], thanks: str
) -> None:
    person = somebody(city, *asked)
    question, step = text(person), person.session.step
    person.says(thanks)
    assert text(person) == f"You are welcome.\n{question}"
    assert person.session.step == step


def test_merci_is_a_first_name_as_well(city: City) -> None:
    person = somebody(city, *TO_NAME, "Merci", "Merci")
    assert person.session.memory["first_name"] == "Merci"


@pytest.mark.parametrize("words", ["yes", "oui", "what is your address please"])
def test_what_is_no_name_is_not_taken_for_one(city: City, words: str) -> None:
    person = somebody(city, *TO_NAME, words)
    assert "first_name" not in person.session.memory
    assert "What is your first name?" in text(person)


def test_a_whole_request_is_answered_and_the_registration_can_be_gone_on_with(city: City) -> None:
    person = somebody(city, *TO_NAME, "where can i find a job in kairouan")
    assert "Jobs" in text(person)
    person.says("menu")
    assert "resume" in {key for _number, key in person.session.offered}


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ok", "All right."),
        ("behi", "All right."),
        ("fuck you", "We are sorry that this did not help."),
        ("يا حمار", "We are sorry that this did not help."),
    ],
)
def test_what_asks_for_nothing_has_a_calm_answer_and_the_list_stays(
    city: City, words: str, answer: str
) -> None:
    person = somebody(city, "doctor tabarka", words)
    assert text(person).startswith(answer)
    person.says("1")
    assert person.session.step == "find_service.card"


@pytest.mark.parametrize(
    ("locale", "words", "needed"),
    [
        ("en", "where can i sleep tonight kairouan", "A bed tonight"),
        ("fr", "ou dormir ce soir à jendouba", "Dormir cette nuit"),
        ("ar", "أين ننام في القيروان", "مبيت الليلة"),
        ("aeb", "nor9od fel cher3 jendouba", "مبات الليلة"),
        ("en", "food jendouba", "Food"),
        ("fr", "j'ai faim tabarka", "A manger"),
        ("aeb", "ماكلة للصغار", "الماكلة"),
    ],
)
def test_what_nobody_here_gives_is_said_plainly(
    city: City, locale: str, words: str, needed: str
) -> None:
    person = somebody(city, words, locale=locale)
    assert text(person).startswith(needed)
    assert person.session.step == "main_menu.rest"
    assert "1899" not in text(person)
    lines = text(person).splitlines()
    assert len([line for line in lines if not line[0].isdigit()]) == 3, "the centre, a person"


def test_where_nobody_has_a_bed_what_there_is_for_women_is_one_number_away(city: City) -> None:
    person = somebody(city, "shelter kairouan")
    number = next(n for n, key in person.session.offered if key == "need:women_shelter")
    person.says(str(number))
    assert "Shelter and support for women" in text(person)


def test_a_woman_facing_violence_finds_the_shelters(city: City) -> None:
    person = somebody(city, "shelter for women kairouan")
    assert "Shelter and support for women" in text(person)
