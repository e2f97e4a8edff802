"""The one function that reads a message: `understand`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flows.engine.understanding import words
from flows.engine.understanding.inside import Match, language_of_small_words, matches_in
from flows.engine.understanding.intents import (
    EMERGENCY,
    NONE,
    OUTSIDE,
)
from flows.engine.understanding.language_asked import language_asked
from flows.engine.understanding.lexicon import NO_LANGUAGE, Keyword, Lexicon
from flows.engine.understanding.model.features import words_weighed
from flows.engine.understanding.needs import grave_danger, needs_beside, needs_of
from flows.engine.understanding.phrases.said import Said, phrases_in
from flows.engine.understanding.possible import doubted, possible_in
from flows.engine.understanding.screen.options import option_in
from flows.engine.understanding.towns import elsewhere_in, place_in
from flows.engine.understanding.verdict import (
    NO_DANGER,
    Danger,
    Decision,
    Hints,
    Verdict,
    leaves_open,
    verdict_of,
)
from flows.engine.understanding.whole import Whole, match_whole, without_courtesy
from flows.engine.understanding.wishes import wishes_in

SENTENCE = 0.8
"""The score of a meaning found in a sentence, at most; above it the whole message was one word."""

_AGREEMENT = frozenset({"yes", "no"})
"""What nobody says with a question mark: "sure?" asks whether we are."""

_SENTENCE = 3
"""So many words, of which we understand a need, ask for it."""

_SLASH = re.compile(r"/(?P<name>[A-Za-z_]+)(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL)
"""A Telegram command; what follows counts for /start and /language."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text may mean.

    `intent`: a name of keywords.csv, "option:N", or "none"; "outside" is what none of ours could
    have. `exact`: the whole message was that word. `possible`: stop or delete_my_data seen inside a
    longer message, or a word that may mean it, to be asked about, never done. `topics`: every
    category heard, best first; `also`: those after the first that are needs of their own.
    `beside`: what opens a conversation, said beside them, such as "register". `place`: an id of the
    programme's places; `elsewhere`: a town, folded, that is none of them. `wishes`: how the answer
    should be ("free"). `language` and `script`: of the words that were recognised.
    `choose_language`: a language asked for by name ("en anglais"). `said`: all of it, folded.
    `rest`: folded words that neither a need nor a place has used, for the search. `score`: 0 to 1.

    `label`: of `labels.LABELS`, finer than `intent`, the likeliest by the rules and the model
    together; `second`: one meant as well; `suggestions`: the next likeliest, to be offered.
    `decision`: act on the label, ask whether it is meant, or neither. `danger`: how sure, which.
    `phrases`: what means something where it is heard, whatever all of it means. `certain`: a phrase
    marked strong says the intent, which the model does not change.
    """

    intent: str = NONE
    exact: bool = False
    option: int | None = None
    possible: str | None = None
    topics: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    place: str | None = None
    elsewhere: str | None = None
    wishes: tuple[str, ...] = ()
    language: str | None = None
    script: str | None = None
    choose_language: str | None = None
    said: str = ""
    rest: str = ""
    score: float = 0.0
    label: str = NONE
    second: str | None = None
    suggestions: tuple[str, ...] = ()
    decision: Decision = "none"
    danger: Danger = NO_DANGER
    phrases: tuple[Said, ...] = ()
    certain: bool = False

    def phrase(self, kind: str) -> Said | None:
        """The first phrase whose mark begins so, "after:"."""
        return next((each for each in self.phrases if each.mark.startswith(kind)), None)

    @property
    def names_a_need(self) -> bool:
        """One of ours, or one that no directory answers."""
        return bool(self.topics) or self.intent == OUTSIDE

    @property
    def is_request(self) -> bool:
        """A need with a place, or a whole sentence of it: no answer to a question of ours."""
        is_sentence = self.decision != "none" and len(self.said.split()) >= _SENTENCE
        return bool(self.topics) and (self.place is not None or is_sentence)


def understand(text: str, lexicon: Lexicon, locale: str | None = None) -> Meaning:
    """Read `text` as somebody who chose `locale` would have meant it.

    The rules in this order: a number, the whole message, then needs and places inside it; and the
    model for what they leave open. Never raises, whatever the text."""
    meaning = _by_rules(text, lexicon, locale)
    if meaning.option is not None:
        return meaning
    phrases = phrases_in(words.folded_words(text[: words.LONGEST_TEXT]), lexicon)
    if phrases:
        language = meaning.language or phrases[0].language
        meaning = replace(meaning, phrases=phrases, language=language)
    verdict = _verdict(text, meaning, lexicon)
    return replace(
        meaning,
        label=verdict.label,
        second=verdict.second,
        suggestions=verdict.suggestions,
        decision=verdict.decision,
        danger=verdict.danger,
    )


def _verdict(text: str, meaning: Meaning, lexicon: Lexicon) -> Verdict:
    hints = _hints(meaning)
    if lexicon.classifier is not None and leaves_open(hints):
        found = words_weighed(text[: words.LONGEST_TEXT])
        if found:
            ranking = lexicon.classifier.rank(found)
            return verdict_of(hints, ranking, lexicon.classifier.weights.numbers)
    return verdict_of(hints, None, {})


def _hints(meaning: Meaning) -> Hints:
    if meaning.intent == NONE and meaning.place is not None and not meaning.rest:
        return Hints("location", is_whole=True)
    beside = (*meaning.beside, meaning.possible) if meaning.possible else meaning.beside
    return Hints(meaning.intent, meaning.exact, meaning.topics, beside)


def _by_rules(text: str, lexicon: Lexicon, locale: str | None) -> Meaning:
    is_whole, text = len(text) <= words.LONGEST_TEXT, text[: words.LONGEST_TEXT]
    command = _SLASH.fullmatch(text.strip())
    if command:
        text = f"{command['name']} {command['rest'] or ''}".strip()
    if (option := option_in(text)) is not None:
        return _option(option)
    light, folded = words.light_words(text), words.folded_words(text)
    if folded and (option := option_in(" ".join(without_courtesy(folded, lexicon)))) is not None:
        return _option(option)
    if not folded:
        return Meaning()
    if command and command["name"].casefold() == "start":
        return _start(folded, lexicon)
    if asked := language_asked(without_courtesy(folded, lexicon) or folded, lexicon):
        return _language(asked, folded, lexicon, locale)
    if doubt := doubted(light, folded, lexicon):
        return Meaning(exact=True, possible=doubt, said=" ".join(folded))
    whole = match_whole(light, folded, lexicon, locale) if is_whole else None
    if whole and not (whole.keywords[0].intent in _AGREEMENT and _asks(text)):
        return replace(_of_whole(whole, lexicon), said=" ".join(folded))
    return _of_sentence(light, folded, lexicon, locale)


def _asks(text: str) -> bool:
    return "?" in text or "؟" in text


def _option(number: int) -> Meaning:
    return Meaning(f"option:{number}", exact=True, option=number, score=1.0)


def _start(folded: Sequence[str], lexicon: Lexicon) -> Meaning:
    """/start and what a poster's link says after it, a place perhaps."""
    taken = {0}
    place = place_in(folded, taken, lexicon)
    return Meaning("start", exact=True, place=place, rest=_rest(folded, taken, lexicon), score=1.0)


