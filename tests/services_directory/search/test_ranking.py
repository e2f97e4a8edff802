"""Among what was found, what fits the wish and is known to be true comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services_directory.search.filters import FREE, OPEN, Wishes
from services_directory.search.finder import Finder, Query
from services_directory.values.entries import Cost, Directory
from tests.services_directory.finding import TUESDAY_NOON, ids


def test_words_only_order_within_a_need(finder: Finder) -> None:
    plain = finder.find(Query(category="employment", place="kairouan"))
    worded = finder.find(Query(category="employment", place="kairouan", words="aneti"))
    assert sorted(ids(plain)) == sorted(ids(worded))
    assert worded[0].service.id == "tn-aneti"
    unknown = finder.find(Query(category="employment", place="kairouan", words="xyzzy"))
    assert ids(unknown) == ids(plain)


def test_what_is_open_now_comes_first_and_unknown_before_closed(directory: Directory) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    hours = {"closed": "Mo-Fr 15:00-16:00", "unknown": None, "open": "24/7"}
    services = tuple(replace(model, id=name, opening_hours=text) for name, text in hours.items())
    finder = Finder(replace(directory, services=services))
    found = finder.find(Query(category="health", place="tabarka", now=TUESDAY_NOON))
    assert ids(found) == ["open", "unknown", "closed"]


def test_what_meets_a_wish_comes_before_what_says_nothing_and_that_before_what_does_not(
    directory: Directory,
) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    costs = {"paid": Cost.PAID, "silent": None, "free": Cost.FREE}
    services = tuple(replace(model, id=name, cost=cost) for name, cost in costs.items())
    finder = Finder(replace(directory, services=services))
    free = Query(category="health", place="tabarka", wishes=Wishes((FREE,)))
    assert ids(finder.find(free)) == ["free", "silent", "paid"]
    assert [finder.meets(each, FREE, free) for each in services] == [False, False, True]


def test_whom_a_service_is_for_is_read_from_its_own_words(
    finder: Finder, directory: Directory
) -> None:
    def first(need: str, whom: str) -> str:
        return ids(finder.find(Query(need, "jendouba", wishes=Wishes((whom,)))))[0]

    assert first("employment", "women") == "jen-intra-helpcode"
    care = directory.service("tn-unhcr-acces-soins")
    assert care is not None
    assert finder.meets(care, "refugees", Query())
    assert not finder.meets(care, "disabled", Query())


def test_a_language_is_spoken_not_spoken_or_nobody_knows(directory: Directory) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    spoken = {"french": ("fr",), "silent": (), "arabic": ("ar", "fr"), "english": ("en",)}
    services = tuple(replace(model, id=name, languages=codes) for name, codes in spoken.items())
    finder = Finder(replace(directory, services=services))

    def order(code: str) -> list[str]:
        asked = Query("health", "tabarka", wishes=Wishes((f"speaks:{code}",)))
        return ids(finder.find(asked))

    assert order("en") == ["english", "silent", "french", "arabic"]
    assert order("aeb") == ["arabic", "silent", "french", "english"]


def test_facts_say_whom_a_service_is_for(directory: Directory) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    facts = {"men": "eligibility:men", "any": "", "women": "eligibility:women"}
    services = tuple(replace(model, id=name, facts=(fact,)) for name, fact in facts.items())
    finder = Finder(replace(directory, services=services))
    found = finder.find(Query("health", "tabarka", wishes=Wishes(("women",))))
    assert ids(found) == ["women", "any", "men"]


def test_open_now_is_a_wish_only_the_doors_can_meet(directory: Directory) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    shut, open_ = (
        replace(model, opening_hours="Sa 10:00-12:00"),
        replace(model, opening_hours="Mo-Fr 08:00-17:00"),
    )
    finder = Finder(replace(directory, services=(shut, open_)))
    asked = Query("health", "tabarka", now=TUESDAY_NOON, wishes=Wishes((OPEN,)))
    assert [finder.meets(each, OPEN, asked) for each in (shut, open_, model)] == [
        False,
        True,
        False,
    ]
    # The same finder, asked on a Saturday: what was true at noon is not kept for ever.
    saturday = replace(asked, now=TUESDAY_NOON + timedelta(days=4, hours=-1))
    assert [finder.meets(each, OPEN, saturday) for each in (shut, open_)] == [True, False]


def test_the_words_of_the_need_do_not_outrank_the_place(finder: Finder) -> None:
    found = finder.find(Query("health", "jendouba", words="medecin"))
    assert found[0].service.id == "jen-hopital-regional"


def test_among_equals_the_one_checked_last_comes_first(directory: Directory) -> None:
    model = next(each for each in directory.services if each.id == "jen-hopital-tabarka")
    days = {"never": None, "old": date(2025, 1, 1), "new": date(2026, 11, 1)}
    services = tuple(replace(model, id=name, last_checked=day) for name, day in days.items())
    finder = Finder(replace(directory, services=services))
    found = finder.find(Query(category="health", place="tabarka"))
    assert ids(found) == ["new", "old", "never"]
