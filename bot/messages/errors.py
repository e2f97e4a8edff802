"""In which ways can a sending fail? By what is to be done next."""

from __future__ import annotations

from datetime import timedelta


class TryLater(Exception):
    """It may work later: wait at least `after`, then try again.

    `everybody`: the provider means the whole channel, so nobody is written to before.
    """

    def __init__(
        self,
        reason: str,
        after: timedelta = timedelta(seconds=30),
        *,
        everybody: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.everybody = everybody


class Unreachable(Exception):
    """Nothing will ever arrive at this address (blocked, opted out, no such number)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(Exception):
    """The provider refused what we sent: our mistake, or our account's; staff should see it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
