"""CSV packages come in: today's, those of HSDS 1.1 and 2.0, and those somebody's office wrote."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from services_directory.files.faults import FileRefused
from services_directory.files.findings import Done
from services_directory.hsds.importing.report import FeedReport
from services_directory.records.records import object_id
from services_directory.storage.all_records import load_records
from services_directory.values.entries import Programme
from tests.hsds.feeds import bring

HERE = Path(__file__).parent
NEW = HERE / "examples-csv"
OLD = HERE / "legacy-1.1"

pytestmark = pytest.mark.usefixtures("database")

ORGANISATIONS = "id,name,description\no1,Health for all,Doctors\n"
SERVICES = "id,organization_id,name,status\ns1,o1,Doctor,active\ns2,o1,Nurse,active\n"


def package(folder: Path, **tables: str) -> Path:
    """A package with an organisation, two services, and these files."""
    for name, text in {"organizations": ORGANISATIONS, "services": SERVICES, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def said(report: FeedReport, done: Done) -> list[str]:
    return [str(each) for each in report.findings if each.done is done]


async def test_the_official_package_comes_in(programme: Programme) -> None:
    report = await bring(NEW, programme)
    assert report.refused == []
    records = await load_records(programme, private=True)
    (service,) = records.services
    assert service.name.in_locale("en") == "Community Counselling"
    assert service.organisation.name.in_locale("en") == "Example Organization Inc."
    (site,) = service.sites
    assert site.location.name.in_locale("en") == "MyCity Civic Center"
    assert site.location.addresses[0].city == "MyCity"
    assert [each.number for each in service.phones] == ["+44 1234 234567"]
    assert service.phones[0].languages[0].code == "ur"
    assert service.contacts[0].phones[0].number == "+44 1234 234567"
    assert service.costs[0].amount == 35
    assert service.extra["program"]["name"] == "Community Mental Health Support"
    assert service.extra["capacities"][0]["unit"]["name"] == "Kilogram"
    assert service.organisation.extra["organization_identifiers"][0]["identifier"] == "1234567"
    # The official rows break four of their own links; each of them is named.
    columns = {each.column for each in report.findings}
    assert {"organization_id", "taxonomy_id", "parent_organization_id"} <= columns
    assert any("attributes.csv, row 2" in str(each) for each in report.findings)


async def test_a_package_of_version_1_comes_in_whole(programme: Programme) -> None:
    report = await bring(OLD, programme)
    assert report.refused == []
    records = await load_records(programme, private=True)
    assert (len(records.organisations), len(records.services)) == (10, 13)
    service = next(s for s in records.services if s.schedules)
    assert service.name.in_locale("en") == "Never Homeless Helpline"
    assert [each.byday for each in service.schedules] == ["MO", "TU", "WE"]
    assert service.sites[0].closures[0].starts_on.isoformat() == "2019-12-24"
    assert service.eligibility.in_locale("en") == "adult"
    assert {each.value for each in service.attributes} == {"cash", "credit card"}
    assert [each.name for each in service.languages] == ["English", "Spanish"]
    location = service.sites[0].location
    assert {each.address_type for each in location.addresses} == {"physical", "postal"}
    assert location.accessibility[0].description.in_locale("en") == "disabled_parking"
    assert service.organisation.website == "http://example.com"
    assert service.areas[0].name.in_locale("en") == "Sample service area"
    assert records.terms[0].name.in_locale("en") == "Taxonomy A"
    assert records.taxonomies[0].name.in_locale("en") == "AIRS"
    again = await bring(OLD, programme)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 13)


async def test_a_package_of_version_2_comes_in(programme: Programme, tmp_path: Path) -> None:
    package(
        tmp_path,
        organizations="id,name,description,url\no1,Health for all,Doctors,www.example.org\n",
        taxonomy_terms="id,term,description,taxonomy\nt1,Clinic,A clinic,ours\n",
        service_attributes="id,service_id,taxonomy_term_id\na1,s1,t1\n",
        other_attributes="id,link_id,link_type,taxonomy_term_id\na2,o1,organization,t1\n",
        services_at_location="id,service_id,location_id\nx1,s1,l1\n",
        locations="id,name,latitude,longitude\nl1,Clinic,36.5,8.7\n",
        schedules="id,service_id,freq,byday,opens_at,closes_at\nh1,s1,DAILY,,9:00am,3pm\n",
    )
    report = await bring(tmp_path, programme)
    assert report.refused == []
    doctor, nurse = (await load_records(programme)).services
    assert (doctor.organisation.website, len(nurse.sites)) == ("https://www.example.org", 0)
    assert doctor.attributes[0].term == object_id("feed", "term", "t1")
    assert doctor.organisation.attributes[0].term == doctor.attributes[0].term
    assert (doctor.sites[0].location.latitude, doctor.sites[0].location.longitude) == (36.5, 8.7)
    (hours,) = doctor.schedules
    assert (hours.byday, hours.opens_at, hours.closes_at) == (
        "MO,TU,WE,TH,FR,SA,SU",
        "09:00",
        "15:00",
    )


async def test_ids_that_are_no_uuids_stay_the_same_ones(
    programme: Programme, tmp_path: Path
) -> None:
    await bring(package(tmp_path), programme)
    first = [each.id for each in (await load_records(programme)).services]
    assert first == [object_id("feed", "service", each) for each in ("s1", "s2")]
    again = await bring(tmp_path, programme)
    assert (again.added, again.changed) == ([], [])
    other = await bring(tmp_path, programme, source="other")
    assert other.added == ["other-s1", "other-s2"]


async def test_a_zip_file_is_a_package_too(programme: Programme, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "feed"), "zip", NEW)
    assert len((await bring(Path(archive), programme)).added) == 1


async def test_one_file_of_a_package_stands_for_it(programme: Programme, tmp_path: Path) -> None:
    package(tmp_path)
    assert len((await bring(tmp_path / "services.csv", programme)).added) == 2


async def test_files_of_old_programs_are_read(programme: Programme, tmp_path: Path) -> None:
    package(tmp_path)
    text = "id,organization_id,name,status\r\r\ns1 ,o1,Médecin à Béja,active\r\r\n\r\r\n"
    (tmp_path / "services.csv").write_bytes(text.encode("cp1252"))
    marked = b"\xef\xbb\xbf" + ORGANISATIONS.encode()
    (tmp_path / "organizations.csv").write_bytes(marked)
    report = await bring(tmp_path, programme)
    (service,) = (await load_records(programme)).services
    assert service.name.in_locale("en") == "Médecin à Béja"
    assert any("Windows-1252" in each for each in said(report, Done.REPAIRED))


async def test_spoilt_letters_are_reported_and_left_alone(
    programme: Programme, tmp_path: Path
) -> None:
    package(tmp_path, services=SERVICES.replace("Doctor", "MÃ©decin"))
    report = await bring(tmp_path, programme)
    assert any("spoilt" in each for each in said(report, Done.KEPT))


async def test_a_wrong_row_is_named_and_stops_no_other(
    programme: Programme, tmp_path: Path
) -> None:
    package(
        tmp_path,
        services=SERVICES + "s3,o9,Nobody's,active\n,o1,No id,active\ns1,o1,Twice,active\n"
        "s4,o1,Too,many,cells,here\ns5,o1,,active\n",
        phones="id,service_id,number\np1,s1,1-800-FLOWERS\np2,s1,\np3,s9,78000001\n",
        cost_options="id,service_id,amount\nc1,s1,a lot\n",
    )
    report = await bring(tmp_path, programme)
    refused = said(report, Done.REFUSED)
    for row in (4, 5, 6, 7, 8):
        assert any(each.startswith(f"services.csv, row {row}") for each in refused), row
    assert any(each.startswith("phones.csv, row 3, column number") for each in refused)
    assert any("phones.csv, row 2, column number" in e for e in said(report, Done.REPAIRED))
    assert any("phones.csv, row 4" in each for each in said(report, Done.LEFT_OUT))
    assert any("cost_options.csv, row 2, column amount" in e for e in said(report, Done.LEFT_OUT))
    records = await load_records(programme)
    assert [each.source_id for each in records.services] == ["s1", "s2"]
    assert [each.number for each in records.services[0].phones] == ["1-800-3569377"]


async def test_what_nothing_leads_to_is_listed(programme: Programme, tmp_path: Path) -> None:
    package(
        tmp_path,
        organizations=ORGANISATIONS + "o2,Idle,Nothing yet\n",
        locations="id,name\nl1,Empty hall\n",
        odd_table="id\n1\n",
    )
    report = await bring(tmp_path, programme)
    assert report.orphans == ["feed:o2"]
    left = said(report, Done.LEFT_OUT)
    assert any("location l1" in each for each in left)
    assert any("odd_table.csv" in each for each in left)
    assert len((await load_records(programme)).organisations) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("feed.json", b"{"),
        ("feed.json", b'{"a": NaN}'),
        ("feed.json", b"[" * 100_000),
        ("feed.json", b'{"weather": "fine"}'),
        ("feed.json", b"\xff\xfe\x00\x01"),
        ("feed.zip", b"PK\x03\x04 and nothing"),
        ("organizations.txt", b"id,name"),
        ("missing.json", None),
    ],
)
async def test_a_wrong_file_leaves_the_directory_as_it_was(
    programme: Programme, tmp_path: Path, name: str, content: bytes | None
) -> None:
    (tmp_path / "good").mkdir()
    await bring(package(tmp_path / "good"), programme)
    before = await load_records(programme)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        await bring(tmp_path / name, programme)
    assert name in str(refused.value)
    assert await load_records(programme) == before


async def test_a_bomb_is_not_unpacked(programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b" " * 61_000_000)
    with pytest.raises(FileRefused, match="split"):
        await bring(path, programme)


async def test_who_gives_no_source_or_language_is_asked_for_it(
    programme: Programme, tmp_path: Path
) -> None:
    package(tmp_path)
    with pytest.raises(FileRefused, match="--source"):
        await bring(tmp_path, programme, source=None)
    with pytest.raises(FileRefused, match="--language"):
        await bring(tmp_path, programme, language="")
    with pytest.raises(FileRefused, match="another"):
        await bring(tmp_path, programme, source="names")
