"""May people put right what MY DATA tells, and nothing by mistake?"""

from __future__ import annotations

from datetime import date

import pytest

from flows.engine.effect import (
    AskHuman,
    CorrectInterest,
    SetPlace,
    StopMessages,
)
from flows.engine.world import Kept, KeptInterest
from tests.flows.registered import correcting
from tests.flows.somebody import text
from tests.transcript import City


def test_of_several_registrations_it_is_asked_which_one_is_wrong(city: City) -> None:
    person = correcting(city, "1")
    assert "1 Crafts" in text(person)
    person.says("2")
    assert CorrectInterest("C3D-F4H", first_name="Mariem") in person.says("je m'appelle Mariem")


def test_who_never_registered_corrects_the_town_and_the_language(city: City) -> None:
    person = correcting(city, kept=Kept())
    assert "First name" not in text(person)
    person.says("1")
    effects = person.says("tabarka")
    assert SetPlace("tabarka") in effects
    assert not any(isinstance(each, CorrectInterest) for each in effects)


ONE = Kept(interests=(KeptInterest("K7M-X4T", "crafts", date(2026, 11, 2)),))
CORRECTIONS: dict[str, tuple[str, ...]] = {
    "correct_details.choose": (),
    "correct_details.first_name": ("1",),
    "correct_details.number": ("2",),
    "correct_details.town": ("3",),
}


@pytest.mark.parametrize("step", CORRECTIONS)
def test_while_correcting_danger_and_stop_are_heard_and_nothing_else_is_changed(
    city: City, step: str
) -> None:
    for words, effect in (("he beats me", AskHuman), ("stop", StopMessages)):
        person = correcting(city, *CORRECTIONS[step], kept=ONE)
        assert person.session.step == step
        effects = person.says(words)
        assert any(isinstance(each, effect) for each in effects), words
        assert not any(isinstance(each, CorrectInterest) for each in effects)
    person = correcting(city, *CORRECTIONS[step], kept=ONE)
    assert not any(isinstance(each, CorrectInterest) for each in person.says("cancel"))
    assert "All right." in text(person)
    assert person.session.memory == {}
