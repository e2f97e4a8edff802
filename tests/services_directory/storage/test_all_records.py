"""A service with everything HSDS knows is kept whole, and people get of it what they may."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from services_directory.records.authorship import Writing, hash_of
from services_directory.records.details import OtherPlace, details_of
from services_directory.records.documents import DocumentFault, as_text, from_text, without_authors
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused, Fault
from services_directory.records.records import OrganisationRecord, Record, ServiceRecord
from services_directory.storage.all_records import load_records
from services_directory.storage.models import ServiceRow, SharedRow
from services_directory.storage.rows import write_place
from services_directory.storage.store import (
    UnknownService,
    directory_version,
    get_service,
    load_directory,
    mark_words_read,
    save_details,
    save_service,
)
from services_directory.storage.writing import write_organisation, write_taxonomies
from services_directory.values.entries import LocalText, Phone, Place, Position, Programme
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import machine_made, outdated, save_record
from tests.services_directory.whole import CLINICS, DESK, HEALTH, NURSE, TAXONOMY, WHOLE, words

pytestmark = pytest.mark.usefixtures("database")

LATER = NOW + timedelta(hours=1)


async def keep(record: ServiceRecord = WHOLE) -> None:
    for place in ("tabarka", "ain_draham"):
        await write_place(Place(place, words(fr=place), "Jendouba"))
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(record, by="feed", now=NOW)


async def only(programme: Programme, *, private: bool = True) -> ServiceRecord:
    (record,) = (await load_records(programme, private=private)).services
    return record


async def test_what_is_kept_comes_back_whole(programme: Programme) -> None:
    await keep()
    kept = await only(programme)
    assert without_ids(told(kept)) == without_ids(told(WHOLE))
    assert kept.id == WHOLE.id
    assert kept.phones[0].id == WHOLE.phones[0].id
    assert kept.sites[0].location.id == WHOLE.sites[0].location.id
    assert kept.wordings["name.ar"].status == "machine"
    everything = await load_records(programme)
    assert [each.parent for each in everything.terms] == ["", HEALTH.id]
    assert [each.taxonomy for each in everything.terms] == [TAXONOMY.id] * 2


async def test_every_detail_has_an_id_that_stays_the_same(programme: Programme) -> None:
    await keep()
    first = await only(programme)
    again = await only(programme)
    assert "" not in ids(told(first))
    assert ids(told(first)) == ids(told(again))


async def test_keeping_it_again_changes_no_document(programme: Programme) -> None:
    await keep()
    before = await documents()
    saved = await save_record(await only(programme), by="somebody", now=LATER)
    assert (saved.before, saved.after) == ({}, {})
    assert await documents() == before


async def test_what_is_taken_out_leaves_nothing_behind(programme: Programme) -> None:
    await keep()
    bare = replace(
        WHOLE, sites=(), phones=(), documents=(), languages=(), contacts=(), attributes=(),
        closures=(), costs=(), areas=(),
    )  # fmt: skip
    await save_record(bare, by="feed", now=NOW)
    assert without_ids(told(await only(programme))) == without_ids(told(bare))
    left = {row.kind for row in await SharedRow.all()}
    assert left == {"organisation", "taxonomy", "term"}
    assert "rue du Port" not in repr(await documents())


async def test_people_are_told_what_matters_at_each_place(programme: Programme) -> None:
    await keep()
    hall, tent = (await load_directory(programme)).services
    assert (hall.id, tent.id) == ("feed-whole", "feed-whole~2")
    assert (hall.location.place, tent.location.place) == ("tabarka", "ain_draham")
    assert hall.location.position == Position(36.95, 8.76)
    assert hall.opening_hours == "Mo-Tu 08:00-12:00; 2026 Dec 25-2026 Dec 26 off"
    assert tent.opening_hours is None
    desk = Phone("78000001", "+21678000001", words(fr="Accueil", ar="استقبال"), ("ar",))
    assert hall.phones == (desk,)
    assert hall.languages == ("fr", "ar")
    assert [each.best(["fr"]) for each in hall.documents] == ["Carte d'identité", "Ordonnance"]
    assert hall.documents[1].in_locale("ar") is None
    assert hall.facts == ("eligibility:children",)
    assert (hall.minimum_age, hall.maximum_age, hall.cost) == (6, 17.5, "paid")
    assert hall.alert.in_locale("fr") == "Sur rendez-vous cette semaine"
    assert "Amel" not in repr(hall)


async def test_a_service_that_is_defunct_is_kept_and_not_told(programme: Programme) -> None:
    await keep(replace(WHOLE, hsds_status="defunct"))
    assert (await load_directory(programme)).services == ()
    assert (await only(programme)).hsds_status == "defunct"


async def test_a_private_contact_is_read_only_by_who_asks_for_it(programme: Programme) -> None:
    await keep()
    public = await load_records(programme)
    told = repr(public)
    assert NURSE.name not in told
    assert "20 000 009" not in told
    assert DESK.name in told
    assert NURSE.name in repr(await load_records(programme, private=True))


async def test_a_confidential_service_has_no_address_anywhere(programme: Programme) -> None:
    await keep()
    await keep(replace(WHOLE, key="feed-near", source_id="near", id=""))
    await keep(replace(WHOLE, confidential=True))
    hidden, near = (await load_records(programme, private=True)).services
    told = repr(hidden) + repr((await load_directory(programme)).service(hidden.key))
    for secret in ("rue du Port", "36.95", "Bus 12", "Maison de santé"):
        assert secret not in told
        assert secret in repr(near)
    assert hidden.phones == near.phones


async def test_staff_cannot_write_an_address_of_a_confidential_service(
    programme: Programme,
) -> None:
    await keep()
    service = await get_service("feed-whole")
    assert service is not None
    draft = replace(draft_of(service), confidential=True)
    with pytest.raises(DraftRefused) as refused:
        await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    assert refused.value.faults == {"address": Fault.ADDRESS_CONFIDENTIAL}
    draft = replace(draft, address=LocalText(()))
    await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    assert "rue du Port" not in repr(await load_records(programme, private=True))


async def test_staff_change_one_thing_and_the_rest_stays(programme: Programme) -> None:
    await keep()
    service = await get_service("feed-whole")
    assert service is not None
    documents = words(fr="Carte d'identité\nOrdonnance\nPhoto", ar="بطاقة تعريف\n-\nصورة")
    draft = replace(draft_of(service), phone="78 000 001 / 78 000 002", documents=documents)
    saved = await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    assert set(saved.after) == {"phone", "documents.fr", "documents.ar"}
    kept = await only(programme)
    assert kept.phones[0] == (await only(programme)).phones[0]
    assert (kept.phones[0].extension, kept.phones[0].languages[0].code) == ("4", "ar")
    assert kept.documents[2].document.in_locale("ar") == "صورة"
    assert kept.contacts[0].name == NURSE.name
    assert kept.attributes[1].term == CLINICS.id
    assert kept.extra == WHOLE.extra
    assert kept.sites == (await only(programme)).sites


async def test_staff_move_one_service_and_its_neighbour_stays(programme: Programme) -> None:
    await keep()
    await keep(replace(WHOLE, key="feed-near", source_id="near", id=""))
    service = await get_service("feed-whole")
    assert service is not None
    draft = replace(draft_of(service), address=words(fr="9 avenue de la Gare"))
    await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    moved, near = (await load_records(programme)).services
    assert moved.sites[0].location.addresses[0].address_1.in_locale("fr") == "9 avenue de la Gare"
    assert moved.sites[0].location.name == near.sites[0].location.name
    assert near.sites[0].location.addresses[0].address_1.in_locale("fr") == "3 rue du Port"


@pytest.mark.parametrize("hidden", [False, True], ids=["open", "confidential"])
async def test_a_place_that_is_moved_and_one_that_is_new_are_two(
    programme: Programme, hidden: bool
) -> None:
    await keep()
    await keep(replace(WHOLE, key="feed-near", source_id="near", id=""))
    service = await get_service("feed-whole")
    assert service is not None
    details = details_of(service)
    (tent,) = details.places
    assert tent is not None
    moved = replace(tent, place="tabarka", address=words(fr="12 rue neuve"))
    new = OtherPlace("Jendouba", "tabarka", words(fr="1 rue du Lac"))
    both = replace(details, places=(moved, new))
    await save_details(both, programme, by="amel", now=NOW, service_id="feed-whole")
    whole = (await load_records(programme, private=True)).services[0]
    if hidden:
        await save_record(replace(whole, confidential=True), by="feed", now=NOW)
        whole = (await load_records(programme, private=True)).services[0]
    assert len({site.location.source_id for site in whole.sites}) == 3
    told = ["" if hidden else each for each in ("3 rue du Port", "12 rue neuve", "1 rue du Lac")]
    addresses = [site.location.addresses for site in whole.sites]
    assert [each[0].address_1.best(["fr"]) if each else "" for each in addresses] == told


async def test_a_translation_is_outdated_once_its_source_changes(programme: Programme) -> None:
    await keep()
    service = await get_service("feed-whole")
    assert service is not None
    assert (outdated(service), machine_made(service)) == (set(), {"name.ar"})
    name = {**dict(draft_of(service).name.words), "fr": "Consultation gratuite"}
    draft = replace(draft_of(service), name=LocalText.of(name))
    await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    service = await get_service("feed-whole")
    assert service is not None
    assert outdated(service) == {"name.ar", "name.en"}
    draft = replace(draft_of(service), name=LocalText.of({**name, "ar": "استشارة مجانية"}))
    await save_service(draft, programme, by="amel", now=NOW, service_id=service.key)
    service = await get_service("feed-whole")
    assert service is not None
    assert (outdated(service), machine_made(service)) == ({"name.en"}, set())


async def test_an_organisation_without_a_service_is_kept(programme: Programme) -> None:
    parent = OrganisationRecord(source="feed", source_id="mother", name=words(en="Mother"))
    await write_organisation(parent, Writing("feed", NOW))
    (kept,) = (await load_records(programme)).organisations
    child = OrganisationRecord(source="feed", source_id="child", parent=kept.id)
    await write_organisation(child, Writing("feed", NOW))
    organisations = (await load_records(programme)).organisations
    assert [each.parent for each in organisations] == ["", kept.id]


async def documents() -> list[str]:
    """Everything that is kept, as it stands in the tables."""
    return [row.document for table in (ServiceRow, SharedRow) for row in await table.all()]


def told(record: Record) -> object:
    return json.loads(without_authors(as_text(record)))


def ids(plain: object) -> list[str]:
    """The ids of a record and of everything in it."""
    if isinstance(plain, list):
        return [each for item in plain for each in ids(item)]
    if not isinstance(plain, dict) or all(len(key) <= 3 and key != "id" for key in plain):
        return []
    if "id" not in plain:  # what HSDS has no name for
        return [each for value in plain.values() for each in ids(value)]
    held = (value for name, value in plain.items() if name not in ("x_extra", "wordings"))
    return [plain.get("id", ""), *(each for value in held for each in ids(value))]


def without_ids(plain: object) -> object:
    if isinstance(plain, list):
        return [without_ids(each) for each in plain]
    if isinstance(plain, dict):
        return {name: without_ids(value) for name, value in plain.items() if name != "id"}
    return plain


async def test_what_is_no_document_is_refused_by_name() -> None:
    text = as_text(WHOLE)
    assert as_text(from_text(ServiceRecord, text)) == text
    for right, wrong, said in (
        ('"x_key":', '"key":', "x_key: Field required"),
        ('"alert":', '"x_alarm":', "x_alarm: Unexpected keyword argument"),
        ('"minimum_age":6.0', '"minimum_age":"six"', "minimum_age: Input should be a valid number"),
        ('"x_starts_on":"2026-12-25"', '"x_starts_on":"soon"', "x_closures.0.x_starts_on"),
        ('{"schema":1,', '{"schema":9,', "schema"),
    ):
        with pytest.raises(DocumentFault, match=re.escape(said)):
            from_text(ServiceRecord, text.replace(right, wrong))
    with pytest.raises(DocumentFault, match="minimum_age"):
        as_text(replace(WHOLE, minimum_age="six"))  # type: ignore[arg-type]


async def test_words_that_were_read_again_are_somebodys_word_and_wake_everybody_once() -> None:
    await keep()
    before, later = await directory_version(), NOW + timedelta(days=1)
    await mark_words_read("feed-whole", "ar", by="amel", now=later)
    service = await get_service("feed-whole")
    assert service is not None
    known = service.wordings["name.ar"]
    assert (known.status, known.author, known.updated_at) == ("reviewed", "amel", later)
    assert known.source_hash == hash_of(service.name.in_locale("fr") or "")
    assert service.wordings["name.fr"].author is None
    assert await directory_version() == before + 1
    assert (await ServiceRow.get(key="feed-whole")).version == before + 1
    await mark_words_read("feed-whole", "ar", by="sami", now=later)
    assert await directory_version() == before + 1
    with pytest.raises(UnknownService):
        await mark_words_read("nobody", "ar", by="amel", now=later)
