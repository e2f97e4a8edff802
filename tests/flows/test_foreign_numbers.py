"""A number that no SMS is paid for: danger is answered once a day, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages.capabilities import BY_SMS
from flows.engine.effect import AskHuman, Effect, Erase, HelpReason, LeaveUnanswered, Say
from flows.engine.effect import StopMessages as Stop
from flows.engine.world import ContactView
from services_directory.values.limits import Limits
from tests.transcript import City, Person

DANGER = "mon mari me frappe"


@pytest.fixture
def stranger(city: City) -> Person:
    return Person(city, BY_SMS, "sms", contact=ContactView(foreign=True))


def is_answered(effects: list[Effect]) -> bool:
    return any(isinstance(each, Say) for each in effects)


def test_nothing_is_said_and_it_is_counted(stranger: Person) -> None:
    for line in ("hello", "1", "doctor tabarka", "human", "menu", "hello", "hello"):
        assert stranger.says(line) == [LeaveUnanswered()]


def test_danger_is_answered_once_a_day_and_staff_are_told_each_time(stranger: Person) -> None:
    stranger.says("hello")
    assert is_answered(stranger.says(DANGER))
    again = stranger.says("il me frappe, au secours")
    assert not is_answered(again)
    assert any(isinstance(e, AskHuman) and e.reason is HelpReason.DANGER for e in again)
    stranger.now += timedelta(hours=23)
    assert not is_answered(stranger.says(DANGER))
    stranger.now += timedelta(hours=2)
    assert is_answered(stranger.says(DANGER))


def test_stop_is_done_without_a_word(stranger: Person) -> None:
    effects = stranger.says("STOP")
    assert any(isinstance(each, Stop) for each in effects)
    assert not is_answered(effects)


def test_erase_is_asked_once_and_done(stranger: Person) -> None:
    assert is_answered(stranger.says("ERASE"))
    effects = stranger.says("1")
    assert any(isinstance(each, Erase) for each in effects)
    assert not is_answered(effects)


def test_danger_is_answered_after_erase_was(stranger: Person) -> None:
    stranger.says("ERASE")
    assert is_answered(stranger.says(DANGER))


def test_home_is_the_country_and_what_the_programme_adds() -> None:
    tunisia = Limits()
    assert tunisia.answers_by_sms("+21620000001", "TN")
    assert tunisia.answers_by_sms("85000", "TN"), "a short code is of the country"
    assert not tunisia.answers_by_sms("+21620000001", "LY")
    assert Limits(sms_also_to=("+216",)).answers_by_sms("+21620000001", "LY")
    assert not Limits(sms_also_to=("+213",)).answers_by_sms("+21620000001", "LY")
    assert Limits(sms_also_to=("*",)).answers_by_sms("+21620000001", "LY")
