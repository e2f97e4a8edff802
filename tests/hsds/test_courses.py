"""Courses that people can enrol in stand in the feed; they come in again as nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from bot.contacts.adding import NewContact, add_contact
from bot.models.training import Enrolment
from services_directory.hsds.exporting.exporter import Export, as_lines, load_export
from services_directory.hsds.exporting.package import as_package, write_folder
from services_directory.training.store import (
    add_cohort,
    change_cohort,
    change_meeting,
    save_course,
    set_state,
)
from services_directory.training.values import ClassMeeting, Cohort, CohortState, Course
from services_directory.values.local_text import LocalText
from tests.hsds.api_site import ApiSite
from tests.hsds.conformance import faults_of
from tests.hsds.feeds import bring, put_back

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NINE = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Tunis."""
TRAINER = "Zorglub"


@dataclass(frozen=True, slots=True)
class Taught:
    """The site, and the cohort that it tells."""

    api: ApiSite
    cohort: Cohort

    async def told(self) -> Any:
        """The course, whole; with what is known by now."""
        await self.api.app.worlds.refresh()
        await self.api.app.rosters.renew_seats()
        (found,) = await self.api.all_of("/services?search=tourisme responsable&full=true")
        return found

    async def enrols(self, address: str) -> None:
        app, now = self.api.app, self.api.clock()
        new = NewContact("sms", address, "fr")
        added = await app.database.executor.run(lambda: add_contact(new, app.sealer, now))
        await Enrolment.create(
            contact_id=added,
            cohort_id=self.cohort.id,
            state="confirmed",
            seats=1,
            told_at=now,
            created_at=now,
        )

    async def exported(self) -> Export:
        now = self.api.clock()
        return await load_export(self.api.app.programme, day=now.date(), courses_at=now)


@pytest.fixture
async def taught(api: ApiSite) -> Taught:
    """A course with three classes, the second one called off, the third one somewhere else."""
    now = api.clock()
    course = Course(
        "",
        LocalText.of({"fr": "Tourisme responsable", "ar": "السياحة المسؤولة"}),
        description=LocalText.of({"fr": "Accueillir et guider."}),
        skills=LocalText.of({"fr": "accueil\nguidage"}),
        conditions=LocalText.of({"fr": "Dès 18 ans"}),
        cost=LocalText.of({"fr": "Gratuit"}),
        languages=("ar", "fr"),
    )
    kept = await save_course(course, now=now, form_key="course")
    meetings = [
        ClassMeeting(0, 0, at, at + 3 * HOUR, f"uid-{number}")
        for number, at in enumerate((NINE, NINE + DAY, NINE + 7 * DAY))
    ]
    meetings[2] = replace(meetings[2], venue=LocalText.of({"fr": "Musée"}))
    cohort = Cohort(
        0,
        kept.id,
        "tabarka",
        12,
        NINE - DAY,
        "Africa/Tunis",
        CohortState.OPEN,
        venue=LocalText.of({"fr": "Maison des jeunes"}),
        trainer=TRAINER,
        meetings=tuple(meetings),
    )
    made = await add_cohort(cohort, now=now, form_key="cohort")
    kept_cohort = await change_meeting(replace(made.meetings[1], cancelled_at=now), now=now)
    taught = Taught(api, kept_cohort)
    await taught.told()
    return taught


async def test_a_cohort_is_told_with_each_class_and_the_seats_that_are_left(
    taught: Taught,
) -> None:
    await taught.enrols("+21620000001")
    told = await taught.told()
    assert faults_of("service", told) == []
    assert (told["name"], told["status"]) == ("Tourisme responsable", "active")
    assert told["description"] == "Accueillir et guider.\naccueil\nguidage"
    assert (told["eligibility_description"], told["fees_description"]) == ("Dès 18 ans", "Gratuit")
    assert [each["code"] for each in told["languages"]] == ["ar", "fr"]
    assert told["x_dalil"]["category"] == "vocational_training"
    (site,) = told["service_at_locations"]
    assert site["location"]["name"] == "Maison des jeunes"
    assert site["location"]["x_dalil"]["place"] == "tabarka"
    assert site["x_enrol_until"] == (NINE - DAY).isoformat()
    first, second = sorted(site["schedules"], key=lambda each: str(each["dtstart"]))
    for each, day in ((first, "2026-12-07"), (second, "2026-12-14")):
        assert {each[name] for name in ("dtstart", "until", "valid_from", "valid_to")} == {day}
        assert (each["freq"], each["byday"]) == ("WEEKLY", "MO")
        assert (each["opens_at"], each["closes_at"]) == ("09:00+01:00", "12:00+01:00")
        assert each["timezone"] == 1
    assert "description" not in first
    assert second["description"] == "Musée"
    (seats,) = told["capacities"]
    assert (seats["available"], seats["maximum"]) == (11, 12)
    assert seats["x_service_at_location"] == site["id"]
    assert TRAINER not in json.dumps(told)


