"""Whoever takes up one change knows what somebody knows who reads everything anew."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused
from services_directory.records.records import OrganisationRecord
from services_directory.search.finder import Finder, Query
from services_directory.search.service_index import SortedServices
from services_directory.storage.all_records import RecordsReader
from services_directory.storage.store import (
    DirectoryReader,
    archive_service,
    confirm_service,
    list_services,
    load_directory,
    mark_words_read,
    save_service,
    undo_last_change,
)
from services_directory.values.entries import (
    Directory,
    LocalText,
    Programme,
    Service,
    Status,
    Unchecked,
)
from services_directory.web.api.snapshot import open_data
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import WHOLE

DAY = date(2026, 11, 24)
ASKED = ("hopital tabarka", "docteur", "مستشفى طبرقة", "avocat", "formation couture", "19")


def known(index: SortedServices) -> dict[str, Any]:
    """Everything an index was built for, in its order; needs that nothing is left of left out."""
    words = {
        name: (one._postings, one._every, one._known, one._count)
        for name, one in (("words", index.words), ("unchecked", index.unchecked))
    }
    groups = [(key, list(by.items())) for key, by in index.groups.items()]
    common = {need: found for need, found in index._common.items() if found}
    return {**words, "groups": groups, "regions": index.regions, "common": common}


def changed(directory: Directory, chance: random.Random) -> Directory:
    """With one thing changed, as staff or an import may."""
    services = list(directory.services)
    at = chance.randrange(len(services))
    other = chance.choice(services)
    what = chance.randrange(7)
    if what == 0:
        services[at] = replace(services[at], name=LocalText.of({"fr": f"Guichet {other.id} neuf"}))
    elif what == 1:
        services[at] = replace(services[at], category=other.category, location=other.location)
    elif what == 2:
        del services[at : at + chance.randint(1, 3)]
    elif what == 3:
        services.insert(at, replace(other, id=f"new-{chance.random()}", phones=()))
    elif what == 4:
        services[at] = replace(services[at], description=other.description, name=other.name)
        services[0] = replace(services[0], eligibility=other.description)
    elif what == 5:
        name = LocalText.of({"fr": f"Cabinet {at}"})
        return replace(directory, unchecked=(*directory.unchecked[1:], _unchecked(other, name)))
    else:
        return replace(directory, services=tuple(services))
    return replace(directory, services=tuple(services), version=directory.version + 1)


def _unchecked(service: Service, name: LocalText) -> Unchecked:
    return Unchecked(name, service.category, service.location.region)


@given(st.integers(0, 10**6), st.sampled_from([20, 60, 150]), st.integers(1, 6))
def test_an_index_that_is_changed_is_the_one_built_anew(
    directory: Directory, seed: int, size: int, steps: int
) -> None:
    chance = random.Random(seed)
    shown = chance.sample(directory.services, size)
    now = replace(directory, services=tuple(shown))
    finder = Finder(now)
    for _step in range(steps):
        now = changed(now, chance)
        finder = finder.changed(now)
    anew = Finder(now)
    assert known(finder._sorted) == known(anew._sorted)
    for words in ASKED:
        for place in (None, "tabarka"):
            query = Query(words=words, place=place, now=datetime(2026, 11, 24, 11, tzinfo=UTC))
            assert finder.find(query) == anew.find(query)


@pytest.mark.parametrize("seed", range(4))
async def test_a_reader_that_takes_up_changes_has_read_everything(
    pilot: Programme, seed: int
) -> None:
    chance, reader = random.Random(seed), DirectoryReader(pilot)
    await save_record(WHOLE, by="feed", now=NOW)
    await save_record(replace(WHOLE, key="feed-near", source_id="near", id=""), by="feed", now=NOW)
    before = await reader.read(DAY)
    for number in range(12):
        await change_something(pilot, chance, number)
        after, anew = await reader.read(DAY), await load_directory(pilot, DAY)
        assert repr(after) == repr(anew)
        untouched = {id(each) for each in before.services} & {id(each) for each in after.services}
        assert len(untouched) >= len(after.services) - 4
        before = after
    assert repr(await reader.read(date(2099, 1, 1))) == repr(
        await load_directory(pilot, date(2099, 1, 1))
    )


@pytest.mark.parametrize("seed", range(4))
async def test_the_api_makes_anew_only_what_changed(pilot: Programme, seed: int) -> None:
    chance, reader, kept = random.Random(seed), DirectoryReader(pilot), RecordsReader(pilot)
    await save_record(WHOLE, by="feed", now=NOW)
    for number in range(20):
        near = replace(WHOLE, key=f"feed-{number}", source_id=f"near-{number}", id="")
        await save_record(near, by="feed", now=NOW)
    before = open_data(await reader.read(DAY), await kept.read())
    for number in range(8):
        await change_something(pilot, chance, number)
        directory = await reader.read(DAY)
        after = open_data(directory, await kept.read(), before)
        anew = open_data(directory, await RecordsReader(pilot).read())
        assert after == anew
        assert list(map(repr, after.records.services)) == list(map(repr, anew.records.services))
        # Those of the feed share a place and an organisation: one change may be in all of them.
        untouched = {*map(id, before.services.entries)} & {*map(id, after.services.entries)}
        assert len(untouched) >= 100
        before = after
    tomorrow = await reader.read(date(2099, 1, 1))
    assert open_data(tomorrow, await kept.read(), before) == open_data(tomorrow, await kept.read())


async def change_something(programme: Programme, chance: random.Random, number: int) -> None:
    """What staff and feeds do, one after the other, to services at random."""
    now = NOW + timedelta(minutes=number)
    everything = (await list_services(limit=200)).services
    key = chance.choice([*(each.key for each in everything), "feed-whole"])
    (service,) = [each for each in everything if each.key == key]
    what = chance.randrange(7)
    if what < 2:
        words = {"name": LocalText.of({"fr": f"Nom {number}"}), "email": f"a{number}@example.org"}
        place = {"status": chance.choice([*Status]), "address": LocalText.of({"fr": "4 rue"})}
        draft = replace(draft_of(service), **words, **place)  # type: ignore[arg-type]
        try:
            await save_service(draft, programme, by="amel", now=now, service_id=key)
        except DraftRefused:
            await archive_service(key, by="amel", now=now)
    elif what == 2:
        await archive_service(key, by="amel", now=now)
    elif what == 3:
        await confirm_service(key, by="amel", on=DAY, now=now)
    elif what == 4:
        await undo_last_change(key, by="amel", now=now)
    elif what == 5:
        name = LocalText.of({"fr": f"Santé {number}"})
        organisation: OrganisationRecord = replace(WHOLE.organisation, name=name)
        await save_record(replace(WHOLE, organisation=organisation), by="feed", now=now)
    else:
        await mark_words_read(key, "fr", by="amel", now=now)
