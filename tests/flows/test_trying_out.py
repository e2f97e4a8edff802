"""Somebody tries Dalil on its page: a seat that somebody else needs is not theirs to take."""

from __future__ import annotations

from dataclasses import replace

from bot.messages.capabilities import BY_BUTTONS
from flows.engine.effect import TakeSeat
from flows.engine.world import ContactView
from tests.flows.enrolled import teaching
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person

WAY = ("register", "1", "1", "1", "1", "1", "1")


def test_no_seat_is_taken_and_they_are_told_so(city: City) -> None:
    person = Person(
        teaching(city),
        replace(BY_BUTTONS, is_trial=True),
        "webchat",
        contact=ContactView(locale="en"),
    )
    effects = [each for line in WAY for each in person.says(line)]
    assert not any(isinstance(each, TakeSeat) for each in effects)
    assert "only for trying Dalil" in text(person)


def test_on_a_phone_the_same_words_take_it(city: City) -> None:
    person = somebody(teaching(city))
    effects = [each for line in WAY for each in person.says(line)]
    assert any(isinstance(each, TakeSeat) for each in effects)
