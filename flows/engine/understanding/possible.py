"""Might a longer message ask us to stop or to erase? Then we ask; we never do it."""

from __future__ import annotations

from collections.abc import Sequence

from flows.engine.understanding.intents import ASKED_ABOUT
from flows.engine.understanding.lexicon import MOST_WORDS, Lexicon
from flows.engine.understanding.whole import nearest, uncourteous

_NOTHING_ELSE = "stop"
_KIND = frozenset(("thanks", "greet"))


def doubted(light: Sequence[str], folded: Sequence[str], lexicon: Lexicon) -> str | None:
    """The protected intent that the whole message may be, beside a "please" too; but "enough,
    thank you" is said by whoever has all they need."""
    if found := lexicon.doubtful.get(" ".join(light)):
        return found
    kept = uncourteous(folded, lexicon)
    if len(kept) == len(folded) or len(light) != len(folded):
        return None
    beside = (folded[at] for at in range(len(folded)) if at not in kept)
    if any(row.intent in _KIND for word in beside for row in lexicon.folded.get(word, ())):
        return None
    return lexicon.doubtful.get(" ".join(light[at] for at in kept))


def possible_in(
    light: Sequence[str], is_need_named: bool, lexicon: Lexicon, locale: str | None
) -> str | None:
    """The first protected intent of `ASKED_ABOUT` said inside the message.

    Read in the light form and in the languages we speak: many false alarms are words that only
    folding makes alike (arrêté), or everyday words elsewhere. A single word counts only where it
    begins or ends the message, and beside a need only if it is a word for nothing else: "arrêt de
    travail" would cost a question, "stop" never goes unasked."""
    for size in range(min(MOST_WORDS, len(light)), 0, -1):
        for start in range(len(light) - size + 1):
            group = nearest(
                lexicon.exact.get(" ".join(light[start : start + size]), ()), lexicon, locale
            )
            said = [row for row in group if row.intent in ASKED_ABOUT]
            if not said or not (said[0].language in lexicon.spoken or said[0].language == locale):
                continue
            is_at_end = start in (0, len(light) - 1)
            if size > 1 or (is_at_end and (not is_need_named or light[start] == _NOTHING_ELSE)):
                return said[0].intent
    return None
