"""Need, place, words and distance: the nearest true answer first, and nothing out of reach."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.search.finder import Finder, Query, Reach
from services_directory.values.distances import distance_km
from services_directory.values.entries import Directory, Position
from tests.services_directory.finding import TUESDAY_NOON, ids
from tests.services_directory.many_services import grown

TABARKA_BEACH = Position(36.96, 8.75)
PARIS = Position(48.86, 2.35)


def test_a_hospital_in_the_town_comes_before_those_of_the_region(finder: Finder) -> None:
    found = finder.find(Query(category="health", place="tabarka"))
    assert ids(found, Reach.HERE) == ["jen-hopital-tabarka"]
    assert ids(found, Reach.REGION) == [
        "jen-hopital-regional",
        "jen-hopital-ain-draham",
        "jen-hopital-ghardimaou",
    ]
    assert {each.service.location.region for each in found[4:]} == {None}
    assert found[2].distance_km == pytest.approx(20.5, abs=0.5)


def test_a_town_without_a_hospital_is_sent_to_the_chief_town_first(finder: Finder) -> None:
    found = finder.find(Query(category="health", place="fernana"))
    assert found[0].service.id == "jen-hopital-regional"
    assert found[0].reach == Reach.REGION


def test_a_town_without_a_known_middle_still_has_its_region(finder: Finder) -> None:
    found = finder.find(Query(category="health", place="jendouba-nord"))
    assert found[0].service.id == "jen-hopital-regional"
    assert found[0].distance_km is None


def test_no_local_answer_leaves_the_national_lines_or_nothing(finder: Finder) -> None:
    found = finder.find(Query(category="protection", place="kairouan"))
    assert {each.reach for each in found} == {Reach.COUNTRY}
    assert finder.find(Query(category="no-such-need", place="kairouan")) == ()


def test_a_place_we_do_not_know_gives_nothing_rather_than_another_place(finder: Finder) -> None:
    assert finder.find(Query(category="health", place="sfax")) == ()


def test_without_a_place_every_region_answers_and_national_lines_come_last(finder: Finder) -> None:
    found = finder.find(Query(category="health"))
    assert {each.service.location.region for each in found} == {"Jendouba", "Kairouan", None}
    assert [each.reach for each in found] == sorted(each.reach for each in found)


def test_an_emergency_gives_lines_to_dial_where_one_is_first(finder: Finder) -> None:
    found = finder.find(Query(category="emergency", place="ghardimaou", now=TUESDAY_NOON))
    assert ids(found)[0] == "jen-smur-ghardimaou"
    assert ids(found, Reach.COUNTRY)[0] == "tn-samu-190"
    assert all(each.service.phones for each in found)


@pytest.mark.parametrize("words", ["ambulance", "ambulence", "Ambulances", "190"])
def test_an_ambulance_is_found_however_it_is_spelled(finder: Finder, words: str) -> None:
    assert "tn-samu-190" in ids(finder.find(Query(words=words)))


@pytest.mark.parametrize("words", ["مستشفى", "المستشفى", "للمستشفي", "hopital", "l'Hôpital"])
def test_arabic_clitics_and_accents_do_not_count(finder: Finder, words: str) -> None:
    found = finder.find(Query(words=words, place="tabarka"))
    assert found[0].service.id == "jen-hopital-tabarka"


def test_words_that_nothing_speaks_of_find_nothing(finder: Finder) -> None:
    assert finder.find(Query(words="xyzzy", place="tabarka")) == ()
    assert finder.find(Query(words="pour la", place="tabarka")) == ()


@pytest.mark.parametrize(
    "words", ["parler a quelqu'un", "je veux voir un film ce soir", "كيف حالك اليوم يا صديقي"]
)
def test_a_small_word_in_common_is_no_answer(finder: Finder, words: str) -> None:
    assert finder.find(Query(words=words)) == ()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("enda", "tn-enda-tamweel"),
        ("carte e-dinar", "tn-poste-mandat-edinar"),
        ("rayhana hopital regional", "jen-hopital-regional"),
    ],
)
def test_a_name_is_found_by_its_words(finder: Finder, words: str, first: str) -> None:
    assert ids(finder.find(Query(words=words)))[0] == first


@pytest.mark.parametrize(
    ("sentence", "word", "category"),
    [
        ("i want to learn sewing", "learn sewing", "vocational_training"),
        ("i want to learn sewing", "learn sewing", None),
        ("where can i get food", "food", None),
        ("please help me find some food", "food", "social_aid"),
        ("je cherche, j'ai besoin de couture", "couture", None),
        ("je voudrais trouver une formation", "formation", "vocational_training"),
        ("أين أريد أن أبحث عن الخياطة", "الخياطة", None),
        ("وين نلقى الخياطة", "الخياطة", None),
    ],
)
def test_asking_for_something_says_nothing_of_what_is_asked(
    finder: Finder, sentence: str, word: str, category: str | None
) -> None:
    asked = finder.find(Query(category=category, words=sentence, place="jendouba"))
    assert ids(asked) == ids(finder.find(Query(category=category, words=word, place="jendouba")))


def test_only_words_of_the_directory_are_remembered(finder: Finder) -> None:
    assert finder.known_words("Je m'appelle Zuzanna, crédit Enda") == "credit enda"


def test_a_shared_location_sorts_by_distance(finder: Finder) -> None:
    found = finder.find(Query(category="health", near=TABARKA_BEACH))
    assert ids(found)[:2] == ["jen-hopital-tabarka", "jen-hopital-ain-draham"]
    assert found[0].reach == Reach.HERE
    local = [each.distance_km for each in found if each.distance_km is not None]
    assert local == sorted(local)


def test_somebody_far_from_every_town_we_know_is_told_of_all_regions(finder: Finder) -> None:
    found = finder.find(Query(category="health", near=PARIS))
    assert {each.service.location.region for each in found} == {"Jendouba", "Kairouan", None}


def test_a_name_said_outright_is_found_though_another_need_was_heard(finder: Finder) -> None:
    found = finder.find(Query("civil_documents", "kairouan", words="carte edinar"))
    assert found[0].service.id == "tn-poste-mandat-edinar"
    assert finder.find(Query("legal", "kairouan", words="avocat", also=("employment",)))


def test_what_only_an_unchecked_entry_names_is_known_as_such(finder: Finder) -> None:
    assert finder.knows_unchecked(Query("civil_documents", "kairouan", words="carte sejour"))
    assert not finder.knows_unchecked(Query("civil_documents", "kairouan", words="carte identite"))
    assert not finder.knows_unchecked(Query("health", "kairouan", words="carte sejour"))
    # A microcredit of Jendouba that nobody checked hides none of the checked ones.
    assert not finder.knows_unchecked(Query("financial_inclusion", "jendouba", words="microcredit"))


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("psychologist", "tn-sante-ecoute-psy"),
        ("قرض بقر", "tn-enda-tamweel"),
        ("9ardh bgar", "tn-enda-tamweel"),
        ("micro credit elevage", "tn-enda-tamweel"),
        ("فلاحي", "tn-avfa"),
    ],
)
def test_words_are_found_in_other_languages_and_scripts(
    finder: Finder, said: str, first: str
) -> None:
    assert ids(finder.find(Query(words=said)))[0] == first


def test_an_empty_directory_finds_nothing(directory: Directory) -> None:
    finder = Finder(replace(directory, services=(), places=()))
    assert finder.find(Query(words="hopital")) == ()
    assert finder.find(Query(category="health", near=TABARKA_BEACH)) == ()


def test_the_distance_between_two_towns_is_that_of_the_map() -> None:
    jendouba, tabarka = Position(36.50114, 8.78024), Position(36.95442, 8.75801)
    assert distance_km(jendouba, tabarka) == pytest.approx(50.4, abs=0.3)
    assert distance_km(tabarka, tabarka) == 0


PLACES = ("tabarka", "fernana", "jendouba", "jendouba-nord", "kairouan", "el-alaa", "echrarda")
WORDS = ("hopital", "formation", "تكوين", "للمستشفى", "femme", "microcredit", "1899", "l'emploi")


@given(
    category=st.sampled_from([None, "health", "employment", "emergency", "women", "education"]),
    place=st.sampled_from(PLACES),
    words=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
    | st.text(st.characters(), max_size=20),
)
def test_nothing_of_another_region_is_ever_found(
    finder: Finder, directory: Directory, category: str | None, place: str, words: str
) -> None:
    asked = directory.place(place)
    assert asked is not None
    found = finder.find(Query(category=category, place=place, words=words, now=TUESDAY_NOON))
    assert len(set(ids(found))) == len(found)
    for each in found:
        assert each.service.location.region in (None, asked.region)
        # Only what the words name is told of another need.
        assert category in (None, each.service.category) or len(words.split()) > 1
        assert (each.reach == Reach.HERE) == (each.service.location.place == place)
        assert (each.reach == Reach.COUNTRY) == (each.service.location.region is None)


def test_ten_thousand_services_are_searched_alike(directory: Directory) -> None:
    finder = Finder(grown(directory, 10_000))
    found = finder.find(Query(category="health", place="tabarka", now=TUESDAY_NOON))
    assert [each.reach for each in found] == sorted(each.reach for each in found)
    name = found[0].service.name.best(("fr",))
    best = finder.find(Query(words=name, place="tabarka", now=TUESDAY_NOON))
    assert best[0].service.name.best(("fr",)) == name
