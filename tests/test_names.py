"""One concept, one word: the glossary says which, and what it retired is no name in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("admin", "bot", "flows", "services_directory")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
RETIRED = sorted(
    {
        word.strip()
        for row in re.findall(r"^\|.*\| ([^|]*) \|$", GLOSSARY, re.M)
        for word in row.split(",")
        if word.strip() not in ("", "Not", "---")
    }
)
ENDINGS = frozenset(("", "s", "es", "d", "ed", "er", "or", "ing", "e", "y", "ies"))


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def names_in(path: Path) -> frozenset[tuple[str, str]]:
    """Each name that is given in a file, and of what kind it is."""
    return frozenset(_names_in(path))


def _names_in(path: Path) -> Iterator[tuple[str, str]]:
    yield "file", path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            yield "class", node.name
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "function", node.name
        elif isinstance(node, ast.arg):
            yield "argument", node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield "variable", node.id


def words_of(name: str) -> set[str]:
    """ "OutboundDraft" and "outbound_draft" are the words outbound and draft."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def holding(retired: str) -> list[str]:
    """Where a name holds it; one that is written as code is looked for in classes and files."""
    kinds = ("class", "file") if retired.startswith("`") else None
    word = retired.strip("`").lower()
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources()
        for kind, name in names_in(path)
        if (kinds is None or kind in kinds) and word in words_of(name)
    ]


def test_the_glossary_retires_words() -> None:
    assert {"house", "lane", "courier", "circular", "`Script`", "`Letter`"} <= set(RETIRED)
    assert words_of("OutboundDraft") == {"outbound", "draft"} == words_of("_OUTBOUND_draft")


@pytest.mark.parametrize("retired", RETIRED)
def test_a_retired_word_is_no_name(retired: str) -> None:
    assert holding(retired) == []


def test_no_two_files_of_a_room_differ_by_an_ending() -> None:
    """answering and answered, storing and stored: nobody remembers which is which."""
    assert [f"{one} and {other}" for one, other in _alike(sources())] == []


def test_two_names_that_differ_by_an_ending_would_be_found() -> None:
    room = ROOT / "bot" / "inbound"
    assert list(_alike([room / "answering.py", room / "answered.py", room / "store.py"]))
    assert not list(_alike([room / "inbox.py", room / "effects.py"]))


def _alike(paths: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Pairs in one folder, or one in a folder of the other's."""
    for one, other in combinations(paths, 2):
        beside = one.parent in other.parents or other.parent in one.parents
        shared = "".join(a for a, b in takewhile(_same, zip(one.stem, other.stem, strict=False)))
        rests = one.stem.removeprefix(shared), other.stem.removeprefix(shared)
        if beside and one.stem != other.stem and len(shared) >= 4 and ENDINGS.issuperset(rests):
            yield one.relative_to(ROOT), other.relative_to(ROOT)


def _same(letters: tuple[str, str]) -> bool:
    return letters[0] == letters[1]
