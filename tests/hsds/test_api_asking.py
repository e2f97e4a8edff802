"""What may be asked of the API, in which language; and what was asked wrongly is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services_directory.web.languages import named, preferred
from tests.hsds.api_site import FEED, LISTS, ApiSite
from tests.services_directory.whole import CLINICS, HEALTH, TAXONOMY

LANGUAGES = ("fr", "ar", "aeb", "en")
CONDITIONS = (
    "search=centre",
    "search=sante",
    f"taxonomy_term_id={HEALTH.id}",
    f"taxonomy_id={TAXONOMY.id}",
    f"organization_id={FEED.organisation.id}",
    "lat=36.5&lon=8.78&proximity=60000",
    "modified_after=2026-11-24",
    "minimum_age=6",
    "maximum_age=17.5",
    "day=MO",
    "start_time=08:00",
    "end_time=12:00",
)


@pytest.mark.parametrize("name", ["services", "service_at_locations"])
async def test_two_conditions_find_what_both_find(sqlite_api: ApiSite, name: str) -> None:
    alone = {
        condition: set(await sqlite_api.ids_of(f"/{name}?per_page=100&{condition}"))
        for condition in CONDITIONS
    }
    assert all(alone.values())
    for one in CONDITIONS:
        for other in CONDITIONS:
            if one.partition("=")[0] != other.partition("=")[0]:
                both = await sqlite_api.ids_of(f"/{name}?per_page=100&{one}&{other}")
                assert set(both) == alone[one] & alone[other], (one, other)


@pytest.mark.parametrize("name", LISTS)
async def test_every_language_has_the_same_records_in_the_same_order(
    sqlite_api: ApiSite, name: str
) -> None:
    ids = [await sqlite_api.ids_of(f"/{name}?per_page=100&lang={each}") for each in LANGUAGES]
    assert all(each == ids[0] for each in ids)


async def test_a_term_finds_what_is_below_it(sqlite_api: ApiSite) -> None:
    below = await sqlite_api.ids_of(f"/services?taxonomy_term_id={CLINICS.id}")
    above = await sqlite_api.ids_of(f"/services?taxonomy_term_id={HEALTH.id}")
    assert FEED.id in below
    assert set(below) <= set(above)
    roots = await sqlite_api.all_of("/taxonomy_terms?top_only=true&per_page=100")
    assert HEALTH.id in {each["id"] for each in roots}
    assert CLINICS.id not in {each["id"] for each in roots}
    assert await sqlite_api.ids_of(f"/taxonomy_terms?parent_id={HEALTH.id}") == [CLINICS.id]


async def test_the_nearest_comes_first(sqlite_api: ApiSite) -> None:
    page = await sqlite_api.json("/service_at_locations?lat=36.95&lon=8.76&full=true")
    here = page["contents"][0]["location"]
    assert (here["latitude"], here["longitude"]) == (36.95, 8.76)


async def test_words_come_in_the_language_asked_for(sqlite_api: ApiSite) -> None:
    path = f"/services/{FEED.id}"
    for asked, header, expected in (
        ("?lang=ar", "fr", "استشارة"),
        ("?lang=ar-SY", "", "استشارة"),
        ("", "de, en;q=0.8, fr;q=0.5", "Consultation"),
        ("", "de", "Consultation"),
        ("?lang=aeb", "", "استشارة"),
    ):
        answer = await sqlite_api.ask(f"{path}{asked}", Accept_Language=header)
        told = await answer.json()
        assert told["name"] == expected, (asked, header)
        assert "Accept-Language" in answer.headers["Vary"]
    tunisian = await sqlite_api.json(f"{path}?lang=aeb")
    assert tunisian["x_dalil"]["fallback_fields"][0] == "alert"
    answer = await sqlite_api.ask(f"{path}?lang=ar")
    assert answer.headers["Content-Language"] == "ar"
    everything = await sqlite_api.json(f"{path}?lang=ar&translations=all")
    assert everything["x_dalil"]["translations"]["fr"]["name"] == "Consultation"


async def test_who_has_it_already_is_told_so(sqlite_api: ApiSite) -> None:
    path = f"/services/{FEED.id}?lang="
    answer = await sqlite_api.ask(f"{path}fr")
    tag = answer.headers["ETag"]
    same = await sqlite_api.ask(f"{path}fr", 304, If_None_Match=tag)
    assert await same.read() == b""
    assert same.headers["ETag"] == tag
    await sqlite_api.ask(f"{path}ar", 200, If_None_Match=tag)
    page = await sqlite_api.ask("/services?lang=fr")
    sqlite_api.clock.forward(timedelta(minutes=1))
    await sqlite_api.keep(FEED)
    await sqlite_api.ask(f"{path}fr", 200, If_None_Match=tag)
    # A page that does not hold it is as it was.
    await sqlite_api.ask("/services?lang=fr", 304, If_None_Match=page.headers["ETag"])


async def test_a_page_anywhere_may_read_it(sqlite_api: ApiSite) -> None:
    for path, status in (("/services", 200), ("/services/x", 404), ("/services?page=0", 400)):
        answer = await sqlite_api.ask(path, status, Origin="https://example.org")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = await sqlite_api.client.options("/api/hsds/services")
    assert asked.status == 204
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]


async def test_the_root_names_what_is_there(sqlite_api: ApiSite) -> None:
    about = await sqlite_api.json("/")
    assert about["version"] == "3.2"
    for name in ("profile", "openapi_url", "data_guide"):
        path = about[name].partition(str(sqlite_api.client.port))[2]
        assert (await sqlite_api.client.get(path)).status == 200
    assert (await sqlite_api.client.get("/api/hsds")).status == 200


WRONG = (
    ("page=0", {"page"}),
    ("page=-1&per_page=many", {"page", "per_page"}),
    ("page=1&page=2", {"page"}),
    ("taxonmy_id=1", {"taxonmy_id"}),
    ("taxonomy_id=1", {"taxonomy_id"}),
    ("modified_after=yesterday", {"modified_after"}),
    ("modified_after=0001-01-01T00:00:00%2B14:00", {"modified_after"}),
    ("full=perhaps", {"full"}),
    ("full=true&minimal=true", {"minimal"}),
    ("format=xml", {"format"}),
    ("lat=36", {"lat"}),
    ("lat=nan&lon=8", {"lat"}),
    ("proximity=5", {"proximity"}),
    ("lang=xx", {"lang"}),
    ("translations=some", {"translations"}),
    ("minimum_age=young&maximum_age=-1", {"minimum_age", "maximum_age"}),
    ("minimum_age=nan", {"minimum_age"}),
    ("day=Monday", {"day"}),
    ("start_time=8", {"start_time"}),
    ("start_time=08:00&end_time=25:00", {"end_time"}),
    ("search=" + "a" * 201, {"search"}),
)


async def test_a_wrong_parameter_is_named(sqlite_api: ApiSite) -> None:
    for asked, wrong in WRONG:
        answer = await sqlite_api.ask(f"/services?{asked}", 400)
        assert answer.content_type == "application/problem+json"
        told = await answer.json(content_type=None)
        assert told["status"] == 400
        assert {each["name"] for each in told["invalid_params"]} == wrong, asked
        assert all(each["reason"] for each in told["invalid_params"])


async def test_what_is_not_there_is_a_problem_too(sqlite_api: ApiSite) -> None:
    for path in ("/services/nothing", f"/services/{TAXONOMY.id}", "/elsewhere", "/services/"):
        answer = await sqlite_api.ask(path, 404)
        assert answer.content_type == "application/problem+json"
    answer = await sqlite_api.client.post("/api/hsds/services")
    assert (answer.status, answer.content_type) == (405, "application/problem+json")


def test_languages_are_found_by_tag() -> None:
    class Language:
        def __init__(self, code: str) -> None:
            self.code = code

    known: Any = {code: Language(code) for code in LANGUAGES}
    assert named("ar-TN", known) is known["ar"]
    assert named("AEB", known) is known["aeb"]
    assert named("de", known) is None
    assert preferred("de, ar-TN;q=0.2, en;q=0.1", known) is known["ar"]
    assert preferred("ar;q=0, en;q=x", known) is known["fr"]
