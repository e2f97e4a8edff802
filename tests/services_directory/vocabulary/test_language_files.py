"""A language is a folder: what the directory says in it, and its search words, stand there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from services_directory.values.facts import ALL_FACTS
from services_directory.values.freshness import ClosureKind
from services_directory.vocabulary.fact_names import FACT_NAMES
from services_directory.vocabulary.language_files import (
    LanguageFileFault,
    language_files,
    read_language_files,
)
from services_directory.vocabulary.synonyms import words_like

OURS = ("en", "aeb", "ar", "fr")


def write(locales: Path, language: str, text: str) -> None:
    folder = locales / language
    folder.mkdir()
    (folder / "directory.toml").write_text(text, "utf-8")


def test_our_four_languages_say_everything() -> None:
    assert set(language_files()) == set(OURS)
    english = language_files()["en"]
    assert set(english.facts) == set(ALL_FACTS) == set(FACT_NAMES)
    assert {*ClosureKind} <= set(english.closures)
    for code, file in language_files().items():
        assert file.lists.keys() == english.lists.keys(), code
        assert file.facts.keys() == english.facts.keys(), code
        assert file.closures.keys() == english.closures.keys(), code


def test_a_meaning_stands_in_several_languages_so_a_slip_in_its_key_is_seen() -> None:
    counted = Counter(key for file in language_files().values() for key in file.synonyms)

    assert [key for key, languages in counted.items() if languages < 2] == []


def test_words_of_every_language_and_script_mean_the_same() -> None:
    tooth = {"dentiste", "tooth", "اسنان", "snin"}

    for word in tooth:
        assert tooth - {word} <= set(words_like(word))


def test_a_language_is_one_folder_more(tmp_path: Path) -> None:
    write(tmp_path, "en", '[facts]\n"eligibility:women" = "Women"\n')
    write(tmp_path, "om", '[facts]\n"eligibility:women" = "Dubartoota"\n')

    files = read_language_files(tmp_path)

    assert [each.facts["eligibility:women"] for each in files.values()] == ["Women", "Dubartoota"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("facts = [", "en/directory.toml: "),
        ("[fact]\n", "en/directory.toml, fact: unknown"),
        ('[facts]\n"a" = ""\n', "en/directory.toml, facts.a: write the words"),
        ('joining = ["the", "Où"]\n', "en/directory.toml, joining: write a list of folded words"),
        ('[synonyms]\ntooth = "teeth"\n', "en/directory.toml, tooth: write a list"),
    ],
)
def test_a_slip_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    write(tmp_path, "en", text)

    with pytest.raises(LanguageFileFault) as refused:
        read_language_files(tmp_path)
    assert str(refused.value).startswith(told)
