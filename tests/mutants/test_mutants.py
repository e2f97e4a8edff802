"""Which faults are put into a file, and does a module take them in place of its own code?"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.mutators import mutants_of
from tests.mutants.running import ROOT, put_in_place

ONE_OF_EACH = '''
"""Its documentation."""

LIMIT = 3


def few(rows: int, sure: bool = True) -> str:
    log.info("asked")
    note(rows)
    if rows < LIMIT and not sure:
        return "few"
    return many()


def late() -> Sql:
    return Sql("DELETE FROM message WHERE due < ? AND sent IS NULL")
'''

FAULTS = """
module: LIMIT = 3 => LIMIT = 4
few: def few(rows: int, sure: bool = True) -> str: => def few(rows: int, sure: bool = False) -> str:
few: note(rows) => pass
few: if rows < LIMIT and not sure: => if not (rows < LIMIT and not sure):
few: if rows < LIMIT and not sure: => if rows < LIMIT or not sure:
few: if rows < LIMIT and not sure: => if rows <= LIMIT and not sure:
few: if rows < LIMIT and not sure: => if rows < LIMIT and sure:
few: return "few" => return "XXfewXX"
late: ... WHERE due < ? AND sent IS NULL") => ... WHERE due <= ? AND sent IS NULL")
late: ... WHERE due < ? AND sent IS NULL") => ... WHERE due < ? OR sent IS NULL")
late: ... WHERE due < ? AND sent IS NULL") => ... WHERE due < ? AND sent IS NOT NULL")
"""


def test_conditions_limits_calls_words_and_sql_are_mutated_and_the_log_is_not() -> None:
    names = [each.name for each in mutants_of(ONE_OF_EACH)]
    long = 'return Sql("DELETE FROM message'
    assert [each.replace(long, "...") for each in names] == FAULTS.strip().splitlines()


def test_who_holds_a_function_a_class_or_a_limit_gets_the_new_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = "LIMIT = 3\ndef few(n): return n < LIMIT\nclass Row:\n    def size(self): return LIMIT\n"
    module, other = ModuleType("here"), ModuleType("there")
    module.__file__ = str(tmp_path / "here.py")
    exec(code, vars(module))
    few, row = module.few, module.Row()
    vars(other).update(few=few, LIMIT=module.LIMIT)
    for each in (module, other):
        monkeypatch.setitem(sys.modules, each.__name__, each)
    put_in_place(module, code.replace("= 3", "= 300").replace("n <", "n >="))
    assert (few(300), other.few(299), row.size(), other.LIMIT) == (True, False, 300, 300)


def test_every_file_named_is_there_with_its_tests() -> None:
    modules = tomllib.loads((ROOT / "tests/mutants/modules.toml").read_text(encoding="utf-8"))
    files = [*modules, *(test for each in modules.values() for test in each["tests"])]
    assert [each for each in files if not (ROOT / each).is_file()] == []
    for file, each in modules.items():
        names = {mutant.name for mutant in mutants_of((ROOT / file).read_text(encoding="utf-8"))}
        assert set(each.get("equivalent", {})) <= names, f"{file}: no such mutant any more"
