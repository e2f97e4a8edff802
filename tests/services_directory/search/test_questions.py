"""Is the right service told first? Questions as people type them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.database.opening import Database
from flows.registry import build_lexicon
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.search.finder import Finder, Query
from services_directory.sheets.importer import import_pack
from services_directory.storage.store import load_directory
from services_directory.values.entries import EMERGENCY
from services_directory.values.normalise import fold
from tests.services_directory.questions import (
    HELD_OUT,
    LOCALES,
    TABLE,
    UNSEEN,
    Question,
    asked,
    questions,
)
from tests.transcript import City, the_city

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
LEAST_RIGHT = {TABLE: 0.95, UNSEEN: 0.94}
MOST_BESIDE = {TABLE: 4, UNSEEN: 5}
"""Told first, beside the point: the model is surer of the label than of the word. Not to grow."""
LEAST_RIGHT_UNMENDED = 0.75
FEWEST = 150


@pytest.fixture
async def city(database: Database) -> City:
    """The city with its directory taken in by a database, and read from it again."""
    folder = pack_folder("jendouba_kairouan")
    programme = load_programme(folder)
    await import_pack(folder, programme, by="test", now=NOW)
    directory = await load_directory(programme)
    shipped = the_city()
    words = shipped.lexicon
    lexicon = build_lexicon(words.keywords, directory.places, programme.languages, words.classifier)
    return replace(shipped, directory=directory, finder=Finder(directory), lexicon=lexicon)


@pytest.mark.parametrize("table", [TABLE, UNSEEN], ids=lambda table: table.stem)
def test_the_right_service_is_among_the_first_three(city: City, table: Path) -> None:
    right, beside = score(city, table)
    assert right >= LEAST_RIGHT[table]
    assert len(beside) <= MOST_BESIDE[table], beside


def test_most_is_right_of_what_nobody_mended(city: City) -> None:
    """How people we have not met yet fare. Not to be raised row by row: see decision 8."""
    right, _beside = score(city, HELD_OUT)
    assert right >= LEAST_RIGHT_UNMENDED


def score(city: City, table: Path) -> tuple[float, list[str]]:
    """Prints and gives the share right in the first three, and what began beside the point."""
    told = [asked(each, city) for each in questions(table)]
    missed = [str(each) for each in told if not each.is_right]
    right = 1 - len(missed) / len(told)
    print(f"\n{table.stem}: right in the first three: {len(told) - len(missed)} of {len(told)}")
    print(f"{right:.1%}", *missed, sep="\n")
    return right, [str(each) for each in told if each.begins_beside_the_point]


@pytest.mark.parametrize("town", ["tabarka", "jendouba", "kairouan"])
def test_who_writes_the_name_of_a_need_is_told_what_who_picks_it_is_told(town: str) -> None:
    city = the_city()
    place = city.directory.place(town)
    assert place is not None

    for need in city.directory.programme.categories:
        if need.code == EMERGENCY:
            continue
        picked = city.finder.find(Query(category=need.code, place=town, now=NOW))
        for language, locale in LOCALES.items():
            title, name = need.title.in_locale(locale), place.name.in_locale(locale)
            text = f"{title} {name or place.name.in_locale('ar')}"
            told = asked(Question(language, "", (), (), text), city)
            assert told.ids[:3] == tuple(each.service.id for each in picked[:3]), text


@pytest.mark.parametrize("of", [TABLE, UNSEEN], ids=lambda of: of.stem)
def test_a_table_asks_in_every_language_and_of_what_nobody_has(of: Path) -> None:
    table = questions(of)
    assert len(table) >= FEWEST
    assert len({_spelled(each) for each in table}) == len(table)
    for language in ("ar", "aeb_Arab", "aeb_Latn", "fr", "en"):
        assert sum(each.language == language for each in table) >= 20, language
    assert sum(not each.right for each in table) >= 10


def test_no_question_stands_in_two_tables() -> None:
    known, unseen, held_out = (
        {(fold(each.text), each.town) for each in questions(table)}
        for table in (TABLE, UNSEEN, HELD_OUT)
    )
    assert not known & unseen
    assert not (known | unseen) & held_out


def _spelled(question: Question) -> tuple[str, str]:
    return question.text, question.town
