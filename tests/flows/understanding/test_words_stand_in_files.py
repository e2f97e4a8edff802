"""A language is a folder: what people say stands in keywords.csv, and not between the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FLOWS = Path(__file__).parents[3] / "flows"

WORDS = re.compile(r"[\u0621-\u064a]{2,}")

STILL_BETWEEN_THE_CODE = frozenset(
    {
        # Letters and endings: how a script is written, whatever is said in it.
        *("engine/understanding/words.py", "engine/understanding/model/features.py"),
        # The one sentence that is said before a language is known.
        "choose_language.py",
        # Words around numbers and codes, signatures, roll calls: these should move, too.
        *("engine/understanding/screen/choices.py", "engine/understanding/screen/options.py"),
        *("engine/understanding/screen/own_words.py", "components/training/roll_words.py"),
        *("engine/understanding/towns.py", "engine/understanding/phrases/misspelt.py"),
        *("components/first_name.py", "engine/codes.py"),
    }
)


def _said_in(path: Path) -> Iterator[str]:
    """The texts of a file, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        value = each.value if isinstance(each, ast.Constant) else None
        if isinstance(value, str) and id(each) not in documented:
            yield value


def test_no_more_words_of_people_stand_between_the_code() -> None:
    found = {
        str(path.relative_to(FLOWS))
        for path in FLOWS.rglob("*.py")
        if any(WORDS.search(said) for said in _said_in(path))
    }
    assert found == STILL_BETWEEN_THE_CODE
