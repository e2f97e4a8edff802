"""What outweighs what, in any language: for whom, with what, how grave, and what nobody has."""

from __future__ import annotations

import pytest

from flows.engine.understanding import Lexicon, understand


@pytest.mark.parametrize(
    ("text", "need"),
    [
        # For whom and with what outweighs no need, in however many words it is said.
        ("hopital pour demandeur d'asile", "health"),
        ("demandeur d'asile", "migration_advice"),
        ("أحتاج محاميا وليس عندي مال", "legal"),
        ("ليس عندي مال", "social_aid"),
        ("nkhdem bla cnss", "social_aid"),
        ("nkhdem", "employment"),
        # Who has no papers cannot ask where nationals get theirs; who lost them can.
        ("i am from sudan and have no papers", "migration_advice"),
        ("sans papiers", "migration_advice"),
        ("no papers, i need a lawyer", "legal"),
        ("ما عنديش أوراق", "civil_documents"),
        ("perdu mes papiers", "civil_documents"),
        # As people write who learnt French by ear.
        ("y a koi pour les fames batu", "emergency"),
        ("comen faire un extré de nésance", "civil_documents"),
        ("g besoin dargent", "financial_inclusion"),
        ("j'ai ete expulsé de chez moi", "shelter"),
        ("nheb nakra dar", "shelter"),
        # The gravest goes before what was said first, and more literally.
        ("my boss does not pay me and keeps my passport", "protection"),
        ("ma patronne me paye pas et garde mes papiers", "protection"),
        ("عرفي خذالي الباسبور", "protection"),
        ("3arfi 5tha passport mte3i", "protection"),
    ],
)
def test_the_need_comes_first(lexicon: Lexicon, text: str, need: str) -> None:
    assert understand(text, lexicon).topics[:1] == (need,)


@pytest.mark.parametrize(
    "text", ["payer la facture", "n7eb nechri", "قنبلة", "the window", "تنظيم", "je garde le livre"]
)
def test_everyday_words_are_no_mistyped_keywords(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon).topics == ()


@pytest.mark.parametrize("text", ["medcin", "docteure", "travial", "hopitall", "fomation"])
def test_mistyped_keywords_are_known_all_the_same(lexicon: Lexicon, text: str) -> None:
    assert understand(text, lexicon, "fr").topics


@pytest.mark.parametrize(
    "text",
    [
        "rent a car cheap",
        "louer une voiture",
        "résultat du bac",
        "n7eb nechri telifoun",
        "كراء سيارة",
    ],
)
def test_what_no_directory_has_is_heard_as_that(lexicon: Lexicon, text: str) -> None:
    meaning = understand(text, lexicon)
    assert (meaning.intent, meaning.topics) == ("outside", ())


def test_a_need_beside_it_is_heard(lexicon: Lexicon) -> None:
    """The car is not ours to find, the loan for it is."""
    meaning = understand("crédit pour acheter une voiture, quelle banque, quel prêt", lexicon)
    assert meaning.topics[0] == "financial_inclusion"
    assert understand("louer une voiture, accident grave, ambulance", lexicon).intent == "emergency"
