"""Numbers in words, prices, people to ask, other places: details as fields, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from admin.forms.base import Columns, StaffForm, choice_field, fill_choices, text_field, tick_field
from admin.forms.merging import Units
from admin.forms.services.hours import refuse_half_days, week_fields, week_from, week_values
from admin.forms.services.service import FAULTS
from admin.rendering.formatting import has_smaller_parts
from admin.rendering.labels import Names
from flows.components.card_words import LANGUAGES
from flows.engine.text import Line, Text, _
from services_directory.records.details import (
    Details,
    OtherPlace,
    Person,
    PhoneDetails,
    in_digits,
)
from services_directory.records.drafts import Fault, tidy_text
from services_directory.values.entries import LocalText, Price

MOST_PHONES = 4
MOST_PRICES = 4
MOST_PEOPLE = 4
MOST_PLACES = 3
"""So many of each can be written on the page; others stay as they are."""

_POINTS = str.maketrans(",٫", "..")

PERSON_PARTS = ("name", "title", "department", "email", "phone")

NOT_NAMED = _("Write a name, or what the person does.")


class DetailsForm(StaffForm):
    """Empty: `form_class` adds the fields."""


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[DetailsForm]:
    """The form with its words in these languages."""
    fields: dict[str, Any] = {}
    for number in range(1, MOST_PHONES + 1):
        fields |= _words(f"phone_{number}_says", _("What this number is for"), 120, columns)
        fields |= {
            f"phone_{number}_speaks_{code}": tick_field(LANGUAGES[code]) for code in LANGUAGES
        }
    for number in range(1, MOST_PRICES + 1):
        fields |= _words(f"price_{number}_option", _("For what"), 120, columns)
        fields[f"price_{number}_amount"] = text_field(
            _("Amount"), letters=12, inputmode="decimal", dir="ltr"
        )
        fields[f"price_{number}_currency"] = text_field(_("Currency"), letters=3, dir="ltr")
    for number in range(1, MOST_PEOPLE + 1):
        fields |= _person_fields(f"person_{number}_")
    for number in range(1, MOST_PLACES + 1):
        fields |= _words(f"place_{number}_address", _("Address"), 300, columns)
        fields |= _place_fields(f"place_{number}_")
    return type("DetailsFormInLanguages", (DetailsForm,), fields)


def _words(name: str, label: Text, letters: int, columns: Columns) -> dict[str, Any]:
    return {
        f"{name}_{code}": text_field(label, letters=letters, lang=code, dir=direction)
        for code, direction in columns
    }


def _person_fields(prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}name": text_field(_("Name"), letters=200, dir="auto"),
        f"{prefix}title": text_field(_("What the person does"), letters=200, dir="auto"),
        f"{prefix}department": text_field(_("Department"), letters=200, dir="auto"),
        f"{prefix}email": text_field(_("E-mail"), letters=254, inputmode="email", dir="ltr"),
        f"{prefix}phone": text_field(_("Phone"), letters=120, inputmode="tel", dir="ltr"),
        f"{prefix}public": tick_field(_("Agreed to stand in open data, with name and number")),
        f"{prefix}gone": tick_field(_("Take this person out, for good")),
    }


def _place_fields(prefix: str) -> dict[str, Any]:
    return {
        f"{prefix}region": choice_field(_("Region")),
        f"{prefix}place": choice_field(_("Place")),
        f"{prefix}phone": text_field(_("Phone"), letters=120, inputmode="tel", dir="ltr"),
        **week_fields(prefix),
        f"{prefix}gone": tick_field(_("Take this place out")),
    }


def fill_lists(form: DetailsForm, names: Names) -> None:
    """The regions and places, in the reader's language."""
    for number in range(1, MOST_PLACES + 1):
        regions = [("", _("Please choose")), *names.regions()]
        fill_choices(form[f"place_{number}_region"], regions)
        fill_choices(form[f"place_{number}_place"], [("", _("No single place")), *names.places()])


