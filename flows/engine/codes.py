"""The codes that we give: which letters they are made of, and which one somebody wrote.

A code is groups of three, such as "K7M-X4T": two of a registration (on a receipt, on the paper of
the desk, of a referral), four of a certificate, for anybody may ask about that: of those that can
be written, hardly one in a hundred million is given. It is read aloud and typed again, so its last
letter follows from those before it: any one letter mistaken, or two that changed places, is noticed
before anybody is looked for. A code is no words: nothing is understood by its letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

from services_directory.values.normalise import fold

FIRST_LETTERS = "CDFHJKMNPRTVWXY"
OTHER_LETTERS = FIRST_LETTERS + "34679"
"""No 0 O Q, 1 I L, B 8, S 5, Z 2, G 6, nor vowels, which make words; a group begins with a letter,
so that a code inside an Arabic sentence is one run from left to right."""

GROUP = f"[{FIRST_LETTERS}][{OTHER_LETTERS}]{{2}}"

CERTIFICATE_GROUPS = 4

_BETWEEN = r" ?[._\u2010-\u2015-]? ?"
_RECEIPT = re.compile(rf"(?<!\w)({GROUP}){_BETWEEN}({GROUP})(?!\w)")
_CERTIFICATE = re.compile(
    r"(?<!\w)" + _BETWEEN.join([f"({GROUP})"] * CERTIFICATE_GROUPS) + r"(?!\w)"
)

_BESIDE = {
    "ar": (
        "رمز",
        "رمزي",
        "الرمز",
        "هذا",
        "هو",
        "ورقتي",
        "وصلي",
        "الوصل",
        "الورقه",
        "ورقه",
        "رقم",
        "السلام",
        "عليكم",
        "مرحبا",
        "من",
        "فضلك",
        "شهاده",
        "الشهاده",
    ),
    "aeb": ("كود", "الكود", "كودي", "متاعي", "هاذا", "متاع", "عسلامه", "اهلا"),
    "fr": (
        "mon",
        "le",
        "est",
        "c'est",
        "voici",
        "voila",
        "recu",
        "papier",
        "numero",
        "ma",
        "du",
        "bonjour",
        "bonsoir",
        "svp",
        "certificat",
        "recepisse",
    ),
    "en": (
        "my",
        "is",
        "the",
        "this",
        "here",
        "receipt",
        "paper",
        "it's",
        "number",
        "hello",
        "hi",
        "please",
        "certificate",
    ),
    "": (
        "code",
        "kode",
        "kod",
        "ramz",
        "rmz",
        "el",
        "mte3i",
        "mta3i",
        "no",
        "n",
        "ref",
        "salam",
        "slm",
        "aslema",
    ),
}
"""Words that say nothing but that a code follows, or a greeting, folded, and whose they are."""

_OF = {word: language for language, words in _BESIDE.items() for word in words}


def read_receipt(words: str) -> str | None:
    """The first code of two groups, as it is written on a receipt; None where there is none, or it
    is longer."""
    if read_certificate_code(words):
        return None
    found = _RECEIPT.search(fold(words).upper())
    return f"{found[1]}-{found[2]}" if found else None


def read_certificate_code(words: str) -> str | None:
    """The first code, as it is printed, whether its last letter fits or not; None without one."""
    found = _CERTIFICATE.search(fold(words).upper())
    return "-".join(found.groups()) if found else None


def read_code(words: str) -> str | None:
    """The first code of any kind."""
    return read_certificate_code(words) or read_receipt(words)


@dataclass(frozen=True, slots=True)
class BareCode:
    """A message that is a code and nothing else. `language`: of the words before it, if one."""

    code: str
    language: str = ""


def read_bare_code(text: str) -> BareCode | None:
    """Only what must be one: its last letter fits, or it is written or announced as one."""
    code = read_code(text)
    if code is None:
        return None
    rest = re.findall(r"[\w']+", _without(text, every=True))
    if any(word not in _OF for word in rest):
        return None
    if not (rest or _is_certain(text, code)):
        return None
    return BareCode(code, next((_OF[word] for word in rest if _OF[word]), ""))


def without_codes(text: str) -> str:
    """The words of a message without the codes in it."""
    left = _without(text, every=False) if read_code(text) else text
    return text if left == fold(text) else left


def _without(text: str, *, every: bool) -> str:
    """Folded. `every`: also without what only looks like one, such as six letters of a slip."""

    def left_of(found: re.Match[str]) -> str:
        is_code = every or _is_certain(found[0], "".join(found.groups()))
        return " " if is_code else found[0].lower()

    left = fold(text).upper()
    for pattern in (_CERTIFICATE, _RECEIPT):
        left = pattern.sub(left_of, left)
    return left.lower()


def _is_certain(written: str, code: str) -> bool:
    """Six letters may be a word of somebody's: by its last letter, or by how it is written."""
    return fits(code) or "-" in written


def check_letter(code: str) -> str:
    """What ends a code that begins so."""
    return next(letter for letter in OTHER_LETTERS if fits(code + letter))


def fits(code: str) -> bool:
    """Whether its last letter is the one that follows from the others; a dash does not count."""
    return reduce(_with, map(OTHER_LETTERS.index, code.replace("-", "")), 0) == 0


def _with(so_far: int, letter: int) -> int:
    """One step in a quasigroup of twenty that is weakly totally anti-symmetric (Damm, 2004), which
    is what notices two letters that changed places: that of four beside that of five."""
    fours = _times_two(so_far // 5) ^ (letter // 5)
    fives = (2 * (so_far % 5) + letter % 5) % 5
    return 5 * fours + fives


def _times_two(element: int) -> int:
    """In the field of four elements, where two times two is three."""
    return (0, 2, 3, 1)[element]
