"""What is a measured number, and was what was promised of it kept?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Result:
    """One number, and what was promised of it."""

    name: str
    value: float
    unit: str
    promised: str
    kept: bool

    def __str__(self) -> str:
        kept = "kept" if self.kept else "BROKEN"
        return f"{self.name:34} {self.value:9g} {self.unit:3} {self.promised:8} {kept}"


@dataclass(frozen=True)
class Findings:
    """What one file of this room found out.

    `raw`: what the numbers were made of, dataclasses; `lines`: the same for a reader, if short."""

    results: Sequence[Result]
    raw: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    lines: Sequence[str] = ()


def at_most(name: str, value: float, unit: str, limit: float) -> Result:
    return Result(name, round(value, 3), unit, f"< {limit:g}", value < limit)


def at_least(name: str, value: float, unit: str, limit: float) -> Result:
    return Result(name, round(value, 3), unit, f"≥ {limit:g}", value >= limit)