def _language(asked: str, folded: Sequence[str], lexicon: Lexicon, locale: str | None) -> Meaning:
    said = [row for word in folded for row in lexicon.folded.get(word, ())]
    said.sort(key=lambda row: lexicon.rank(row.language, locale))
    language, script = _spoken_in(said[:1])
    return Meaning(
        "language", True, language=language, script=script, choose_language=asked, score=0.95
    )


def _of_whole(whole: Whole, lexicon: Lexicon) -> Meaning:
    intents = sorted(
        dict.fromkeys(row.intent for row in whole.keywords), key=lambda intent: intent != EMERGENCY
    )
    language, script = _spoken_in(whole.keywords)
    return Meaning(
        intents[0],
        exact=whole.score > SENTENCE,
        topics=tuple(
            intent for intent in intents if lexicon.openings.is_need(intent) and intent != OUTSIDE
        ),
        language=language,
        script=script,
        score=whole.score,
    )


def _of_sentence(
    light: Sequence[str], folded: Sequence[str], lexicon: Lexicon, locale: str | None
) -> Meaning:
    taken: set[int] = set()
    place = place_in(folded, taken, lexicon)
    matches = matches_in(folded, taken, lexicon, locale)
    topics = needs_of(matches, lexicon.openings)
    is_outside = topics[:1] == (OUTSIDE,)
    topics = () if is_outside else tuple(each for each in topics if each != OUTSIDE)
    intent, sure, certain = _first_intent(matches, topics, lexicon)
    if is_outside and intent == NONE:
        intent, sure = OUTSIDE, _surest(matches, OUTSIDE)
    language, script = _spoken_in([row for match in matches for row in match.keywords])
    language = language_of_small_words(folded, lexicon) or language
    if intent == NONE and place:
        sure = 0.9 if len(taken) == len(folded) else 0.5
    return Meaning(
        intent,
        possible=possible_in(light, bool(topics), lexicon, locale),
        topics=topics,
        also=needs_beside(matches, topics),
        beside=_beside(matches, topics, lexicon),
        place=place,
        elsewhere=None if place else elsewhere_in(folded, taken, lexicon),
        wishes=wishes_in(folded, lexicon),
        language=language,
        script=script,
        said=" ".join(folded),
        rest=_rest(folded, taken, lexicon),
        score=round(sure, 2),
        certain=certain,
    )


