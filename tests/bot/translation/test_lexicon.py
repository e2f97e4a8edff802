"""Are faulty keyword files refused with file, row and column, all faults at once?"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.translation.lexicon import KeywordFault, load_keywords
from flows.engine.understanding import Keyword

HEADER = "language,script,intent,text,confidence,source\n"
OURS = "own knowledge,composed for this project\n"


def write(folder: Path, language: str, content: str | bytes) -> None:
    path = folder / language / "keywords.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_every_language_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "fr", HEADER + "fr,Latn,stop,arrêt," + OURS)
    write(tmp_path, "ar", HEADER + "ar,Arab,health,طبيب," + OURS)

    assert load_keywords(tmp_path) == (
        Keyword("ar", "Arab", "health", "طبيب"),
        Keyword("fr", "Latn", "stop", "arrêt"),
    )


def test_a_spreadsheet_programs_mark_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path, "fr", "\ufeff" + HEADER + "fr,Latn,language:ar,arabe," + OURS)

    assert load_keywords(tmp_path) == (Keyword("fr", "Latn", "language:ar", "arabe"),)


def test_words_nobody_has_reviewed_may_stop_but_not_agree_or_erase(tmp_path: Path) -> None:
    unsure = "own knowledge: unsure,needs native review\n"
    write(
        tmp_path,
        "bm",
        HEADER + f"bm,Latn,stop,ten,{unsure}bm,Latn,yes,awo,{unsure}bm,Latn,health,dogo,{unsure}",
    )

    assert [each.intent for each in load_keywords(tmp_path)] == ["stop", "health"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        "fr",
        HEADER
        + f"fr,Latn,stop, ,{OURS}"
        + f"en,Latn,stop,halt,{OURS}"
        + f"fr,latin,Stop!,assez,{OURS}"
        + "fr,Latn,stop\n",
    )
    write(tmp_path, "en", "a,b\n")
    write(tmp_path, "so", b"\xff\xfe\xff")

    with pytest.raises(KeywordFault) as refused:
        load_keywords(tmp_path)

    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        "en/keywords.csv row 1",
        "fr/keywords.csv row 2 column text",
        "fr/keywords.csv row 3 column language",
        "fr/keywords.csv row 4 column script",
        "fr/keywords.csv row 4 column intent",
        "fr/keywords.csv row 5",
        "so/keywords.csv",
    ]


def test_no_keywords_at_all_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(KeywordFault, match=r"no folder in it has a keywords\.csv"):
        load_keywords(tmp_path)
