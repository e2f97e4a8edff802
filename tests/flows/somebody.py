"""Somebody who writes by SMS, and what could do them harm."""

from __future__ import annotations

from bot.messages.capabilities import BY_SMS as SMS
from flows.engine.effect import Erase, GiveConsent, RecordInterest, StopMessages
from tests.transcript import City, Person

LANGUAGES = {"fr": "1", "ar": "2", "aeb": "3", "en": "4"}
HARMFUL = (Erase, StopMessages, GiveConsent, RecordInterest)


def somebody(city: City, *said: str, locale: str = "en") -> Person:
    """A person on SMS who chose `locale` and then said all this."""
    person = Person(city, SMS, "sms")
    for line in ("hello", LANGUAGES[locale], *said):
        person.says(line)
    return person


def text(person: Person) -> str:
    return person.seen.text if person.seen else ""
