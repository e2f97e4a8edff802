"""Which of the prices somebody wrote down is that of a message?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services_directory.values.limits import MessagePrice, PriceCategory, price_of

ANY = MessagePrice("whatsapp", Decimal("0.01"), "USD", date(2026, 10, 1), "a list")
TUNISIA = replace(ANY, prefix="+216", amount=Decimal("0.02"))
LATER = replace(TUNISIA, since=date(2027, 1, 1), amount=Decimal("0.03"))
TEMPLATE = replace(TUNISIA, category=PriceCategory.UTILITY, amount=Decimal("0.04"))
ALL = (ANY, LATER, TUNISIA, TEMPLATE)
SERVICE, UTILITY = PriceCategory
NOW = date(2026, 11, 30)


def test_the_one_that_names_most_closely_what_is_sent() -> None:
    assert price_of(ALL, "+21620000001", SERVICE, NOW) == TUNISIA
    assert price_of(ALL, "+21620000001", UTILITY, NOW) == TEMPLATE
    assert price_of(ALL, "+213550000001", UTILITY, NOW) == ANY
    assert price_of(ALL, "+21620000001", SERVICE, date(2027, 2, 1)) == LATER


def test_before_its_day_and_without_any_nothing_is_known() -> None:
    assert price_of(ALL, "+21620000001", SERVICE, date(2026, 9, 30)) is None
    assert price_of((), "+21620000001", SERVICE, NOW) is None
    assert price_of((TEMPLATE,), "+21620000001", SERVICE, NOW) is None


def test_who_hides_a_number_is_of_the_country_the_id_names() -> None:
    assert price_of(ALL, "TN.1349aBc", SERVICE, NOW) == TUNISIA
    assert price_of(ALL, "DZ.1349aBc", SERVICE, NOW) == ANY
