"""What search engines read of money is the programme's own currency, whatever city it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.packs.programme import PACKS, load_programme
from services_directory.packs.read_pack import read_pack
from services_directory.values.entries import Cost, Directory, Service
from services_directory.web.sharing.structured_data import facts_of

SHIPPED = sorted(path.parent for path in PACKS.glob("*/programme.toml"))


def facts(service: Service, directory: Directory, currency: str | None) -> dict[str, Any]:
    programme = replace(directory.programme, currency=currency)
    page = f"https://example.org/s/{service.id}"
    plain = ("fr", "ar", "en")
    return facts_of(
        service,
        programme,
        lambda text: text.best(plain),
        page=page,
        town=None,
        region=None,
        week=(),
    )


def currencies_in(told: Any) -> set[Any]:
    """Every currency that is said anywhere."""
    if isinstance(told, dict):
        own = {told["priceCurrency"]} if "priceCurrency" in told else set()
        return own.union(*map(currencies_in, told.values()))
    return set[Any]().union(*map(currencies_in, told)) if isinstance(told, list) else set()


@given(currency=st.sampled_from(["TND", "ETB", "UGX", "KES", "GTQ", None]), data=st.data())
def test_what_is_free_is_free_in_the_money_of_the_programme(
    directory: Directory, currency: str | None, data: st.DataObject
) -> None:
    service = data.draw(st.sampled_from(directory.services))
    cost = data.draw(st.sampled_from([*Cost, None]))
    told = facts(replace(service, cost=cost), directory, currency)
    is_said = cost is Cost.FREE and currency is not None
    assert currencies_in(told) == ({currency} if is_said else set())
    assert ("offers" in told) is (cost is Cost.FREE)


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda path: path.name)
def test_each_pack_that_ships_says_its_currency(pack: Any) -> None:
    programme, directory = load_programme(pack), read_pack(pack)
    assert programme.currency
    for service in directory.services:
        told = facts(service, directory, programme.currency)
        assert currencies_in(told) <= {programme.currency}
