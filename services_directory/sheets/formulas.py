"""Which words would a spreadsheet program run, were they in a CSV file as they are?

A program divides the cells as it likes, by semicolons in French: so every place counts at which a
cell could begin. There an apostrophe is put before, and taken away when the file comes back.
"""

from __future__ import annotations

import re

# The quote too: a program that divides otherwise than we do meets ours in the middle of a cell.
_BEGINNING = r'((?:^|[;\t\r\n"]) *)'
_FORMULA = r"('*[=+\-@＝＋－＠])"
# Behind a semicolon, and only before the next one: every other cell goes on behind semicolons where
# commas divide, and at its end where the commas after it divide nothing.
_NUMBER = r"[+-]?[\d ().,/-]+"

_DANGEROUS = re.compile(rf'((?:^|[\t\r\n"]) *|; *(?!{_NUMBER};)){_FORMULA}')
_IS_NUMBER = re.compile(r"[+-]?[\d ().,;/-]+")
_NEUTRAL = re.compile(f"{_BEGINNING}'{_FORMULA}")


def neutral(cell: str) -> str:
    """The cell as it may stand in a row, behind the first; what is a number stays as it is."""
    if _IS_NUMBER.fullmatch(cell):
        return cell
    return _DANGEROUS.sub(r"\1'\2", cell)


def as_meant(cell: str) -> str:
    """The cell that was made `neutral`, as it was."""
    return _NEUTRAL.sub(r"\1\2", cell)
