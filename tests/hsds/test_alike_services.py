"""A partner's feed brings services that are here already: they are shown, and staff say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import ServiceDraft
from services_directory.storage.alike.choices import Choice, Chosen
from services_directory.storage.alike.newcomers import Asked
from services_directory.storage.store import get_service, save_service
from services_directory.values.entries import LocalText, Programme, Status
from tests.hsds.feeds import FEED, bring_told, changed, put_back
from tests.services_directory.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


async def ours(programme: Programme) -> str:
    """The same clinic, as our own team wrote it down."""
    draft = ServiceDraft(
        LocalText.of({"en": "Clinic", "fr": "Clinique"}),
        LocalText.of({"en": "Health for all"}),
        "health",
        region="Jendouba",
        status=Status.PUBLISHED,
    )
    return (await save_service(draft, programme, by="amel", now=NOW)).id


async def test_it_is_told_and_comes_in_as_new(programme: Programme, tmp_path: Path) -> None:
    key = await ours(programme)
    report = await bring_told(tmp_path, programme, FEED, dry_run=True)
    (alike,) = report.alike
    assert (alike.id, alike.likes[0].key) == ("clinic", key)
    assert (await bring_told(tmp_path, programme, FEED)).added == ["feed-clinic"]


async def test_all_that_look_like_ours_can_stay_out(programme: Programme, tmp_path: Path) -> None:
    await ours(programme)
    two = [FEED, changed(id="nurse", name="Nurse at home", phones=[])]
    asked = Asked(leave_out=True)
    report = await bring_told(tmp_path, programme, two, alike=asked)
    assert (report.added, report.left_out) == (["feed-nurse"], ["clinic"])
    assert await get_service("feed-clinic") is None


async def test_it_can_be_news_of_ours_and_says_what_is_not_taken(
    programme: Programme, tmp_path: Path
) -> None:
    key = await ours(programme)
    asked = Asked(chosen={"clinic": Chosen(Choice.SAME, key)})
    report = await bring_told(tmp_path, programme, FEED, alike=asked)
    assert (report.added, report.changed, report.updates) == ([], [key], {"clinic": key})
    assert any("not what else hangs on it" in each.problem for each in report.findings)
    service = await get_service(key)
    assert service is not None
    draft = draft_of(service)
    assert (draft.phone, draft.opening_hours) == ("78 000 001", "Mo-Tu 08:00-12:00")
    assert draft.name.in_locale("fr") == "Clinique"
    assert (service.source, service.status) == ("staff", Status.PUBLISHED)
    again = await bring_told(tmp_path, programme, FEED)
    assert (again.added, again.changed, again.unchanged) == ([], [], [key])


async def test_a_copy_of_ours_is_taken_as_it_is(programme: Programme, tmp_path: Path) -> None:
    await ours(programme)
    copy = tmp_path / "copy.json"
    marked = {**FEED["x_dalil"], "source": "elsewhere", "source_id": "clinic", "language": "en"}
    organisation = FEED["organization"] | {
        "x_dalil": {"source": "elsewhere", "source_id": "org", "language": "en"}
    }
    copy.write_text(json.dumps(changed(x_dalil=marked, organization=organisation)), "utf-8")
    report = await put_back(copy, programme)
    assert (len(report.added), report.alike) == (1, [])
