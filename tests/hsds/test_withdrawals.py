"""What a partner takes back is gone at once, what was published stays, nothing goes silently."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services_directory.files.findings import Done
from services_directory.hsds.importing.report import FeedReport
from services_directory.records.draft_records import draft_of
from services_directory.storage.models import ServiceRow
from services_directory.storage.store import get_service, load_directory
from services_directory.values.entries import Programme
from tests.hsds.feeds import FEED, bring, bring_told, changed

pytestmark = pytest.mark.usefixtures("database")

KEY = "feed-clinic"
GONE = {"id": "clinic", "name": "No longer offered", "last_modified": "2026-11-25T08:00:00+00:00"}


async def found(programme: Programme) -> list[str]:
    return [each.id for each in (await load_directory(programme)).services]


@pytest.mark.parametrize(
    "gone",
    [
        {**GONE, "status": "defunct"},
        {**GONE, "status": "inactive", "organization": {"id": 7}},
        {**GONE, "status": "active", "deleted": True},
        {"id": "clinic", "status": "active", "confidential": True},
    ],
)
async def test_a_record_that_is_broken_still_takes_its_service_out(
    programme: Programme, tmp_path: Path, gone: dict[str, Any]
) -> None:
    await bring_told(tmp_path, programme, FEED, publish=True)
    assert await found(programme) == [KEY]
    report = await bring_told(tmp_path, programme, gone)
    assert report.withdrawn == [KEY]
    assert await found(programme) == []


async def test_a_look_takes_nothing_back(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED, publish=True)
    report = await bring_told(tmp_path, programme, {**GONE, "status": "defunct"}, dry_run=True)
    assert (report.withdrawn, await found(programme)) == ([KEY], [KEY])


async def test_what_is_offered_again_is_found_again(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED, publish=True)
    await bring_told(tmp_path, programme, {**GONE, "status": "defunct"})
    await bring_told(tmp_path, programme, FEED, publish=True)
    assert await found(programme) == [KEY]


async def test_importing_again_hides_nothing(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED, publish=True)
    report = await bring_told(tmp_path, programme, changed(description="Doctors for everybody"))
    assert (report.changed, report.in_review) == ([KEY], [])
    assert await found(programme) == [KEY]


def problems(report: FeedReport) -> list[tuple[str, str]]:
    return [(each.column, each.problem) for each in report.findings]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"x_dalil": {"region": "Jendouba"}}, "It has no need of ours"),
        ({"service_areas": []}, "It has no place of ours"),
        ({"name": "Clini\ufffdue"}, "Letters of it are lost"),
        ({"status": "temporarily closed"}, "It is not active"),
    ],
)
async def test_what_is_not_published_says_why(
    programme: Programme, tmp_path: Path, told: dict[str, Any], said: str
) -> None:
    report = await bring_told(tmp_path, programme, changed(**told), publish=True)
    assert await found(programme) == []
    assert any(problem.startswith(said) for _column, problem in problems(report))


async def test_an_unknown_name_is_told_once(programme: Programme, tmp_path: Path) -> None:
    others = [changed(id=f"c{n}", elligibility="everybody", my_column=n) for n in range(3)]
    report = await bring_told(tmp_path, programme, others)
    unknown = [column for column, problem in problems(report) if "no field of this name" in problem]
    assert sorted(unknown) == ["elligibility", "my_column"]


async def test_marks_of_html_reach_nobody(programme: Programme, tmp_path: Path) -> None:
    told = changed(description="<p>Doctors <b>for all</b></p>")
    report = await bring_told(tmp_path, programme, told)
    service = await get_service(KEY)
    assert service is not None
    assert draft_of(service).description.in_locale("en") == "Doctors for all"
    assert Done.REPAIRED in {each.done for each in report.findings}


async def test_whom_no_service_is_for_is_told(programme: Programme, tmp_path: Path) -> None:
    files = {
        "organizations.csv": "id,name,description\no1,Health,Health\n",
        "services.csv": "id,organization_id,name,status\ns1,o1,Clinic,active\n",
        "eligibility.csv": "id,service_id,eligibility\ne1,s1,women\ne2,s9,men\ne3,,children\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    report = await bring(tmp_path, programme)
    lost = [each for each in report.findings if "hangs on no service" in each.problem]
    assert len(lost) == 2
    row = await ServiceRow.get(source="feed", source_id="s1")
    assert "women" in json.dumps(json.loads(row.document))
