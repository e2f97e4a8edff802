"""Does a service meet what is wished beside the need: open, free, for whom, in which language?"""

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

SPEAKS = "speaks"
"""With a language's code, "speaks:en": a wish to be spoken to in it."""

_FACTS = {
    "women": ("eligibility:women", "eligibility:survivors_of_violence"),
    "children": ("eligibility:children",),
    "refugees": ("eligibility:refugees", "eligibility:migrants"),
    "disabled": ("eligibility:people_with_disabilities", "accessibility:wheelchair"),
}
"""For whom a wish is, and the facts that say a service is for them."""

_SAID_OF = {
    "women": ("femme", "fille", "women", "girls", "نساء", "مراه", "فتاه"),
    "children": ("enfan", "child", "طفل", "اطفال"),
    "refugees": ("refugie", "demandeurs d'asile", "migrants", "refugee", "لاجئ", "مهاجر"),
    "disabled": ("handicap", "disab", "اعاقه", "معاق"),
}
"""Beginnings of folded words by which an entry says the same in its own words."""

_ONLY_MEN = "eligibility:men"


@dataclass(frozen=True, slots=True)
class Wishes:
    """`names`: `OPEN`, `FREE`, "speaks:fr", or for whom: women, children, refugees, disabled."""

    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)


NO_WISHES = Wishes()


def verdict(service: Service, wishes: Wishes, opening_rank: int) -> Verdict:
    """The worst over all wishes; `opening_rank` is 0 open, 1 unknown, 2 closed."""
    verdicts = (one_verdict(service, name, opening_rank) for name in wishes.names)
    return max(verdicts, default=Verdict.YES)


def one_verdict(service: Service, name: str, opening_rank: int) -> Verdict:
    """What is said of one wish; a wish nobody knows is met by nothing that is known."""
    if name == OPEN:
        return Verdict(opening_rank)
    if name == FREE:
        return Verdict.UNKNOWN if service.cost is None else _COSTS[service.cost]
    kind, _colon, code = name.partition(":")
    if kind == SPEAKS:
        return _spoken(service, code)
    if name == "women" and _ONLY_MEN in service.facts and _FACTS[name][0] not in service.facts:
        return Verdict.NO
    return Verdict.YES if _is_for(service, name) else Verdict.UNKNOWN


_COSTS = {Cost.FREE: Verdict.YES, Cost.PAID: Verdict.NO, Cost.VARIES: Verdict.UNKNOWN}


def _spoken(service: Service, code: str) -> Verdict:
    if not service.languages:
        return Verdict.UNKNOWN
    # Who speaks Arabic in Tunisia speaks Tunisian, and the other way about.
    wanted = {"ar", "aeb"} if code in ("ar", "aeb") else {code}
    return Verdict.NO if wanted.isdisjoint(service.languages) else Verdict.YES


def _is_for(service: Service, whom: str) -> bool:
    if service.category == whom or not set(_FACTS.get(whom, ())).isdisjoint(service.facts):
        return True
    said = (
        fold(words)
        for text in (service.eligibility, service.name, service.description)
        for _locale, words in text.words
    )
    return any(f" {start}" in f" {words}" for words in said for start in _SAID_OF.get(whom, ()))
