"""Do we count SMS as they are billed, and write them as cheaply as their letters allow?"""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.segments import costs
from bot.messages.graphemes import clusters
from bot.messages.segments import count, for_sms, utf16_units

GOLDEN = Path(__file__).parents[2] / "payloads" / "sms_segments_golden.json"
ROWS: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))["messages"]

GSM = "abc XYZ 019 éèàùìòÇñ@£$¥ΔΩ\n"
ESCAPED = "^{}[]~\\|€"
ARABIC = "مرحبا بكم في جندوبة ،؟"
EMOJI = ["👩🏾\u200d⚕️", "🇹🇳", "👨\u200d👩\u200d👧\u200d👦", "👍🏽", "1️⃣", "صِّ"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['id']}-{row['category']}")
def test_every_golden_message_is_counted_as_it_is_billed(row: dict[str, Any]) -> None:
    cost = count(row["text"])
    assert (cost.encoding, cost.units, cost.segments) == (
        row["encoding"],
        row["units"],
        row["segments"],
    )


@given(st.text(st.sampled_from(GSM + ESCAPED + ARABIC + "çêœ’🏥"), max_size=700))
def test_without_graphemes_of_several_characters_another_library_agrees(text: str) -> None:
    other = smsutil.split(text)
    assert count(text).segments == max(1, len(other.parts))


@given(st.text(st.sampled_from(GSM), min_size=152, max_size=152), st.sampled_from(ESCAPED))
def test_an_escape_pair_is_never_cut(text: str, escaped: str) -> None:
    # 152 + 2 leaves one septet of the first part empty: 153 - 2 more fit in the second.
    assert count(text + escaped + "a" * 151).segments == 2
    assert count(text + escaped + "a" * 152).segments == 3


@pytest.mark.parametrize("emoji", EMOJI)
def test_what_is_one_sign_on_the_screen_stays_in_one_part(emoji: str) -> None:
    before = "م" * 66
    room_left = 67 - utf16_units(emoji)
    assert count(before + emoji + "م" * room_left).segments == 2
    assert count(before + emoji + "م" * (room_left + 1)).segments == 3


def test_what_forced_the_dear_alphabet_is_named_once_each() -> None:
    assert count("ça va ? ça, l’école").forced_by == ("ç", "’")
    assert count("Marhba / Bienvenue {1}").forced_by == ()


@given(st.lists(st.sampled_from([*EMOJI, "a", "م", "\r\n", "\n", "e\u0301"]), max_size=12))
def test_clusters_lose_nothing_and_cut_no_sign(signs: list[str]) -> None:
    assert "".join(clusters("".join(signs))) == "".join(signs)
    apart = "-".join(signs)
    assert [each for each in clusters(apart) if each != "-"] == signs


def test_new_emoji_stay_whole_on_a_screen_though_the_bill_cuts_them() -> None:
    assert clusters("👨🏿\u200d🦽") == ["👨🏿\u200d🦽"]
    assert clusters("👨🏿\u200d🦽", as_billed=True) == ["👨🏿\u200d", "🦽"]


def test_typographic_signs_are_made_plain_when_they_alone_cost_the_alphabet() -> None:
    dear = "L’abri «\u00a0Amal\u00a0» – ouvert 9\u202fh…"
    assert for_sms(dear) == 'L\'abri " Amal " - ouvert 9 h...'
    assert count(for_sms(dear)).encoding == "GSM-7"


def test_letters_are_made_plain_only_where_that_is_wanted_and_makes_it_cheap() -> None:
    assert for_sms("Ça coûte « peu », À l'œil", plain_letters=True) == 'Ça coute " peu ", A l\'oeil'
    assert for_sms("Hôpital 👍", plain_letters=True) == "Hôpital 👍"
    assert for_sms("مستشفى ô", plain_letters=True) == "مستشفى ô"
    assert for_sms("Ça coûte « peu », œuf") == "Ça coûte « peu », œuf"
    assert for_sms("«مركز الصحة»") == "«مركز الصحة»"


def test_decomposed_letters_are_composed_before_they_are_paid_for() -> None:
    assert for_sms("ferme\u0301") == "fermé"
    assert count(for_sms("ferme\u0301")).encoding == "GSM-7"


def test_invisible_direction_marks_never_travel_by_sms() -> None:
    assert for_sms("\u2068UNHCR\u2069 \u200f71600111") == "UNHCR 71600111"


@given(st.text(max_size=300))
def test_an_sms_is_always_sendable_composed_and_stable(text: str) -> None:
    sms = for_sms(text)
    sms.encode("utf-8")
    assert unicodedata.is_normalized("NFC", sms)
    assert for_sms(sms) == sms
    plain = for_sms(text, plain_letters=True)
    assert for_sms(plain, plain_letters=True) == plain
    assert count(plain).segments <= count(sms).segments


@given(st.text(st.characters(exclude_categories=())))
def test_the_command_answers_each_json_string_with_one_json_object(text: str) -> None:
    (answer,) = costs([json.dumps(text)], as_json=True)
    cost = count(text)
    assert json.loads(answer) == {
        "encoding": cost.encoding,
        "units": cost.units,
        "segments": cost.segments,
        "forced_by": list(cost.forced_by),
    }


@pytest.mark.parametrize("line", ["", "{", "12", '["a"]', "null", "[" * 100_000])
def test_the_command_names_a_line_it_cannot_read_and_goes_on(line: str) -> None:
    wrong, right = costs([line, '"ok"'], as_json=True)
    assert set(json.loads(wrong)) == {"error"}
    assert json.loads(right)["segments"] == 1


def test_the_command_says_it_in_words_for_people() -> None:
    assert list(costs(["hello\n", "ça va\n"], as_json=False)) == [
        "1 SMS, GSM-7, 5 units",
        "1 SMS, UCS-2, 5 units because of ç",
    ]
