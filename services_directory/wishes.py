"""Does a service meet what is wished beside the need: open, free, for whom?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from services_directory.entries import Cost, Service
from services_directory.folding import fold


class Verdict(IntEnum):
    """What its entry says of a wish; the order is that of a list."""

    YES = 0
    UNKNOWN = 1
    NO = 2


OPEN, FREE = "open", "free"
WHOM = ("women", "children", "refugees", "disabled")

_SAID_OF = {
    "women": ("femme", "fille", "women", "girls", "نساء", "مراه", "فتاه"),
    "children": ("enfan", "child", "طفل", "اطفال"),
    "refugees": ("refugie", "demandeurs d'asile", "migrants", "refugee", "لاجئ", "مهاجر"),
    "disabled": ("handicap", "disab", "اعاقه", "معاق"),
}
"""Beginnings of folded words by which an entry says whom it is for."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`names`: of `OPEN`, `FREE` and `WHOM`; `language`: a code it should be spoken in."""

    names: tuple[str, ...] = ()
    language: str | None = None

    def __bool__(self) -> bool:
        return bool(self.names or self.language)


NO_WISHES = Wishes()


def verdict(service: Service, wishes: Wishes, opening_rank: int) -> Verdict:
    """The worst over all wishes; `opening_rank` is 0 open, 1 unknown, 2 closed."""
    if not wishes:
        return Verdict.YES
    verdicts = [one_verdict(service, name, opening_rank) for name in wishes.names]
    return max(verdicts, default=Verdict.YES)


def one_verdict(service: Service, name: str, opening_rank: int) -> Verdict:
    if name == OPEN:
        return Verdict(opening_rank)
    if name == FREE:
        return Verdict.UNKNOWN if service.cost is None else _COSTS[service.cost]
    return Verdict.YES if _is_for(service, name) else Verdict.UNKNOWN


_COSTS = {Cost.FREE: Verdict.YES, Cost.PAID: Verdict.NO, Cost.VARIES: Verdict.UNKNOWN}


def _is_for(service: Service, whom: str) -> bool:
    if service.category == whom:
        return True
    said = (
        fold(words)
        for text in (service.eligibility, service.name, service.description)
        for _locale, words in text.words
    )
    return any(f" {start}" in f" {words}" for words in said for start in _SAID_OF.get(whom, ()))
