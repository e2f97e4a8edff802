"""The examples of the standard come in and go out again with every fact they had."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services_directory.files.findings import Done
from services_directory.hsds.exporting import json_records as hsds
from services_directory.hsds.exporting.translations import Telling
from services_directory.hsds.taxonomies import vocabulary_of
from services_directory.storage.all_records import Records, load_records
from services_directory.storage.store import load_directory
from services_directory.values.entries import Programme, Status
from tests.hsds.conformance import faults_of
from tests.hsds.feeds import bring
from tests.hsds.flat import facts_in
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
UK = HERE / "uk-3.0"

pytestmark = pytest.mark.usefixtures("database")


async def all_told(programme: Programme) -> tuple[Records, Telling]:
    records = await load_records(programme, private=True)
    vocabulary = vocabulary_of(programme, records)
    return records, Telling(programme, vocabulary, date(2026, 7, 1), everything=True)


def told_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", [EXAMPLES, UK], ids=["official", "uk"])
async def test_a_service_comes_back_with_every_fact(programme: Programme, folder: Path) -> None:
    path = folder / "service_full.json"
    report = await bring(path, programme)
    assert report.refused == []
    assert len(report.added) == 1
    records, telling = await all_told(programme)
    (record,) = records.services
    places = [site.location for site in record.sites]
    told = hsds.service_json(record, telling)
    told["organization"] = hsds.organisation_json(
        record.organisation, telling, locations=[each for each in places if each.organisation]
    )
    assert facts_in(told_of(path)) - facts_in(told) == set()


async def test_what_comes_back_is_valid(programme: Programme) -> None:
    await bring(EXAMPLES / "service_full.json", programme)
    records, telling = await all_told(programme)
    (record,) = records.services
    assert faults_of("service", hsds.service_json(record, telling)) == []
    public = replace(telling, everything=False)
    told = hsds.service_json(record, public)
    assert faults_of("service", told) == []
    assert "Ann Persona" not in json.dumps(told)


@pytest.mark.parametrize("folder", [EXAMPLES, UK], ids=["official", "uk"])
async def test_an_organisation_comes_back_with_every_fact(
    programme: Programme, folder: Path
) -> None:
    path = folder / "organization_full.json"
    report = await bring(path, programme)
    assert report.refused == []
    records, telling = await all_told(programme)
    (organisation,) = records.organisations
    places = [
        s.location for each in records.services for s in each.sites if s.location.organisation
    ]
    told = hsds.organisation_json(
        organisation, telling, locations=places, services=records.services
    )
    assert facts_in(told_of(path)) - facts_in(told) == set()


@pytest.mark.parametrize("folder", [EXAMPLES, UK], ids=["official", "uk"])
async def test_a_service_at_a_location_comes_back_with_every_fact(
    programme: Programme, folder: Path
) -> None:
    path = folder / "service_at_location_full.json"
    report = await bring(path, programme)
    assert report.refused == []
    records, telling = await all_told(programme)
    (record,) = records.services
    told = hsds.site_json(record.sites[0], record, telling)
    whole = hsds.organisation_json(
        record.organisation, telling, locations=[record.sites[0].location]
    )
    assert facts_in(told_of(path)) - facts_in(told) - facts_in(whole) == set()


@pytest.mark.parametrize("name", ["service_list", "service_at_location_list", "organization_list"])
@pytest.mark.parametrize("folder", [EXAMPLES, UK], ids=["official", "uk"])
async def test_a_page_of_a_list_comes_in(programme: Programme, folder: Path, name: str) -> None:
    report = await bring(folder / f"{name}.json", programme)
    records = await load_records(programme)
    if name == "service_at_location_list":
        # Its services have no organisation in them: there is nobody to name.
        assert len(records.services) + len(report.refused) > 0
    else:
        assert report.refused == []
        assert len(records.organisations) == 1


async def test_taxonomies_and_terms_come_in(programme: Programme) -> None:
    for name in ("taxonomy", "taxonomy_term", "taxonomy_list", "taxonomy_term_list"):
        assert (await bring(EXAMPLES / f"{name}.json", programme)).refused == []
    records, telling = await all_told(programme)
    (term,) = records.terms
    told = hsds.term_json(term, telling)
    assert facts_in(told_of(EXAMPLES / "taxonomy_term.json")) - facts_in(told) == set()


async def test_hours_that_contradict_themselves_open_no_door(programme: Programme) -> None:
    await bring(EXAMPLES / "service_full.json", programme, needs={"value": "health"})
    records = await load_records(programme)
    (record,) = records.services
    assert record.status == Status.REVIEW
    assert record.category == "health"
    await save_record(replace(record, status=Status.PUBLISHED), by="amel", now=NOW)
    (service,) = (await load_directory(programme)).services
    assert service.opening_hours is None
    assert "10 am to 6pm" in service.hours_note.best(["en"])


async def test_schedules_of_the_guidance_are_kept_as_they_are(
    programme: Programme, tmp_path: Path
) -> None:
    told = told_of(EXAMPLES / "guidance" / "services.json")
    organisation = {"id": "ab4a6ae9-a1cb-4dcf-9d8c-0a3f5f9b6c7e", "name": "MyCity"}
    told["services"][0]["organization"] = organisation
    path = tmp_path / "guidance.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    report = await bring(path, programme)
    assert report.refused == []
    records, telling = await all_told(programme)
    back = hsds.service_json(records.services[0], telling)
    assert facts_in(told["services"]) - facts_in(back) == set()


async def test_a_second_import_changes_nothing(programme: Programme) -> None:
    for path in sorted(EXAMPLES.glob("*_full.json")):
        await bring(path, programme, source=path.stem)
        again = await bring(path, programme, source=path.stem)
        assert (again.added, again.changed, len(again.unchanged)) == ([], [], 1)


async def test_a_point_that_is_nowhere_leads_nobody_there(programme: Programme) -> None:
    report = await bring(EXAMPLES / "service_full.json", programme)
    assert any(each.column == "latitude" and each.done is Done.LEFT_OUT for each in report.findings)
    records = await load_records(programme)
    location = records.services[0].sites[0].location
    assert (location.latitude, location.extra["latitude"]) == (None, 100)