def values_of(details: Details) -> dict[str, str]:
    """Details as the values of the form's fields."""
    values: dict[str, str] = {}
    for number, phone in enumerate(details.phones[:MOST_PHONES], 1):
        values[_number_of(number)] = phone.number
        values |= _said(f"phone_{number}_says", phone.description)
        values |= {f"phone_{number}_speaks_{code}": "1" for code in phone.languages}
    for number, price in enumerate(details.prices[:MOST_PRICES], 1):
        if price:
            amount = "" if price.amount is None else in_digits(price.amount)
            values |= _said(f"price_{number}_option", price.option)
            values |= {
                f"price_{number}_amount": amount,
                f"price_{number}_currency": price.currency,
            }
    for number, person in enumerate(details.people[:MOST_PEOPLE], 1):
        if person:
            values |= {f"person_{number}_{part}": getattr(person, part) for part in PERSON_PARTS}
            values |= {f"person_{number}_public": "1"} if person.is_public else {}
    for number, other in enumerate(details.places[:MOST_PLACES], 1):
        if other:
            prefix = f"place_{number}_"
            values |= _said(f"{prefix}address", other.address)
            values |= week_values(other.opening_hours, prefix)
            values |= {
                f"{prefix}region": other.region or "",
                f"{prefix}place": other.place or "",
                f"{prefix}phone": other.phone,
            }
    return values


def _number_of(row: int) -> str:
    """Which number this row of the form is about; it is no field, and only to be read."""
    return f"phone_{row}_number"


def numbers_of(details: Details) -> dict[str, str]:
    """The numbers that the form is about."""
    return {
        _number_of(row): phone.number for row, phone in enumerate(details.phones[:MOST_PHONES], 1)
    }


KINDS = {"phone": MOST_PHONES, "price": MOST_PRICES, "person": MOST_PEOPLE, "place": MOST_PLACES}


@lru_cache(maxsize=8)
def units_of(names: tuple[str, ...]) -> Units:
    """Each row of the form is one value; `names` are those of its fields."""
    rows = {
        kind: tuple(_row_of(f"{kind}_{number}_", names) for number in range(1, most + 1))
        for kind, most in KINDS.items()
    }
    numbered = tuple((_number_of(at), *row) for at, row in enumerate(rows["phone"], 1))
    return Units(rows=rows | {"phone": numbered})


def _row_of(start: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.startswith(start))


_TOLD = {"phone": "phones", "price": "prices", "person": "people", "place": "places"}
_LABELS: dict[str, Callable[[str], Text]] = {
    "phone": lambda number: _("Number {number}", number=number),
    "price": lambda number: _("Price {number}", number=number),
    "person": lambda number: _("Person {number}", number=number),
    "place": lambda number: _("Place {number}", number=int(number) + 1),
}


def told_by(name: str) -> str:
    """Which list of the details a field tells of."""
    return _TOLD[name.partition("_")[0]]


def row_label(name: str) -> Text:
    """What a row is called, by the name of its value: "price_2"."""
    kind, _line, number = name.rpartition("_")
    return _LABELS[kind](number)


def _said(name: str, text: LocalText) -> dict[str, str]:
    return {f"{name}_{code}": words for code, words in text.words}


def details_from(form: DetailsForm, kept: Details, codes: Sequence[str]) -> Details:
    """The form as details; what it does not show stays."""
    reader = _Reader(form, codes)
    return Details(
        tuple(
            reader.phone(number, each) if number <= MOST_PHONES else each
            for number, each in enumerate(kept.phones, 1)
        ),
        (*reader.prices(kept), *kept.prices[MOST_PRICES:]),
        (*reader.people(kept), *kept.people[MOST_PEOPLE:]),
        (*reader.places(kept), *kept.places[MOST_PLACES:]),
    )


def refuse_details(form: DetailsForm) -> bool:
    """Say what is half written, or no amount; False if anything is."""
    fine = True
    for number in range(1, MOST_PRICES + 1):
        name = f"price_{number}_amount"
        currency = tidy_text(form[f"price_{number}_currency"].data or "").upper()
        if form[name].data and (line := _wrong_with(form[name].data, currency)):
            form.refuse(name, line)
            fine = False
    for number in range(1, MOST_PLACES + 1):
        fine &= refuse_half_days(form, f"place_{number}_")
    return fine


