"""What is wrong in a file somebody wrote, where it stands, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Said(str):
    """A sentence with numbers or names filled in, which still knows how it stood before.

    So a page can say it in another language: `template` is what it translates.
    """

    template: str
    named: Mapping[str, object]

    def __new__(cls, template: str, **named: object) -> Said:
        said = super().__new__(cls, template.format(**named) if named else template)
        said.template = template
        said.named = named
        return said


@dataclass(frozen=True, slots=True)
class FileFault:
    """`where` is a key's path ("categories[2].title.fr") or "row 12, column phone"."""

    file: str
    where: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: {self.mend}"


class FileRefused(Exception):
    """A file cannot be used at all; `faults` are all of them. What was there before stays."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def refused(file: str, where: str, mend: str) -> FileRefused:
    """A file that cannot be used for one reason."""
    return FileRefused([FileFault(file, where, mend)])


def fault_of(file: str, error: Mapping[str, object]) -> FileFault:
    """What pydantic found in a file of settings, with the path of its key."""
    where = ""
    location = error["loc"]
    for part in location if isinstance(location, tuple) else ():
        where += f"[{part}]" if isinstance(part, int) else f".{part}"
    mends = {
        "extra_forbidden": "No such key: correct its spelling or remove it.",
        "missing": "Add this key.",
    }
    mend = mends.get(str(error["type"]), f"{error['msg']}.")
    return FileFault(file, where.removeprefix("."), mend)
