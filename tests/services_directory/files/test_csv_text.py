"""CSV as the world writes it."""

from __future__ import annotations

import pytest

from services_directory.files.csv_text import read_csv
from services_directory.files.findings import Findings
from services_directory.files.text import decode


def test_what_divides_cells_is_found_by_the_whole_and_not_by_a_title() -> None:
    text = "Liste des services, gouvernorat de Jendouba, mars\nN;Nom;Ville\n1;A, B;Tabarka\n"
    assert read_csv(text).rows[1:] == [(2, ["N", "Nom", "Ville"]), (3, ["1", "A, B", "Tabarka"])]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    text = 'a,b\n1,"two\nlines\nthree"\n\n4,x\n'
    assert [number for number, _cells in read_csv(text).rows] == [1, 2, 4]


def test_a_blank_before_a_quote_is_no_part_of_it() -> None:
    assert read_csv('"Name", "Address"\n"A", "1, rue B"\n').rows == [
        (1, ["Name", "Address"]),
        (2, ["A", "1, rue B"]),
    ]


def test_quotes_that_do_not_close_take_no_other_row_with_them() -> None:
    read = read_csv('a,b\n1,"open\n2,whole\n3,"whole, too"\n')
    assert read.unclosed == {2}
    assert read.rows[2:] == [(3, ["2", "whole"]), (4, ["3", "whole, too"])]


def test_a_cell_beyond_all_size_is_told_by_its_row() -> None:
    read = read_csv("a,b\n1," + "x" * 1_200_000 + "\n2,y\n")
    assert (read.unclosed, read.rows[-1]) == ({2}, (3, ["2", "y"]))


WORDS = "Crèche d'été à Béja, côté sud, garçons"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_french_letters_are_read_whoever_wrote_them(encoding: str) -> None:
    assert decode("a.csv", WORDS.encode(encoding), Findings()).strip("\ufeff") == WORDS


def test_arabic_letters_of_windows_are_read() -> None:
    assert decode("a.csv", "مستشفى القيروان".encode("cp1256"), Findings()) == "مستشفى القيروان"
