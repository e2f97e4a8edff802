"""By SMS the menu has pages: does a number of one page do the same on the next?"""

from __future__ import annotations

import pytest

from bot.messages.capabilities import BY_BUTTONS, BY_SMS
from bot.messages.segments import count
from flows.main_menu import PAGE_BY_SMS
from tests.transcript import City, Person


def pages(person: Person) -> list[dict[int, str]]:
    """Number and key of every choice, page by page, until the first one comes again."""
    seen: list[dict[int, str]] = []
    person.says("menu")
    while (page := dict(person.session.offered)) not in seen:
        seen.append(page)
        person.says("9")
    return seen


def beside_needs(page: dict[int, str]) -> dict[int, str]:
    return {number: key for number, key in page.items() if not key.startswith("need:")}


def somebody(city: City, *lines: str) -> Person:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", "4", *lines):
        person.says(line)
    return person


def test_what_stands_beside_the_needs_keeps_its_number_on_every_page(city: City) -> None:
    for before in ((), ("6", "1")):
        first, *others = pages(somebody(city, *before))
        assert len(others) == 2
        for page in others:
            for number, key in beside_needs(page).items():
                assert first.get(number, key) == key
        assert {number for number in first if first[number].startswith("need:")} == set(
            range(1, PAGE_BY_SMS + 1)
        )


def test_a_number_of_the_page_before_still_registers_and_still_asks_an_opinion(city: City) -> None:
    for more in ((), ("9",), ("9", "9")):
        person = somebody(city, *more, "6")
        assert person.session.step == "register_interest.choose_kind"
        person = somebody(city, *more, "7")
        assert person.session.step == "feedback.rate"


def test_a_registration_left_midway_moves_no_number(city: City) -> None:
    person = somebody(city)
    before = beside_needs(pages(person)[0])
    person.says("menu")
    for line in ("6", "1"):
        person.says(line)
    after = beside_needs(pages(person)[0])
    assert after == before | {8: "resume"}


def test_buttons_are_counted_without_gaps(city: City) -> None:
    person = Person(city, BY_BUTTONS, "telegram")
    for line in ("hello", "[English]"):
        person.says(line)
    numbers = [number for number, _key in person.session.offered]
    assert numbers == list(range(1, len(numbers) + 1))


def test_in_a_list_too_a_number_beside_the_services_stays(city: City) -> None:
    person = somebody(city, "4", "4", "kairouan")
    first = dict(person.session.offered)
    beside = {number: key for number, key in first.items() if not key.startswith("service:")}
    assert "register" in beside.values()
    page = first
    while 9 in page:
        person.says("9")
        page = dict(person.session.offered)
        for number, key in page.items():
            assert beside.get(number, key) == key
    assert len(page) < len(first)
    assert "register" in page.values()


def test_a_page_of_national_services_is_not_called_near(city: City) -> None:
    person = somebody(city, "4", "4", "bou salem")
    assert person.seen
    assert person.seen.text.startswith("Money, bank, nearest to Bou Salem:")
    person.says("9")
    assert person.seen
    assert person.seen.text.startswith("Money, bank, whole country:")


@pytest.mark.parametrize(("language", "most"), [("1", 1), ("2", 2), ("3", 2), ("4", 1)])
def test_each_page_fits_its_sms(city: City, language: str, most: int) -> None:
    person = Person(city, BY_SMS, "sms")
    for line in ("hello", language, "0"):
        person.says(line)
    for _page in range(4):
        assert person.seen
        assert count(person.seen.text).segments <= most
        person.says("9")
