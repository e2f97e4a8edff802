"""Which letters make a code that is read aloud and typed again, and does its last one fit?

A code is groups of three, such as "K7M-X4T". Its last letter follows from those before it, so that
any one letter mistaken, or two that changed places, is noticed before anybody is looked for.
"""

from __future__ import annotations

from functools import reduce

FIRST_LETTERS = "CDFHJKMNPRTVWXY"
OTHER_LETTERS = FIRST_LETTERS + "34679"
"""No 0 O Q, 1 I L, B 8, S 5, Z 2, G 6, nor vowels, which make words; a group begins with a letter,
so that a code inside an Arabic sentence is one run from left to right."""

GROUP = f"[{FIRST_LETTERS}][{OTHER_LETTERS}]{{2}}"


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
