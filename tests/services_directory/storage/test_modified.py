"""A service changes when what it shows changes: a mirror that asks what is new must hear of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services_directory.records.authorship import Writing
from services_directory.records.records import (
    AttributeRecord,
    LocationRecord,
    OrganisationRecord,
    PhoneRecord,
    ServiceRecord,
    SiteRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.storage.all_records import load_records
from services_directory.storage.writing import write_organisation, write_taxonomies
from services_directory.values.entries import Programme
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import words

pytestmark = pytest.mark.usefixtures("database")

LATER = NOW + timedelta(hours=1)

LIST = TaxonomyRecord(source="feed", source_id="list", name=words(fr="Secteurs"))
SECTORS = replace(LIST, id="5b1f2c1e-6a6e-5a6e-9d57-0a1c6f1f7d01")
CARE = TermRecord(
    id="5b1f2c1e-6a6e-5a6e-9d57-0a1c6f1f7d02", source="feed", source_id="care",
    taxonomy=SECTORS.id, code="C", name=words(fr="Soins"),
)  # fmt: skip
REST = replace(CARE, id="5b1f2c1e-6a6e-5a6e-9d57-0a1c6f1f7d03", source_id="rest", code="R")
MARK = (AttributeRecord(term=CARE.id, link_type="sector"),)

NORTH = OrganisationRecord(source="feed", source_id="north", name=words(fr="Nord"))
SOUTH = OrganisationRecord(source="feed", source_id="south", name=words(fr="Sud"))
HALL = LocationRecord(source="feed", source_id="hall", name=words(fr="Maison"))


def service(key: str, organisation: OrganisationRecord, **more: object) -> ServiceRecord:
    return ServiceRecord(
        key=key, source="feed", source_id=key, organisation=organisation, category="health",
        name=words(fr=key), **more,  # type: ignore[arg-type]
    )  # fmt: skip


MARKED = service("marked", NORTH, attributes=MARK)
DEEP = service("deep", SOUTH, phones=(PhoneRecord(number="190", attributes=MARK),))
AT_HALL = service("at-hall", NORTH, sites=(SiteRecord(location=HALL),))
ALSO_THERE = service("also-there", SOUTH, sites=(SiteRecord(location=HALL),))
ALL = (MARKED, DEEP, AT_HALL, ALSO_THERE)


@pytest.fixture(autouse=True)
async def kept(database: object) -> None:
    await write_taxonomies([SECTORS], [CARE, REST], Writing("feed", NOW))
    for each in ALL:
        await save_record(each, by="feed", now=NOW)


async def modified(programme: Programme) -> set[str]:
    """The services that a mirror is told of, which asks for what changed after all were kept."""
    records = (await load_records(programme)).services
    return {each.key for each in records if each.updated_at and each.updated_at > NOW}


async def test_nothing_is_modified_by_keeping_it_as_it_is(programme: Programme) -> None:
    await write_organisation(NORTH, Writing("feed", LATER))
    await save_record(service("new", NORTH), by="feed", now=LATER)
    assert await modified(programme) == {"new"}


async def test_an_organisation_dates_its_services(programme: Programme) -> None:
    await write_organisation(replace(NORTH, website="https://n.example.org"), Writing("x", LATER))
    assert await modified(programme) == {"marked", "at-hall"}


async def test_a_service_that_renames_its_organisation_dates_the_others(
    programme: Programme,
) -> None:
    renamed = replace(SOUTH, name=words(fr="Le Sud"))
    await save_record(replace(DEEP, organisation=renamed), by="feed", now=LATER)
    assert await modified(programme) == {"deep", "also-there"}


async def test_a_location_dates_every_service_there(programme: Programme) -> None:
    moved = replace(HALL, latitude=36.5, longitude=8.7)
    await save_record(replace(AT_HALL, sites=(SiteRecord(location=moved),)), by="feed", now=LATER)
    assert await modified(programme) == {"at-hall", "also-there"}


async def test_a_term_dates_what_is_marked_with_it_however_deep(programme: Programme) -> None:
    await write_taxonomies([], [replace(REST, name=words(fr="Repos"))], Writing("x", LATER))
    assert await modified(programme) == set()
    await write_taxonomies([], [replace(CARE, name=words(fr="Santé"))], Writing("x", LATER))
    assert await modified(programme) == {"marked", "deep"}


async def test_a_taxonomy_dates_what_is_marked_with_its_terms(programme: Programme) -> None:
    await write_taxonomies([replace(SECTORS, version="2")], [], Writing("x", LATER))
    assert await modified(programme) == {"marked", "deep"}
