"""Somebody who registered before, and who corrects what MY DATA tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.engine.world import Kept, KeptInterest
from tests.flows.somebody import somebody
from tests.transcript import City, Person

REGISTERED = Kept(
    interests=(
        KeptInterest("K7M-X4T", "crafts", date(2026, 11, 2)),
        KeptInterest("C3D-F4H", "microcredit", date(2026, 11, 9), is_done=True, state="done"),
    )
)


def registered(city: City, kept: Kept = REGISTERED, locale: str = "en") -> Person:
    person = somebody(city, locale=locale)
    person.contact = replace(person.contact, guest=False, tell_kept=lambda: kept)
    return person


def correcting(city: City, *said: str, kept: Kept = REGISTERED) -> Person:
    person = registered(city, kept)
    for line in ("my data", "1", *said):
        person.says(line)
    return person
