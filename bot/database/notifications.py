"""What does one replica tell the others? Subjects of what was committed; only hints.

The triggers of `0003_tell_replicas` name them: "outbound CHANNEL", "directory", "reminder".
"""

from __future__ import annotations

from collections.abc import Callable

PASSED_ON_BY = "dalil"
"""The channel of LISTEN and NOTIFY."""

ANYTHING = ""
"""Heard after each connecting: what happened before that, nobody told of."""

Heard = Callable[[str], None]
