"""What does the history say of details, and did staff change them since a feed last told them?

Of people the history says only that something about them changed: whoever is taken out is gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from services_directory.records.details import OtherPlace, PhoneDetails, details_of, in_digits
from services_directory.records.records import ServiceRecord
from services_directory.values.entries import LocalText, Price

PHONES, PRICES, PEOPLE, PLACES = "phone_details", "prices", "people", "places"

MERGED_INTO, MERGED_FROM = "merged_into", "merged_from"
"""Of two that are one: stands in the history of each, with the key of the other."""

CHANGED = "…"
"""Stands in the history for what it does not tell."""


def told_details(record: ServiceRecord) -> dict[str, str]:
    """Details as lines to compare and to show, by name; of people nothing is told."""
    details = details_of(record)
    lines = {
        PHONES: [line for each in details.phones if (line := _phone(each))],
        PRICES: [_price(each) for each in details.prices if each],
        PLACES: [_place(each) for each in details.places if each],
    }
    told = {name: "\n".join(said) for name, said in lines.items() if said}
    return told | ({MERGED_INTO: record.merged_into} if record.merged_into else {})


def people_changed(before: ServiceRecord | None, after: ServiceRecord) -> bool:
    """Whether anything about the people to ask is another than it was."""
    return (before.contacts if before else ()) != after.contacts


def parts_of(record: ServiceRecord) -> dict[str, str]:
    """What a feed told of each list, so short that nobody can read it: only to compare."""
    details = details_of(record)
    numbers = [_phone(replace(each, number="")) for each in details.phones]
    parts = {
        PHONES: [each for each in numbers if each],
        PRICES: [_price(each) for each in details.prices if each],
        PEOPLE: [repr(each) for each in details.people],
        PLACES: [_place(each) for each in details.places if each],
    }
    return {name: _hash(lines) for name, lines in parts.items()}


def with_parts_of(
    kept: ServiceRecord, names: Sequence[str], record: ServiceRecord
) -> ServiceRecord:
    """The record with the lists of these names as they are kept."""
    if PHONES in names:
        record = replace(record, phones=kept.phones)
    if PRICES in names:
        record = replace(record, costs=kept.costs)
    if PEOPLE in names:
        record = replace(record, contacts=kept.contacts)
    if PLACES in names:
        record = replace(record, sites=(*record.sites[:1], *kept.sites[1:]))
    return record


def _hash(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _phone(details: PhoneDetails) -> str:
    said = [_words(details.description), ", ".join(details.languages)]
    told = "; ".join(each for each in said if each)
    return f"{details.number}: {told}" if told else ""


def _price(price: Price) -> str:
    amount = "" if price.amount is None else f"{in_digits(price.amount)} {price.currency}".strip()
    return "; ".join(each for each in (_words(price.option), amount) if each)


def _place(other: OtherPlace) -> str:
    where = (other.place or other.region or "", _words(other.address))
    return "; ".join(each for each in (*where, other.opening_hours, other.phone) if each)


def _words(text: LocalText) -> str:
    return " | ".join(f"{locale}: {words}" for locale, words in sorted(text.words))
