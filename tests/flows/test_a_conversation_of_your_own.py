"""Is a conversation one file with its words, and one line that registers it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.configuration.paths import LOCALES
from bot.messages.capabilities import BY_SMS
from bot.translation.lexicon import load_keywords
from bot.translation.weights import load_classifier
from flows.engine.conversation import settle
from flows.engine.effect import SetLocale
from flows.engine.step import Aside, Flow, Opening, Outcome, Talk
from flows.engine.step_index import register
from flows.engine.understanding import Keyword, Meaning
from flows.engine.understanding.building import build_lexicon
from flows.registry import ALL_FLOWS
from flows.step_names import StepName
from tests.flows.somebody import text
from tests.transcript import City, Person

WEATHER = "No rain today."


def weather(talk: Talk, meaning: Meaning) -> Outcome:
    return Aside((WEATHER,))


FLOW = Flow(openings=(Opening("weather", weather, "The weather"),))
"""All there is to write for it, with the rows below and its line in the registry."""

KEYWORDS = (
    Keyword("en", "Latn", "weather", "rain forecast"),
    Keyword("en", "Latn", "weather", "rainfall"),
)
WITH_IT = register((*ALL_FLOWS, FLOW), StepName, menu=StepName.MENU, rest=StepName.REST)


@pytest.fixture(scope="module")
def toy(city: City) -> City:
    lexicon = build_lexicon(
        (*load_keywords(LOCALES), *KEYWORDS),
        city.directory.places,
        city.directory.programme.languages,
        load_classifier(),
        openings=WITH_IT.words,
    )
    return replace(city, lexicon=lexicon)


def somebody(toy: City, *said: str) -> Person:
    person = Person(toy, BY_SMS, "sms", conversations=WITH_IT)
    for line in ("hello", "4", *said):
        person.says(line)
    return person


@pytest.mark.parametrize("said", ["rainfall", "rain forecast", "show me the rain forecast please"])
def test_it_is_heard_by_its_word_and_inside_a_sentence(toy: City, said: str) -> None:
    assert WEATHER in text(somebody(toy, said))


def test_its_word_is_no_need(toy: City) -> None:
    assert toy.lexicon.openings.is_need("health")
    assert not toy.lexicon.openings.is_need("weather")


def test_in_the_middle_of_something_it_is_answered_and_the_step_asked_again(toy: City) -> None:
    person = somebody(toy, "6", "rain forecast")
    assert text(person).startswith(WEATHER)
    assert "What would you like to register for?" in text(person)
    person.says("1")
    assert person.session.step == "register_interest.choose_offer"


def test_a_rating_that_nobody_waits_for_is_not_asked_again(toy: City) -> None:
    person = somebody(toy, "7", "rain forecast")
    assert text(person) == f"{WEATHER}\n0 Menu"


def test_the_numbers_of_a_list_go_on_picking_after_it(toy: City) -> None:
    person = somebody(toy, "doctor tabarka", "rain forecast")
    assert text(person) == f"{WEATHER}\n0 Menu"
    person.says("1")
    assert person.session.step == "find_service.card"


def test_it_is_among_what_may_be_meant(toy: City) -> None:
    person = somebody(toy)
    talk = Talk(person.world(), {}, person.session, openings=WITH_IT.openings)
    doubtful = Meaning(label="women", decision="ask", said="rain and my wife", beside=("weather",))
    asking = settle(WITH_IT.commands["otherwise"](talk, doubtful), talk, WITH_IT)
    assert asking.session.offered[:2] == ((1, "need:women"), (2, "meant:weather"))
    person.session = asking.session
    person.says("2")
    assert text(person).startswith(WEATHER)


def test_said_before_a_language_it_waits_for_one(toy: City) -> None:
    person = Person(toy, BY_SMS, "sms", conversations=WITH_IT)
    person.says("rainfall")
    assert person.session.step == "choose_language.choose"
    assert SetLocale("en") in person.says("4")
    assert WEATHER in text(person)
