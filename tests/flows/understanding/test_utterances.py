"""How much do we understand of what people may write? See SOURCES.md for the tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flows.engine.understanding import Lexicon, understand
from flows.engine.understanding.intents import PROTECTED

HERE = Path(__file__).parent
LEAST_UNDERSTOOD = 0.95


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_right(row: dict[str, str], intent: str, place: str | None) -> bool:
    """`none` asks only that nothing protected is understood."""
    expected = row["expected_intent"].split("|")
    right = intent in expected or ("none" in expected and intent not in PROTECTED)
    return right and place == (row.get("expected_place") or place)


@pytest.mark.parametrize("table", ["utterances.csv", "utterances_own.csv"])
def test_nearly_every_sentence_is_understood(lexicon: Lexicon, table: str) -> None:
    sentences = rows(table)
    meant = [(row, understand(row["text"], lexicon)) for row in sentences]

    missed = [
        f"{row['text']}: {row['expected_intent']}, not {meaning.intent} in {meaning.place}"
        for row, meaning in meant
        if not is_right(row, meaning.intent, meaning.place)
    ]

    score = 1 - len(missed) / len(sentences)
    print(f"\n{table}: {len(sentences) - len(missed)} of {len(sentences)} ({score:.1%})", *missed)
    assert score >= LEAST_UNDERSTOOD, "\n".join(missed)


@pytest.mark.parametrize("locale", [None, "ar", "aeb", "fr", "en"])
@pytest.mark.parametrize("table", ["utterances.csv", "utterances_own.csv"])
def test_no_sentence_is_wrongly_taken_for_something_protected(
    lexicon: Lexicon, table: str, locale: str | None
) -> None:
    for row in rows(table):
        intent = understand(row["text"], lexicon, locale).intent
        assert intent not in PROTECTED or intent in row["expected_intent"].split("|"), row["text"]


def test_the_place_is_told_with_the_need(lexicon: Lexicon) -> None:
    for text in ("médecin tabarka", "طبيب في طبرقة", "n7eb tbib f tabarka", "doctor in tabarka"):
        meaning = understand(text, lexicon)
        assert (meaning.intent, meaning.place, meaning.rest) == ("health", "tabarka", ""), text


def test_every_need_is_told_the_most_important_first(lexicon: Lexicon) -> None:
    def topics(text: str) -> tuple[str, ...]:
        return understand(text, lexicon).topics

    assert topics("famech 5edma lel nse?") == ("employment", "women")
    assert topics("madrasa lel wled") == ("education", "children")
    assert topics("travail urgent a tabarka") == ("employment", "emergency")
    assert topics("incendie dans la maison de mon fils")[0] == "emergency"


@pytest.mark.parametrize("locale", [None, "ar", "aeb", "fr", "en"])
def test_violence_is_danger_and_then_a_need_of_women(lexicon: Lexicon, locale: str | None) -> None:
    for text in (
        "help my husband is beating me",
        "il me menace avec un couteau",
        "mon mari me frappe",
        "femme battue",
        "on m'a violée",
        "viol",
        "he raped me",
        "راجلي يضرب فيا",
        "زوجي يضربني",
        "اغتصاب",
        "rajli ydhrabni",
    ):
        assert understand(text, lexicon, locale).topics[:2] == ("emergency", "women"), text


def test_who_it_is_for_comes_second(lexicon: Lexicon) -> None:
    for text, topics in (
        ("école pour mon fils", ("education", "children")),
        ("madrassa lwledi", ("education", "children")),
        ("school for refugee children", ("education", "children", "migration_advice")),
        ("carte de séjour", ("civil_documents", "migration_advice")),
        ("residence permit", ("civil_documents", "migration_advice")),
        ("بطاقة إقامة", ("civil_documents", "migration_advice")),
        ("طفل يعمل في الشارع", ("children", "protection")),
    ):
        assert understand(text, lexicon).topics == topics, text


def test_grave_danger_goes_before_everything(lexicon: Lexicon) -> None:
    for text in (
        "il y a un incendie",
        "weldi mridh bech ymout",
        "on m'attaque dans la rue",
        "الدار شاعلة نار وولدي فيها",
        "i have no app and i want to die",
    ):
        assert understand(text, lexicon).intent == "emergency", text


def test_words_of_danger_inside_other_words_are_no_danger(lexicon: Lexicon) -> None:
    for text in (
        *("firefox", "he was fired", "feu rouge", "accident de travail il y a 2 ans"),
        *("sign a contract", "le robinet coule", "moteur en panne", "i work at sea"),
        *("نحب نخدم في البحر", "je vais accoucher dans deux mois", "جدول الضرب"),
        *(
            "je m'appelle Moussa",
            "mahdia",
            "innovation",
            "وين باش نولد",
            "وسط البلاد",
            "le bébé arrive en mars",
        ),
    ):
        assert understand(text, lexicon).intent != "emergency", text


def test_small_words_that_look_like_a_need_name_none(lexicon: Lexicon) -> None:
    for text in ("rasmi", "rasmiya", "رسمي", "feu", "feu rouge"):
        assert understand(text, lexicon).topics == (), text


def test_what_is_left_goes_to_the_search(lexicon: Lexicon) -> None:
    assert understand("je cherche un dentiste nommé Trucmuche à Tabarka", lexicon).rest == (
        "nomme trucmuche"
    )
