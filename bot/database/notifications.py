"""What does one replica tell the others? Subjects of what was committed; only hints.

Triggers name them (`0003_tell_replicas`, `0084_wordings`): "outbound CHANNEL", "directory",
"reminder", "wordings".
"""

from __future__ import annotations

from collections.abc import Callable

PASSED_ON_BY = "dalil"
"""The channel of LISTEN and NOTIFY."""

ANYTHING = ""
"""Heard after each connecting: what happened before that, nobody told of."""

Heard = Callable[[str], None]
