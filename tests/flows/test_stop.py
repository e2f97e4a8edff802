"""STOP: is it done only where it is certain, asked about where it is not, and never a dead end?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from flows.engine.effect import Erase, GiveConsent, RecordInterest, StartMessages, StopMessages
from tests.flows.somebody import HARMFUL, somebody, text
from tests.transcript import City, Person

EVERYDAY = {
    "fr": ("annuler", "annulez", "je ne veux plus", "ça suffit", "assez", "j'en veux plus"),
    "ar": ("إلغاء", "الغاء", "كفى", "لا أريد"),
    "aeb": ("خلاص", "بركة", "barka", "khalas", "ما عادش نحب", "ma3adech n7eb", "سيبوني"),
    "en": ("cancel", "end", "enough", "leave me alone"),
}
START = {"fr": "START", "ar": "ابدأ", "aeb": "نبدا", "en": "START"}
WORDS = [(locale, word) for locale, words in EVERYDAY.items() for word in words]

REGISTERING = ("6", "1", "1", "1", "Awa", "1", "1")


@pytest.mark.parametrize(("locale", "word"), WORDS)
def test_everyday_words_are_asked_about(city: City, locale: str, word: str) -> None:
    for way in ((), ("1", "1"), ("thanks",)):
        person = somebody(city, *way, locale=locale)
        assert not any(isinstance(each, HARMFUL) for each in person.says(word)), way
        assert person.session.step == "stop.confirm", way


@pytest.mark.parametrize(("locale", "word"), WORDS)
@pytest.mark.parametrize("questions", [1, 2, 3, 4, 5, 6, 7])
def test_in_a_registration_they_leave_the_registration(
    city: City, locale: str, word: str, questions: int
) -> None:
    person = somebody(city, *REGISTERING[:questions], locale=locale)
    effects = person.says(word)
    assert not any(isinstance(each, HARMFUL) for each in effects)
    assert person.session.step == "main_menu.rest"
    assert "STOP" in text(person)
    # Nothing of it is kept, so nothing is offered to be gone on with.
    assert (dict(person.session.memory), person.session.paused) == ({}, None)
    assert "Awa" not in repr(person.session)


@pytest.mark.parametrize("way", [["7"], ["7", "4"], ["7", "4", "Kind people"]])
def test_a_rating_is_left_alike(city: City, way: list[str]) -> None:
    person = somebody(city, *way)
    assert person.says("cancel")
    assert person.session.step == "main_menu.rest"
    assert "Kind people" not in repr(person.session)


def test_what_would_erase_is_left_with_nothing_erased(city: City) -> None:
    person = somebody(city, "erase")
    assert Erase() not in person.says("cancel")
    assert "Nothing was erased" in text(person)
    assert Erase() not in person.says("1")


def test_a_request_for_a_person_stays_although_its_questions_are_left(city: City) -> None:
    person = somebody(city, "human", "cancel")
    assert person.session.step == "ask_human.keep_number"
    effects = person.says("cancel")
    assert not any(isinstance(each, GiveConsent) for each in effects)
    assert person.session.step == "main_menu.rest"


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
def test_yes_stop_stops_and_no_changes_nothing(city: City, locale: str) -> None:
    person = somebody(city, "cancel" if locale == "en" else EVERYDAY[locale][0], locale=locale)
    assert person.session.step == "stop.confirm"
    assert StopMessages() not in person.says("2")
    assert not person.contact.stopped
    person = somebody(city, EVERYDAY[locale][0], locale=locale)
    assert StopMessages() in person.says("1")
    assert person.contact.stopped
    assert START[locale] in text(person)


def test_yes_stop_is_pressed_too(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "cancel", "[No]"):
        person.says(line)
    assert not person.contact.stopped
    for line in ("cancel", "[Yes, stop]"):
        person.says(line)
    assert person.contact.stopped


@pytest.mark.parametrize("answer", ["yes", "ok", "oui", "cancel", "enough", "👍", "please"])
def test_only_the_answers_offered_stop(city: City, answer: str) -> None:
    person = somebody(city, "cancel")
    for _miss in range(4):
        assert StopMessages() not in person.says(answer)
        assert "1 Yes, stop" in text(person)
    assert StopMessages() in person.says("1")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "please stop these messages i found work"),
        ("fr", "je veux arreter les messages, j ai trouve un travail"),
        ("fr", "arretez de m'envoyer des sms je cherche un docteur"),
        ("aeb", "يزي من الميساجات لقيت خدمة"),
    ],
)
def test_stop_beside_a_need_is_asked_about(city: City, locale: str, words: str) -> None:
    person = somebody(city, locale=locale)
    assert StopMessages() not in person.says(words)
    assert person.session.step == "stop.confirm"


def test_stop_in_ones_own_words_is_a_name_or_an_opinion_first(city: City) -> None:
    person = somebody(city, "7", "2", "stop making us wait so long")
    assert person.session.step == "feedback.sign"


@pytest.mark.parametrize("word", ["STOP", "ne m'écrivez plus", "أوقفوا الرسائل", "ma teb3thoulich"])
def test_before_a_language_stop_is_done_and_a_question_after_it_answered(
    city: City, word: str
) -> None:
    person = Person(city, BY_SMS, "sms")
    assert StopMessages() in person.says(word)
    assert any(each in text(person) for each in START.values())
    person.says("bonjour")
    assert text(person).startswith("مرحبا Bienvenue")
    person.says("médecin jendouba")
    assert text(person).startswith("Santé à Jendouba")
    assert "START" in text(person)
    assert person.contact.stopped


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("stop all messages", "You get no more messages."),
        ("أوقفوا الرسائل", "لن تصلك رسائل أخرى."),
        # A sign has no language: then the first of the programme.
        ("🛑", "Vous ne recevrez plus aucun message."),
    ],
)
def test_before_a_language_stop_is_answered_in_the_words_own(
    city: City, word: str, said: str
) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says(word)
    assert text(person).startswith(said)
    assert person.contact.locale is None


def test_stop_leaves_nothing_of_what_was_begun(city: City) -> None:
    person = somebody(city, *REGISTERING[:5], "STOP")
    assert "Awa" not in repr(person.session)
    assert (person.session.paused, person.session.history) == (None, ())


def test_after_stop_and_erase_nobody_meets_silence(city: City) -> None:
    person = somebody(city, "STOP", "erase", "1")
    person.contact = person.contact.__class__(stopped=True)
    for words in ("bonjour", "medecin jendouba", "1"):
        person.says(words)
        assert text(person), words


def test_after_stop_every_question_is_answered_and_start_told_once_a_day(city: City) -> None:
    person = somebody(city, "STOP")
    told = []
    for words in ("tbib jendouba", "1", "menu", "human", "hello", "qwertz uiop asdf"):
        assert person.says(words)
        assert text(person), words
        told.append("START" in text(person))
    assert told == [True, False, False, False, False, False]
    person.now += timedelta(days=1)
    person.says("menu")
    assert "START" in text(person)
    assert person.contact.stopped


def test_the_question_that_erases_says_nothing_of_start(city: City) -> None:
    person = somebody(city, "STOP", "erase")
    assert "START" not in text(person)
    person.says("menu")
    assert "START" in text(person)


def test_who_registers_after_stop_is_told_that_only_start_brings_news(city: City) -> None:
    person = somebody(city, "STOP", "menu", *REGISTERING)
    effects = person.says("1")
    assert any(isinstance(each, RecordInterest) for each in effects)
    assert person.contact.stopped
    assert "write: START" in text(person)


@pytest.mark.parametrize("word", ["START", "إبدأ", "ابدأ", "أبدأ", "reprendre", "ebda"])
def test_start_takes_it_back_in_every_spelling(city: City, word: str) -> None:
    person = somebody(city, "STOP")
    assert StartMessages() in person.says(word)
    assert not person.contact.stopped


def test_an_old_button_answers_nothing_after_stop(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "register", "[#kind:training]", "STOP"):
        person.says(line)
    for key in ("kind:training", "consent:agree", "erase:yes", "stop:yes", "sign:known", "skip"):
        effects = person.says(f"[#{key}]")
        assert not any(isinstance(each, HARMFUL) for each in effects), key
        assert "earlier question" in text(person), key
        assert person.contact.stopped
    # What only opens something is a question like any other.
    person.says("[#service:jen-hopital-tabarka]")
    assert "Tabarka Regional Hospital" in text(person)


@pytest.mark.parametrize("words", ["human", "erase", "start", "stop"])
def test_below_what_speaks_for_itself_nobody_is_told_how_to_start(city: City, words: str) -> None:
    person = somebody(city, "stop")
    person.says(words)
    if words == "erase":
        person.says("1")
    assert "START" not in text(person) or words == "stop"
    assert "We write only if you write" not in text(person)


@pytest.mark.parametrize("words", ["who are you", "doctor tabarka", "menu", "hello"])
def test_below_anything_else_they_are_told_once(city: City, words: str) -> None:
    person = somebody(city, "stop", words)
    assert text(person).endswith("To start again, write: START")
    person.says(words)
    assert "START" not in text(person)
