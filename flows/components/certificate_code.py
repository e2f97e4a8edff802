"""Is there a certificate's code in what somebody wrote, such as "K7M-X4T-W9C-D3F"?

It is longer than a receipt's, for anybody may ask about it: of those that can be written, hardly
one in a hundred million is given.
"""

from __future__ import annotations

import re

from flows.components.code_letters import GROUP
from services_directory.values.normalise import fold

GROUPS = 4

_CODE = re.compile(r"(?<!\w)" + r"[ -]?".join([f"({GROUP})"] * GROUPS) + r"(?!\w)")


def read_certificate_code(words: str) -> str | None:
    """The first code, as it is printed, whether its last letter fits or not; None without one."""
    found = _CODE.search(fold(words).upper())
    return "-".join(found.groups()) if found else None
