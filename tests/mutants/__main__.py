"""What does `make mutants` run: every small fault in one file, and whether a test notices it.

`python -m tests.mutants bot/outbound/outbox.py`; without a file it names those it knows.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from bot.commands.progress import ProgressBar
from tests.mutants.mutators import Mutant, mutants_of
from tests.mutants.running import ROOT, try_all

WANTED = 0.9
"""The part of the mutants, without those that are no fault, that a test must notice."""


def main() -> int:
    modules = tomllib.loads(Path(__file__).with_name("modules.toml").read_text(encoding="utf-8"))
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    if asked not in modules:
        print("Name one of these files, as in `make mutants MODULE=admin/routes.py`:")
        print(*modules, sep="\n")
        return 2
    equivalent: dict[str, str] = modules[asked].get("equivalent", {})
    file = ROOT / asked
    mutants = list(mutants_of(file.read_text(encoding="utf-8")))
    tried = [each for each in mutants if each.name not in equivalent]
    survivors = []
    with ProgressBar(asked, things="mutants") as progress:

        def told(number: int, noticed: bool) -> None:
            progress(number + 1, len(tried))
            if not noticed:
                survivors.append(tried[number])

        if not try_all(file, modules[asked]["tests"], [each.code for each in tried], told):
            print("The tests do not pass on the file as it is.")
            return 2
    return _told(asked, mutants, survivors, equivalent)


def _told(
    asked: str, mutants: list[Mutant], survivors: list[Mutant], equivalent: dict[str, str]
) -> int:
    for mutant in survivors:
        print(f"{asked}:{mutant.line}: nobody noticed\n    {mutant.name}")
    names = {mutant.name for mutant in mutants}
    gone = [name for name in equivalent if name not in names]
    for name in gone:
        print(f"no such mutant any more: {name}")
    real = len(mutants) - len(equivalent) + len(gone)
    killed = real - len(survivors)
    print(f"{asked}: {killed} of {real} mutants noticed ({killed / real:.0%}), ", end="")
    print(f"{len(equivalent)} named as no fault")
    return 0 if killed >= WANTED * real and not gone else 1


if __name__ == "__main__":
    sys.exit(main())
