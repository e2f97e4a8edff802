"""A city is a folder: three files, names in any language, and people are answered there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.commands.terminal import Run, answers

PROGRAMME = """
code = "amatitlan"
country = "GT"
timezone = "America/Guatemala"
languages = ["en", "fr"]

[name]
en = "Guide"

[operator]
en = "The city"

[[regions]]
code = "Amatitlan"
main_place = "amatitlan"
name = { en = "Amatitlán" }

[[categories]]
code = "health"
title = { en = "Health", fr = "Santé" }

[[offers]]
code = "weaving"
kind = "training"
title = { en = "Weaving", fr = "Tissage" }

[centre]
name = { en = "The centre", fr = "Le centre" }
opening_hours = "Mo-Fr 08:00-16:00"
answers_within_days = 2

[retention]
guest_hours = 72
contact_days = 365
message_days = 30
request_days = 90

[quiet_hours]
from = 21:00:00
until = 08:00:00
"""
PLACES = """\
id,governorate,name_es,name_kaq,aliases,latitude,longitude,geonames_id
amatitlan,Amatitlan,Amatitlán,,San Juan Amatitlan,14.4774,-90.63489,
villa-nueva,Amatitlan,Villa Nueva,Ya' Nimaq'a,,14.52512,-90.58544,
"""
SERVICES = """\
id,organisation_name_en,organisation_name_fr,service_name_en,service_name_fr,description_en,\
description_fr,category,governorate,delegation,address_en,address_fr,latitude,longitude,phone,\
phone_e164,short_code,email,website,opening_hours,cost,eligibility,languages,source_url,\
source_date,confidence,notes
gt-1,The city,La ville,Health post,Poste de santé,,,health,Amatitlan,Villa Nueva,,,,,,,,,,,,,,\
https://example.org,,medium,
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "amatitlan"
    folder.mkdir()
    (folder / "programme.toml").write_text(PROGRAMME, "utf-8")
    (folder / "places.csv").write_text(PLACES, "utf-8")
    (folder / "services.csv").write_text(SERVICES, "utf-8")
    return folder


def test_people_are_answered_there_by_any_name_of_their_town(dalil: Run, city: Path) -> None:
    heard = "hello\n1\nhealth villa nueva\ndoctor ya nimaqa\n"
    chat = answers(dalil("chat", "--channel", "sms", "--json", heard=heard, DALIL_PACK=str(city)))

    by_spanish, by_kaqchikel = ([said["text"] for said in each["replies"]] for each in chat[2:])
    assert "Health post" in by_spanish[0]
    assert "Health post" in by_kaqchikel[0]


def test_a_town_without_any_name_is_told_with_its_row(dalil: Run, city: Path) -> None:
    places = PLACES.replace("Villa Nueva,Ya' Nimaq'a", ",")
    (city / "places.csv").write_text(places, "utf-8")

    ran = dalil("doctor", "--offline", DALIL_PACK=str(city))

    told = "places.csv, row 3, column name_es: Write the name in at least one language."
    assert told in ran.stdout


def test_a_slip_in_a_column_of_names_is_told(dalil: Run, city: Path) -> None:
    (city / "places.csv").write_text(PLACES.replace("name_es", "nom es"), "utf-8")

    ran = dalil("doctor", "--offline", DALIL_PACK=str(city))

    assert "places.csv, row 1, column nom es: Unknown column" in ran.stdout
