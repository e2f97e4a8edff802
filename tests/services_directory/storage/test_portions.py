"""Many services are kept a few at a time, and nobody who writes in between is overwritten."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services_directory.hsds.importing.importer import import_hsds
from services_directory.hsds.importing.report import FeedReport, Wanted
from services_directory.records.draft_records import BY_NAME, draft_of
from services_directory.storage import portions
from services_directory.storage.models import ServiceChange, ServiceRow, SharedRow
from services_directory.storage.store import (
    directory_version,
    get_service,
    list_services,
    save_service,
)
from services_directory.values.entries import Programme

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
FEED = Wanted(source="partner", language="fr")


def told(number: int, name: str = "") -> dict[str, Any]:
    return {
        "id": f"s{number}",
        "name": name or f"Atelier {number}",
        "status": "active",
        "organization": {"id": "o1", "name": "Amal", "description": "Amal"},
        "x_dalil": {"category": "health", "region": "Jendouba"},
    }


def write(path: Path, services: list[dict[str, Any]]) -> None:
    path.write_text("\n".join(map(json.dumps, services)), "utf-8")


async def taken(path: Path, programme: Programme, services: list[dict[str, Any]]) -> FeedReport:
    write(path, services)
    now = NOW + timedelta(minutes=await ServiceChange.all().count())
    return await import_hsds(path, programme, FEED, by="cli", now=now)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return tmp_path / "feed.ndjson"


async def test_every_portion_is_kept_and_readers_hear_of_it_at_the_end(
    pilot: Programme, feed: Path
) -> None:
    version = await directory_version()
    report = await taken(feed, pilot, [told(n) for n in range(portions.AT_ONCE * 2 + 1)])
    assert len(report.added) == portions.AT_ONCE * 2 + 1
    assert await directory_version() == version + 1
    assert await ServiceRow.filter(source="partner", version=version + 1).count() == 41


def test_a_portion_is_as_large_as_the_last_one_was_quick() -> None:
    stride, sizes = portions.Stride(), list[int]()
    seconds = iter([0.4, 0.4, 0.02, 0.001, 0.001, 0.001, 0.001])
    for some in portions.in_portions(range(150), stride):
        sizes.append(len(some))
        stride.took(next(seconds, 0.02))
    assert sizes[0] == portions.AT_ONCE
    assert sizes[1] == portions.AT_ONCE // 2
    assert sizes[2] == sizes[3] == portions._FEWEST
    assert sizes[3] < sizes[4] < sizes[5] <= sizes[7] == portions.AT_ONCE
    assert sum(sizes) == 150


def test_one_that_wants_few_at_once_never_gets_more() -> None:
    stride = portions.Stride(3)
    for seconds in (0.001, 0.9, 0.9, 0.9, 0.001):
        stride.took(seconds)
        assert stride.at_once <= 3
    assert stride.at_once >= 1


async def test_nothing_is_read_while_others_wait(
    pilot: Programme, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    holding, ready = portions.Stride.holding, portions.made_ready

    @asynccontextmanager
    async def held(stride: portions.Stride) -> AsyncIterator[None]:
        async with holding(stride):
            happened.append("held")
            yield
        happened.append("let go")

    async def compared(*given: Any) -> Any:
        happened.append("compared")
        return await ready(*given)

    monkeypatch.setattr(portions.Stride, "holding", held)
    monkeypatch.setattr(portions, "made_ready", compared)
    await taken(feed, pilot, [told(n) for n in range(portions.AT_ONCE * 3)])
    after = [each for each in happened if each != "let go"]
    assert happened.count("compared") >= 3
    assert all(
        happened[number + 1] == "let go" for number, each in enumerate(happened) if each == "held"
    )
    assert after[-2:] == ["compared", "held"]


async def test_thousands_that_were_renamed_leave_no_organisation_behind(
    pilot: Programme, feed: Path
) -> None:
    organisations = SharedRow.filter(kind="organisation")
    await taken(feed, pilot, [told(1)])
    kept = [str(uuid) for uuid in await organisations.values_list("uuid", flat=True)]
    left = [f"00000000-0000-4000-8000-{number:012}" for number in range(3)]
    for number, uuid in enumerate(left):
        await SharedRow.create(
            kind="organisation", source=BY_NAME, source_id=str(number), uuid=uuid, document="{}"
        )
    place = f'{{"schema":1,"organization_id":"{left[1]}"}}'
    await SharedRow.create(kind="location", source="x", source_id="1", uuid=kept[0], document=place)
    await portions.end_of_keeping()
    still = {str(uuid) for uuid in await organisations.values_list("uuid", flat=True)}
    assert still == {*kept, left[1]}


async def test_the_same_again_is_not_even_read_and_an_edit_of_staff_is_found(
    pilot: Programme, feed: Path
) -> None:
    services = [told(n) for n in range(3)]
    first = await taken(feed, pilot, services)
    version = await directory_version()
    again = await taken(feed, pilot, services)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 3)
    assert (await directory_version(), again.findings) == (version, [])
    service = await get_service(first.added[0])
    assert service is not None
    draft = replace(draft_of(service), notes="ask for Leila", email="a@example.org")
    await save_service(draft, pilot, by="Editor", now=NOW, service_id=service.key)
    services[0]["email"] = "b@example.org"
    report = await taken(feed, pilot, services)
    assert (report.kept, len(report.unchanged)) == ({service.key: ["email"]}, 2)
    kept = await get_service(service.key)
    assert kept is not None
    assert draft_of(kept).email == "a@example.org"


async def test_what_is_new_in_a_feed_is_read_alone(pilot: Programme, feed: Path) -> None:
    services = [told(n) for n in range(4)]
    await taken(feed, pilot, services)
    services[2]["name"] = "Couture"
    del services[3]
    report = await taken(feed, pilot, services)
    assert (len(report.unchanged), len(report.changed), len(report.missing)) == (2, 1, 1)
    assert (await list_services(search="couture")).total == 1


async def test_who_writes_between_the_look_and_the_writing_is_not_overwritten(
    pilot: Programme, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = (await taken(feed, pilot, [told(1)])).added
    ready = portions.made_ready
    times: list[int] = []

    async def interrupted(*given: Any) -> Any:
        found = await ready(*given)
        if not times:
            service = await get_service(key)
            assert service is not None
            draft = replace(draft_of(service), notes="ask for Leila")
            await save_service(draft, pilot, by="Editor", now=NOW, service_id=key)
        times.append(1)
        return found

    monkeypatch.setattr(portions, "made_ready", interrupted)
    report = await taken(feed, pilot, [told(1, "Atelier de couture")])
    assert (report.changed, len(times)) == ([key], 2)
    service = await get_service(key)
    assert service is not None
    assert draft_of(service).notes == "ask for Leila"
    assert draft_of(service).name.in_locale("fr") == "Atelier de couture"


async def test_where_somebody_is_always_quicker_everybody_waits(
    pilot: Programme, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = (await taken(feed, pilot, [told(1)])).added
    ready, edits = portions.made_ready, iter(range(100))

    async def interrupted(*given: Any) -> Any:
        found = await ready(*given)
        if (number := next(edits)) < portions._TRIES:
            service = await get_service(key)
            assert service is not None
            draft = replace(draft_of(service), notes=f"edit {number}")
            now = NOW + timedelta(seconds=number)
            await save_service(draft, pilot, by="Editor", now=now, service_id=key)
        return found

    monkeypatch.setattr(portions, "made_ready", interrupted)
    report = await taken(feed, pilot, [told(1, "Couture")])
    service = await get_service(key)
    assert service is not None
    assert (report.changed, draft_of(service).notes) == ([key], f"edit {portions._TRIES - 1}")


async def test_a_dry_run_writes_nothing_and_tells_everything(pilot: Programme, feed: Path) -> None:
    services = [told(n) for n in range(2)]
    await taken(feed, pilot, services)
    version = await directory_version()
    write(feed, [*services, told(7)])
    report = await import_hsds(feed, pilot, FEED, by="cli", now=NOW, dry_run=True)
    assert (len(report.added), len(report.unchanged)) == (1, 2)
    assert len(report.in_review) == 3
    assert (await directory_version(), (await list_services(search="atelier 7")).total) == (
        version,
        0,
    )
