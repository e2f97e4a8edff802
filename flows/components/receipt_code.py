"""Is there a receipt's code in what somebody wrote, such as "K7M-X4T" or "k7m x4t"?"""

from __future__ import annotations

import re

from flows.components.certificate_code import read_certificate_code
from flows.components.code_letters import GROUP
from services_directory.values.normalise import fold

_CODE = re.compile(rf"(?<!\w)({GROUP})[ -]?({GROUP})(?!\w)")


def read_receipt(words: str) -> str | None:
    """The first code, as it is written on a receipt; None where there is none, or it is longer."""
    if read_certificate_code(words):
        return None
    found = _CODE.search(fold(words).upper())
    return f"{found[1]}-{found[2]}" if found else None
