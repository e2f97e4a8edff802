"""The shape of the code holds: imports look down, and each library enters by its own door."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("admin", "bot", "flows", "services_directory")

# Who may speak to a library. A library that is not here may be used where its room allows it.
DOORS = {
    "telegram": ["bot/channels/telegram/*.py"],
    "twilio": ["bot/channels/twilio/*.py"],
    "aiosmtplib": ["bot/channels/email/channel.py"],
    "apscheduler": ["bot/operations/scheduler.py"],
    "argon2": ["admin/security/passwords.py"],
    "prometheus_client": ["bot/operations/metrics.py"],
    "click": ["bot/__main__.py", "bot/commands/*"],
    "cryptography": ["bot/privacy/sealing/sealer.py"],
    "pyrage": ["bot/privacy/sealing/sealed_file.py"],
    "asyncpg": ["bot/database/*"],
    "sqlite3": ["bot/database/*"],
    "orjson": ["services_directory/values/json_text.py"],
    "opening_hours": ["services_directory/values/schedules.py"],
    "pydantic": [
        *("bot/configuration/*.py", "bot/channels/*/provider.py", "bot/channels/all_settings.py"),
        "services_directory/*",
    ],
    "pydantic_settings": ["bot/configuration/settings.py"],
    "wtforms": ["admin/*"],
    "jinja2": [
        "admin/*",
        "bot/web/link_pages.py",
        "services_directory/web/pages/rendering.py",
    ],
    "babel": ["bot/*", "admin/rendering/formatting.py", "services_directory/web/pages/wording.py"],
    "fpdf": ["bot/documents/pdf.py"],
    "PIL": ["bot/documents/picture.py"],
    "uharfbuzz": ["bot/documents/picture.py"],
    "segno": [
        "admin/pages/account/second_factor.py",
        "bot/documents/pdf.py",
        "services_directory/web/pages/card_files.py",
    ],
    "regex": ["bot/messages/graphemes.py"],
    "tortoise": ["admin/*", "bot/*", "services_directory/*"],
    "aiohttp": ["admin/*", "bot/*", "services_directory/*"],
}


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def libraries_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_imports_only_look_down() -> None:
    checked = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_enters_by_its_door(library: str) -> None:
    users = [
        path.relative_to(ROOT).as_posix() for path in sources() if library in libraries_of(path)
    ]
    elsewhere = [path for path in users if not any(fnmatch(path, door) for door in DOORS[library])]

    assert users, f"nobody uses {library} any more: take it off the list"
    assert elsewhere == []


def test_nobody_but_the_commands_imports_the_front_door() -> None:
    def asks_for_it(path: Path) -> bool:
        text = path.read_text(encoding="utf-8")
        return "from bot.bootstrap import" in text or "from bot.commands" in text

    users = [path.relative_to(ROOT).as_posix() for path in sources() if asks_for_it(path)]

    assert [
        path for path in users if not path.startswith(("bot/__main__.py", "bot/commands/"))
    ] == []


def test_a_file_answers_one_question() -> None:
    for path in (*sources(), *sorted((ROOT / "tests").rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        assert len(text.splitlines()) <= 320, f"{name} tells more than one story"
        if text.strip():
            assert ast.get_docstring(ast.parse(text)), f"{name} does not say what it answers"


def test_no_test_borrows_from_the_file_of_another() -> None:
    borrowed = re.compile(r"^from tests\.[\w.]*\btest_\w+ import", re.M)
    tests = sorted((ROOT / "tests").rglob("*.py"))

    assert [path for path in tests if borrowed.search(path.read_text(encoding="utf-8"))] == []


def test_utils_is_not_a_name() -> None:
    assert [path for path in sources() if "util" in path.stem] == []
