"""Which rows of the corpus are refused, and how is it said what to mend?"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.understanding.corpus import (
    COLUMNS,
    CorpusFault,
    hash_of,
    read_corpus,
    shipped_rows,
)
from flows.engine.understanding.model.labels import DANGERS, LABELS

HEAD = ",".join(COLUMNS)


def read(folder: Path, *rows: str, head: str = HEAD) -> None:
    (folder / "rows.csv").write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    read_corpus(folder, {"tabarka"})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("bonjour,fr,hello,,,", r"rows.csv row 2: 'hello' is no label; it must be one of"),
        ("bonjour,fr,greet,salut,,", r"'salut' is no label"),
        ("bonjour,french,greet,,,", r"row 2: 'french' is no language"),
        ("tabarka,fr,location,,Tabarqa,", r"row 2: 'Tabarqa' is no place; it must be an id"),
        ("viol,fr,emergency,,,rape", r"'rape' is no danger; it must be one of accident"),
        ("viol,fr,emergency,,,", r"fill in both, or neither"),
        ("bonjour,fr,greet,,,medical", r"fill in both, or neither"),
        (",fr,greet,,,", r"has no text; write it or take the row out"),
        ("oui, merci,fr,yes,,,", r"row 2: has 7 columns, not 6; put a text with commas"),
    ],
)
def test_a_bad_row_is_refused_with_file_row_and_mend(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(CorpusFault, match=said):
        read(tmp_path, row)


def test_one_text_has_one_meaning(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusFault, match=r"rows.csv row 3: 'OK' is thanks here and yes in .*row 2"
    ):
        read(tmp_path, "ok,fr,yes,,,", "OK,en,thanks,,,")
    read(tmp_path, "ok,fr,yes,thanks,,", "OK,en,thanks,yes,,")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CorpusFault) as refused:
        read(tmp_path, "a,fr,x,,,", "b,xx,greet,,,", "c,fr,greet,,nowhere,")
    assert len(refused.value.faults) == 3


def test_a_file_of_other_columns_or_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusFault, match="row 1: the columns must be text,language"):
        read(tmp_path, head="text,label")
    (tmp_path / "rows.csv").write_bytes(HEAD.encode() + b"\n\xe9t\xe9,fr,none,,,\n")
    with pytest.raises(CorpusFault, match="is not UTF-8"):
        read_corpus(tmp_path, set())
    with pytest.raises(CorpusFault, match=r"no \.csv file"):
        read_corpus(tmp_path / "nowhere", set())


def test_the_hash_is_of_what_is_learnt_in_any_order(tmp_path: Path) -> None:
    rows = shipped_rows()[:50]
    assert hash_of(rows) == hash_of(rows[::-1])
    assert hash_of(rows) != hash_of(rows[1:])


def test_every_label_and_danger_has_rows_in_every_language_we_speak() -> None:
    rows = shipped_rows()
    for language in ("aeb_Arab", "aeb_Latn", "ar", "fr", "en"):
        said = [row for row in rows if row.language == language]
        assert {row.label for row in said} == LABELS, language
        assert {row.danger for row in said} == {"", *DANGERS}, language
