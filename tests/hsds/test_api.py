"""A partner pulls the directory: every answer is HSDS, complete, and tells nobody too much."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from services_directory.entries import LocalText
from services_directory.web.clients import (
    MOST_CLIENTS,
    Allowance,
    client_of,
    network_address,
)
from services_directory.web.languages import named, preferred
from tests.fakes import NOON
from tests.hsds.api_site import (
    ARCHIVED,
    DRAFT,
    FEED,
    LISTS,
    LOW,
    SHELTER,
    ApiSite,
    open_api,
)
from tests.hsds.conformance import faults_of
from tests.services_directory.whole import CLINICS, HEALTH, NURSE, TAXONOMY

SCHEMAS = {
    "services": "service",
    "service_at_locations": "service_at_location",
    "organizations": "organization",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
LANGUAGES = ("fr", "ar", "aeb", "en")
PAGE_KEYS = {
    *("total_items", "total_pages", "page_number", "size"),
    *("first_page", "last_page", "empty", "contents"),
}


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole directory in it, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    path = Path(shutil.copy(sqlite_template, folder / "filled.sqlite3"))

    async def fill() -> None:
        async with open_api(f"sqlite://{path}", folder):
            pass

    asyncio.run(fill())
    return path


@pytest.fixture
async def sqlite_api(filled: Path, tmp_path: Path) -> AsyncIterator[ApiSite]:
    path = shutil.copy(filled, tmp_path / "dalil.sqlite3")
    async with open_api(f"sqlite://{path}", tmp_path, filled=True) as opened:
        yield opened


def nulls_in(told: Any) -> bool:
    if isinstance(told, dict):
        return any(map(nulls_in, told.values()))
    return any(map(nulls_in, told)) if isinstance(told, list) else told is None


async def test_every_record_is_valid_by_its_id(api: ApiSite) -> None:
    for name in LISTS:
        for identity in await api.ids_of(f"/{name}?per_page=100"):
            told = await api.json(f"/{name}/{identity}")
            assert faults_of(SCHEMAS[name], told) == [], (name, identity)
            assert told["id"] == identity
            assert not nulls_in(told)


VIEWS = [
    (name, how)
    for name in LISTS
    for how in ("", "&full=true", "&minimal=true", "&translations=all&lang=ar")
    # HSDS knows "full" of everything but taxonomies, and "minimal" of services alone.
    if not ("full" in how and "tax" in name) and not ("minimal" in how and name != "services")
]


@pytest.mark.parametrize(("name", "how"), VIEWS)
async def test_every_list_is_valid(sqlite_api: ApiSite, name: str, how: str) -> None:
    schema = SCHEMAS[name] if "full" in how or "tax" in name else f"{SCHEMAS[name]}_list"
    for each in await sqlite_api.all_of(f"/{name}?per_page=40{how}"):
        assert faults_of(schema, each) == [], each
        assert not nulls_in(each)


@pytest.mark.parametrize("name", LISTS)
async def test_pages_together_are_everything_once(sqlite_api: ApiSite, name: str) -> None:
    page = await sqlite_api.json(f"/{name}?per_page=7")
    ids = await sqlite_api.ids_of(f"/{name}?per_page=7")
    assert set(page) == PAGE_KEYS
    assert len(ids) == len(set(ids)) == page["total_items"] > 0
    assert page["total_pages"] == -(-len(ids) // 7)
    lines = (await (await sqlite_api.ask(f"/{name}?format=ndjson")).text()).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


async def test_a_page_past_the_end_is_empty(sqlite_api: ApiSite) -> None:
    page = await sqlite_api.json("/services?page=9999999")
    assert (page["empty"], page["contents"], page["size"]) == (True, [], 0)
    nothing = await sqlite_api.json("/services?search=xyzzy")
    assert (nothing["empty"], nothing["total_items"], nothing["last_page"]) == (True, 0, True)


async def test_a_page_has_at_most_a_hundred(sqlite_api: ApiSite) -> None:
    assert (await sqlite_api.json("/services?per_page=100000"))["size"] <= 100


async def test_both_databases_answer_the_same(
    sqlite_url: str, postgres_database_url: str, tmp_path: Path
) -> None:
    said: list[list[Any]] = []
    for kind, url in (("sqlite", sqlite_url), ("postgresql", postgres_database_url)):
        async with open_api(url, tmp_path / kind) as api:
            paths = [f"/{name}?format=ndjson&translations=all" for name in LISTS]
            paths += [f"{path}&full=true" for path in paths if "tax" not in path]
            paths += ["/services?modified_after=2020-01-01&search=centre", "/taxonomies?page=2"]
            said.append([await (await api.ask(path)).read() for path in paths])
    assert said[0] == said[1]


# --- what must not be told ----------------------------------------------------------------------


async def everything_told(api: ApiSite) -> str:
    """All that the API ever says, in all languages, whole, in lists, and of what is gone."""
    paths = [f"/{name}?format=ndjson&translations=all" for name in LISTS]
    paths += [f"{path}&full=true" for path in paths if "tax" not in path]
    paths += ["/organizations?format=ndjson&full_service=true"]
    paths += [f"{path}&modified_after=2000-01-01" for path in paths if "/service" in path]
    told = [await (await api.ask(path)).text() for path in paths]
    for name in LISTS:
        for identity in await api.ids_of(f"/{name}?per_page=100"):
            told.append(await (await api.ask(f"/{name}/{identity}?translations=all")).text())
    return "\n".join(told)


async def test_nobody_is_told_of_a_private_contact_or_a_draft(sqlite_api: ApiSite) -> None:
    told = await everything_told(sqlite_api)
    assert "Front desk" in told
    assert NURSE.name not in told
    assert NURSE.phones[0].number not in told
    for hidden in (DRAFT, ARCHIVED, LOW):
        assert hidden.key not in told
        assert hidden.name.words[0][1] not in told


async def test_a_confidential_service_has_no_place(sqlite_api: ApiSite) -> None:
    told = await sqlite_api.json(f"/services/{SHELTER.id}?translations=all")
    (nowhere, *_others) = (each["location"] for each in told["service_at_locations"])
    assert not {"addresses", "latitude", "longitude", "name", "transportation"} & set(nowhere)
    assert "3 rue du Port" not in json.dumps(told, ensure_ascii=False)
    near = await sqlite_api.ids_of("/services?lat=36.95&lon=8.76&proximity=1000")
    assert FEED.id in near
    assert SHELTER.id not in near


async def test_a_caution_is_told_to_who_knows_nothing_of_ours(sqlite_api: ApiSite) -> None:
    warned = [
        each
        for each in await sqlite_api.all_of("/services?per_page=100&lang=en")
        if "caution" in each["x_dalil"]
    ]
    assert warned
    assert all(each["alert"] == each["x_dalil"]["caution_text"] for each in warned)


# --- changes ------------------------------------------------------------------------------------


async def test_what_changed_is_told_with_what_is_gone(api: ApiSite) -> None:
    api.clock.forward(timedelta(days=2))
    moment = api.clock().isoformat().replace("+", "%2B")
    assert await api.ids_of(f"/services?modified_after={moment}") == []
    await api.keep(ARCHIVED)
    (gone,) = await api.all_of(f"/services?modified_after={moment}&lang=en")
    assert gone == {
        "id": ARCHIVED.id,
        "name": "No longer offered",
        "status": "defunct",
        "last_modified": api.clock().isoformat(),
    }
    assert await api.json(f"/services/{ARCHIVED.id}?lang=en") == gone
    assert faults_of("service", gone) == []
    places = await api.all_of("/service_at_locations?modified_after=2000-01-01&per_page=100")
    assert all(faults_of("service_at_location_list", each) == [] for each in places)


async def test_a_moment_splits_the_services(sqlite_api: ApiSite) -> None:
    everything = set(await sqlite_api.ids_of("/services?per_page=100"))
    sqlite_api.clock.forward(timedelta(hours=1))
    moment = sqlite_api.clock().isoformat().replace("+00:00", "Z")
    await sqlite_api.keep(FEED)
    later = set(await sqlite_api.ids_of(f"/services?modified_after={moment}"))
    assert later == {FEED.id}
    since_ever = await sqlite_api.all_of("/services?modified_after=1990-01-01&per_page=100")
    assert {each["id"] for each in since_ever if each["status"] != "defunct"} == everything
    since = datetime.fromisoformat(moment)
    before = {
        each["id"] for each in since_ever if datetime.fromisoformat(each["last_modified"]) < since
    }
    assert before | later >= everything
    assert not before & later


async def test_what_is_unchecked_for_too_long_is_gone(sqlite_api: ApiSite) -> None:
    """It is hidden by a new day and changed by nobody; a mirror hears of it all the same."""
    today = sqlite_api.clock().date()
    await sqlite_api.keep(replace(FEED, next_check_on=today))
    sqlite_api.clock.forward(timedelta(days=180))
    await sqlite_api.house.worlds.refresh()
    yesterday = (sqlite_api.clock() - timedelta(days=1)).isoformat().replace("+", "%2B")
    assert FEED.id in await sqlite_api.ids_of("/services?per_page=100")
    sqlite_api.clock.forward(timedelta(days=1))
    await sqlite_api.house.worlds.refresh()
    assert FEED.id not in await sqlite_api.ids_of("/services?per_page=100")
    assert await sqlite_api.ids_of(f"/services?modified_after={yesterday}") == [FEED.id]


# --- conditions ---------------------------------------------------------------------------------

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


# --- languages, caches, browsers ----------------------------------------------------------------


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
    answer = await sqlite_api.ask("/services?lang=fr")
    tag = answer.headers["ETag"]
    same = await sqlite_api.ask("/services?lang=fr", 304, If_None_Match=tag)
    assert await same.read() == b""
    assert same.headers["ETag"] == tag
    await sqlite_api.ask("/services?lang=ar", 200, If_None_Match=tag)
    sqlite_api.clock.forward(timedelta(minutes=1))
    await sqlite_api.keep(FEED)
    await sqlite_api.ask("/services?lang=fr", 200, If_None_Match=tag)


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


# --- what is wrong is named ---------------------------------------------------------------------


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


# --- not too often ------------------------------------------------------------------------------


async def test_who_asks_too_often_waits(filled: Path, tmp_path: Path) -> None:
    path = shutil.copy(filled, tmp_path / "dalil.sqlite3")
    async with open_api(f"sqlite://{path}", tmp_path, filled=True, open_data_per_minute=3) as api:
        for _time in range(3):
            await api.ask("/taxonomies")
        refused = await api.ask("/taxonomies", 429)
        assert refused.content_type == "application/problem+json"
        assert refused.headers["Retry-After"] == "20"
        # What it writes itself in front of the proxy's word makes nobody somebody else.
        await api.ask("/taxonomies", 429, X_Forwarded_For="192.0.2.7")
        api.clock.forward(timedelta(seconds=20))
        await api.ask("/taxonomies")
        await api.ask("/taxonomies", 429)


def test_only_so_many_clients_are_remembered() -> None:
    allowance = Allowance(1)
    assert allowance.wait("first", NOON) == 0
    assert allowance.wait("first", NOON) == 60
    for number in range(MOST_CLIENTS):
        allowance.wait(f"client {number}", NOON)
    assert allowance.wait("first", NOON) == 0


def test_a_clock_set_back_locks_nobody_out() -> None:
    allowance = Allowance(2)
    assert allowance.wait("a", NOON) == 0
    assert allowance.wait("a", NOON - timedelta(hours=1)) == 0
    assert allowance.wait("a", NOON - timedelta(hours=1)) == 30


def test_all_addresses_of_a_household_are_one_client() -> None:
    assert client_of("2001:db8:1:2::1") == client_of("2001:db8:1:2:ffff::9")
    assert client_of("2001:db8:1:2::1") != client_of("2001:db8:1:3::1")
    assert client_of("192.0.2.1") != client_of("192.0.2.2")
    assert client_of("no address" * 50) == client_of("no address" * 51)


def test_the_proxy_alone_is_believed() -> None:
    asked = make_mocked_request("GET", "/", headers={"X-Forwarded-For": "192.0.2.9, 192.0.2.1"})
    assert network_address(asked, behind_proxy=True) == "192.0.2.1"
    assert network_address(asked, behind_proxy=False) != "192.0.2.1"


async def test_a_mirror_hears_of_an_organisation_that_changed(sqlite_api: ApiSite) -> None:
    sqlite_api.clock.forward(timedelta(hours=1))
    moment = sqlite_api.clock().isoformat().replace("+00:00", "Z")
    assert await sqlite_api.ids_of(f"/services?modified_after={moment}") == []
    other = replace(FEED.organisation, website="https://new.example.org")
    await sqlite_api.keep(replace(SHELTER, organisation=other))
    assert FEED.id in await sqlite_api.ids_of(f"/services?modified_after={moment}")


async def test_a_mirror_can_tell_which_words_are_outdated(sqlite_api: ApiSite) -> None:
    name = LocalText.of({**dict(FEED.name.words), "fr": "Consultation gratuite"})
    await sqlite_api.keep(replace(FEED, name=name))
    told = await sqlite_api.json(f"/services/{FEED.id}?translations=all&lang=fr")
    made_from = told["x_dalil"]["source_hashes"]["ar"]["name"]
    now, before = (
        hashlib.sha256(text.encode()).hexdigest()[:32]
        for text in ("Consultation gratuite", "Consultation")
    )
    assert (made_from == before, made_from == now) == (True, False)
