"""Which of the choices on the screen does somebody pick, in their own way of saying so?

"2", "le 2", "n° 2", "2ème", "deux", "la deuxième", الثاني, a copied line ("2 Kairouan"), its label,
or enough of its label to tell it from the others. A consent is only its number or its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon
from flows.engine.understanding.whole import without_courtesy
from services_directory.values.normalise import fold

_NUMBERS = """
0 zero صفر
1 un une one premier premiere first واحد وحده واحده الاول الاولي اول lawel louel elawel loula \
wa7ed wehed we7ed wahed uno primero moja daya kow tokko kelen moko benn አንድ ሓደ
2 deux two deuxieme second seconde اثنان اثنين زوز ثنين تنين الثاني الثانيه ثاني ثانيه zouz \
zoz thnin tnin theni thenya ethenya ettheni mbili biyu laba lama fila mibale naar niaar ሁለት \
ክልተ
3 trois three troisieme third ثلاثه تلاته ثلاث الثالث الثالثه ثالث tletha thletha tlata thleth \
eththaleth tres tercero tatu uku saddex sadii misato nett ሦስት ሶስት ሰለስተ
4 quatre four quatrieme fourth اربعه اربع الرابع الرابعه رابع arb3a arbaa arba3 cuatro nne \
hudu afar afur naani minei neent አራት ኣርባዕተ
5 cinq five cinquieme fifth خمسه خمس الخامس الخامسه خامس khamsa 5amsa khemsa cinco tano biyar \
shan duuru mitano juroom አምስት ሓሙሽተ
6 six sixieme sixth سته ست السادس السادسه setta sitta seis sita
7 sept seven septieme seventh سبعه سبع السابع السابعه sab3a sabaa siete
8 huit eight huitieme eighth ثمانيه ثمنيه الثامن الثامنه thmenya thmanya tmanya ocho nane
9 neuf nine neuvieme ninth تسعه تسع التاسع التاسعه tes3a tesaa nueve tisa
10 dix ten dixieme tenth عشره العاشر العاشره 3achra diez kumi
"""

_BY_WORD: Mapping[str, int] = MappingProxyType(
    {
        word: int(line.split()[0])
        for line in _NUMBERS.strip().split("\n")
        for word in line.split()[1:]
    }
)

_AROUND = frozenset(
    (
        *(
            "le",
            "la",
            "l",
            "les",
            "the",
            "el",
            "il",
            "c'est",
            "ce",
            "je",
            "veux",
            "prends",
            "prend",
        ),
        *("choisis", "choisi", "numero", "num", "n", "no", "n°", "nr", "number", "choix", "option"),
        *("choice", "chiffre", "ligne", "case", "reponse", "answer", "one", "celui", "celle", "i"),
        *("choose", "take", "want", "pick", "it's", "its", "رقم", "الرقم", "عدد", "نومرو", "خيار"),
        *("الخيار", "اختيار", "الاختيار", "نختار", "اختار", "اخترت", "نحب", "اريد", "n7eb", "nheb"),
        *("nekhtar", "na5tar", "nakhtar", "raqm", "nomrou", "numro", "numrou", "noumrou", "متاع"),
    )
)
"""What people put around a number; "the second one" is one of them."""

_ORDINAL = re.compile(r"(\d{1,2})(?:er|ere|re|e|eme|ieme|nd|nde|st|rd|th|°|º)?")
_FIRST_NUMBER = re.compile(r"[\W_]*(\d{1,2})(?!\d)[\s.)\]:،,;*°_–-]*(?=\D)(.*)", re.DOTALL)
_LAST_NUMBER = re.compile(r"(\D+?)[\s.(\[:،,;*_–-]+(\d{1,2})[\s.)\]]*", re.DOTALL)

_TOLD_BY_PART = ("offer", "kind", "town", "place", "when", "service", "lang")
"""What choices are of (the beginning of their key) that part of a label is enough for."""

_LONG_ENOUGH = 4
"""Letters of a word that may stand for its whole label."""

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A choice as it stands on the screen."""

    number: int
    key: str
    label: str


def choice_in(
    text: str, shown: Sequence[Shown], lexicon: Lexicon, *, takes_words: bool = False
) -> str | None:
    """The key of the choice that is picked by `text`; None where none is, or two might be.

    `takes_words`: any words are an answer there, so "Wahid" is a name and no number."""
    said = fold(text).strip(" \"'«»“”.!,،()[]*")
    for each in shown:
        if said and fold(each.label) == said:
            return each.key
    number = _copied(said, shown)
    if number is None:
        found = words.words_of(said)
        if not found or len(found) > _MOST_WORDS:
            return None
        plain = without_courtesy(found, lexicon) or found
        number = _number(plain, says_words=not takes_words)
        if number is None:
            return None if takes_words else _by_part(plain, shown, lexicon)
    return next((each.key for each in shown if each.number == number), None)


def _number(found: Sequence[str], *, says_words: bool) -> int | None:
    """The one number in what is otherwise only put around a number."""
    numbers: list[int] = []
    for word in found:
        if match := _ORDINAL.fullmatch(word):
            numbers.append(int(match[1]))
        elif says_words and word in _BY_WORD and not (numbers and word == "one"):
            numbers.append(_BY_WORD[word])
        elif word not in _AROUND:
            return None
    return numbers[0] if len(numbers) == 1 else None


def _copied(said: str, shown: Sequence[Shown]) -> int | None:
    """The number of a line that was copied, if its words are the line's and no other's."""
    first, last = _FIRST_NUMBER.fullmatch(said), _LAST_NUMBER.fullmatch(said)
    pairs = [(int(first[1]), first[2])] if first else []
    pairs += [(int(last[2]), last[1])] if last else []
    for number, rest in pairs:
        own = next((each for each in shown if each.number == number), None)
        if own is not None and _is_of(rest, own.label):
            return number
    return None


def _is_of(rest: str, label: str) -> bool:
    """The words are those of the label, or its first ones, as far as they were typed."""
    typed, whole = _words(rest), _words(label)
    if not typed or len(typed) > len(whole):
        return False
    return all(
        word == own or (len(word) >= 2 and own.startswith(word)) or own in words.stems(word)
        for word, own in zip(typed, whole, strict=False)
    )


def _by_part(found: Sequence[str], shown: Sequence[Shown], lexicon: Lexicon) -> str | None:
    """The only choice that has all these words in its label."""
    plain = [word for word in found if word not in lexicon.filler and word not in _AROUND]
    if not plain or not any(len(words.without_article(word)) >= _LONG_ENOUGH for word in plain):
        return None
    of_kind = [each for each in shown if each.key.partition(":")[0] in _TOLD_BY_PART]
    having = [each for each in of_kind if _has_all(plain, each.label)]
    return having[0].key if len(having) == 1 else None


def _has_all(plain: Sequence[str], label: str) -> bool:
    own = {spelling for word in _words(label) for spelling in _spellings(word)}
    return all(not own.isdisjoint(_spellings(word)) for word in plain)


def _spellings(word: str) -> Iterator[str]:
    return chain((word, words.without_article(word)), words.stems(word))


def _words(text: str) -> tuple[str, ...]:
    return words.folded_words(text)
