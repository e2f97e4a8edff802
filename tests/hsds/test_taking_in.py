"""A feed never undoes what staff wrote, never lands half, and never tells what was private."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services_directory.files.findings import Done
from services_directory.records.draft_records import draft_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.all_records import load_records
from services_directory.storage.models import ServiceChange
from services_directory.storage.store import get_service, load_directory, save_service
from services_directory.values.entries import LocalText, Programme, Status
from tests.hsds.feeds import FEED, bring_told, changed
from tests.services_directory.conftest import NOW
from tests.services_directory.whole import uuid

pytestmark = pytest.mark.usefixtures("database")

KEY = "feed-clinic"


async def only(programme: Programme) -> ServiceRecord:
    (record,) = (await load_records(programme, private=True)).services
    return record


async def staff_write(programme: Programme, **changes: Any) -> None:
    service = await get_service(KEY)
    assert service is not None
    draft = replace(draft_of(service), **changes)
    await save_service(draft, programme, by="amel", now=NOW, service_id=KEY)


async def test_what_comes_from_others_waits_for_staff(programme: Programme, tmp_path: Path) -> None:
    report = await bring_told(tmp_path, programme, FEED)
    assert (report.added, report.in_review) == ([KEY], [KEY])
    assert (await load_directory(programme)).services == ()
    assert (await only(programme)).status == Status.REVIEW


async def test_it_can_be_published_at_once(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED, publish=True)
    (service,) = (await load_directory(programme)).services
    assert (service.id, service.opening_hours) == (KEY, "Mo-Tu 08:00-12:00")
    assert service.location.region == "Jendouba"


async def test_what_has_no_place_is_never_told_as_everywhere(
    programme: Programme, tmp_path: Path
) -> None:
    nowhere = changed(service_areas=[])
    report = await bring_told(tmp_path, programme, nowhere, publish=True)
    assert report.in_review == [KEY]
    assert (await load_directory(programme)).services == ()


async def test_a_field_that_staff_edited_stays_and_is_reported(
    programme: Programme, tmp_path: Path
) -> None:
    await bring_told(tmp_path, programme, FEED)
    name = LocalText.of({"en": "Clinic of Tabarka", "ar": "مصحة"})
    await staff_write(programme, name=name, status=Status.PUBLISHED)
    told = changed(name="Clinic No. 1", description="Nurses too")
    report = await bring_told(tmp_path, programme, told)
    assert (report.changed, report.kept) == ([KEY], {KEY: ["name.en"]})
    record = await only(programme)
    assert record.name == LocalText.of({"ar": "مصحة", "en": "Clinic of Tabarka"})
    assert record.description.in_locale("en") == "Nurses too"
    assert record.status == Status.PUBLISHED
    again = await bring_told(tmp_path, programme, told)
    assert (again.changed, again.unchanged) == ([], [KEY])


async def test_numbers_and_hours_of_staff_stay_too(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED)
    await staff_write(programme, phone="78 000 002", opening_hours="Mo-Fr 09:00-17:00")
    told = changed(phones=[{"id": uuid("phone"), "number": "78 000 003"}])
    report = await bring_told(tmp_path, programme, told)
    assert report.kept == {KEY: ["opening_hours", "phone"]}
    record = await only(programme)
    assert [each.number for each in record.phones] == ["78 000 002"]
    assert [each.byday for each in record.schedules] == ["MO,TU,WE,TH,FR"]


async def test_the_words_of_staff_for_the_sms_stay_too(
    programme: Programme, tmp_path: Path
) -> None:
    told = changed(x_dalil={**FEED["x_dalil"], "sms_text": "Doctor"})
    await bring_told(tmp_path, programme, told)
    assert (await only(programme)).sms_text == LocalText.of({"en": "Doctor"})
    await staff_write(programme, sms_text=LocalText.of({"en": "Doctor, free"}))
    told["x_dalil"]["sms_text"] = "Doctor and nurse"
    assert (await bring_told(tmp_path, programme, told)).kept == {KEY: ["sms_text.en"]}
    assert (await only(programme)).sms_text == LocalText.of({"en": "Doctor, free"})


async def test_a_dry_run_tells_the_same_and_changes_nothing(
    programme: Programme, tmp_path: Path
) -> None:
    await bring_told(tmp_path, programme, FEED)
    before = await load_records(programme, private=True)
    told = [changed(name="Other"), changed(id="new")]
    tried = await bring_told(tmp_path, programme, told, dry_run=True)
    assert await load_records(programme, private=True) == before
    done = await bring_told(tmp_path, programme, told)
    assert (tried.added, tried.changed) == (done.added, done.changed)
    assert (done.added, done.changed) == (["feed-new"], [KEY])


async def test_what_the_feed_no_longer_has_is_listed_and_stays(
    programme: Programme, tmp_path: Path
) -> None:
    await bring_told(tmp_path, programme, [FEED, changed(id="second")])
    report = await bring_told(tmp_path, programme, [changed(id="second")])
    assert report.missing == [KEY]
    assert len((await load_records(programme)).services) == 2


async def test_a_refused_row_is_not_called_missing(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, [FEED, changed(id="second")])
    report = await bring_told(tmp_path, programme, [changed(name=""), changed(id="second")])
    assert (report.missing, len(report.refused)) == ([], 1)
    assert report.refused[0].where == "[0]"


async def test_every_change_is_noted_with_who(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED)
    await bring_told(tmp_path, programme, changed(name="Other"))
    assert [row.who for row in await ServiceChange.all()] == ["import", "import"]


async def test_who_is_named_by_others_is_told_to_nobody(
    programme: Programme, tmp_path: Path
) -> None:
    await bring_told(tmp_path, programme, FEED)
    assert (await only(programme)).contacts[0].name == "Amel"
    assert "Amel" not in repr(await load_records(programme))


async def test_a_confidential_service_brings_no_address(
    programme: Programme, tmp_path: Path
) -> None:
    location = {
        "id": uuid("hall"),
        "location_type": "physical",
        "name": "The house",
        "latitude": 36.5,
        "longitude": 8.7,
        "addresses": [{"id": uuid("a"), "address_1": "3 rue du Port", "city": "Tabarka"}],
        "x_dalil": {"region": "Jendouba"},
    }
    told = changed(service_at_locations=[{"id": uuid("site"), "location": location}])
    told["x_dalil"] = {"category": "health", "confidential": True}
    report = await bring_told(tmp_path, programme, told, publish=True)
    assert report.added == [KEY]
    kept = repr(await load_records(programme, private=True))
    for secret in ("rue du Port", "36.5", "The house"):
        assert secret not in kept
    again = await bring_told(tmp_path, programme, told, publish=True)
    assert (again.changed, again.kept) == ([], {})


async def test_a_feed_does_not_bring_back_an_address_that_staff_made_confidential(
    programme: Programme, tmp_path: Path
) -> None:
    address = {"id": uuid("a"), "address_1": "3 rue du Port", "city": "Tabarka"}
    location = {"id": uuid("hall"), "location_type": "physical", "addresses": [address]}
    site = {"id": uuid("site"), "location": {**location, "latitude": 36.5, "longitude": 8.7}}
    told = changed(service_at_locations=[site])
    told["organization"]["locations"] = [copy.deepcopy(site["location"])]
    await bring_told(tmp_path, programme, told)
    assert "rue du Port" in repr(await only(programme))
    await staff_write(programme, confidential=True, address=LocalText(()))
    await bring_told(tmp_path, programme, {**told, "name": "Clinic No. 1"})
    kept = repr(await load_records(programme, private=True))
    for secret in ("rue du Port", "36.5"):
        assert secret not in kept
    assert "Clinic No. 1" in kept


async def test_a_list_tells_no_details_and_takes_none_away(
    programme: Programme, tmp_path: Path
) -> None:
    await bring_told(tmp_path, programme, FEED)
    names = ("id", "name", "description", "status", "url", "organization", "x_dalil")
    head = {name: FEED[name] for name in names} | {"name": "Clinic No. 1"}
    page = {"empty": False, "contents": [head]}
    report = await bring_told(tmp_path, programme, page)
    assert report.changed == [KEY]
    record = await only(programme)
    assert record.name.in_locale("en") == "Clinic No. 1"
    assert (len(record.phones), len(record.schedules)) == (1, 1)


async def test_what_is_too_long_for_its_column_stops_nothing(
    programme: Programme, tmp_path: Path
) -> None:
    told = changed(
        url="https://example.org/" + "x" * 900,
        phones=[{"id": uuid("p"), "number": "7" * 400, "extension": "9" * 60}],
        minimum_age=1e308,
        languages=[{"id": uuid("l"), "code": "x" * 99, "name": "y" * 500}],
    )
    told["schedules"][0] |= {"interval": 2**40, "byday": "MO," * 99, "timezone": 1}
    report = await bring_told(tmp_path, programme, told)
    assert report.added == [KEY]
    assert {"url", "number", "extension", "interval"} <= {each.column for each in report.findings}


async def test_two_services_of_one_key_are_told_apart(programme: Programme, tmp_path: Path) -> None:
    await bring_told(tmp_path, programme, FEED)
    report = await bring_told(tmp_path, programme, [changed(id="Clinic"), changed(id="third")])
    assert [each.done for each in report.refused] == [Done.REFUSED]
    assert report.added == ["feed-third"]


async def test_times_written_freely_are_read(programme: Programme, tmp_path: Path) -> None:
    told = changed()
    told["schedules"][0] |= {"opens_at": "9h30", "closes_at": "3pm"}
    told["schedules"].append({"id": uuid("odd"), "opens_at": "after prayer", "freq": "WEEKLY"})
    report = await bring_told(tmp_path, programme, told)
    record = await only(programme)
    assert [(each.opens_at, each.closes_at) for each in record.schedules] == [
        ("09:30", "15:00"),
        ("after prayer", ""),
    ]
    problems = {(each.column, each.done) for each in report.findings}
    assert {("opens_at", Done.REPAIRED), ("opens_at", Done.KEPT)} <= problems
