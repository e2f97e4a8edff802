"""Which needs does a programme know: the entries of its menu, and the finer ones within them?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from services_directory.values.local_text import LocalText


class OfferKind(StrEnum):
    TRAINING = "training"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Category:
    """A need, with the words of its menu entry; `offers` of this kind answer it as well.

    `in_menu`: what few services answer is found by who asks for it, and makes no menu longer.
    """

    code: str
    title: LocalText
    offers: OfferKind | None = None
    in_menu: bool = True


@dataclass(frozen=True, slots=True)
class FinerNeed:
    """A need within a category (savings, credit), and which services answer it: none but these.

    `services`: ids, or patterns of them such as "jen-ecole-*". `apart`: those of them that answer
    nothing else, not the whole of their category either, unless somebody names them.
    `category` is None where the directory has none for it; `offer`: what can be registered for.
    `words`: folded, by which it is asked for, where it has no label of its own; `in_menu`: asked
    about when its category is picked there. `ways_on`: other needs, offered where nothing answers
    this one.
    """

    code: str
    title: LocalText
    category: str | None = None
    services: tuple[str, ...] = ()
    offer: str | None = None
    words: tuple[str, ...] = ()
    in_menu: bool = False
    apart: tuple[str, ...] = ()
    ways_on: tuple[str, ...] = ()

    def is_apart(self, service_id: str) -> bool:
        """Whether a service answers this need alone."""
        return any(fnmatchcase(service_id, each) for each in self.apart)


@dataclass(frozen=True, slots=True)
class Offer:
    """A course or a financial product somebody can register interest in."""

    code: str
    kind: OfferKind
    title: LocalText
