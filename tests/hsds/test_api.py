"""A partner pulls the directory: every answer is HSDS, complete, and tells nobody too much."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hsds.api_site import ARCHIVED, DRAFT, FEED, LISTS, LOW, SHELTER, ApiSite, open_api
from tests.hsds.conformance import faults_of
from tests.services_directory.whole import NURSE

SCHEMAS = {
    "services": "service",
    "service_at_locations": "service_at_location",
    "organizations": "organization",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
PAGE_KEYS = {
    *("total_items", "total_pages", "page_number", "size"),
    *("first_page", "last_page", "empty", "contents"),
}


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
