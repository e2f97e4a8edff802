"""The one function that reads a message: `understand`."""

from __future__ import annotations

from dataclasses import dataclass

from flows.engine.understanding.lexicon import Lexicon

NONE = "none"

PROTECTED = frozenset({"stop", "start", "yes", "no", "delete_my_data"})
"""Intents that only a whole message, exactly, can have: a guess must never stop, erase or consent."""

COMMANDS = frozenset(
    "stop start help menu back language more human my_data delete_my_data".split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text may mean.

    `intent`: a name of keywords.csv, "option:N", or "none". `exact`: the whole message was that word.
    `possible`: a protected intent seen inside a longer message, to be asked about, never done.
    `topics`: every category heard, best first. `place`: an id of the programme's places. `language`
    and `script`: of the words that were recognised. `choose_language`: a language asked for by name
    ("en anglais"). `rest`: folded words not used by topic or place, for the search. `score`: 0 to 1.
    """

    intent: str = NONE
    exact: bool = False
    option: int | None = None
    possible: str | None = None
    topics: tuple[str, ...] = ()
    place: str | None = None
    language: str | None = None
    script: str | None = None
    choose_language: str | None = None
    rest: str = ""
    score: float = 0.0


def understand(text: str, lexicon: Lexicon, locale: str | None = None) -> Meaning:
    """Read `text` as somebody who chose `locale` would have meant it."""
    raise NotImplementedError
