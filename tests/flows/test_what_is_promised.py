"""Is what a conversation promises at its end what will happen?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_SMS
from bot.messages.segments import count
from flows.engine.effect import AskHuman, HelpReason
from tests.transcript import City, Person


def told(city: City, *said: str) -> str:
    """The last answer to somebody who wrote all this by SMS, in English."""
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", "4", *said):
        person.says(line)
    return person.seen.text if person.seen else ""


REGISTERING = ("6", "1", "1", "1", "Awa")


@pytest.mark.parametrize(
    ("reached", "news"), [("1", "We will write"), ("20 000 001", "We will call")]
)
def test_news_come_the_way_that_was_asked_for(city: City, reached: str, news: str) -> None:
    assert f"{news} if there is news." in told(city, *REGISTERING, reached, "4", "1")


def test_a_second_registration_hardly_begun_does_not_lose_the_first(city: City) -> None:
    """ "Register" stands beside "Go on with my registration": it is easily picked by mistake."""
    asked_for_name = "What is your first name?"
    for mistaken in (("register", "back"), ("register", "menu"), ("6", "1", "menu")):
        assert asked_for_name in told(city, *REGISTERING[:4], "menu", *mistaken, "8")
    # One that got as far takes its place.
    assert asked_for_name in told(city, *REGISTERING[:4], "menu", "6", "2", "3", "1", "menu", "8")
    told_at_the_end = told(
        city, *REGISTERING[:4], "menu", "6", "2", "3", "1", "menu", "8", "Awa", "1", "4", "1"
    )
    assert "Registered: Send or get money." in told_at_the_end
    menu_again = told(city, *REGISTERING, "1", "menu", "8", "4", "1", "menu")
    assert "Go on with my registration" not in menu_again


@pytest.mark.parametrize("language", ["1", "2", "3", "4"])
def test_who_finds_no_need_in_the_whole_menu_is_offered_a_person(city: City, language: str) -> None:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", language, "9", "9"):
        person.says(line)
    assert person.seen is not None
    assert count(person.seen.text).segments <= 2
    number = next(number for number, key in person.session.offered if key == "human")
    assert AskHuman(HelpReason.ASKED) in person.says(str(number))


def test_who_refuses_is_not_told_that_nothing_at_all_is_kept(city: City) -> None:
    said = told(city, *REGISTERING, "1", "4", "2")
    assert said.startswith("We do not keep these answers.")
