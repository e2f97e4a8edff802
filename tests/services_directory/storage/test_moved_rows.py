"""A directory of the first version is taken over whole by the tables of this one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.database.migrations import migrate
from bot.database.opening import open_database
from services_directory.records.draft_records import draft_of
from services_directory.records.flat_fields import as_kept
from services_directory.sheets.importer import import_pack
from services_directory.storage.all_records import load_records
from services_directory.storage.store import get_service, load_directory, save_service
from services_directory.values.entries import LocalText, Phone, Position, Programme
from tests.services_directory.conftest import NOW
from tests.services_directory.old_directory import make_old

LAST_BEFORE = 2

OLD_SERVICE = """INSERT INTO service (key, organisation_id, category, region, place, latitude,
    longitude, phone, email, website, opening_hours, cost, spoken_languages, caution, status,
    confidence, confirmed, source, source_id, source_url, source_date, notes, imported, folded,
    updated_at) VALUES ('{key}', 1, 'health', {region}, {place}, {latitude}, {longitude},
    '{phone}', '', '', '{hours}', 'free', '{languages}', NULL, 'published', 'high', FALSE, 'old',
    '{key}', '', '', 'a note', '{{}}', '', '2026-11-01 00:00:00+00:00');"""

WORDS = "INSERT INTO translation (owner, owner_id, field, locale, words, status) VALUES "

OLD_ROWS = [
    "INSERT INTO organisation (source, source_id) VALUES ('names', 'x');",
    OLD_SERVICE.format(
        key="clinic", region="'Jendouba'", place="'tabarka'", latitude=36.95, longitude=8.76,
        phone="78 000 001 / 192; 1809", hours="Mo-Fr 8:00-12:00", languages="ar, fr",
    ),
    OLD_SERVICE.format(
        key="line", region="NULL", place="NULL", latitude="NULL", longitude="NULL",
        phone="190", hours="24/7", languages="",
    ),
    OLD_SERVICE.format(
        key="van", region="'Kairouan'", place="NULL", latitude="NULL", longitude="NULL",
        phone="", hours="Tu", languages="fr",
    ),
    OLD_SERVICE.format(
        key="house", region="'Jendouba'", place="NULL", latitude="NULL", longitude="NULL",
        phone="", hours="", languages="",
    ),
    WORDS + "('organisation', 1, 'name', 'fr', 'Commune', 'human'),"
    "('service', 1, 'name', 'fr', 'Dispensaire', 'human'),"
    "('service', 1, 'name', 'ar', 'مستوصف', 'reviewed'),"
    "('service', 1, 'address', 'fr', '3 rue du Port', 'human'),"
    "('service', 1, 'address', 'ar', 'نهج الميناء', 'human'),"
    "('service', 2, 'name', 'ar', 'الإسعاف', 'human'),"
    "('service', 3, 'name', 'fr', 'Bus postal', 'human'),"
    "('service', 4, 'name', 'fr', 'Maison', 'human'),"
    "('service', 4, 'address', 'fr', 'Route de Tunis', 'human');",
]  # fmt: skip


@pytest.fixture
async def old(empty_url: str, tmp_path: Path) -> str:
    """A database as the first version left it, with four services."""
    await make_old(empty_url, tmp_path, LAST_BEFORE, OLD_ROWS)
    return empty_url


async def test_every_row_is_where_it_belongs_and_nothing_is_lost(
    old: str, programme: Programme
) -> None:
    await migrate(old)
    database = await open_database(old)
    try:
        directory = await load_directory(programme)
        records = (await load_records(programme)).services
    finally:
        await database.close()
    clinic, line, van, house = directory.services
    assert clinic.phones == (Phone("78000001", "+21678000001"), Phone("192"), Phone("1809"))
    assert clinic.opening_hours == "Mo-Fr 08:00-12:00"
    assert clinic.location.position == Position(36.95, 8.76)
    assert (clinic.location.region, clinic.location.place) == ("Jendouba", "tabarka")
    assert dict(clinic.location.address.words) == {"fr": "3 rue du Port", "ar": "نهج الميناء"}
    assert clinic.languages == ("ar", "fr")
    assert (line.opening_hours, line.location.region, line.languages) == ("24/7", None, ())
    assert (van.opening_hours, van.location.region, van.location.place) == ("Tu", "Kairouan", None)
    assert house.location.region == "Jendouba"
    assert house.location.address.in_locale("fr") == "Route de Tunis"
    assert [each.source_language for each in records] == ["fr", "ar", "fr", "fr"]
    assert [len(each.sites) for each in records] == [1, 0, 0, 1]
    weekdays = records[0].schedules[0]
    assert (weekdays.byday, weekdays.opens_at) == ("MO,TU,WE,TH,FR", "08:00")
    assert records[0].wordings["name.ar"].status == "reviewed"
    assert [each.notes for each in records] == ["a note"] * 4


async def test_staff_go_on_where_they_were(old: str, programme: Programme) -> None:
    await migrate(old)
    database = await open_database(old)
    try:
        van = await get_service("van")
        assert van is not None
        draft = replace(draft_of(van), name=LocalText.of({"fr": "Bus postal du mardi"}))
        saved = await save_service(draft, programme, by="amel", now=NOW, service_id="van")
        assert set(saved.after) == {"name.fr"}
        (found,) = [each for each in (await load_records(programme)).services if each.key == "van"]
        assert found.schedules[0].osm == "Tu"
    finally:
        await database.close()


async def test_a_pack_taken_in_before_is_not_taken_for_edited(
    empty_url: str, pack: Path, programme: Programme
) -> None:
    await migrate(empty_url)
    database = await open_database(empty_url)
    try:
        await import_pack(pack, programme, by="seed", now=NOW)
        report = await import_pack(pack, programme, by="seed", now=NOW)
    finally:
        await database.close()
    assert (report.changed, report.kept) == ([], {})


def test_fields_of_an_old_import_read_as_they_are_kept_now() -> None:
    old = {"phone": "192,1809", "opening_hours": "Mo-Fr 8:00-12:00", "spoken_languages": "ar, fr"}
    assert as_kept(json.loads(json.dumps(old))) == {
        "phone": "192 / 1809",
        "opening_hours": "Mo-Fr 08:00-12:00",
        "languages": "ar;fr",
    }
