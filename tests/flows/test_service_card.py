"""What a person reads of a service: what to bring, a closed door, a check long ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.engine.text import Line
from flows.service_card import Seen, card
from services_directory.entries import (
    Closure,
    ClosureKind,
    Cost,
    Directory,
    LocalText,
    Service,
)
from services_directory.hours import with_closures
from tests.transcript import City

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def service(city: City) -> Service:
    found = city.directory.service("jen-hopital-tabarka")
    assert found is not None
    return found


def told(service: Service, city: City, locale: str = "en") -> str:
    directory: Directory = city.directory
    lines: tuple[Line, ...] = card(service, Seen(NOW, directory, (locale,))).lines
    return "\n".join(city.translator.phrase(line, locale) for line in lines)


def test_what_to_bring_is_said_in_a_language_that_has_all_of_it(
    service: Service, city: City
) -> None:
    documents = (
        LocalText.of({"en": "identity card", "ar": "بطاقة تعريف"}),
        LocalText.of({"en": "prescription"}),
    )
    service = replace(service, documents=documents)
    assert "Bring: identity card + prescription" in told(service, city)
    assert "بطاقة تعريف" not in told(service, city, "ar")
    assert "بطاقة تعريف" in told(replace(service, documents=documents[:1]), city, "ar")


def test_a_change_just_now_stands_right_after_the_name(service: Service, city: City) -> None:
    alert = LocalText.of({"en": "No vaccines this week"})
    lines = told(replace(service, alert=alert), city).splitlines()
    assert lines[1] == "No vaccines this week"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ClosureKind.STRIKE, "Closed by a strike, until"),
        (ClosureKind.HOLIDAY, "Closed for the holidays, until"),
        (ClosureKind.OTHER, "Closed until"),
    ],
)
def test_a_closed_door_says_until_when_and_why(
    service: Service, city: City, kind: ClosureKind, said: str
) -> None:
    closure = Closure(date(2026, 11, 23), date(2026, 11, 25), kind)
    hours = with_closures("Mo-Fr 08:00-16:00", [closure])
    shut = told(replace(service, closures=(closure,), opening_hours=hours), city)
    assert said in shut
    assert "Open now" not in shut
    over = replace(closure, ends_on=date(2026, 11, 23))
    hours = with_closures("Mo-Fr 08:00-16:00", [over])
    assert "Open now" in told(replace(service, closures=(over,), opening_hours=hours), city)


def test_a_closed_door_is_known_though_its_hours_are_not(service: Service, city: City) -> None:
    closure = Closure(date(2026, 11, 24), date(2026, 11, 24), note=LocalText.of({"en": "flood"}))
    shut = told(replace(service, closures=(closure,), opening_hours=None), city)
    assert "Closed until" in shut
    assert "flood" in shut


def test_hours_that_no_rule_says_are_told_in_words(service: Service, city: City) -> None:
    note = LocalText.of({"en": "mornings, ask before"})
    service = replace(service, opening_hours=None, hours_note=note)
    assert "Hours: mornings, ask before" in told(service, city)


def test_age_cost_and_languages_are_said_where_they_are_known(service: Service, city: City) -> None:
    plain = told(replace(service, languages=("ar", "fr")), city)
    assert "Age" not in plain
    assert "Spoken" not in plain
    service = replace(
        service,
        languages=("ar", "fr", "en"),
        minimum_age=6,
        maximum_age=17,
        cost=Cost.PAID,
        fees=LocalText.of({"en": "5 dinars"}),
    )
    said = told(service, city)
    assert "You have to pay.\n5 dinars" in said
    assert "Age: 6 to 17" in said
    assert "Spoken: Arabic, French, English" in said


def test_a_check_that_fell_due_is_said_so(service: Service, city: City) -> None:
    checked = replace(service, last_checked=date(2026, 5, 1), check_due=date(2026, 11, 24))
    assert "Checked on" in told(checked, city)
    assert "Not checked since" in told(replace(checked, check_due=date(2026, 11, 23)), city)
    assert "Not yet checked" in told(replace(checked, last_checked=None), city)
