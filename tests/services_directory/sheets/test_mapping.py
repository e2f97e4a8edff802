"""A sheet with other columns, and the file that says which is which."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from services_directory.files.faults import FileRefused
from services_directory.files.sheet import SheetFile
from services_directory.records.draft_records import draft_of
from services_directory.sheets.column_mapping import SheetMapping, load_mapping
from services_directory.sheets.columns import more_columns
from services_directory.sheets.importer import import_pack, import_sheet
from services_directory.sheets.services import SourceServices, read_services
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records
from services_directory.storage.store import get_service, save_service
from services_directory.values.entries import Directory, Programme, Status
from tests.services_directory.conftest import NOW
from tests.services_directory.good_sheet import first_page

PAGE = (Path(__file__).parents[3] / "docs" / "sheets.md").read_text("utf-8")


def block(language: str) -> str:
    """The example of the documentation."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return str(found)


class Mapped:
    """Writes mapping files and reads sheets by them."""

    def __init__(self, folder: Path, directory: Directory) -> None:
        self.folder = folder
        self.directory = directory

    def mapping(self, text: str) -> SheetMapping:
        path = self.folder / "centre.toml"
        path.write_text(text, "utf-8")
        return load_mapping(path, self.directory.programme)

    def read(self, sheet: bytes | str, mapping: str, *, publish: bool = False) -> SourceServices:
        content = sheet.encode() if isinstance(sheet, str) else sheet
        file = SheetFile("centre.csv", content)
        programme, places = self.directory.programme, self.directory.places
        ours = self.mapping(mapping)
        return read_services(file, programme, places, ours, publish=publish)

    def refusal(self, mapping: str, sheet: str = "N°,Nom\n1,A\n") -> list[str]:
        with pytest.raises(FileRefused) as refused:
            self.read(sheet, mapping)
        return [str(fault) for fault in refused.value.faults]


@pytest.fixture
def mapped(tmp_path: Path, directory: Directory) -> Mapped:
    return Mapped(tmp_path, directory)


def test_the_example_of_the_documentation_does_what_it_says(mapped: Mapped) -> None:
    read = mapped.read(block("csv"), block("toml"))
    ((row, draft),) = read.services
    assert row.cells["id"] == "centre-12"
    assert dict(draft.name.words) == {
        "fr": "Aide juridique gratuite",
        "ar": "مساعدة قانونية مجانية",
    }
    assert (draft.category, draft.region, draft.place) == ("legal", "Jendouba", "tabarka")
    assert draft.opening_hours == "Mo-Fr 08:30-12:00,14:00-17:00"
    assert draft.phone == "78 000 001"
    assert draft.facts == ("eligibility:women", "eligibility:children")
    assert draft.organisation.in_locale("fr") == "Centre social"
    assert draft.status == Status.REVIEW
    assert draft.source_date == "2025-03-21"
    assert [str(fault) for fault in read.faults] == [
        "centre.csv, row 3, column Vu le (source_date): Write a year, a month or a day, "
        "such as 2025, 2025-03, 2025-03-21.",
        "centre.csv, row 4, column Type: "
        "No line in [values.category] of the mapping has this word.",
    ]
    kept = [each for each in read.findings if "kept as words" in each.problem]
    assert [(each.where, each.column) for each in kept] == [("row 3", "Horaires")]


def test_the_columns_the_documentation_offers_are_there(directory: Directory) -> None:
    (offered,) = re.findall(r"You may add one: (.*?)\. Days", PAGE, re.S)
    names = re.findall(r"`([a-z_]+)`", offered)
    assert len(names) > 12
    assert set(names) <= set(more_columns(directory.programme))


MAPPING = """
source = "centre"
language = "fr"
id = "N°"
[columns]
service_name_fr = "Nom"
[constants]
organisation_name_fr = "Centre"
category = "health"
governorate = "national"
"""


def test_hours_nobody_can_read_stay_as_words_and_open_no_door(mapped: Mapped) -> None:
    mapping = MAPPING.replace("[constants]", 'opening_hours = "Heures"\n[constants]')
    read = mapped.read("N°,Nom,Heures\n1,A,le matin\n", mapping)
    draft = read.services[0][1]
    assert (draft.opening_hours, draft.hours_note.in_locale("fr")) == ("", "le matin")


def test_a_workbook_is_mapped_too_with_days_as_excel_stores_them(mapped: Mapped) -> None:
    book = openpyxl.Workbook()
    first_page(book).title = "Accueil"
    page = book.create_sheet("Liste")
    for row in (["Nos services"], ["N°", "Nom", "Vu"], [12, "A", datetime(2025, 3, 21)]):
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    mapping = MAPPING.replace("[constants]", 'source_date = "Vu"\n[constants]')
    mapping = mapping.replace("[columns]", 'dates = "%d/%m/%Y"\nsheet = "Liste"\n[columns]')
    read = mapped.read(file.getvalue(), mapping)
    assert [row.cells["id"] for row, _says in read.services] == ["centre-12"]
    assert read.services[0][1].source_date == "2025-03-21"
    assert (read.part, read.others) == ("Liste", ("Accueil",))
    wrong = mapping.replace("Liste", "List")
    with pytest.raises(FileRefused, match="No such sheet: choose one of Accueil, Liste"):
        mapped.read(file.getvalue(), wrong)


