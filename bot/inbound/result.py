"""What came of answering somebody?"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Answered(NamedTuple):
    """`spoke_on`: the channel to wake, if anything was said; `more`: another message waits.

    The rest tells of the message that was answered, if one was."""

    spoke_on: str | None = None
    more: bool = False
    channel: str | None = None
    contact_id: int | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
