"""What we tell in HSDS 3.2 is what the official schemas want, and nobody is told too much."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services_directory.hsds.exporting import json_records as hsds
from services_directory.hsds.exporting.translations import Telling
from services_directory.hsds.taxonomies import vocabulary_of
from services_directory.records.documents import with_ids
from services_directory.records.records import (
    AreaRecord,
    AttributeRecord,
    ScheduleRecord,
    ServiceRecord,
    Wording,
)
from services_directory.records.schema import source_id_of
from services_directory.sheets.importer import import_pack
from services_directory.storage.all_records import Records, load_records
from services_directory.storage.rows import read_places
from services_directory.values.entries import LocalText, Programme, Status
from services_directory.values.facts import ALL_FACTS
from tests.hsds.conformance import faults_of
from tests.services_directory.conftest import NOW
from tests.services_directory.whole import (
    CLINICS,
    HEALTH,
    IN_PROGRAM,
    NURSE,
    TAXONOMY,
    words,
)

DAY = date(2026, 7, 1)
KEPT = with_ids(replace(IN_PROGRAM, updated_at=NOW), source_id_of(IN_PROGRAM))


@pytest.fixture
def telling(programme: Programme) -> Telling:
    records = Records(1, (KEPT,), (KEPT.organisation,), (TAXONOMY,), (HEALTH, CLINICS))
    return Telling(programme, vocabulary_of(programme, records), DAY)


def all_of(record: ServiceRecord, telling: Telling) -> list[tuple[str, Any]]:
    """Everything that can be told of one service, with the name of its schema."""
    site = record.sites[0]
    place = site.location
    organisation = record.organisation
    return [
        ("service", hsds.service_json(record, telling)),
        ("service_list", hsds.service_head_json(record, telling)),
        (
            "organization",
            hsds.organisation_json(organisation, telling, locations=[place], services=[record]),
        ),
        ("organization_list", hsds.organisation_head_json(organisation, telling)),
        ("service_at_location", hsds.site_json(site, record, telling)),
        ("service_at_location_list", hsds.site_json(site, record, telling, full=False)),
        ("location", hsds.location_json(place, telling)),
        ("location", hsds.location_head_json(place, telling)),
        *(
            ("taxonomy", hsds.taxonomy_json(each, telling))
            for each in telling.vocabulary.taxonomies.values()
        ),
        *(
            ("taxonomy_term", hsds.term_json(each, telling))
            for each in telling.vocabulary.terms.values()
        ),
    ]


@pytest.mark.parametrize("lang", [None, "ar", "aeb", "fr-TN", "xx"])
@pytest.mark.parametrize("everything", [True, False])
def test_a_whole_service_is_valid_in_every_language(
    telling: Telling, lang: str | None, everything: bool
) -> None:
    telling = replace(telling, lang=lang, everything=everything, translations=everything)
    for entity, told in all_of(KEPT, telling):
        assert faults_of(entity, told) == [], entity
        assert "null" not in json.dumps(told)


def test_the_words_are_those_of_the_language_asked_for(telling: Telling) -> None:
    told = hsds.service_json(KEPT, replace(telling, lang="ar-SY"))
    assert told["name"] == "استشارة"
    assert told["x_dalil"]["language"] == "ar-SY"
    assert told["x_dalil"]["source_language"] == "fr"
    assert told["x_dalil"]["fallback_fields"] == ["alert", "fees_description"]
    assert told["x_dalil"]["machine_fields"] == ["name"]
    assert told["alert"] == "Sur rendez-vous cette semaine"
    assert "translations" not in told["x_dalil"]


def test_who_mirrors_us_gets_every_language(telling: Telling) -> None:
    told = hsds.service_json(KEPT, replace(telling, translations=True))
    assert told["name"] == "Consultation"
    said = told["x_dalil"]["translations"]
    assert {locale: fields["name"] for locale, fields in said.items()} == {
        "ar": "استشارة",
        "en": "Consultation",
    }
    assert told["x_dalil"]["translation_status"] == {
        "ar": {"name": "machine", "sms_text": "reviewed"}
    }
    note = told["phones"][0]["languages"][0]["x_dalil"]
    assert (note["language"], note["source_language"]) == ("fr", "fr")


def test_ids_do_not_depend_on_the_language(telling: Telling) -> None:
    def ids(told: Any) -> Any:
        if isinstance(told, list):
            return [ids(each) for each in told]
        if isinstance(told, dict):
            return {
                name: value if name == "id" else ids(value)
                for name, value in told.items()
                if name == "id" or isinstance(value, list | dict)
                if name != "x_dalil"
            }
        return None

    asked = [ids(hsds.service_json(KEPT, replace(telling, lang=each))) for each in (None, "ar")]
    assert asked[0] == asked[1]


def test_a_contact_is_told_only_if_it_is_public(telling: Telling) -> None:
    for _entity, told in all_of(KEPT, telling):
        text = json.dumps(told)
        assert NURSE.name not in text
        assert "20 000 009" not in text
    copy = hsds.service_json(KEPT, replace(telling, everything=True))
    assert NURSE.name in json.dumps(copy)
    assert "Front desk" in json.dumps(hsds.service_json(KEPT, telling))


def test_what_staff_note_is_only_in_a_copy_of_the_directory(telling: Telling) -> None:
    noted = replace(KEPT, notes="told by Samia", last_checked_by="salwa", confirmed=True)
    assert "Samia" not in json.dumps(hsds.service_json(noted, telling))
    assert "salwa" not in json.dumps(hsds.service_json(noted, telling))
    copy = hsds.service_json(noted, replace(telling, everything=True))
    assert (copy["x_dalil"]["notes"], copy["x_dalil"]["confirmed"]) == ("told by Samia", True)


def test_times_carry_the_offset_of_their_zone(telling: Telling) -> None:
    told = hsds.service_json(KEPT, telling)
    hours = told["service_at_locations"][0]["schedules"][0]
    assert (hours["opens_at"], hours["closes_at"]) == ("08:00+01:00", "12:00+01:00")
    assert (hours["timezone"], hours["x_dalil"]) == (1, {"timezone": "Africa/Tunis"})
    paris = ScheduleRecord(freq="WEEKLY", byday="MO", opens_at="08:00", timezone="Europe/Paris")
    record = with_ids(replace(KEPT, schedules=(paris,)), KEPT.id)
    summer = hsds.service_json(record, telling)["schedules"][0]
    winter = hsds.service_json(record, replace(telling, day=date(2026, 1, 1)))["schedules"][0]
    assert (summer["opens_at"], winter["opens_at"]) == ("08:00+02:00", "08:00+01:00")


def test_times_of_another_source_stay_as_it_wrote_them(telling: Telling) -> None:
    theirs = ScheduleRecord(freq="WEEKLY", byday="MO", opens_at="10:00:00", extra={"timezone": 3})
    record = with_ids(replace(KEPT, schedules=(theirs,)), KEPT.id)
    told = hsds.service_json(record, telling)["schedules"][0]
    assert (told["opens_at"], told["timezone"], "x_dalil" in told) == ("10:00:00", 3, False)


def test_a_rule_no_rrule_can_say_is_told_in_words(telling: Telling) -> None:
    record = with_ids(replace(KEPT, schedules=(ScheduleRecord(osm="PH off"),)), KEPT.id)
    (told,) = hsds.service_json(record, telling)["schedules"]
    assert told["description"] == "PH off"
    assert told["x_dalil"] == {"osm": "PH off", "made_fields": ["description"]}


def test_the_need_and_the_facts_are_terms_of_our_lists(telling: Telling) -> None:
    told = hsds.service_json(KEPT, replace(telling, lang="fr"))
    need, fact, sector = told["attributes"]
    assert (need["link_type"], need["value"]) == ("service_type", "health")
    assert need["taxonomy_term"]["name"] == "Santé"
    assert (fact["link_type"], fact["taxonomy_term"]["code"]) == (
        "eligibility",
        "eligibility:children",
    )
    assert sector["taxonomy_term"]["taxonomy_detail"]["name"] == "Sectors"
    assert sector["taxonomy_term"]["parent_id"] == HEALTH.id


@pytest.mark.parametrize(
    ("lang", "women"), [("ar", "النساء"), ("aeb", "النساء"), ("fr", "Femmes"), ("en", "Women")]
)
def test_our_lists_are_named_in_every_language(telling: Telling, lang: str, women: str) -> None:
    asked = replace(telling, lang=lang)
    told = {each.code: hsds.term_json(each, asked) for each in telling.vocabulary.terms.values()}
    assert told["eligibility:women"]["name"] == women
    for code in ALL_FACTS:
        assert told[code]["language"] == lang
        assert "fallback_fields" not in told[code]["x_dalil"]


def test_what_does_not_fit_stands_beside_it(telling: Telling) -> None:
    phone = replace(KEPT.phones[0], extension="12 or 13")
    record = replace(KEPT, website="www.example.org", email="ask at the door", phones=(phone,))
    told = hsds.service_json(record, telling)
    assert faults_of("service", told) == []
    assert told["url"] == "https://www.example.org"
    assert "email" not in told
    unfit = {"url": "www.example.org", "email": "ask at the door"}
    assert told["x_dalil"]["unfit"] == unfit
    assert told["phones"][0]["x_dalil"]["unfit"] == {"extension": "12 or 13"}


def test_an_arabic_web_address_is_made_one_of_ascii(telling: Telling) -> None:
    record = replace(KEPT, website="https://example.org/خدمة 1%")
    told = hsds.service_json(record, telling)
    assert "url" not in told
    record = replace(KEPT, website="https://example.org/خدمة%")
    told = hsds.service_json(record, telling)
    assert told["url"] == "https://example.org/%D8%AE%D8%AF%D9%85%D8%A9%25"
    assert faults_of("service", told) == []


def test_what_is_required_is_made_and_named(telling: Telling) -> None:
    told = hsds.service_json(KEPT, telling)
    assert told["organization"]["description"] == "Santé pour tous"
    assert told["organization"]["x_dalil"]["made_fields"] == ["description"]
    (address,) = told["service_at_locations"][0]["location"]["addresses"]
    assert (address["state_province"], address["postal_code"]) == ("Jendouba", "")
    assert address["x_dalil"]["made_fields"] == ["state_province", "postal_code"]


def test_an_address_without_a_street_is_no_address(telling: Telling) -> None:
    hall = KEPT.sites[0].location
    hall = replace(hall, addresses=(replace(hall.addresses[0], address_1=LocalText(())),))
    told = hsds.location_json(hall, telling)
    assert "addresses" not in told
    assert told["x_dalil"]["unfit_addresses"][0]["city"] == "Tabarka"


def test_an_archived_service_is_told_as_gone(telling: Telling) -> None:
    gone = replace(KEPT, status=Status.ARCHIVED)
    assert hsds.service_head_json(gone, telling)["status"] == "defunct"


def test_closures_are_told(telling: Telling) -> None:
    told = hsds.service_json(KEPT, telling)["x_dalil"]["closures"]
    assert told == [{"starts_on": "2026-12-25", "ends_on": "2026-12-26", "kind": "holiday"}]


def test_free_is_told_as_nought_and_not_left_out(telling: Telling) -> None:
    free = replace(KEPT.costs[0], amount=0.0)
    told = hsds.service_json(replace(KEPT, costs=(free,)), telling)
    assert told["cost_options"][0]["amount"] == 0


def test_an_area_is_named_after_its_region(telling: Telling) -> None:
    area = AreaRecord(region="Kairouan")
    record = with_ids(replace(KEPT, areas=(area,)), KEPT.id)
    (told,) = hsds.service_json(record, replace(telling, lang="ar"))["service_areas"]
    assert told["name"] == "القيروان"
    assert told["x_dalil"] == {"region": "Kairouan", "made_fields": ["name"]}


def test_a_code_nobody_lists_has_no_term(telling: Telling) -> None:
    odd = AttributeRecord(link_type="eligibility", value="left-handed")
    record = with_ids(replace(KEPT, attributes=(odd,)), KEPT.id)
    told = hsds.service_json(record, telling)["attributes"][1]
    assert (told["value"], "taxonomy_term" in told) == ("left-handed", False)


def test_an_unknown_field_of_a_feed_is_only_in_a_copy(telling: Telling) -> None:
    extra = {"x_partner": 1, "sevice_name": "misspelt", "metadata": [], "licenses": "L"}
    record = replace(KEPT, extra=extra, wordings={"name.ar": Wording("reviewed")})
    told = hsds.service_json(record, telling)
    assert faults_of("service", told) == []
    assert told["x_partner"] == 1
    copy = hsds.service_json(record, replace(telling, everything=True))
    assert copy["sevice_name"] == "misspelt"
    assert "sevice_name" in str(faults_of("service", copy))


@pytest.mark.usefixtures("database")
async def test_the_starter_directory_is_valid(pack: Path, programme: Programme) -> None:
    await import_pack(pack, programme, by="import", now=NOW)
    records = await load_records(programme)
    places = {each.id: each.name for each in await read_places()}
    telling = Telling(programme, vocabulary_of(programme, records), DAY, places, lang="aeb")
    assert len(records.services) > 100
    for record in records.services:
        assert faults_of("service", hsds.service_json(record, telling)) == [], record.key
        head = hsds.service_head_json(record, telling)
        assert head["name"]
        assert faults_of("service_list", head) == []


def test_the_closed_schemas_catch_a_misspelt_field(telling: Telling) -> None:
    told = hsds.service_json(KEPT, telling)
    assert faults_of("service", {**told, "descripton": words(en="x").best([])}) != []
    assert faults_of("service", {**told, "email": None}) != []
    assert faults_of("service", {**told, "id": "1"}) != []
