"""What did a feed bring that is not as it should be, where, and what is done about it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Done(StrEnum):
    """What an import does about something: kept after a repair, as it is, apart, or not at all."""

    REPAIRED = "repaired"
    KEPT = "kept as it is"
    LEFT_OUT = "left out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is "row 12" of a CSV file or the path of an object in JSON, `column` a field of it.

    Words of a feed are never repeated here: a finding may be printed and logged.
    """

    file: str
    where: str
    column: str
    problem: str
    done: Done

    def __str__(self) -> str:
        place = f"{self.where}, column {self.column}" if self.column else self.where
        return f"{self.file}, {place}: {self.problem} ({self.done.value})"


@dataclass(slots=True)
class Findings:
    """All of one import, in the order they were made."""

    all: list[Finding] = field(default_factory=list)

    def add(self, told: SourceObject, column: str, problem: str, done: Done) -> None:
        """Note something about a field of an object, or ("") about the whole of it."""
        finding = Finding(told.file, told.where, column, problem, done)
        if finding not in self.all[-20:]:
            self.all.append(finding)

    def of(self, *done: Done) -> list[Finding]:
        return [each for each in self.all if each.done in done]


class SourceObject(dict[str, Any]):
    """One object of a feed. It knows the file and the row or path it stands at.

    `from_csv`: everything in it was written as text. `is_head`: without what hangs on it, from a
    list of services.
    """

    __slots__ = ("file", "from_csv", "is_head", "where")

    def __init__(self, file: str, where: str, *, from_csv: bool = False) -> None:
        super().__init__()
        self.file = file
        self.where = where
        self.from_csv = from_csv
        self.is_head = False
