"""`dalil understand`: one answer per line, whatever the line holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.commands.understand import meanings

PACK = "jendouba_kairouan"


def understood(lines: Iterable[str], locale: str | None = None) -> list[dict[str, Any]]:
    return [json.loads(answer) for answer in meanings(lines, True, locale, PACK)]


def test_one_object_per_line() -> None:
    health, stop, choice, nothing = understood(["طبيب في طبرقة\n", "STOP\n", "٢\n", "qwxz"])

    assert health["text"] == "طبيب في طبرقة"
    assert (health["intent"], health["place"]) == ("health", "tabarka")
    assert (stop["intent"], stop["place"], stop["score"]) == ("stop", None, 1.0)
    assert choice["intent"] == "option:2"
    assert (nothing["intent"], nothing["language"], nothing["score"]) == ("none", None, 0.0)


def test_tunisian_is_told_with_its_script() -> None:
    (answer,) = understood(["n7eb tbib f tabarka"])

    assert (answer["language"], answer["script"], answer["topics"]) == ("aeb", "Latn", ["health"])


def test_wishes_are_told_in_both_ways() -> None:
    (answer,) = understood(["female doctor open on saturday"])
    (line,) = meanings(["female doctor open on saturday"], False, None, PACK)

    assert answer["wishes"] == ["female_staff", "open:sa"]
    assert line.endswith("wished female_staff, open:sa")


def test_letters_of_every_script_are_printed_as_they_are() -> None:
    (answer,) = meanings(["مستشفى"], True, None, PACK)

    assert "مستشفى" in answer


def test_half_a_letter_can_be_printed() -> None:
    (answer,) = meanings(["\ud800 médecin"], True, None, PACK)

    answer.encode("utf-8")
    assert json.loads(answer)["text"] == "\ud800 médecin"


def test_an_empty_line_is_answered_too() -> None:
    assert [each["intent"] for each in understood(["\n", "   \n"])] == ["none", "none"]


def test_a_line_is_read_as_who_chose_the_language_meant_it() -> None:
    assert understood(["ay"], "aeb")[0]["intent"] == "yes"
    assert understood(["ay"], "am")[0]["intent"] == "no"


def test_without_json_a_line_is_readable() -> None:
    assert list(meanings(["je cherche un travail urgent à tabarka"], False, None, PACK)) == [
        "je cherche un travail urgent à tabarka → employment (0.80); "
        "in tabarka; speaks fr; also emergency"
    ]
