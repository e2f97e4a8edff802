"""Which words are retired, and how does a word to write stand in a sentence?

`locales/wording.csv` has a row for each word that gave way to another (one word for one thing), for
the verb that asks people to write a word, and for each such word; docs/style.md says why.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.translation.lexicon import load_keywords
from flows.engine.text import Text, _

WORDING_FILE = "wording.csv"
RETIRED, WRITE, COMMAND = "retired", "write", "command"

_COMMANDS = {
    *("menu", "back", "language", "feedback", "human", "my_data", "stop", "start"),
    *("delete_my_data", "help", "emergency", "my_course", "our_question"),
}
"""The intents of the words that people are asked to write."""

_ENDS = ".،,؛;)\n"
_ELIDED = re.compile(r"\b(?:de|que|le|la)\s\{(?:place|region|service|need|name)\}", re.IGNORECASE)
"""French before a placeholder whose words may begin with a vowel: "de Ain Draham"."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` are retired, and `say` is said; or `words` is the verb that asks to write; or a
    word to write as the source has it, which is `say` in this language."""

    language: str
    rule: str
    words: str
    say: str


@cache
def wording_rules(locales: Path) -> tuple[Rule, ...]:
    """Every row of the file; none where there is no such file."""
    path = locales / WORDING_FILE
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Rule(**row) for row in csv.DictReader(file))


def wording_faults(text: str, code: str, locales: Path) -> Iterator[Text]:
    """What of one sentence for people is against the rules of its language."""
    folded = text.casefold()
    for rule in wording_rules(locales):
        if rule.language != code:
            continue
        if rule.rule == RETIRED and re.search(rf"\b{re.escape(rule.words.casefold())}", folded):
            yield _(
                "It says “{words}”: one thing has one word, say “{better}”.",
                words=rule.words,
                better=rule.say,
            )
        if rule.rule == WRITE:
            yield from _written_badly(text, rule.words, _command_words(locales, code))
    if code == "fr" and (found := _ELIDED.search(text)):
        yield _(
            "It has “{words}”: before a vowel it would be elided; word it another way.",
            words=found[0],
        )


def missing_commands(text: str, source: str, code: str, locales: Path) -> Iterator[Text]:
    """Words to write that the source sentence tells, and this one does not."""
    for rule in wording_rules(locales):
        is_lost = (rule.language, rule.rule) == (code, COMMAND) and rule.say not in text
        if is_lost and re.search(rf"\b{rule.words}\b", source):
            yield _(
                "It does not tell the word to write, {word}, as the machine knows it.",
                word=rule.say,
            )


def _written_badly(text: str, verb: str, commands: Collection[str]) -> Iterator[Text]:
    """A word to write stands last, after a colon, and alone."""
    for asked in re.finditer(rf"\b{verb}\b(\s*:)?\s*([^\s.،,؛;:]+)(.?)", text, re.IGNORECASE):
        colon, word, after = asked.groups()
        if word not in commands and not (len(word) > 2 and word.isupper() and word.isalpha()):
            continue
        if not colon:
            yield _("It asks for {word} without a colon before it.", word=word)
        if after and after not in _ENDS:
            yield _("It goes on after {word}: a word to write stands last, and alone.", word=word)


@cache
def _command_words(locales: Path, code: str) -> frozenset[str]:
    return frozenset(
        each.text
        for each in load_keywords(locales)
        if each.language == code and each.intent in _COMMANDS and each.script == "Arab"
    )
