"""How is the lexicon made from the rows of keywords.csv and the names of places?"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from flows.engine.understanding import words
from flows.engine.understanding.intents import (
    ASKS,
    AUTOMATIC,
    BESIDE_OF_CARD,
    ELSEWHERE,
    EVERYDAY,
    FILLER,
    LANGUAGE_NAME,
    MAYBE,
    OF_CARD,
    POLITE,
    PROTECTED,
    STRONG,
    WEAK,
    WISH,
    WITH,
    Openings,
    is_mark,
    is_phrase,
)
from flows.engine.understanding.lexicon import Group, Keyword, Lexicon, Phrases, Similar
from flows.engine.understanding.model.classifier import Classifier
from flows.engine.understanding.phrases.misspelt import sounded
from services_directory.values.entries import Place

_IN_ANY_ORDER = ("number", "when", "where", "again")
"""Questions about a card whose words may stand beside those of any other."""


def build_lexicon(
    keywords: Iterable[Keyword],
    places: Iterable[Place],
    spoken: Sequence[str] = ("fr", "ar", "aeb", "en"),
    classifier: Classifier | None = None,
    *,
    openings: Openings,
) -> Lexicon:
    """Work out every table `understand` needs; `openings` are those of `flows/registry.py`.

    The words' half takes a moment and is kept, so new places alone cost little."""
    towns = tuple(places)
    place_names = _place_names(towns)
    return replace(
        _of_words(tuple(keywords), tuple(spoken), openings),
        places=towns,
        place_names=place_names,
        towns=_similar(place_names),
        classifier=classifier,
    )


@lru_cache(maxsize=2)
def _of_words(rows: tuple[Keyword, ...], spoken: tuple[str, ...], openings: Openings) -> Lexicon:
    """The lexicon of a world without places."""
    forms = {row.text: _Forms.of(row.text) for row in rows}
    # One row's group is one tuple in memory, for all the tables it stands in.
    said = [(_plain_intent(row),) for row in rows if not is_mark(row.intent)]
    names = _language_names(rows, forms)
    folded = [(alone, forms[alone[0].text].folded) for alone in said]
    inside = [each for each in folded if _counts_inside(*each, names, openings)]
    filler = _filler(rows, forms)
    wishes = _suffixes(WISH, rows, forms)
    polite = _marked(POLITE, rows, forms)
    elsewhere = _marked(ELSEWHERE, rows, forms)
    inside_phrases = _phrases(inside)
    marked = _marked_phrases(rows, forms)
    asks = _suffixes(ASKS, rows, forms)
    return Lexicon(
        keywords=rows,
        places=(),
        spoken=spoken,
        openings=openings,
        exact=_phrases((alone, forms[alone[0].text].light) for alone in said),
        folded=_unmistakable(_phrases(folded), forms),
        inside=inside_phrases,
        content=_phrases(_without_small_words(inside, filler)),
        polite=polite,
        polite_beginnings=frozenset(phrase.partition(" ")[0] for phrase in polite),
        weak=_marked(WEAK, rows, forms),
        companions=_companions(rows, forms),
        filler=filler,
        small=frozenset(forms[row.text].light for row in rows if row.intent == FILLER),
        doubtful=_doubtful(rows, forms),
        elsewhere=elsewhere,
        wishes=wishes,
        wish_beginnings=frozenset(phrase.partition(" ")[0] for phrase in wishes),
        everyday=_marked(EVERYDAY, rows, forms),
        strong=_marked(STRONG, rows, forms),
        automatic=_marked(AUTOMATIC, rows, forms),
        phrases=marked,
        phrase_beginnings=frozenset(phrase.partition(" ")[0] for phrase in marked),
        of_card=_words_of_card(rows, forms),
        asks=asks,
        joined=tuple(sorted((e for e in asks if asks[e] == "joined"), key=len, reverse=True)),
        sounded=sounded((phrase, row) for phrase, group in marked.items() for row in group),
        language_names=names,
        far_towns=_similar(elsewhere),
        place_names={},
        needs=_similar(_spoken_needs(inside_phrases, spoken, openings)),
        towns=Similar({}, {}),
    )


class _Forms(NamedTuple):
    """A text's words in the two forms of `folding`, joined by blanks; worked out once.

    Each phrase is one text in memory, for all the tables it stands in."""

    light: str
    folded: str

    @classmethod
    def of(cls, text: str) -> _Forms:
        light = sys.intern(" ".join(words.light_words(text)))
        return cls(light, sys.intern(" ".join(words.folded_words(text))))


def _spoken_needs(phrases: Phrases, spoken: Sequence[str], openings: Openings) -> Iterator[str]:
    for phrase, group in phrases.items():
        if any(openings.is_need(row.intent) and row.language in spoken for row in group):
            yield phrase


def content_of(
    found: Sequence[str], filler: Mapping[str, frozenset[str]] | frozenset[str]
) -> tuple[str, ...]:
    """The words that carry meaning, each without its article."""
    return tuple(words.without_article(word) for word in found if word not in filler)


def _counts_inside(alone: Group, phrase: str, names: Mapping[str, str], openings: Openings) -> bool:
    (row,) = alone
    if phrase in names or row.intent.startswith(LANGUAGE_NAME):
        return False
    return openings.counts_inside(row.intent)


def _spellings(phrase: str) -> set[str]:
    """A phrase as it is, and with its apostrophes forgotten or typed as blanks."""
    if "'" not in phrase:
        return {phrase}
    return {phrase, phrase.replace("'", ""), phrase.replace("'", " ")}


