"""A mirror hears of what changed and of what is gone, and of nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from services_directory.values.entries import LocalText
from tests.hsds.api_site import ARCHIVED, FEED, SHELTER, ApiSite
from tests.hsds.conformance import faults_of


async def test_what_changed_is_told_with_what_is_gone(api: ApiSite) -> None:
    api.clock.forward(timedelta(days=2))
    moment = api.clock().isoformat().replace("+", "%2B")
    assert await api.ids_of(f"/services?modified_after={moment}") == []
    await api.keep(ARCHIVED)
    (gone,) = await api.all_of(f"/services?modified_after={moment}&lang=en")
    assert gone == {
        "id": ARCHIVED.id,
        "name": "Not offered any more",
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
    await sqlite_api.app.worlds.refresh()
    yesterday = (sqlite_api.clock() - timedelta(days=1)).isoformat().replace("+", "%2B")
    assert FEED.id in await sqlite_api.ids_of("/services?per_page=100")
    sqlite_api.clock.forward(timedelta(days=1))
    await sqlite_api.app.worlds.refresh()
    assert FEED.id not in await sqlite_api.ids_of("/services?per_page=100")
    assert await sqlite_api.ids_of(f"/services?modified_after={yesterday}") == [FEED.id]


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
