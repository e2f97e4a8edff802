"""What a spreadsheet holds, and every way in which it can be broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services_directory.files.faults import FileRefused
from services_directory.files.places import read_places
from services_directory.records.flat_fields import to_fields
from services_directory.sheets.services import SourceServices, read_services
from services_directory.values.entries import Directory, Position, Programme
from tests.services_directory.good_sheet import GOOD, Sheet


@pytest.fixture
def header(pack: Path) -> list[str]:
    return (pack / "services.csv").read_text("utf-8").splitlines()[0].split(",")


class Sheets:
    """Writes services files and reads them back."""

    def __init__(self, path: Path, header: list[str], directory: Directory) -> None:
        self.path = path
        self.header = header
        self.directory = directory

    def read(self, *rows: Sheet, prefix: bytes = b"") -> SourceServices:
        lines = [",".join(self.header)]
        lines += [",".join(f'"{row.get(name, "")}"' for name in self.header) for row in rows]
        return self.read_bytes(prefix + "\n".join(lines).encode())

    def read_bytes(self, content: bytes) -> SourceServices:
        self.path.write_bytes(content)
        return read_services(self.path, self.directory.programme, self.directory.places)

    def refusal(self, content: bytes) -> list[str]:
        with pytest.raises(FileRefused) as refused:
            self.read_bytes(content)
        return [str(fault) for fault in refused.value.faults]


@pytest.fixture
def sheets(tmp_path: Path, header: list[str], directory: Directory) -> Sheets:
    return Sheets(tmp_path / "services.csv", header, directory)


def test_a_good_row_is_read(sheets: Sheets) -> None:
    ((_row, draft),) = sheets.read(GOOD).services
    assert draft.place == "ain-draham"
    assert draft.name.in_locale("fr") == "Guichet"


def test_a_byte_order_mark_is_fine(sheets: Sheets) -> None:
    assert len(sheets.read(GOOD, prefix=b"\xef\xbb\xbf").services) == 1


@pytest.mark.parametrize(
    ("column", "cell", "mend"),
    [
        ("id", "Jen Test", "Write small letters"),
        ("service_name_fr", "", "Write the name in at least one language."),
        ("organisation_name_fr", "", "Write who runs the service"),
        ("category", "doctor", "Choose one of the categories."),
        ("governorate", "", "Choose one of the regions"),
        ("delegation", "Sfax", "Choose a place that lies in the region."),
        ("delegation", "Haffouz", "Choose a place that lies in the region."),
        ("latitude", "north", "Write degrees between -90 and 90"),
        ("longitude", "8.7", "Write both latitude and longitude, or neither."),
        ("phone", "ask Mariem", "Write a number of this country"),
        ("phone_e164", "+21678000002", "It is another number than `phone`"),
        ("short_code", "190", "It is another number than `phone`"),
        ("email", "nobody", "Write the whole address"),
        ("website", "our page", "Write the whole address"),
        ("opening_hours", "when she is there", "Write the hours as in"),
        ("cost", "10 TND", "Write free, paid or varies"),
        ("source_date", "03/04/2026", "Write a year"),
        ("confidence", "sure", "Write high, medium or low."),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_column_and_the_others_are_taken(
    sheets: Sheets, column: str, cell: str, mend: str
) -> None:
    bad = {**GOOD, "id": "jen-bad", column: cell}
    read = sheets.read(GOOD, bad, {**GOOD, "id": "jen-third"})
    assert [row.cells["id"] for row, _says in read.services] == ["jen-test", "jen-third"]
    (fault,) = read.faults
    assert str(fault).startswith(f"services.csv, row 3, column {column}: {mend}")


@pytest.mark.parametrize(
    ("column", "cell", "right"),
    [
        ("phone", "21678000001", "+21678000001"),
        ("phone", "“78 000 001”", "78 000 001"),
        ("phone", "78-CENTRE", "78-236873"),
        ("website", "www.example.org", "https://www.example.org"),
        ("email", "mailto:a@example.org", "a@example.org"),
        ("opening_hours", "lun-ven 8h-17h, sam 9am-1pm", "Mo-Fr 08:00-17:00; Sa 09:00-13:00"),
        ("cost", "Free", "free"),
        ("governorate", "jendouba", "Jendouba"),
        ("source_date", "24/11/2026", "2026-11-24"),
        ("confidence", " High ", "high"),
    ],
)
def test_a_cell_written_otherwise_is_put_right_and_told(
    sheets: Sheets, column: str, cell: str, right: str
) -> None:
    row = {**GOOD, "phone_e164": "", column: cell}
    read = sheets.read(row)
    assert read.faults == ()
    field = {"governorate": "region"}.get(column, column)
    assert to_fields(read.services[0][1])[field] == right
    told = [f"{finding.where}, {finding.column}" for finding in read.findings]
    assert told == [f"row 2, {column}"]


def test_degrees_with_a_comma_are_put_right(sheets: Sheets) -> None:
    row = {**GOOD, "latitude": "36,5", "longitude": "8,75"}
    position = sheets.read(row).services[0][1].position
    assert position == Position(36.5, 8.75)


@pytest.mark.parametrize("hours", ["Mo-Fr 9-5", "8h-12h", "Fr 3pm", "now and then 8-12"])
def test_hours_that_may_mean_something_else_are_refused(sheets: Sheets, hours: str) -> None:
    (fault,) = sheets.read({**GOOD, "opening_hours": hours}).faults
    assert fault.where == "row 2, column opening_hours"


def test_an_id_that_stands_twice_is_taken_once_and_said(sheets: Sheets) -> None:
    read = sheets.read(GOOD, GOOD)
    assert len(read.services) == 1
    assert "row 3, column id: This id stands in row 2 too" in str(read.faults[0])


def test_a_cell_of_several_lines_keeps_the_count_of_rows_right(sheets: Sheets) -> None:
    read = sheets.read({**GOOD, "notes": "one\ntwo\nthree"}, {**GOOD, "id": "X"})
    assert "row 3, column id" in str(read.faults[0])


def test_a_row_with_more_or_fewer_cells_is_refused_by_itself(
    sheets: Sheets, header: list[str]
) -> None:
    row = ",".join(GOOD.get(name, "") for name in header)
    read = sheets.read_bytes(f"{','.join(header)}\na,b\n{row}\n{row},x\n".encode())
    assert [row.cells["id"] for row, _says in read.services] == ["jen-test"]
    assert [str(fault).split(":")[0] for fault in read.faults] == [
        "services.csv, row 2",
        "services.csv, row 4",
    ]
    assert read.refused == {"a", "jen-test"}


@pytest.mark.parametrize("end", ["\r\n", "\r", "\r\r\n", "\n\n"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_line_ends_and_any_divider_will_do(
    sheets: Sheets, header: list[str], end: str, mark: str
) -> None:
    rows = [header, [GOOD.get(name, "") for name in header]]
    read = sheets.read_bytes(end.join(mark.join(row) for row in rows).encode())
    assert (len(read.services), read.faults, read.findings) == (1, (), ())


@pytest.mark.parametrize(
    ("encoding", "words", "told"),
    [
        ("cp1252", {"service_name_fr": "Bibliothèque"}, "read as Windows-1252"),
        ("cp1256", {"service_name_ar": "المكتبة"}, "read as Windows-1256"),
        ("utf-16", {"service_name_ar": "المكتبة"}, "read as UTF-16"),
    ],
)
def test_another_encoding_is_found_out_and_told(
    sheets: Sheets, header: list[str], encoding: str, words: Sheet, told: str
) -> None:
    row = {**GOOD, "delegation": "", **words}
    text = "\n".join(["\t".join(header), "\t".join(row.get(name, "") for name in header)])
    read = sheets.read_bytes(text.encode(encoding))
    name = read.services[0][1].name
    assert {name.in_locale(column[-2:]) for column in words} == set(words.values())
    assert [told in str(finding) for finding in read.findings] == [True]


def test_arabic_that_was_lost_when_the_sheet_was_saved_is_no_name(sheets: Sheets) -> None:
    (fault,) = sheets.read({**GOOD, "service_name_ar": "??????? ???????"}).faults
    assert str(fault).startswith("services.csv, row 2, column service_name_ar: Its letters were")


def test_a_row_whose_quotes_do_not_close_is_refused_alone(
    sheets: Sheets, header: list[str]
) -> None:
    good = ",".join(f'"{GOOD.get(name, "")}"' for name in header)
    read = sheets.read_bytes("\n".join([",".join(header), '"a"b,c', good]).encode())
    assert len(read.services) == 1
    assert [str(fault) for fault in read.faults] == [
        "services.csv, row 2: The quotes of this row do not close."
    ]


def test_a_file_that_is_broken_as_a_whole_is_refused_with_its_faults(
    sheets: Sheets, header: list[str]
) -> None:
    renamed = ",".join(header).replace("phone_e164", "telephone")
    assert sheets.refusal(renamed.encode()) == [
        "services.csv, row 1, column phone_e164: This column is missing: add it, even empty.",
        "services.csv, row 1, column telephone: Unknown column: remove or rename it.",
    ]
    assert "It is empty" in sheets.refusal(b"")[0]
    assert "It is empty" in sheets.refusal(b" \n;;\n")[0]
    assert "Its columns are not ours" in sheets.refusal(b"name,city\nA,B\n")[0]
    assert "perhaps a picture" in sheets.refusal(b"\xff\xd8\xff\xe0\0\x10JFIF\0")[0]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, programme: Programme) -> None:
    with pytest.raises(FileRefused, match="There is no such readable file"):
        read_services(tmp_path / "none.csv", programme, ())


def test_a_place_with_a_fault_refuses_the_places_file(tmp_path: Path, pack: Path) -> None:
    text = (pack / "places.csv").read_text("utf-8")
    (tmp_path / "places.csv").write_text(
        text.replace("36.50114", "north").replace("bou-salem,", "tabarka,"), "utf-8"
    )
    with pytest.raises(FileRefused) as refused:
        read_places(tmp_path / "places.csv")
    assert [str(fault).split(":")[0] for fault in refused.value.faults] == [
        "places.csv, row 2, column latitude",
        "places.csv, row 5, column id",
    ]


@given(content=st.binary(max_size=200) | st.text(st.characters(codec="utf-8")).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_is_more_than_refused(sheets: Sheets, content: bytes) -> None:
    assert sheets.refusal(content)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=12)


@given(cells=st.dictionaries(st.sampled_from(sorted(GOOD)), CELLS, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_give_a_service_or_a_named_fault(sheets: Sheets, cells: Sheet) -> None:
    read = sheets.read({**GOOD, **cells})
    assert len(read.services) + bool(read.faults) == 1
