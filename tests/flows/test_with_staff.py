"""While somebody talks with staff: what goes to them, and what the machine hears all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.messages.capabilities import BY_BUTTONS
from flows.engine.effect import (
    AskHuman,
    Effect,
    Erase,
    GiveConsent,
    HelpReason,
    LetStaffListen,
    Say,
    StopMessages,
    TellStaff,
)
from flows.engine.event import Unreadable
from flows.engine.understanding import Danger, Meaning, understand
from flows.engine.world import WithStaff
from tests.flows.registered import registered
from tests.flows.somebody import LANGUAGES, somebody, text
from tests.transcript import City, Person


def talking(city: City, *said: str, locale: str = "en") -> Person:
    """Somebody who said this, and whom staff have just answered."""
    person = somebody(city, *said, locale=locale)
    person.hears_staff()
    return person


def for_staff(effects: list[Effect]) -> list[str]:
    return [each.words for each in effects if isinstance(each, TellStaff)]


def is_silent(effects: list[Effect]) -> bool:
    return not any(isinstance(each, Say) for each in effects)


@pytest.mark.parametrize("said", ["since May", "thank you", "2", "doctor Tabarka", "enough"])
def test_whatever_is_said_to_staff_goes_to_them_in_silence(city: City, said: str) -> None:
    person = talking(city, "doctor Tabarka")
    effects = person.says(said)
    assert for_staff(effects) == [said]
    assert is_silent(effects)
    # What was asked before is asked no more.
    assert person.session.step == "main_menu.rest"


@pytest.mark.parametrize(
    ("said", "effect"),
    [("STOP", StopMessages), ("MENU", LetStaffListen), ("0", LetStaffListen), ("SOS", AskHuman)],
)
def test_what_keeps_people_safe_and_the_way_back_are_heard(
    city: City, said: str, effect: type[Effect]
) -> None:
    effects = talking(city, "doctor Tabarka").says(said)
    assert [each for each in effects if isinstance(each, effect)]
    assert for_staff(effects) == []
    assert not is_silent(effects)


def test_erase_asks_and_its_number_is_heard(city: City) -> None:
    person = talking(city)
    assert for_staff(person.says("ERASE")) == []
    assert [each for each in person.says("1") if isinstance(each, Erase)]


def test_a_number_picks_from_what_was_shown_last(city: City) -> None:
    person = talking(city)
    person.says("HELP")
    assert for_staff(person.says("doctor")) == ["doctor"]
    person.says("MY DATA")
    assert for_staff(person.says("9")) == []
    person.hears_staff()
    assert for_staff(person.says("9")) == ["9"]


def test_a_number_that_answers_staff_agrees_to_nothing(city: City) -> None:
    person = talking(city, "HUMAN", "my rent")
    assert person.session.step == "ask_human.keep_number"
    effects = person.says("1")
    assert for_staff(effects) == ["1"]
    assert "May we keep your number" in text(person)
    assert [each for each in person.says("1") if isinstance(each, GiveConsent)]


def test_a_consent_is_heard_by_its_words_and_waits_for_them(city: City) -> None:
    person = talking(city, "HUMAN", "my rent")
    effects = person.says("since May")
    assert for_staff(effects) == ["since May"]
    assert is_silent(effects)
    assert person.session.step == "ask_human.keep_number"
    assert for_staff(person.says("7")) == ["7"]
    assert [each for each in person.says("I agree") if isinstance(each, GiveConsent)]


def test_words_that_the_machine_asked_for_since_are_its_own(city: City) -> None:
    person = registered(city)
    person.hears_staff()
    for line in ("my data", "1", "1", "1"):
        assert for_staff(person.says(line)) == []
    assert person.session.step == "correct_details.first_name"
    assert for_staff(person.says("Mariem")) == []
    for line in ("my data", "1", "1", "1"):
        person.says(line)
    person.hears_staff()
    assert for_staff(person.says("Mariem")) == ["Mariem"]


def test_what_may_be_danger_is_told_to_staff_and_not_left_without_a_word(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    danger = Danger("perhaps", "medical", 2.0)

    def perhaps(*asked: Any) -> Meaning:
        return replace(understand(*asked), danger=danger, label="emergency")

    monkeypatch.setattr("flows.engine.hearing.hearing.understand", perhaps)
    person = talking(city)
    assert for_staff(person.says("it hurts since Monday")) == ["it hurts since Monday"]
    assert text(person) == "In danger? Write: SOS"


def test_what_no_machine_reads_is_passed_on_and_nothing_is_asked(city: City) -> None:
    person = talking(city)
    effects = person.does(Unreadable("voice"))
    assert [each for each in effects if each == AskHuman(HelpReason.SENT)]
    assert "cannot listen" in text(person)
    assert person.session.step != "ask_human.about"


def test_human_leads_to_the_same_talk_again_while_staff_answer(city: City) -> None:
    person = talking(city)
    person.says("MENU")
    assert person.says("HUMAN")[0] == LetStaffListen(listen=True)
    assert for_staff(person.says("hello again")) == ["hello again"]
    person.contact = replace(person.contact, with_staff=WithStaff())
    assert person.says("HUMAN")[0] == AskHuman(HelpReason.ASKED)


def test_before_a_language_words_go_to_staff_and_more_numbers_stay(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    person.says("au secours mon mari me frappe")
    person.hears_staff()
    assert for_staff(person.says("9")) == []
    assert "193" in text(person)
    person.hears_staff()
    assert for_staff(person.says("je suis cachée")) == ["je suis cachée"]
    assert person.session.step is None
    assert for_staff(person.says("menu")) == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_before_staff_answer_the_machine_goes_on_and_passes_on_the_rest(
    city: City, locale: str
) -> None:
    person = somebody(city, locale=locale)
    person.contact = replace(person.contact, with_staff=WithStaff())
    assert for_staff(person.says("doctor Tabarka")) == []
    assert for_staff(person.says("qwertz qwertz")) == ["qwertz qwertz"]
    assert for_staff(person.says("77")) == []


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("fr", "c est le 78 123 456 maintenant"),
        ("en", "it is 78 123 456 now"),
        ("ar", "الآن 78123456"),
    ],
)
def test_a_guess_keeps_from_staff_nothing_that_is_added_to_a_report(
    city: City, locale: str, said: str
) -> None:
    person = somebody(city, "doctor Tabarka", "1", locale=locale)
    person.contact = replace(person.contact, with_staff=WithStaff())
    effects = person.says(said)
    # In French no guess is made: what is not understood was read by staff before.
    assert (person.session.step == "did_you_mean.choose") == (locale != "fr")
    assert for_staff(effects) == [said]


def test_a_guess_after_danger_tells_numbers_and_not_that_somebody_reads_it(city: City) -> None:
    person = somebody(city, "SOS")
    person.contact = replace(person.contact, with_staff=WithStaff())
    person.says("it is 78 123 456 now")
    assert "Our team will read this, too." not in text(person)


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        (timedelta(minutes=5), "within 1 hour."),
        (timedelta(hours=1, seconds=1), "within 2 hours."),
        (timedelta(hours=24), "within 24 hours."),
        (timedelta(hours=25), "within 2 days."),
    ],
)
def test_how_long_an_answer_takes_is_said_as_it_was_of_late(
    city: City, wait: timedelta, told: str
) -> None:
    person = somebody(city)
    person.usual_wait = wait
    person.says("HUMAN")
    assert f"Somebody usually answers {told}" in text(person)