def _phrases(pairs: Iterable[tuple[Group, str]]) -> Phrases:
    found: dict[str, Group] = {}
    for alone, written in pairs:
        (named,) = alone
        for phrase in _spellings(written):
            group = found.get(phrase, ())
            if phrase and named not in group:
                found[phrase] = group + alone if group else alone
    return found


def _without_small_words(
    phrases: Iterable[tuple[Group, str]], filler: Mapping[str, frozenset[str]]
) -> Iterator[tuple[Group, str]]:
    """What is left of each phrase, if that is more than one word."""
    for alone, phrase in phrases:
        if len(content := content_of(phrase.split(), filler)) > 1:
            yield alone, sys.intern(" ".join(content))


def _plain_intent(row: Keyword) -> Keyword:
    if row.intent.startswith(LANGUAGE_NAME):
        return Keyword(row.language, row.script, "language", row.text)
    return row


def _unmistakable(phrases: Phrases, forms: Mapping[str, _Forms]) -> Phrases:
    """Leave protected words out where folding made different words alike: أبدا and ابدأ."""
    kept: dict[str, tuple[Keyword, ...]] = {}
    for phrase, group in phrases.items():
        intents = {row.intent for row in group}
        if len(intents) > 1 and len({forms[row.text].light for row in group}) > 1:
            group = tuple(row for row in group if row.intent not in PROTECTED)
        if group:
            kept[phrase] = group
    return kept


def _filler(rows: Iterable[Keyword], forms: Mapping[str, _Forms]) -> Mapping[str, frozenset[str]]:
    languages: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.intent == FILLER:
            for spelling in _spellings(forms[row.text].folded):
                languages[spelling].add(row.language)
    return {word: frozenset(codes) for word, codes in languages.items()}


def _marked(mark: str, rows: Iterable[Keyword], forms: Mapping[str, _Forms]) -> frozenset[str]:
    marked = (forms[row.text].folded for row in rows if row.intent == mark)
    return frozenset(spelling for found in marked for spelling in _spellings(found))


def _words_of_card(
    rows: Sequence[Keyword], forms: Mapping[str, _Forms]
) -> Mapping[str, frozenset[str]]:
    """By each question about a card, what else it may be made of ("them", "today"). "Papers", "age"
    or "free" are needs and wishes as well: such a question is known by its own words alone."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.intent.startswith((OF_CARD, BESIDE_OF_CARD)):
            for spelling in _spellings(forms[row.text].folded):
                said[row.intent].update(spelling.split())
    any_order = frozenset().union(*(said[f"{OF_CARD}{each}"] for each in _IN_ANY_ORDER))
    beside = frozenset(said.pop(BESIDE_OF_CARD, ()))
    return {mark: beside | words_said | any_order for mark, words_said in said.items()}


def _companions(
    rows: Sequence[Keyword], forms: Mapping[str, _Forms]
) -> Mapping[str, frozenset[str]]:
    return {
        intent.removeprefix(WITH): _marked(intent, rows, forms)
        for intent in dict.fromkeys(row.intent for row in rows)
        if intent.startswith(WITH)
    }


def _doubtful(rows: Iterable[Keyword], forms: Mapping[str, _Forms]) -> Mapping[str, str]:
    return {
        forms[row.text].light: row.intent.removeprefix(MAYBE)
        for row in rows
        if row.intent.startswith(MAYBE)
    }


def _marked_phrases(rows: Iterable[Keyword], forms: Mapping[str, _Forms]) -> Phrases:
    """Each once for each mark, in the first language that has it."""
    found: defaultdict[str, dict[str, Keyword]] = defaultdict(dict)
    for row in rows:
        if is_phrase(row.intent):
            for spelling in _spellings(forms[row.text].folded):
                found[spelling].setdefault(row.intent, row)
    return {phrase: tuple(marks.values()) for phrase, marks in found.items()}


def _suffixes(mark: str, rows: Iterable[Keyword], forms: Mapping[str, _Forms]) -> Mapping[str, str]:
    """By each word of the rows with this mark, what stands behind its colon. A word of its own goes
    before what another looks like without its apostrophe: "ill" is not "I'll"."""
    own = {forms[row.text].folded: row for row in rows if row.intent.startswith(mark)}
    spelt = {spelling: row for folded, row in own.items() for spelling in _spellings(folded)}
    return {word: row.intent.removeprefix(mark) for word, row in (spelt | own).items()}


def _language_names(rows: Iterable[Keyword], forms: Mapping[str, _Forms]) -> Mapping[str, str]:
    return {
        forms[row.text].folded: row.intent.removeprefix(LANGUAGE_NAME)
        for row in rows
        if row.intent.startswith(LANGUAGE_NAME)
    }


def _place_names(places: Iterable[Place]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for place in places:
        for name in (*(text for _, text in place.name.words), *place.spellings):
            its_words = words.folded_words(name)
            bare = " ".join(words.without_article(word) for word in its_words)
            phrases = _spellings(" ".join(its_words)) | _spellings(bare)
            for phrase in phrases | {"".join(its_words)}:
                found.setdefault(phrase, place.id)
    return found


def _similar(phrases: Iterable[str]) -> Similar:
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    sounds: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        if " " in phrase:
            continue
        alike[phrase[0], len(phrase)].append(phrase)
        if len(sound := words.skeleton(phrase)) >= words.SHORTEST_SOUND:
            sounds[sound].append(phrase)
    return Similar(
        {key: tuple(found) for key, found in alike.items()},
        {sound: tuple(found) for sound, found in sounds.items()},
    )