def test_who_publishes_at_once_says_so(mapped: Mapped) -> None:
    sheet = "N°,Nom\n1,A\n"
    assert mapped.read(sheet, MAPPING).services[0][1].status == Status.REVIEW
    assert mapped.read(sheet, MAPPING, publish=True).services[0][1].status == Status.PUBLISHED
    said = MAPPING.replace("[columns]", "publish = true\n[columns]")
    assert mapped.read(sheet, said).services[0][1].status == Status.PUBLISHED


def test_a_column_nobody_mapped_is_told_and_left_out(mapped: Mapped) -> None:
    read = mapped.read("N°,Nom,Couleur\n1,A,bleu\n", MAPPING)
    assert [str(finding) for finding in read.findings] == [
        "centre.csv, row 1, column Couleur: The mapping does not name this column. (left out)"
    ]


def test_a_row_without_an_id_is_refused(mapped: Mapped) -> None:
    read = mapped.read("N°,Nom\n1,A\n,B\n--,C\n1,D\n", MAPPING)
    assert [row.cells["id"] for row, _says in read.services] == ["centre-1"]
    assert [fault.where for fault in read.faults] == [
        *("row 3, column N°", "row 4, column N°"),
        "row 5, column N° (id)",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('source = "centre"\n', "", "source: Add this key."),
        ("[columns]", "colour = 1\n[columns]", "colour: No such key: correct its spelling"),
        ("service_name_fr", "service_nom", "columns.service_nom: No such column"),
        ("service_name_fr", "description_fr", "columns: Say where the name stands"),
        ('"health"', '"doctor"', "constants.category: Write one of: health, "),
        (
            "[constants]",
            '[values.cost]\n"x" = "free"\n[constants]',
            "values.cost: Say in [columns]",
        ),
        ('"Nom"', '"Titre"', "columns.service_name_fr: centre.csv has no column “Titre”; it has"),
        ('id = "N°"', 'id = "Id"', "id: centre.csv has no column “Id”"),
        ('language = "fr"', 'language = "xx"', "language: Write one of: fr, ar"),
        ("[columns]", 'dates = "%d"\n[columns]', "dates: Write a format with day, month"),
        ("[columns]", "[columns", "file: It is not TOML"),
        ('"Nom"', "[]", "columns.service_name_fr"),
    ],
)
def test_a_wrong_mapping_is_told_with_file_key_and_mend(
    mapped: Mapped, before: str, after: str, told: str
) -> None:
    assert before in MAPPING
    faults = mapped.refusal(MAPPING.replace(before, after, 1))
    assert any(fault.startswith(f"centre.toml, {told}") for fault in faults), faults


def test_a_code_that_is_none_is_told_with_its_word(mapped: Mapped) -> None:
    mapping = MAPPING.replace("[constants]", 'category = "Type"\n[constants]')
    mapping += '[values.category]\n"Soins" = "care"\n'
    (fault,) = mapped.refusal(mapping)
    assert fault.startswith('centre.toml, values.category."Soins": Write one of: health, ')


@pytest.mark.usefixtures("database")
async def test_the_next_list_changes_only_what_changed_and_nothing_of_staffs(
    mapped: Mapped, pack: Path, programme: Programme
) -> None:
    await import_pack(pack, programme, by="seed", now=NOW)
    mapping = mapped.mapping(MAPPING.replace("[columns]", 'licence = "CC0"\n[columns]'))

    async def bring(sheet: str) -> tuple[list[str], list[str], dict[str, list[str]], list[str]]:
        file = SheetFile("centre.csv", sheet.encode())
        report = await import_sheet(file, programme, by="seed", now=NOW, mapping=mapping)
        return report.added, report.changed, report.kept, report.missing

    assert await bring("N°,Nom\n1,A\n2,B\n") == (["centre-1", "centre-2"], [], {}, [])
    (stored, _other) = await read_records(ServiceRow.filter(source="centre").order_by("id"))
    assert stored.licence == "CC0"
    service = await get_service("centre-2")
    assert service is not None
    draft = replace(draft_of(service), status=Status.PUBLISHED, email="b@example.org")
    await save_service(draft, programme, by="amel", now=NOW, service_id="centre-2")
    assert await bring("N°,Nom\n1,A\n2,B\n") == ([], [], {}, [])
    assert await bring("N°,Nom\n2,Bis\n") == ([], ["centre-2"], {}, ["centre-1"])
    service = await get_service("centre-2")
    assert service is not None
    assert draft_of(service).status == Status.PUBLISHED
    assert draft_of(service).email == "b@example.org"
    assert draft_of(service).name.in_locale("fr") == "Bis"
