"""An employer has a paper in the hand, and an old phone: is it real?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flows.engine.codes import check_letter
from flows.engine.world import KnownCertificate
from services_directory.values.local_text import LocalText
from tests.flows.somebody import somebody, text
from tests.transcript import City

CODE = "K7M-X4T-W9C-D3" + check_letter("K7M-X4T-W9C-D3")
TITLE = LocalText((("fr", "Tourisme responsable"), ("ar", "السياحة المسؤولة")))
KNOWN = KnownCertificate(CODE, TITLE, "kairouan", date(2026, 12, 15), 48)


def asked(city: City, known: KnownCertificate | None, said: str, locale: str) -> str:
    person = somebody(city, locale=locale)
    person.certificates = (known,) if known else ()
    person.says(said)
    return text(person)


@pytest.mark.parametrize(
    ("locale", "said", "told"),
    [
        ("en", CODE, ["real", "Tourisme responsable", "Kairouan, December 2026", "48 hours"]),
        ("fr", f"c'est vrai {CODE.lower()} ?", ["vrai", "décembre 2026", "48 heures"]),
        ("ar", f"هل الشهادة {CODE} صحيحة؟", ["صحيحة", "السياحة المسؤولة", "48 ساعة"]),
        ("aeb", CODE.replace("-", " "), ["صحيحة", "48 ساعة"]),
    ],
)
def test_its_code_tells_what_it_is_and_not_whose(
    city: City, locale: str, said: str, told: list[str]
) -> None:
    answer = asked(city, KNOWN, said, locale)
    assert [each for each in told if each not in answer] == []


def test_a_name_is_told_where_its_holder_allowed_it(city: City) -> None:
    assert "the name stands on the paper" in asked(city, KNOWN, CODE, "en")
    named = replace(KNOWN, holder="Amal Ben Salah")
    assert "Its holder: Amal Ben Salah" in asked(city, named, CODE, "en")


def test_one_that_was_withdrawn_says_so(city: City) -> None:
    answer = asked(city, replace(KNOWN, revoked_on=date(2027, 1, 8)), CODE, "en")
    assert "not valid any more. It was withdrawn on 8 January 2027" in answer
    assert "is real" not in answer


def test_a_code_that_nobody_has_and_a_slip_in_one(city: City) -> None:
    assert f"No certificate of ours has this code: {CODE}" in asked(city, None, CODE, "en")
    slip = CODE.replace("W9C", "W9D")
    assert f"a letter is not right: {slip}" in asked(city, KNOWN, f"my code {slip}", "en")
