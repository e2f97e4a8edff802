"""Which SMS route serves which numbers? By the longest prefix that fits."""

from __future__ import annotations

import re
from collections.abc import Mapping

CHANNEL = "sms"


ANYWHERE = "*"


_RULE = re.compile(r"(\*|\+[1-9]\d{0,14}) *= *([a-z]+)")


def route_of(number: str, prefixes: Mapping[str, str]) -> str | None:
    """The name of the route that sends to this E.164 number; None when nobody does."""
    fitting = [prefix for prefix in prefixes if prefix != ANYWHERE and number.startswith(prefix)]
    return prefixes.get(max(fitting, key=len, default=ANYWHERE))


def read_prefixes(told: str) -> dict[str, str]:
    """ "+216=android,*=twilio" as a mapping. Raises ValueError, which says how to write it."""
    prefixes: dict[str, str] = {}
    for part in told.split(","):
        rule = _RULE.fullmatch(part.strip())
        if rule is None:
            raise ValueError("write it like +216=android,*=twilio: a prefix, or * for the rest")
        prefix, name = rule.groups()
        if prefix in prefixes:
            raise ValueError(f"{prefix} stands there twice")
        prefixes[prefix] = name
    return prefixes