def _first_intent(
    matches: Sequence[Match], topics: Sequence[str], lexicon: Lexicon
) -> tuple[str, float, bool]:
    """Danger first; a wish said in several words next; then needs, then wishes of one word."""
    if grave_danger(matches):
        return EMERGENCY, SENTENCE, False
    openings = lexicon.openings
    opening = sorted(
        (match for match in matches if match.keywords[0].intent in openings.inside),
        key=lambda match: openings.inside.index(match.keywords[0].intent),
    )
    for match in opening:
        intent = match.keywords[0].intent
        is_said_first = len(match.at) > 1 and intent in openings.before_needs
        if not topics or is_said_first or match.is_strong:
            return intent, SENTENCE * match.sure, match.is_strong
    if not topics:
        return NONE, 0.0, False
    return topics[0], _surest(matches, topics[0]), False


def _surest(matches: Sequence[Match], intent: str) -> float:
    named = (match for match in matches if any(row.intent == intent for row in match.keywords))
    return SENTENCE * max(match.sure for match in named)


def _beside(matches: Sequence[Match], topics: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    if not topics:
        return ()
    heard = {match.keywords[0].intent for match in matches}
    return tuple(intent for intent in lexicon.openings.inside if intent in heard)


def _rest(folded: Sequence[str], taken: set[int], lexicon: Lexicon) -> str:
    """The words nothing has used, for the search; small ones and courtesies say nothing there."""
    kept = [word for at, word in enumerate(folded) if at not in taken]
    plain = without_courtesy(kept, lexicon)
    return " ".join(word for word in plain if word not in lexicon.filler)


def _spoken_in(keywords: Iterable[Keyword]) -> tuple[str | None, str | None]:
    """The language and script most of these words are in; signs have no language."""
    counted = Counter((row.language, row.script) for row in keywords)
    if not counted:
        return None, None
    (language, script), _ = counted.most_common(1)[0]
    return (None if language == NO_LANGUAGE else language), script