async def test_the_same_is_told_until_something_is_otherwise(taught: Taught) -> None:
    api = taught.api
    since = (await taught.told())["capacities"][0]["updated"]
    tag = (await api.ask("/services?search=tourisme responsable")).headers["ETag"]
    api.clock.forward(HOUR)
    assert (await taught.told())["capacities"][0]["updated"] == since
    await api.ask("/services?search=tourisme responsable", 304, If_None_Match=tag)
    await taught.enrols("+21620000001")
    assert (await taught.told())["capacities"][0]["updated"] == api.clock().isoformat()


async def test_it_stands_in_every_list_and_is_found(taught: Taught) -> None:
    api, told = taught.api, await taught.told()
    (site,) = told["service_at_locations"]
    for path, entity, identity in (
        ("services", "service", told["id"]),
        ("service_at_locations", "service_at_location", site["id"]),
        ("organizations", "organization", told["organization"]["id"]),
    ):
        assert identity in await api.ids_of(f"/{path}?per_page=100")
        assert faults_of(entity, await api.json(f"/{path}/{identity}")) == []
    asked = "/services?day=MO&start_time=08:30&end_time=12:00&per_page=100"
    assert told["id"] in await api.ids_of(asked)
    assert told["id"] not in await api.ids_of(asked.replace("MO", "TU"))


@pytest.mark.parametrize("how", ["over", "called off", "closed"])
async def test_a_mirror_hears_when_nobody_can_enrol_any_more(taught: Taught, how: str) -> None:
    api, told = taught.api, await taught.told()
    api.clock.forward(HOUR)
    before = api.clock().isoformat().replace("+", "%2B")
    assert told["id"] not in await api.ids_of(f"/services?modified_after={before}")
    if how == "over":
        api.clock.now = NINE - DAY
    if how == "called off":
        await set_state(taught.cohort.id, CohortState.CANCELLED, now=api.clock())
    if how == "closed":
        cohort = replace(taught.cohort, enrol_until=api.clock())
        await change_cohort(cohort, now=api.clock())
    await api.app.worlds.refresh()
    gone = await api.json(f"/services/{told['id']}?lang=en")
    assert (gone["name"], gone["status"]) == ("Not offered any more", "defunct")
    assert told["id"] in await api.ids_of(f"/services?modified_after={before}")
    (site,) = told["service_at_locations"]
    assert site["id"] not in await api.ids_of("/service_at_locations?per_page=100")


async def test_a_draft_and_a_course_without_a_cohort_are_told_nobody(api: ApiSite) -> None:
    course = Course("", LocalText.of({"fr": "Poterie secrète"}))
    kept = await save_course(course, now=api.clock(), form_key="course")
    draft = Cohort(0, kept.id, "tabarka", 9, NINE, "Africa/Tunis", CohortState.DRAFT)
    await add_cohort(draft, now=api.clock(), form_key="cohort")
    await api.app.worlds.refresh()
    assert await api.ids_of("/services?search=poterie&per_page=100") == []


@pytest.mark.parametrize("shape", ["lines", "package", "api"])
async def test_what_goes_out_makes_no_twin_when_it_comes_in(
    taught: Taught, tmp_path: Path, shape: str
) -> None:
    path, api, export = tmp_path / "copy.ndjson", taught.api, await taught.exported()
    told = "".join(as_lines(export))
    assert "Tourisme responsable" in told
    if shape == "api":
        asked = "/services?format=ndjson&full=true&translations=all"
        lines = (await (await api.ask(asked)).text()).splitlines(keepends=True)
        told = "".join(line for line in lines if '"defunct"' not in line)
    path.write_text(told, encoding="utf-8")
    if shape == "package":
        path = tmp_path / "package"
        write_folder(as_package(export), path)
    before = await api.ids_of("/organizations?per_page=100")
    report = await put_back(path, api.app.programme)
    assert (report.added, report.refused) == ([], [])
    left_out = [str(each) for each in report.findings if "A course is planned" in str(each)]
    assert len(left_out) == 1
    await api.app.worlds.refresh()
    assert (await taught.told())["status"] == "active"
    assert await api.ids_of("/organizations?per_page=100") == before
    kept = await load_export(api.app.programme, day=NINE.date(), everything=True)
    assert "Tourisme responsable" not in "".join(as_lines(kept))


async def test_others_may_take_it_in_as_a_service_of_ours(taught: Taught, tmp_path: Path) -> None:
    path = tmp_path / "feed.ndjson"
    lines = as_lines(await taught.exported())
    path.write_text(next(line for line in lines if "Tourisme responsable" in line), "utf-8")
    report = await bring(path, taught.api.app.programme, source="neighbour", language="fr")
    assert len(report.added) == 1


async def test_the_package_has_no_fault(
    taught: Taught, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csv.Sniffer.sniff", lambda *_given: __import__("csv").excel)
    write_folder(as_package(await taught.exported()), tmp_path / "package")
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "package" / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "note"]) == []
