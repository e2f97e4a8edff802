"""What staff change, what they are told to mend, and what people then see; on both databases."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused, Fault, ServiceDraft
from services_directory.records.records import ServiceRecord
from services_directory.storage.models import SharedRow
from services_directory.storage.snapshot import is_found
from services_directory.storage.store import (
    UnknownService,
    archive_service,
    confirm_service,
    directory_version,
    get_service,
    list_services,
    load_directory,
    mark_checked,
    save_service,
)
from services_directory.values.entries import Cost, LocalText, Phone, Programme, Status
from tests.services_directory.conftest import NOW

pytestmark = pytest.mark.usefixtures("pilot")

CLINIC = ServiceDraft(
    name=LocalText.of({"fr": "Dispensaire", "ar": "مستوصف", "aeb": "سبيطار صغير"}),
    organisation=LocalText.of({"fr": "Commune de Tabarka"}),
    category="health",
    region="Jendouba",
    place="tabarka",
    phone="78 000 001",
    opening_hours="Mo-Fr 08:00-13:00",
    cost=Cost.FREE,
)


def rows_of(pack: Path) -> list[dict[str, str]]:
    """The services of a pack as they are shipped."""
    return [
        row
        for file in sorted(pack.glob("services*.csv"))
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    ]


async def kept(service_id: str) -> ServiceRecord:
    found = await get_service(service_id)
    assert found is not None
    return found


async def test_a_new_service_is_shown_at_once_and_its_id_can_be_read(programme: Programme) -> None:
    saved = await save_service(CLINIC, programme, by="amel", now=NOW)
    assert saved.id == "own-dispensaire-1"
    assert saved.before == {}
    assert saved.after["name.aeb"] == "سبيطار صغير"
    shown = (await load_directory(programme)).service(saved.id)
    assert shown is not None
    assert shown.phones == (Phone("78000001", "+21678000001"),)
    assert [locale for locale, _words in shown.name.words] == ["fr", "ar", "aeb"]
    assert shown.last_checked is None
    assert await directory_version() == 2


async def test_two_services_of_one_name_have_two_ids(programme: Programme) -> None:
    arabic = replace(CLINIC, name=LocalText.of({"ar": "مستوصف"}))
    first = await save_service(arabic, programme, by="amel", now=NOW)
    await archive_service(first.id, by="amel", now=NOW)
    second = await save_service(arabic, programme, by="amel", now=NOW)
    assert (first.id, second.id) == ("own-1", "own-2")


async def test_an_edit_tells_the_fields_that_differ(programme: Programme) -> None:
    service_id = (await save_service(CLINIC, programme, by="amel", now=NOW)).id
    words = LocalText.of({"ar": "مستوصف", "fr": "Dispensaire de Tabarka"})
    draft = replace(CLINIC, name=words, phone="", cost=None)
    later = NOW + timedelta(hours=1)
    saved = await save_service(draft, programme, by="sami", now=later, service_id=service_id)
    assert saved.before == {
        "name.fr": "Dispensaire",
        "name.aeb": "سبيطار صغير",
        "phone": "78 000 001",
        "cost": "free",
    }
    assert saved.after == {"name.fr": "Dispensaire de Tabarka"}
    service = await kept(service_id)
    assert (draft_of(service), service.updated_by, service.updated_at) == (draft, "sami", later)


async def test_saving_without_a_change_wakes_nobody(programme: Programme) -> None:
    service = await kept("jen-hopital-tabarka")
    saved = await save_service(
        draft_of(service), programme, by="amel", now=NOW, service_id=service.key
    )
    assert (saved.before, saved.after) == ({}, {})
    assert await directory_version() == 1


async def test_every_fault_of_a_draft_is_told_at_once_and_nothing_is_written(
    programme: Programme,
) -> None:
    draft = ServiceDraft(
        name=LocalText.of({"fr": "\x00 \ud800"}),
        organisation=LocalText(()),
        category="doctor",
        region="Jendouba",
        place="haffouz",
        phone="ask Mariem",
        opening_hours="8-16",
        website="example.org",
        email="nobody",
        caution="beware",
        notes="x" * 4001,
    )
    with pytest.raises(DraftRefused) as refused:
        await save_service(draft, programme, by="amel", now=NOW)
    assert refused.value.faults == {
        "name": Fault.NAME_MISSING,
        "organisation": Fault.ORGANISATION_MISSING,
        "category": Fault.CATEGORY_UNKNOWN,
        "place": Fault.PLACE_UNKNOWN,
        "phone": Fault.PHONE_UNREADABLE,
        "opening_hours": Fault.HOURS_UNREADABLE,
        "website": Fault.WEBSITE_UNREADABLE,
        "email": Fault.EMAIL_UNREADABLE,
        "caution": Fault.CAUTION_UNKNOWN,
        "notes": Fault.TOO_LONG,
    }
    assert (await list_services()).total == 329


async def test_letters_a_database_refuses_are_left_out(programme: Programme) -> None:
    dirty = LocalText.of({"fr": "Dis\ud800pen\x00saire "})
    draft = replace(CLINIC, name=dirty, notes="one\r\ntwo\x00")
    service = await kept((await save_service(draft, programme, by="amel", now=NOW)).id)
    assert draft_of(service).name.in_locale("fr") == "Dispen saire"
    assert draft_of(service).notes == "one\ntwo"


async def test_low_confidence_is_hidden_until_staff_confirm_it(programme: Programme) -> None:
    assert not is_found(await kept("tn-carte-sejour"))
    saved = await confirm_service("tn-carte-sejour", by="amel", on=NOW.date(), now=NOW)
    assert (saved.before["confirmed"], saved.after["confirmed"]) == ("", "True")
    service = await kept("tn-carte-sejour")
    assert (is_found(service), service.last_checked_by) == (True, "amel")
    assert (await load_directory(programme)).service("tn-carte-sejour") is not None


async def test_an_emergency_line_is_never_hidden_for_low_confidence(programme: Programme) -> None:
    emergency = replace(CLINIC, category="emergency")
    service_id = (await save_service(emergency, programme, by="amel", now=NOW)).id
    assert is_found(await kept(service_id))
    directory = await load_directory(programme)
    assert sum(each.is_emergency for each in directory.services) == 8


async def test_notes_never_reach_people(programme: Programme) -> None:
    told = repr(await load_directory(programme))
    for service in (await list_services(limit=200)).services:
        assert not draft_of(service).notes or draft_of(service).notes not in told


async def test_a_check_is_a_day_and_a_name(programme: Programme) -> None:
    await mark_checked("jen-hopital-tabarka", by="amel", on=date(2026, 11, 23), now=NOW)
    shown = (await load_directory(programme)).service("jen-hopital-tabarka")
    assert shown is not None
    assert shown.last_checked == date(2026, 11, 23)


async def test_an_archived_service_is_out_of_sight_but_in_the_list(programme: Programme) -> None:
    saved = await archive_service("jen-hopital-tabarka", by="amel", now=NOW)
    assert (saved.before, saved.after) == ({"status": "published"}, {"status": "archived"})
    assert (await load_directory(programme)).service("jen-hopital-tabarka") is None
    archived = await list_services(status=Status.ARCHIVED)
    assert [each.key for each in archived.services] == ["jen-hopital-tabarka"]


async def test_staff_search_as_people_spell() -> None:
    for search in ("hopital TABARKA", "مستشفي طبرقه", "jen-hopital-tabarka"):
        page = await list_services(search=search)
        assert "jen-hopital-tabarka" in [each.key for each in page.services]
    assert (await list_services(search="100% de_rien")).total == 0


async def test_the_list_is_filtered_and_paged(pack: Path) -> None:
    shipped = rows_of(pack)
    everywhere = [row for row in shipped if row["governorate"] == "national"]
    national = await list_services(region="", limit=10)
    assert (national.total, len(national.services)) == (len(everywhere), 10)
    health = await list_services(category="health", region="Kairouan", offset=1)
    assert len(health.services) == health.total - 1
    await mark_checked("tn-samu-190", by="amel", on=NOW.date(), now=NOW)
    assert (await list_services(unchecked=True)).total == len(shipped) - 1


async def test_an_organisation_nobody_uses_any_more_is_forgotten(programme: Programme) -> None:
    service_id = (await save_service(CLINIC, programme, by="amel", now=NOW)).id
    before = await SharedRow.all().count()
    renamed = replace(CLINIC, organisation=LocalText.of({"fr": "Mairie de Tabarka"}))
    await save_service(renamed, programme, by="amel", now=NOW, service_id=service_id)
    assert await SharedRow.all().count() == before
    assert await SharedRow.filter(document__contains="Commune de Tabarka").count() == 0


async def test_an_unknown_service_is_said(programme: Programme) -> None:
    assert await get_service("nobody") is None
    with pytest.raises(UnknownService):
        await mark_checked("nobody", by="amel", on=NOW.date(), now=NOW)
    with pytest.raises(UnknownService):
        await save_service(CLINIC, programme, by="amel", now=NOW, service_id="nobody")