def show_faults(form: DetailsForm, faults: Mapping[str, Fault], codes: Sequence[str]) -> None:
    """Say every fault beside its field; one about words stands at the first language."""
    for name, fault in faults.items():
        field = {"address": f"{name}_{codes[0]}"}.get(name.rpartition("_")[2], name)
        if name.endswith("opening_hours"):
            field = name.replace("opening_hours", "Mo_opens")
        line = NOT_NAMED if fault is Fault.NAME_MISSING else FAULTS[fault]
        if not form[field].errors:
            form.refuse(field, line)


class _Reader:
    """Reads the fields of one kind after the other; a row with nothing in it is taken out."""

    def __init__(self, form: DetailsForm, codes: Sequence[str]) -> None:
        self._form = form
        self._codes = codes

    def phone(self, number: int, kept: PhoneDetails) -> PhoneDetails:
        ticked = {code for code in LANGUAGES if self._form[f"phone_{number}_speaks_{code}"].data}
        had = [code for code in kept.languages if code in ticked or code not in LANGUAGES]
        new = [code for code in LANGUAGES if code in ticked and code not in had]
        words = self._words(f"phone_{number}_says", kept.description)
        return PhoneDetails(kept.number, words, (*had, *new))

    def prices(self, kept: Details) -> list[Price | None]:
        found: list[Price | None] = []
        for number in range(1, MOST_PRICES + 1):
            was = _at(kept.prices, number)
            option = self._words(f"price_{number}_option", was.option if was else None)
            amount = _amount(self._text(f"price_{number}_amount"))
            currency = self._text(f"price_{number}_currency").upper()
            is_there = option or amount is not None
            found.append(Price(option, amount, currency) if is_there else None)
        return found

    def people(self, kept: Details) -> list[Person | None]:
        found: list[Person | None] = []
        for number in range(1, MOST_PEOPLE + 1):
            prefix = f"person_{number}_"
            parts = {part: self._text(prefix + part) for part in PERSON_PARTS}
            is_there = any(parts.values()) and not self._form[f"{prefix}gone"].data
            public = bool(self._form[f"{prefix}public"].data)
            found.append(Person(**parts, is_public=public) if is_there else None)
        return found

    def places(self, kept: Details) -> list[OtherPlace | None]:
        found: list[OtherPlace | None] = []
        for number in range(1, MOST_PLACES + 1):
            prefix, was = f"place_{number}_", _at(kept.places, number) or OtherPlace()
            other = OtherPlace(
                self._text(f"{prefix}region") or None,
                self._text(f"{prefix}place") or None,
                self._words(f"{prefix}address", was.address),
                week_from(self._form, was.opening_hours, prefix),
                self._text(f"{prefix}phone"),
            )
            is_there = other != OtherPlace() and not self._form[f"{prefix}gone"].data
            found.append(other if is_there else None)
        return found

    def _text(self, name: str) -> str:
        return tidy_text(str(self._form[name].data or ""))

    def _words(self, name: str, kept: LocalText | None) -> LocalText:
        others = kept.words if kept else ()
        hidden = {code: text for code, text in others if code not in self._codes}
        said = {code: self._text(f"{name}_{code}") for code in self._codes}
        # In the order they are kept in, so that what was not changed is the same.
        order = [code for code, _text in others]
        both = said | hidden
        ranked = sorted(both, key=lambda code: order.index(code) if code in order else 99)
        return LocalText.of({code: both[code] for code in ranked})


def _at(values: Sequence[Any], number: int) -> Any:
    return values[number - 1] if number <= len(values) else None


def _wrong_with(written: str, currency: str) -> Line | None:
    """Why it is no amount of this currency. "1,500" is a dinar and a half, and no shillings."""
    if (amount := _amount(written)) is None:
        return _("Write an amount such as 5 or 2.500.")
    if has_smaller_parts(Decimal(in_digits(amount)), currency):
        return _(
            "{currency} has no such small parts. Write thousands without a point: 1500.",
            currency=currency,
        )
    return None


def _amount(written: str) -> float | None:
    try:
        amount = float(written.translate(_POINTS))
    except ValueError:
        return None
    return amount if 0 <= amount < 1e9 else None
