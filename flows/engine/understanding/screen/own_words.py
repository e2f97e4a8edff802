"""Which words of a message are the person's own, and which a phone's, or a quote from us?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon
from services_directory.values.normalise import fold

_OPENING, _CLOSING = '“”„‟«"‹', '“”‟»"›'

_REACTION = re.compile(
    r"(?:(?:liked|disliked|loved|laughed at|emphasi[sz]ed|questioned"
    r"|reacted .{1,20} to|removed .{1,30} from"
    r"|(?:a|ont) (?:aime|adore|souligne|accentue|ri d[eu]|ri a|rigole d[eu]|mis en \w+"
    r"|reagi .{1,30}|(?:ajoute|supprime|retire) .{1,30})|n'a pas aime|s'interroge sur"
    r"|(?:اعجب|اعجبه|اعجبها|لم يعجبه|احب|ضحك|شدد|تساءل|تفاعل|ازال)\b.{0,30})"
    r"|[^\w\s]{1,12} ?(?:to|a|sur|en|الي|ل|علي|ب|في)?)",
    re.DOTALL,
)
"""What a phone writes before the words that somebody reacted to, folded."""

_RULE = re.compile(r"\s*(?:-{2,}|_{2,}|—+|={3,}|\*{3,})\s*")
"""A line under which nobody writes but a phone."""

_SENT_FROM = re.compile(
    r"(?:sent (?:from|via|with)|envoye (?:de|depuis|a partir|avec|via)|get outlook|telecharge"
    r"|ارسل(?:ت)? (?:من|بواسطه)|مرسل(?:ه)? من)\b.*"
)
_QUOTED_LINE = re.compile(r"\s*(?:>|\|)")
_WROTE = re.compile(r"(?:on|le|في) .{4,80} (?:wrote|a ecrit|كتب)\s*:?")

_SHORTEST_AUTOMATIC = 10
"""Nobody is told with less that nobody is there."""

_SIGNED_WORDS = 5
"""So many words, at most, below an answer are a name that a phone puts there."""


def own_words(text: str, ours: Collection[str], lexicon: Lexicon) -> str | None:
    """The text without what a phone adds and what is ours; None for a reaction: it says nothing.

    `ours`: the lines on the screen, as they are shown. Where nothing else is left, a line copied
    from the screen is an answer like any other, and stays."""
    if is_reaction(text):
        return None
    if "\n" not in text:
        return text
    lines = [line for line in _above_signature(text.split("\n")) if line.strip()]
    screen = {fold(line) for line in ours}
    own = [line for line in lines if fold(line) not in screen and not _is_notice(line, lexicon)]
    return "\n".join(own or lines)


def is_reaction(text: str) -> bool:
    """ "Liked “…”", "A aimé « … »", "👍 to “…”"."""
    plain = "".join(letter for letter in text if letter.isprintable()).strip().rstrip(".")
    start = next((at for at, letter in enumerate(plain) if letter in _OPENING), 0)
    if not start or plain[-1] not in _CLOSING:
        return False
    return _REACTION.fullmatch(fold(plain[:start])) is not None


def is_automatic(text: str, lexicon: Lexicon) -> bool:
    """Whether it says, in words a machine is given for it, that nobody is there."""
    if len(text) < _SHORTEST_AUTOMATIC:
        return False
    said = f" {' '.join(words.folded_words(text))} "
    return any(f" {phrase} " in said for phrase in lexicon.automatic)


def without_signature(text: str) -> str | None:
    """The first line, where what stands below it could be a name; None for a single line.

    Whether it is one, only the meaning of the first line tells."""
    first, _line, below = text.strip().partition("\n")
    if not below.strip() or len(words.folded_words(below)) > _SIGNED_WORDS:
        return None
    return first


def _above_signature(lines: list[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        said = fold(line).strip()
        if (at and _RULE.fullmatch(line)) or _WROTE.fullmatch(said):
            return
        if not _QUOTED_LINE.match(line) and not _SENT_FROM.fullmatch(said):
            yield line


def _is_notice(line: str, lexicon: Lexicon) -> bool:
    """Nobody asks at once to stop and to erase: it is our own line that explains both."""
    said = {row.intent for word in words.light_words(line) for row in lexicon.exact.get(word, ())}
    return {"stop", "delete_my_data"} <= said
