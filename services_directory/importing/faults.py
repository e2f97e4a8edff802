"""What is wrong in a file somebody wrote, where it stands, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
