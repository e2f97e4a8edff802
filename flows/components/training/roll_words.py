"""What does a trainer say of who was there: "present 1 2 5", "tous sauf 3", "حاضر ١ ٢ ٥"?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from services_directory.values.normalise import fold


class Said(Enum):
    """LIST: who is on the list? PRESENT: these were there, and nobody else; ALL_BUT these.
    UNCLEAR: of who was there, but not whether these were; MENU_OR_LIST: the same word."""

    LIST = "list"
    PRESENT = "present"
    ALL_BUT = "all_but"
    UNCLEAR = "unclear"
    MENU_OR_LIST = "menu_or_list"


@dataclass(frozen=True, slots=True)
class RollWords:
    said: Said
    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


_LIST = (
    *("roster", "list", "the list", "roll call", "liste", "la liste", "appel", "faire l'appel"),
    *("liste des presents", "قائمة", "قائمة الحضور", "قائمة المشاركين", "ليستة", "الليستة"),
    *("lista", "ellista", "el lista", "elista"),
)
_PRESENT = (
    *("present", "presents", "presente", "presentes", "here", "were here", "etaient la"),
    *("sont la", "sont presents", "حاضر", "حاضرة", "حاضرين", "حاضرون", "الحاضرون", "الحاضرين"),
    *("حضر", "حضروا", "موجود", "موجودين", "جاو", "hadher", "7adher", "hadhrin", "7adhrin"),
    *("hathrin", "7athrin", "mawjoudin", "mawjoud", "jew", "jaw"),
)
_ABSENT = (
    *("absent", "absents", "absente", "absentes", "missing", "not here", "pas la", "manque"),
    *("غايب", "غايبة", "غايبين", "غائب", "غائبة", "غائبين", "غائبون", "الغايبين", "الغائبين"),
    *("الغائبون", "غاب", "غابوا", "غابو", "ما جاش", "ماجاش", "ما جاوش", "ماجاوش"),
    *("ghayeb", "ghayba", "ghaybin", "8ayeb", "8aybin", "ghayeb", "majech", "ma jech"),
    *("majawech", "ma jawech", "majewch", "majach"),
)
_ALL_BUT = (
    *("all but", "all except", "everybody but", "everybody except", "everyone but"),
    *("everyone except", "tous sauf", "toutes sauf", "tout le monde sauf", "tous presents sauf"),
    *("الكل الا", "الجميع الا", "كلهم الا", "الكل ما عدا", "الكل ماعدا", "الجميع ما عدا"),
    *(
        "الكل كان",
        "لكل كان",
        "لكل الا",
        "كلهم كان",
        "الناس الكل كان",
        "الكل حاضرين كان",
        "lkol ken",
        "el kol ken",
    ),
    *("elkol ken", "ennes lkol ken", "koll ken", "lkoll ken", "elkoll ken", "lkol ella"),
)
_ALL = (
    *("all present", "everybody present", "everyone present", "everybody was here", "all here"),
    *("tous presents", "toutes presentes", "tout le monde est la", "tous la"),
    *("الكل حاضر", "الكل حاضرين", "الجميع حاضر", "الجميع حاضرون", "كلهم حاضرين"),
    *("lkol hadhrin", "lkol 7adhrin", "elkol 7adhrin", "elkol hadhrin"),
)


def _one_of(phrases: tuple[str, ...]) -> str:
    folded = sorted({fold(each) for each in phrases}, key=len, reverse=True)
    return "|".join(map(re.escape, folded))


_AND = r"(?:[\s,;.:،؛+&-]|\b(?:and|et|w|wa|ou)\b|و)*"
_NUMBERS = rf"(?P<numbers>(?:{_AND}\d{{1,3}})+){_AND}"
_ASKED = re.compile(rf"(?:{_one_of(_LIST)})[\s.?!؟]*")
_EVERYBODY = re.compile(rf"(?:{_one_of(_ALL)})[\s.!]*")
_WERE_THERE = re.compile(rf"(?:{_one_of(_PRESENT)})\b{_NUMBERS}")
_BUT = re.compile(rf"(?:{_one_of((*_ALL_BUT, *_ABSENT))})\b{_NUMBERS}")
_MOST_NAMES = 4
_OF_ALL_BUT = re.compile(rf"(?:{_one_of((*_ALL_BUT, *_ABSENT))})\b(?P<rest>.*)")
_OF_PRESENT = re.compile(rf"(?:{_one_of(_PRESENT)})\b(?P<rest>.*)")
_NUMBERS_ALONE = re.compile(r"\d{1,3}(?:[\s,;.،؛+&-]+(?:(?:and|et|w)\s+)?\d{1,3})+[\s.]*")
_SMALL = frozenset(("and", "et", "w", "wa", "le", "la", "les", "are", "is", "و"))
_ALSO_MENU = frozenset(map(fold, ("القائمة", "القايمة")))


def read_roll_call(text: str) -> RollWords | None:
    """What the whole message says; None where it is no such thing. Digits of any script."""
    said = _folded(text)
    if _ASKED.fullmatch(said):
        return RollWords(Said.LIST)
    if _EVERYBODY.fullmatch(said):
        return RollWords(Said.ALL_BUT)
    for kind, pattern in ((Said.ALL_BUT, _BUT), (Said.PRESENT, _WERE_THERE)):
        if found := pattern.fullmatch(said):
            numbers = tuple(dict.fromkeys(map(int, re.findall(r"\d+", found["numbers"]))))
            return RollWords(kind, numbers)
    return None


def read_half_a_roll_call(text: str) -> RollWords | None:
    """The same where it takes the list of a class to know what is meant: names, numbers alone, the
    roll's word and nothing that can be read."""
    said = _folded(text)
    if said.strip(" .!?؟") in _ALSO_MENU:
        return RollWords(Said.MENU_OR_LIST)
    if _NUMBERS_ALONE.fullmatch(said):
        return RollWords(Said.UNCLEAR, tuple(map(int, re.findall(r"\d+", said))))
    for kind, pattern in ((Said.ALL_BUT, _OF_ALL_BUT), (Said.PRESENT, _OF_PRESENT)):
        if found := pattern.fullmatch(said):
            rest = re.split(r"[\s,;.:،؛+&!?؟-]+", found["rest"])
            words = [each for each in rest if each and each not in _SMALL]
            numbers = tuple(int(each) for each in words if each.isdecimal())
            names = tuple(each for each in words if not each.isdecimal())
            return RollWords(kind, numbers, names) if len(words) <= _MOST_NAMES else None
    return None


def _folded(text: str) -> str:
    said = fold(text.strip().lstrip("/"))
    return "".join(str(int(each)) if each.isdecimal() else each for each in said)
