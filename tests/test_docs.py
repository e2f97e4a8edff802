"""What the documents say can be found: files they link to, make targets, commands, settings."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drawing import PAGE, drawn_into

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text)
    lost = [link for link in links if "://" not in link and not (document.parent / link).exists()]

    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_make_targets_exist(document: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)`", document.read_text(encoding="utf-8")))
    named |= set(re.findall(r"^ +make ([a-z]+)", document.read_text(encoding="utf-8"), re.M))

    assert named <= TARGETS


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_into_a_page_lead_to_a_heading_of_it(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]*)#([^)\s]+)\)", document.read_text(encoding="utf-8"))

    assert [
        f"{page}#{anchor}"
        for page, anchor in links
        if anchor not in anchors_of(document.parent / page if page else document)
    ] == []


def anchors_of(page: Path) -> set[str]:
    """The names GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_files_named_in_the_text_exist(document: Path) -> None:
    rooms = r"`((?:admin|benchmarks|bot|docs|flows|locales|services_directory|tests)/[\w/.-]*)`"
    named = set(re.findall(rooms, document.read_text(encoding="utf-8")))

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_tests_named_in_the_text_exist(document: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", document.read_text(encoding="utf-8"))

    assert [f"{file}::{test}" for file, test in named if not is_a_test(ROOT / file, test)] == []


def is_a_test(file: Path, name: str) -> bool:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return name.startswith("test_") and f"def {name}(" in text


def test_each_promise_of_delivery_names_the_test_that_holds_it() -> None:
    text = (ROOT / "docs/delivery.md").read_text(encoding="utf-8")
    tables = [table for table in text.split("\n\n") if "Held by |" in table]
    promises = [row for table in tables for row in table.splitlines()[2:]]

    assert len(promises) > 15
    assert [row for row in promises if "`tests/" not in row.rsplit(" | ", 1)[1]] == []


def test_commands_named_in_the_documents_exist() -> None:
    named = {
        command
        for document in DOCUMENTS
        for command in re.findall(
            r"(?<!exec )\bdalil ([a-z-]+)\b", document.read_text(encoding="utf-8")
        )
    }
    helped = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    known = set(re.findall(r"^  ([a-z-]+)  ", helped, re.M))
    assert {"serve", "chat", "doctor"} <= known
    assert named <= known


def test_what_runs_before_a_change_lands_is_what_the_readme_says() -> None:
    steps = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert re.findall(r"^make (\w+)", steps, re.M) == ["check", "test"]


def test_the_index_names_every_decision_by_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \d+ \| \[(.+?)\]\((.+?)\)", index, re.M)
    written = {
        path.name: path.read_text(encoding="utf-8").partition("\n")[0].partition(". ")[2]
        for path in folder.glob("[0-9]*.md")
    }

    assert {file: title for title, file in listed} == written


def test_the_drawing_of_the_rooms_is_of_the_code_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    is_true = page == drawn_into(page)

    assert is_true, "draw docs/architecture.md again: .venv/bin/python -m tests.drawing"


def test_what_trainers_are_to_press_is_on_the_pages() -> None:
    text = (ROOT / "docs/trainers.md").read_text(encoding="utf-8")
    about_trainings = text[: text.index("## Reminders of your own")]
    # A line of the page may end within what is on the button.
    pressed = set(re.findall(r"\*\*([^*]+)\*\*", " ".join(about_trainings.split())))
    said = (ROOT / "locales/messages.pot").read_text(encoding="utf-8")
    assert len(pressed) > 10
    assert {each for each in pressed if f'msgid "{each}"' not in said} == set()
