"""How much of a name must be said until it is meant, or may be asked about?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from services_directory.search.name_weight import (
    NAMED,
    NEARLY_WHOLE,
    PERHAPS_NAMED,
    is_named_in_full,
    share_of_name,
)
from services_directory.values.entries import Directory, LocalText, Service


@pytest.fixture
def service(directory: Directory) -> Service:
    return replace(directory.services[0], phones=())


def named(service: Service, name: str) -> Service:
    none = replace(service.organisation, name=LocalText(()))
    return replace(service, name=LocalText.of({"fr": name}), organisation=none)


@pytest.mark.parametrize(
    ("said", "name", "share"),
    [
        ("jasmin", "Clinique Jasmin", 0.45),
        ("jasmin tulipe", "Clinique Jasmin Tulipe Lavande Muguet", 0.4),
        ("jasmin", "Clinique Jasmin Tulipe", 0.3),
        ("jasmin tulipe", "Clinique Jasmin Tulipe Lavande", 0.5),
    ],
)
def test_so_much_is_said_of_a_name(service: Service, said: str, name: str, share: float) -> None:
    assert share_of_name(named(service, name), said) == pytest.approx(share)
    assert (share >= PERHAPS_NAMED) is (share in (0.4, 0.45, 0.5))
    assert (share >= NAMED) is (share == 0.5)


def test_three_words_of_four_name_it_whole_and_two_of_three_do_not(service: Service) -> None:
    four = named(service, "Clinique Jasmin Tulipe Lavande")
    assert is_named_in_full(four, "clinique jasmin tulipe")
    assert not is_named_in_full(named(service, "Clinique Jasmin Tulipe"), "jasmin tulipe")
    assert not is_named_in_full(named(service, "Jasmin"), "jasmin")
    assert NAMED < NEARLY_WHOLE
