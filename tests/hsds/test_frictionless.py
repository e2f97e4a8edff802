"""Our CSV package has no fault that frictionless finds, by our description or the official one."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from frictionless import Package, system

from services_directory.hsds.exporting.exporter import load_export
from services_directory.hsds.exporting.package import as_package, write_folder
from services_directory.hsds.importing.importer import import_hsds
from services_directory.hsds.importing.report import Wanted
from services_directory.records.authorship import Writing
from services_directory.sheets.importer import import_pack
from services_directory.storage.writing import write_taxonomies
from services_directory.values.entries import Programme
from tests.services_directory.conftest import NOW
from tests.services_directory.keeping import save_record
from tests.services_directory.whole import CLINICS, HEALTH, IN_PROGRAM, TAXONOMY

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "services_directory" / "records" / "datapackage.json"
DAY = date(2026, 7, 1)

pytestmark = [
    pytest.mark.usefixtures("database"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
async def exported(
    pack: Path, programme: Programme, tmp_path: Path, everything: bool, lang: str | None
) -> Path:
    """The starter directory, a service with everything, and the official example, as a package."""
    await import_pack(pack, programme, by="import", now=NOW)
    await write_taxonomies([TAXONOMY], [HEALTH, CLINICS], Writing("feed", NOW))
    await save_record(IN_PROGRAM, by="feed", now=NOW)
    path = HERE / "examples" / "service_full.json"
    await import_hsds(path, programme, Wanted("official", "en"), by="import", now=NOW)
    export = await load_export(programme, day=DAY, lang=lang, everything=everything)
    write_folder(as_package(export), tmp_path / "package")
    return tmp_path / "package"


@pytest.fixture(autouse=True)
def _no_guessing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before reading, frictionless guesses the delimiter: in cells of JSON, that takes a minute."""
    monkeypatch.setattr(csv.Sniffer, "sniff", lambda *_given: csv.excel)


def faults_in(descriptor: Path) -> list[str]:
    with system.use_context(trusted=True):
        report = Package(str(descriptor)).validate()
    found = report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
    return [*map(str, found), *(str(each) for each in report.errors)]


@pytest.mark.parametrize("everything", [True, False])
@pytest.mark.parametrize("lang", [None, "ar"])
def test_our_package_has_no_fault(exported: Path) -> None:
    assert faults_in(exported / "datapackage.json") == []


@pytest.mark.parametrize("everything", [True])
@pytest.mark.parametrize("lang", [None])
def test_it_is_a_package_of_the_official_kind(exported: Path) -> None:
    official = json.loads(PACKAGE.read_text(encoding="utf-8"))
    kept = []
    for resource in official["resources"]:
        path = exported / resource["path"]
        names = [each["name"] for each in resource["schema"]["fields"]]
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        kept += rows
    assert len(kept) > 500
    (exported / "official.json").write_text(json.dumps(official), encoding="utf-8")
    assert faults_in(exported / "official.json") == []


@pytest.mark.parametrize("everything", [False])
@pytest.mark.parametrize("lang", [None])
def test_no_private_contact_is_in_it(exported: Path) -> None:
    for path in exported.iterdir():
        text = path.read_text(encoding="utf-8")
        for secret in ("Ann Persona", "Amel", "20 000 009"):
            assert secret not in text, path.name
    assert "Amel" in str(IN_PROGRAM)


@pytest.mark.parametrize("everything", [False])
@pytest.mark.parametrize("lang", [None])
def test_frictionless_does_find_faults(exported: Path) -> None:
    path = exported / "services.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",active,", ",,"), encoding="utf-8")
    assert faults_in(exported / "datapackage.json") != []
