"""How does a right-to-left line keep its order on a screen, and a phone number its digits?"""

from __future__ import annotations

import re
import unicodedata

RIGHT_TO_LEFT_MARK = "\u200f"

# A plus and digits, or eight and more digits in groups of two to four, as phones are printed.
_PRINTED_PHONE = re.compile(
    r"(?<![\d+.:/-])"
    r"(?:\(?\+\d{1,4}\)?(?:[ \u00a0\u202f.-]?\(?\d{1,4}\)?){1,6}"
    r"|\d{2,4}(?:[ \u00a0\u202f.-]\d{2,4}){2,5})"
    r"(?![\d:/-])"
)
_DATE = re.compile(r"\d{4}[.-]\d{1,2}[.-]\d{1,2}|\d{1,2}[.-]\d{1,2}[.-]\d{2,4}")
_SHORTEST_PHONE = 8


def dialable(text: str) -> str:
    """`text` with its phone numbers as one block of digits, "00" for a plus.

    Between Arabic letters "+216 71 600 111" is shown as 111 600 71 216+: a wrong call."""
    return _PRINTED_PHONE.sub(_one_block, text)


def from_the_right(text: str) -> str:
    """`text` with a mark before each line that would else be laid out from the left.

    The first strong letter sets a line's direction: "UNHCR" before Arabic words turns them round.
    """
    return "\n".join(map(_marked, text.split("\n")))


def _one_block(found: re.Match[str]) -> str:
    printed = found.group()
    digits = re.sub(r"\D", "", printed)
    if len(digits) < _SHORTEST_PHONE or _DATE.fullmatch(printed):
        return printed
    return f"00{digits}" if "+" in printed else digits


def _marked(line: str) -> str:
    directions = map(unicodedata.bidirectional, line)
    strong = (each for each in directions if each in ("L", "R", "AL"))
    if next(strong, None) == "L" and any(each != "L" for each in strong):
        return RIGHT_TO_LEFT_MARK + line
    return line
