"""A program reads a certificate as an Open Badge: valid by the published schema, naming nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator, FormatChecker

from bot.certificates.open_badge import BadgeMaker
from flows.engine.world import KnownCertificate
from services_directory.values.local_text import LocalText
from tests.transcript import City, the_city

SCHEMA = json.loads(
    (Path(__file__).parent / "open-badges-3.0" / "achievementcredential.json").read_text("utf-8")
)
VALIDATOR = Draft201909Validator(SCHEMA, format_checker=FormatChecker())
SITE = "https://dalil.example.org"
KNOWN = KnownCertificate(
    "K7M-X4T-W9C-D3H",
    LocalText((("fr", "Tourisme responsable"), ("ar", "السياحة المسؤولة"))),
    "kairouan",
    date(2026, 12, 15),
    48,
    course_id="tourisme",
)


@pytest.fixture(scope="session")
def city() -> City:
    return the_city()


def badge(city: City, known: KnownCertificate) -> dict[str, Any]:
    made = BadgeMaker(SITE, city.directory, lambda line: city.translator.phrase(line, "fr"))
    return made.badge(known)


def test_the_schema_itself_is_one_and_refuses_what_is_none(city: City) -> None:
    Draft201909Validator.check_schema(SCHEMA)
    whole = badge(city, KNOWN)
    for name in ("@context", "id", "type", "credentialSubject", "issuer", "validFrom"):
        assert not VALIDATOR.is_valid({key: whole[key] for key in whole if key != name}), name


@pytest.mark.parametrize("holder", ["", "أمل Amal"])
@pytest.mark.parametrize("place", ["kairouan", "gone"])
@pytest.mark.parametrize("hours", [48, None])
def test_it_is_valid_and_says_what_the_page_says(
    city: City, holder: str, place: str, hours: int | None
) -> None:
    told = badge(city, replace(KNOWN, holder=holder, place=place, hours=hours))
    assert [each.message for each in VALIDATOR.iter_errors(told)] == []
    achievement = told["credentialSubject"]["achievement"]
    assert achievement["name"] == "Tourisme responsable"
    assert "décembre 2026" in achievement["description"]
    assert ("48 heures" in achievement["description"]) == (hours is not None)
    assert told["id"] == f"{SITE}/c/{KNOWN.code}.json"
    assert ("Amal" in json.dumps(told, ensure_ascii=False)) == bool(holder)


def test_two_people_of_one_course_have_one_achievement(city: City) -> None:
    one, other = (badge(city, replace(KNOWN, code=code)) for code in ("A", "B"))
    assert one["credentialSubject"]["achievement"] == other["credentialSubject"]["achievement"]
    assert one["credentialSubject"]["id"] != other["credentialSubject"]["id"]


def test_it_does_not_claim_to_be_signed_and_a_withdrawn_one_is_none(city: City) -> None:
    assert "proof" not in badge(city, KNOWN)
    with pytest.raises(ValueError, match="withdrawn"):
        badge(city, replace(KNOWN, revoked_on=date(2027, 1, 8)))
