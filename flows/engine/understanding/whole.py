"""Is the whole message one word or phrase we know? The only way to stop, agree, refuse or erase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.engine.understanding import words
from flows.engine.understanding.intents import PROTECTED
from flows.engine.understanding.lexicon import MOST_WORDS, Keyword, Lexicon, Phrases

_MAY_BE_REPEATED = PROTECTED | {"greet", "thanks"}
_MOST_WORDS_OF_ONE_THING = 12


@dataclass(frozen=True, slots=True)
class Whole:
    """The keywords a whole message is, those of the nearest language only."""

    keywords: tuple[Keyword, ...]
    score: float


def match_whole(
    light: Sequence[str], folded: Sequence[str], lexicon: Lexicon, locale: str | None
) -> Whole | None:
    """Try one reading after the other, the most literal first.

    `light` and `folded` are the message's words in the two forms."""
    for phrases, phrase, score in _readings(tuple(light), tuple(folded), lexicon):
        if found := nearest(phrases.get(phrase, ()), lexicon, locale):
            return _unless_small(Whole(found, score), light, lexicon)
    plain = tuple(words.squeeze(word) for word in without_courtesy(folded, lexicon))
    if said := _one_thing(plain, lexicon, locale):
        return _unless_small(Whole((said,), 0.88), light, lexicon)
    return _command_among_small_words(folded, lexicon, locale)


def _unless_small(whole: Whole, light: Sequence[str], lexicon: Lexicon) -> Whole | None:
    """None where it is protected only as folded, and small words as written: "là" is not "la"."""
    row = whole.keywords[0]
    if row.intent not in PROTECTED or not all(word in lexicon.small for word in light):
        return whole
    written = lexicon.exact.get(" ".join(light), ())
    return whole if row in written and row.text.count(" ") == len(light) - 1 else None


def nearest(group: Sequence[Keyword], lexicon: Lexicon, locale: str | None) -> tuple[Keyword, ...]:
    """Of keywords written alike, those of the language nearest to the person's."""
    if len(group) < 2:
        return tuple(group)
    best = min(lexicon.rank(row.language, locale) for row in group)
    return tuple(row for row in group if lexicon.rank(row.language, locale) == best)


def without_courtesy(found: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The words that are left when please, thank you and hello fall away."""
    return tuple(found[i] for i in uncourteous(found, lexicon))


def uncourteous(found: Sequence[str], lexicon: Lexicon) -> list[int]:
    """Where the words stand that are left."""
    kept: list[int] = []
    at = 0
    while at < len(found):
        size = _courtesy_at(found, at, lexicon)
        if not size:
            kept.append(at)
        at += size or 1
    return kept


def _courtesy_at(found: Sequence[str], at: int, lexicon: Lexicon) -> int:
    """How many words from `at` on are a courtesy, the longest first."""
    if found[at] not in lexicon.polite_beginnings:
        return 0
    sizes = range(min(MOST_WORDS, len(found) - at), 0, -1)
    return next((size for size in sizes if " ".join(found[at : at + size]) in lexicon.polite), 0)


def _readings(
    light: tuple[str, ...], folded: tuple[str, ...], lexicon: Lexicon
) -> Iterator[tuple[Phrases, str, float]]:
    yield lexicon.exact, " ".join(light), 1.0
    yield lexicon.folded, " ".join(folded), 0.97
    kept = uncourteous(folded, lexicon)
    if len(light) == len(folded):
        yield lexicon.exact, " ".join(light[i] for i in kept), 0.95
    plain = tuple(folded[i] for i in kept)
    yield lexicon.folded, " ".join(plain), 0.93
    for times in (1, 2):
        if len(light) == len(folded):
            yield lexicon.exact, " ".join(words.squeeze(light[i], times) for i in kept), 0.9
        yield lexicon.folded, " ".join(words.squeeze(word, times) for word in plain), 0.9


def _one_thing(found: Sequence[str], lexicon: Lexicon, locale: str | None) -> Keyword | None:
    """What a message means that is one intent through and through.

    It may say it twice ("oui d'accord"), or beside words that are listed as changing nothing of it
    ("arrêtez vos sms"). Every word is accounted for: "non stop" is neither no nor stop."""
    if len(found) > _MOST_WORDS_OF_ONE_THING:
        return None
    spans = tuple(
        (start, end, row)
        for start in range(len(found))
        for end in range(start + 1, min(len(found), start + MOST_WORDS) + 1)
        for row in nearest(lexicon.folded.get(" ".join(found[start:end]), ()), lexicon, locale)[:1]
    )
    for intent in dict.fromkeys(row.intent for _, _, row in spans):
        if intent in _MAY_BE_REPEATED or intent in lexicon.companions:
            said = [span for span in spans if span[2].intent == intent]
            if whole := _covered(found, said, lexicon.beside(intent)):
                return whole
    return None


def _covered(
    found: Sequence[str], said: Sequence[tuple[int, int, Keyword]], companions: frozenset[str]
) -> Keyword | None:
    """One of the keywords `said` (start, end, row) if they and companions leave no word over."""
    reached: dict[int, Keyword | None] = {0: None}
    for at, word in enumerate(found):
        if at not in reached:
            continue
        if word in companions:
            reached[at + 1] = reached.get(at + 1) or reached[at]
        for start, end, row in said:
            if start == at:
                reached[end] = reached.get(end) or row
    return reached.get(len(found))


def _command_among_small_words(
    folded: Sequence[str], lexicon: Lexicon, locale: str | None
) -> Whole | None:
    """A command that is asked for in a sentence of small words: "je veux le menu"."""
    plain = without_courtesy(folded, lexicon)
    kept = [word for word in plain if word not in lexicon.filler]
    for phrase in (" ".join(kept), " ".join(words.without_article(word) for word in kept)):
        if phrase in lexicon.language_names:
            continue  # "Je suis tunisien" asks for no language; who asks is heard elsewhere.
        group = nearest(lexicon.folded.get(phrase, ()), lexicon, locale)
        commands = tuple(row for row in group if not _is_exacting(row.intent, lexicon))
        if commands:
            return Whole(commands, 0.8)
    return None


def _is_exacting(intent: str, lexicon: Lexicon) -> bool:
    return intent in PROTECTED or lexicon.openings.is_need(intent)
