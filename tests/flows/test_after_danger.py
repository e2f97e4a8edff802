"""After a danger answer: the same language, and no number that does what is out of sight."""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_SMS
from flows.engine.effect import Say
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person


@pytest.mark.parametrize("asked_for", ["effacer", "je veux que ca arrete"])
@pytest.mark.parametrize("number", ["1", "2"])
def test_no_number_after_danger_erases_or_stops_unseen(
    city: City, asked_for: str, number: str
) -> None:
    person = somebody(city, locale="fr")
    person.says(asked_for)
    asking = person.session.step
    person.says("mon mari me tape")
    effects = person.says(number)
    assert [each for each in effects if not isinstance(each, Say)] == []
    assert person.session.step == asking
    assert "1 Oui" in text(person)
    assert [each for each in person.says("1") if not isinstance(each, Say)] != []


def test_no_number_after_danger_agrees_unseen(city: City) -> None:
    person = somebody(city, locale="fr")
    person.says("parler à une personne")
    person.says("passer")
    assert "1 J'accepte" in text(person)
    person.says("mon mari me tape")
    assert [each for each in person.says("1") if not isinstance(each, Say)] == []
    assert "1 J'accepte" in text(person)


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ("help me he beats me", "SOS", "Call now:"),
        ("je veux mourir", "more", "Appelez :"),
        ("راجلي يضربني", "9", "كلّم"),
        ("help me he beats me", "stop", "You get no more messages."),
    ],
)
def test_before_a_language_the_one_that_was_heard_stays(
    city: City, first: str, then: str, said: str
) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says(first)
    person.says(then)
    assert text(person).startswith(said)


def test_whole_sentences_of_another_language_are_answered_in_it(city: City) -> None:
    person = Person(city, BY_SMS, "sms")
    person.says("help me he beats me")
    person.says("je veux mourir")
    assert text(person).startswith("Appelez")
