"""What stands on a page that is given to somebody? Words in their order; not how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PageSize = Literal["A4", "A6"]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. `size` in points; `centred`, or else from the side that reading begins at."""

    text: str
    size: float = 11
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says, such as a place."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class QrCode:
    """A picture that a phone reads: an address, or a code."""

    content: str
    size_mm: float = 30
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two languages."""


@dataclass(frozen=True, slots=True)
class Gap:
    """White space, which grows until the page is full: all the gaps of a page alike."""

    share: int = 1


Block = Words | Fact | QrCode | Rule | Gap


@dataclass(frozen=True, slots=True)
class Part:
    """What stands together in one language."""

    blocks: tuple[Block, ...]
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One page. `title` and `language` (a tag such as "ar") are for screen readers and viewers."""

    title: str
    language: str
    parts: tuple[Part, ...]
    size: PageSize = "A4"
    framed: bool = False
