""" "Trainings: what starts soon", from the menu and in people's own words, on SMS and Telegram."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.messages.capabilities import BY_BUTTONS
from bot.messages.segments import count
from tests.flows.enrolled import DAY, cohort, teaching
from tests.flows.somebody import somebody, text
from tests.transcript import City, Person


@pytest.mark.parametrize(
    ("locale", "said", "first"),
    [
        ("fr", "prochaines formations", "1 Tourisme, Kairouan : 1 décembre 2026, 12 places"),
        ("fr", "quelles formations commencent bientôt ?", "1 Tourisme, Kairouan : 1 décembre"),
        ("en", "what starts soon?", "1 Tourism, Kairouan: 1 December 2026, 12 seats"),
        ("ar", "الدورات القادمة", "القيروان: 1 ديسمبر 2026، 12 مكانا"),
        ("aeb", "شنوة يبدا قريب", "القيروان: 1 ديسمبر 2026، 12 بلاصة"),
        ("aeb", "chnowa yabda 9rib", "القيروان: 1 ديسمبر 2026، 12 بلاصة"),
    ],
)
def test_what_starts_soon_is_told_in_each_language(
    city: City, locale: str, said: str, first: str
) -> None:
    assert first in text(somebody(teaching(city), said, locale=locale))


@pytest.mark.parametrize(("locale", "most"), [("fr", 1), ("ar", 2), ("aeb", 2), ("en", 1)])
def test_from_the_menu_to_a_card_by_sms_and_no_page_costs_more(
    city: City, locale: str, most: int
) -> None:
    person = somebody(teaching(city), "0", locale=locale)
    for _page in range(3):
        assert count(text(person)).segments <= most
        assert dict(person.session.offered)[10] == "trainings"
        person.says("9")
    person.says("10")
    listed = [key for _number, key in person.session.offered]
    assert listed == ["cohort:1", "cohort:2", "later", "menu"]
    person.says("1")
    assert person.session.step == "training.card"


def test_the_first_to_begin_comes_first_and_others_a_page_later(city: City) -> None:
    many = teaching(city)
    many = replace(
        many,
        trainings=replace(many.trainings, cohorts=tuple(cohort(n) for n in (5, 3, 4, 1, 2))),
    )
    person = somebody(many, "0", "10")
    listed = [key for _number, key in person.session.offered]
    assert listed[:3] == ["cohort:1", "cohort:2", "cohort:3"]
    person.says("9")
    listed = [key for _number, key in person.session.offered]
    assert listed == ["cohort:4", "cohort:5", "later", "menu"]


def test_on_telegram_it_is_a_button_that_stays_true(city: City) -> None:
    person = Person(teaching(city), BY_BUTTONS, "telegram")
    for line in ("hello", "[English]", "[Trainings: what starts soon]"):
        person.says(line)
    assert person.seen
    assert person.seen.text == "These trainings start soon:"
    person.says("[Tourism, Kairouan: 1 December 2026, 12 seats]")
    assert text(person).startswith("Tourism\nIt begins Tuesday 1 December, 12:00, Youth centre.")


def test_where_nothing_starts_it_is_said_and_a_wish_can_be_registered(city: City) -> None:
    person = somebody(city, "what starts soon")
    assert text(person) == "No training starts soon.\n1 Tell me when one does\n0 Menu"
    person.says("1")
    assert person.session.step == "register_interest.choose_offer"


def test_the_menu_tells_of_none_where_none_enrols_any_more(city: City) -> None:
    person = somebody(teaching(city), "0")
    assert "10 Trainings: what starts soon" in text(person)
    person.now += 30 * DAY
    person.says("10")
    assert text(person).startswith("No training starts soon.")
    person.says("0")
    assert "Trainings: what starts soon" not in text(person)
    assert "6 Register: training, bank" in text(person)
