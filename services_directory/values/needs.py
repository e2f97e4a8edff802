"""Which needs does a programme know: the entries of its menu, and the finer ones within them?"""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.values.local_text import LocalText


@dataclass(frozen=True, slots=True)
class Category:
    """A need, with the words of its menu entry."""

    code: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class FinerNeed:
    """A need within a category (savings, credit), and which services answer it: none but these.

    `category` is None where the directory has none for it; `offer`: what can be registered for.
    `words`: folded, by which it is asked for, where it has no label of its own; `in_menu`: asked
    about when its category is picked there.
    """

    code: str
    title: LocalText
    category: str | None = None
    services: tuple[str, ...] = ()
    offer: str | None = None
    words: tuple[str, ...] = ()
    in_menu: bool = False
