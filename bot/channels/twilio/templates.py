"""Which approved template carries a message that may no longer go as it is?"""

from __future__ import annotations

import re

_RULE = re.compile(r"(reply|reminder):([a-z]{2,3}|\*) *= *(HX[0-9a-fA-F]{32})")


def read_templates(told: str) -> dict[tuple[str, str], str]:
    """ "reminder:fr=HX…,reminder:*=HX…" by kind and locale. Raises ValueError, which says how."""
    templates: dict[tuple[str, str], str] = {}
    for part in told.split(","):
        rule = _RULE.fullmatch(part.strip())
        if rule is None:
            raise ValueError(
                "write it like reminder:fr=HX…,reply:*=HX…: reply or reminder, a language or *,"
                " and the Content SID of an approved template"
            )
        kind, locale, sid = rule.groups()
        templates[kind, locale] = sid
    return templates
