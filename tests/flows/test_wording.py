"""Is what people are told true where there are buttons, and where no phone number is known?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.twilio.messengers import MESSENGER, WHATSAPP
from bot.messages.capabilities import BY_BUTTONS, BY_SMS, Capabilities
from tests.transcript import City, Person

YOUR_NUMBER = {"1": "votre numéro", "2": "رقمك", "3": "نومروك", "4": "your number"}
REGISTERING = ("register", "1", "1", "1", "Awa", "1", "1")
PROMISES = ((), ("human", "skip"), ("feedback", "5", "skip"), REGISTERING, ("erase",))


def told(city: City, by: Capabilities, *lines: str) -> str:
    """The last answer."""
    person = Person(city, by, "some channel")
    for line in ("hello", *lines):
        person.says(line)
    return person.seen.text if person.seen else ""


@pytest.mark.parametrize("language", YOUR_NUMBER)
@pytest.mark.parametrize("promise", PROMISES)
def test_a_number_is_spoken_of_where_it_is_kept_and_nowhere_else(
    city: City, language: str, promise: tuple[str, ...]
) -> None:
    number = YOUR_NUMBER[language]
    for by in (BY_SMS, WHATSAPP.capabilities):
        assert number in told(city, by, language, *promise).casefold()
    for by in (BY_BUTTONS, MESSENGER.capabilities):
        assert number not in told(city, by, language, *promise).casefold()


@pytest.mark.parametrize(
    "before", [("register",), ("register", "1"), ("feedback",), REGISTERING, ("erase",)]
)
def test_who_sees_buttons_is_asked_for_no_numbers(city: City, before: tuple[str, ...]) -> None:
    asked_again = told(city, BY_BUTTONS, "4", *before, "purple elephants")
    assert asked_again.startswith("Please press one of the buttons.")
    numbered = replace(BY_BUTTONS, shows_buttons=False)
    assert "buttons" not in told(city, numbered, "4", *before, "purple elephants")
