"""`dalil directory`: what somebody types to bring it in and out and to search it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.directory.sheets import put
from tests.bot.commands.terminal import Ran, Run, answers
from tests.hsds.conformance import faults_of

DOCS = Path(__file__).parents[3] / "docs"
HOSPITAL = "jen-hopital-tabarka"
EXAMPLES = Path(__file__).parents[2] / "hsds"


@pytest.mark.parametrize("file", ["copy.json", "copy.ndjson", "copy.zip", "copy"])
def test_a_copy_goes_out_and_comes_back_without_a_change(
    dalil: Run, tmp_path: Path, file: str
) -> None:
    exported = dalil("directory", "export", file, "--everything")
    assert exported.returncode == 0, exported.stderr
    assert f"services written to {file}" in exported.stdout
    (report,) = answers(dalil("directory", "import", file, "--json"))
    assert (report["added"], report["changed"], report["findings"]) == ([], [], [])
    assert len(report["unchanged"]) > 100
    assert list(tmp_path.glob(".*.half")) == []


def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, ["told"])
    assert os.read(reading, 10) == b"told"
    os.close(reading)
    assert pipe.is_fifo()


def test_a_file_is_what_it_was_until_all_is_written(tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text("before")

    def broken() -> Iterator[str]:
        yield "half"
        raise KeyError

    with pytest.raises(KeyError):
        put(file, broken())
    assert file.read_text() == "before"
    put(file, ["after"])
    assert file.read_text() == "after"
    assert [*tmp_path.iterdir()] == [file]


@pytest.mark.parametrize("file", ["ours.xlsx", "ours.csv"])
def test_a_sheet_goes_out_and_comes_back_without_a_change(
    dalil: Run, tmp_path: Path, file: str
) -> None:
    exported = dalil("directory", "export", file, "--language", "ar")
    assert exported.returncode == 0, exported.stderr
    assert f"329 services written to {file}" in exported.stdout
    (report,) = answers(dalil("directory", "import", file, "--json"))
    assert (report["changed"], report["missing"], len(report["unchanged"])) == ([], [], 329)
    assert list(tmp_path.glob(".*.half")) == []


def test_a_sheet_to_share_has_tags_and_nothing_for_staff_alone(dalil: Run, tmp_path: Path) -> None:
    assert dalil("directory", "export", "ours.hxl.csv").returncode == 0
    names, tags, *rows = (tmp_path / "ours.hxl.csv").read_text("utf-8").splitlines()
    assert tags.startswith("#meta+id,#org+name+i_fr,")
    assert "notes" not in names.split(",")
    assert len(rows) == 257, "what nobody vouches for is not shared"
    tried = dalil("directory", "import", "ours.hxl.csv", "--dry-run")
    assert "0 added, 0 changed, 257 as before, 0 rows refused" in tried.stdout
    # The rest of the 329 would fill the screen.
    assert tried.stdout.rstrip().endswith(" and 62 more")


def test_a_list_with_other_columns_comes_in_by_its_mapping(dalil: Run, tmp_path: Path) -> None:
    page = (DOCS / "sheets.md").read_text("utf-8")
    for language, name in (("csv", "centre.csv"), ("toml", "centre.toml")):
        (text,) = re.findall(rf"```{language}\n(.*?)```", page, re.S)
        (tmp_path / name).write_text(text, "utf-8")
    by_mapping = ("centre.csv", "--mapping", "centre.toml")
    tried = dalil("directory", "import", *by_mapping, "--dry-run")
    assert "Nothing was kept, this would be: 1 added" in tried.stdout
    assert "2 rows refused" in tried.stdout
    assert "centre.csv, row 4, column Type: No line in [values.category]" in tried.stderr
    (taken,) = answers_of(dalil("directory", "import", *by_mapping, "--json"))
    assert taken["added"] == ["centre-12"]
    (tmp_path / "centre.toml").write_text("source = 1\n", "utf-8")
    wrong = dalil("directory", "import", *by_mapping)
    assert wrong.returncode == 2
    assert "centre.toml, columns: Add this key." in wrong.stderr


def test_what_looks_like_a_service_here_is_listed_and_can_stay_out(
    dalil: Run, tmp_path: Path
) -> None:
    assert dalil("directory", "export", "ours.csv").returncode == 0
    text = (tmp_path / "ours.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    new = next(row for row in rows if row["id"] == HOSPITAL) | {"id": "again", "changed_at": ""}
    with (tmp_path / "theirs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerow(new)
    sheet = ("theirs.csv", "--source", "theirs")
    tried = dalil("directory", "import", *sheet, "--dry-run")
    assert "1 new ones look like a service here or another row" in tried.stdout
    why = f"row 2 (again) looks like {HOSPITAL}: 80 of 100, same name, same place"
    assert why in tried.stderr
    left = dalil("directory", "import", *sheet, "--leave-out-alike")
    assert "0 added" in left.stdout
    assert "1 that look like others were left out." in left.stdout
    wrong = dalil("directory", "import", *sheet, "--same", "again=nowhere")
    assert (wrong.returncode, "--same wants ID=SERVICE" in wrong.stderr) == (2, True)
    (taken,) = answers(
        dalil("directory", "import", *sheet, "--same", f"again={HOSPITAL}", "--json")
    )
    assert (taken["added"], taken["updates"]) == ([], {"again": HOSPITAL})


def answers_of(ran: Ran) -> list[dict[str, Any]]:
    """The answers of a command that refused some rows."""
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_nothing_loads_the_library_of_workbooks_before_one_is_there() -> None:
    modules = "bot.commands.serve, bot.commands.directory.command"
    code = f"import sys, {modules}; print('openpyxl' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_what_goes_to_the_terminal_is_the_standard(dalil: Run) -> None:
    ran = dalil("directory", "export", "--as", "ndjson", "--language", "ar")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(lines) > 50
    assert faults_of("service", lines[0]) == []
    assert {each["x_dalil"]["language"] for each in lines} == {"ar"}


def test_a_feed_is_tried_then_taken_then_taken_again(dalil: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "legacy-1.1", tmp_path / "feed")
    feed = ("feed", "--source", "city", "--language", "en")
    tried = dalil("directory", "import", *feed, "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert "Nothing was kept, this would be: 13 added" in tried.stdout
    assert "13 services wait for staff" in tried.stdout
    (taken,) = answers(dalil("directory", "import", *feed, "--json"))
    assert (len(taken["added"]), taken["dry_run"]) == (13, False)
    (again,) = answers(dalil("directory", "import", *feed, "--json"))
    assert (again["added"], len(again["unchanged"])) == ([], 13)


def test_a_feed_says_where_each_fault_is(dalil: Run, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    shutil.copytree(EXAMPLES / "legacy-1.1", folder)
    with (folder / "services.csv").open("a", encoding="utf-8") as file:
        file.write("odd,nobody,,Nameless organisation\n")
    ran = dalil("directory", "check", "feed", "--source", "city", "--language", "en")
    assert ran.returncode == 1
    assert "services.csv, row 19: It names no organisation that is in the file." in ran.stderr
    assert "Nothing was kept" in ran.stdout


def test_terms_of_theirs_are_categories_of_ours(dalil: Run, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "examples" / "service_full.json", tmp_path / "one.json")
    feed = ("one.json", "--source", "city", "--language", "en")
    wrong = dalil("directory", "import", *feed, "--need", "value=wealth")
    assert wrong.returncode == 2
    assert "--need wants TERM=CATEGORY, with one of: health" in wrong.stderr
    (report,) = answers(dalil("directory", "import", *feed, "--need", "value=health", "--json"))
    assert not any("categories" in each["problem"] for each in report["findings"])


def test_who_says_too_little_is_told_what_to_add(dalil: Run, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "examples" / "service_full.json", tmp_path / "one.json")
    for arguments, mend in (
        (("one.json",), "--source NAME"),
        (("one.json", "--source", "city"), "--language en"),
        (("one.doc",), "say what it is with --as"),
        (("none.json", "--source", "city"), "no such readable file"),
    ):
        ran = dalil("directory", "import", *arguments)
        assert ran.returncode == 2
        assert mend in ran.stderr
        assert "Traceback" not in ran.stderr


def test_what_is_kept_is_checked(dalil: Run) -> None:
    ran = dalil("directory", "check")
    assert ran.returncode == 0, ran.stdout
    assert "0 of them with something to mend" in ran.stdout


def test_the_directory_goes_out_to_a_file_and_comes_back(dalil: Run, tmp_path: Path) -> None:
    exported = dalil("directory", "export", "services.csv")
    assert exported.returncode == 0, exported.stderr
    assert (tmp_path / "services.csv").read_text("utf-8-sig").startswith("id,")

    (report,) = answers(dalil("directory", "import", "services.csv", "--json"))

    assert report["added"] == []
    assert report["faults"] == []


def test_the_directory_is_searched_as_people_would(dalil: Run) -> None:
    (found,) = answers(dalil("directory", "search", "--json", "médecin", "tabarka"))

    assert (found["need"], found["place"]) == ("health", "tabarka")
    assert found["found"][0]["id"] == "jen-hopital-tabarka"


def test_what_no_directory_has_is_not_answered_with_all_of_it(dalil: Run) -> None:
    for words in ("louer une voiture", "xyzzy"):
        (nothing,) = answers(dalil("directory", "search", "--json", *words.split()))
        assert nothing["found"] == [], words
    (wished,) = answers(dalil("directory", "search", "--json", "docteur", "ouvert", "samedi"))
    assert wished["wishes"] == ["open:sa"]


def test_a_broken_row_is_named_by_file_and_row(dalil: Run, tmp_path: Path) -> None:
    dalil("directory", "export", "services.csv")
    lines = (tmp_path / "services.csv").read_text("utf-8-sig").splitlines()
    at = lines[0].split(",").index("category")
    cells = ["new-one", "Qui", "", "", "Quoi", "", "", "Dit", "", ""]
    cells += [""] * (lines[0].count(",") + 1 - len(cells))
    cells[at] = "no-such-category"
    (tmp_path / "broken.csv").write_text(f"{lines[0]}\n{','.join(cells)}\n", encoding="utf-8")

    ran = dalil("directory", "import", "broken.csv")

    assert ran.returncode == 1
    assert "row 2, column category" in ran.stderr
