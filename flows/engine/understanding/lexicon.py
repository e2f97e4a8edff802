"""The words we know, by language and intent, and the names of places; built once, only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flows.engine.understanding.intents import Openings
from flows.engine.understanding.model.classifier import Classifier
from services_directory.values.entries import Place

NO_LANGUAGE = "und"
"""The language of signs that every language shares, such as 👍."""

NEIGHBOURS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"aeb": ("ar", "fr"), "ar": ("aeb", "fr"), "fr": ("aeb", "ar"), "en": ("fr", "aeb")}
)
"""Languages people of a language mix into it, the nearest first."""

MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Keyword:
    """A row of a language's keywords.csv. `language` is a code as "aeb", `script` as "Latn"."""

    language: str
    script: str
    intent: str
    text: str


Group = tuple[Keyword, ...]
"""Keywords written alike, in one of the tables."""

Phrases = Mapping[str, Group]
"""Words joined by single spaces, and the keywords that are written so."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row's phrase as it is compared with misspelt ones: what is heard of its `letters`, without
    blanks and small words; of how many other words it is."""

    row: Keyword
    letters: str
    words: int


@dataclass(frozen=True, slots=True)
class Sounded:
    """Phrases to know in another spelling: by what is heard of their letters, or by consonants."""

    letters: Mapping[str, tuple[Phrase, ...]]
    consonants: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True)
class Similar:
    """Single words to find under other spellings.

    `alike`: first letter and length → the words that have them; `sounds`: consonants → the same."""

    alike: Mapping[tuple[str, int], tuple[str, ...]]
    sounds: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, repr=False)
class Lexicon:
    """Made by `build_lexicon` alone; everything below the first four is worked out from them.

    `spoken`: the languages we answer in, in order of how likely a stranger writes them. `openings`:
    the words that open a conversation.
    `exact`, `folded`: whole messages, in the two forms of `folding`; a protected word is missing
    from `folded` where folding makes it look like another word. `inside`: needs and openings that
    count inside a sentence; `content`: the same without small words and articles. `polite`, `weak`,
    `companions` (by intent) and `filler` (with its languages): words so marked, folded; `small`:
    the same in the light form. `doubtful`: words in the light form, with the protected intent they
    may have. `elsewhere`: towns that may be none of ours; `wishes`: folded phrases, and the name of
    what is wished by them, each of which starts with one of `wish_beginnings`, as `polite` do with
    one of `polite_beginnings`. `everyday`: words no
    typing error is suspected in; `strong`: phrases that go before other needs; `automatic`: what a
    machine says. `phrases`: what means something where it is heard; each starts with one of
    `phrase_beginnings`; `of_card`: by each that asks of a card, the words it is made of, and what
    may stand beside these; `asks`: words that ask about a course, folded, and what each asks;
    `joined`: of them those that are written joined to another, the longest first; `sounded`: the
    phrases, to be known misspelt. `needs`, `towns`, `far_towns` (elsewhere): words to find by their
    sound or despite a typing error. `classifier`: the model for everything the rules do not settle;
    None for the rules alone.
    """

    keywords: tuple[Keyword, ...]
    places: tuple[Place, ...]
    spoken: tuple[str, ...]
    openings: Openings
    exact: Phrases
    folded: Phrases
    inside: Phrases
    content: Phrases
    polite: frozenset[str]
    polite_beginnings: frozenset[str]
    weak: frozenset[str]
    companions: Mapping[str, frozenset[str]]
    filler: Mapping[str, frozenset[str]]
    small: frozenset[str]
    doubtful: Mapping[str, str]
    elsewhere: frozenset[str]
    wishes: Mapping[str, str]
    wish_beginnings: frozenset[str]
    everyday: frozenset[str]
    strong: frozenset[str]
    automatic: frozenset[str]
    phrases: Mapping[str, tuple[Keyword, ...]]
    phrase_beginnings: frozenset[str]
    of_card: Mapping[str, frozenset[str]]
    asks: Mapping[str, str]
    joined: tuple[str, ...]
    sounded: Sounded
    language_names: Mapping[str, str]
    far_towns: Similar
    place_names: Mapping[str, str]
    needs: Similar
    towns: Similar
    classifier: Classifier | None = None

    def __repr__(self) -> str:
        return f"Lexicon({len(self.keywords)} keywords, {len(self.places)} places)"

    def beside(self, kind: str) -> frozenset[str]:
        """The words of intent "with:kind", folded."""
        return self.companions.get(kind, frozenset())

    def rank(self, language: str, locale: str | None) -> int:
        """How far a language is from somebody who chose `locale`; 0 is nearest."""
        if language in (NO_LANGUAGE, locale):
            return 0
        near = NEIGHBOURS.get(locale or "", ())
        if language in near:
            return 1 + near.index(language)
        if language in self.spoken:
            return 10 + self.spoken.index(language)
        return 100
