"""Is a message a menu choice? Only a number alone is; digits inside words are Tunisian letters."""

from __future__ import annotations

import re

from services_directory.values.normalise import fold

_CHOICE = re.compile(
    r"(?:/|#|n ?[°º]|no\.|nr\.?|num(?:ero|eru|erou|ber)?|nomrou?|numrou?|option|choix|choice"
    r"|الرقم|رقم|نومرو|عدد|خيار|الخيار|اختيار)? ?[(\[]? ?(\d{1,2}) ?[.)\]:\-!,،؛;*°_]*"
)


def option_in(text: str) -> int | None:
    """The number somebody answered with: "2", " ٢. ", "2)", "n°2", "2️⃣", "option 2"; 0 to 99."""
    match = _CHOICE.fullmatch(fold(text).replace("n°", "n°").strip(" \"'«»“”.()[]*"))
    return int(match[1]) if match else None
