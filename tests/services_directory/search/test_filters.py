"""Whom is it for, and who works there? Only what the directory says, and nothing guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services_directory.search.filters import Verdict, Wishes, one_verdict, verdict
from services_directory.values.entries import Directory, Service
from services_directory.values.local_text import NO_WORDS

YES, UNKNOWN, NO = Verdict.YES, Verdict.UNKNOWN, Verdict.NO


@pytest.fixture
def hospital(directory: Directory) -> Service:
    known = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    return replace(known, description=NO_WORDS)


def said_of(service: Service, wish: str) -> Verdict:
    return one_verdict(service, wish, lambda _service, _wish: UNKNOWN)


@pytest.mark.parametrize(
    ("facts", "wish", "expected"),
    [
        ((), "female_staff", UNKNOWN),
        (("accessibility:female_staff",), "female_staff", YES),
        (("eligibility:older_people",), "older", YES),
        (("eligibility:families",), "families", YES),
        (("eligibility:young_people",), "young", YES),
        (("eligibility:men",), "men", YES),
        (("eligibility:women",), "men", NO),
        (("eligibility:women", "eligibility:men"), "men", YES),
        (("eligibility:men",), "women", NO),
        ((), "men", UNKNOWN),
        ((), "somebody we never heard of", UNKNOWN),
    ],
)
def test_a_fact_answers_a_wish(
    hospital: Service, facts: tuple[str, ...], wish: str, expected: Verdict
) -> None:
    assert said_of(replace(hospital, facts=facts), wish) is expected


@pytest.mark.parametrize(
    ("least", "most", "years", "expected"),
    [
        (12, 18, 14, YES),
        (12, 18, 8, NO),
        (12, 18, 18, YES),
        (12, 18, 19, NO),
        (15, None, 14, NO),
        (15, None, 60, YES),
        (None, 6, 8, NO),
        (None, None, 8, UNKNOWN),
        (0.5, 17.5, 18, YES),
        (0.5, 17.5, 19, NO),
    ],
)
def test_an_age_is_held_against_the_ages_a_service_is_for(
    hospital: Service, least: float | None, most: float | None, years: int, expected: Verdict
) -> None:
    service = replace(hospital, minimum_age=least, maximum_age=most)
    assert said_of(service, f"age:{years}") is expected


def test_what_is_for_children_is_for_an_eight_year_old(hospital: Service) -> None:
    service = replace(hospital, facts=("eligibility:children",))
    assert [said_of(service, f"age:{years}") for years in (8, 17, 18)] == [YES, YES, UNKNOWN]


@pytest.mark.parametrize(
    ("key", "years", "expected"),
    [
        # "Reprise d'études ou de formation pour 12-18 ans"
        ("kai-ecole-deuxieme-chance", 15, YES),
        ("kai-ecole-deuxieme-chance", 8, NO),
        # "À partir de 15 ans"
        ("tn-atfp", 14, NO),
        ("tn-atfp", 40, YES),
        ("tn-avfa", 40, UNKNOWN),
    ],
)
def test_an_age_that_a_service_says_in_words_is_known(
    directory: Directory, key: str, years: int, expected: Verdict
) -> None:
    service = directory.service(key)
    assert service is not None
    assert said_of(service, f"age:{years}") is expected


def test_of_several_wishes_the_worst_counts(hospital: Service) -> None:
    service = replace(hospital, facts=("accessibility:female_staff",), minimum_age=15)
    wishes = Wishes(("female_staff", "age:8"))
    assert verdict(service, wishes, lambda _service, _wish: YES) is NO
    assert verdict(service, Wishes(("female_staff", "open")), lambda _s, _w: UNKNOWN) is UNKNOWN
