"""Which of our contents does the account have? Asked when one is needed first, and now and then."""

from __future__ import annotations

import asyncio

import structlog

from bot.channels.twilio.account import TwilioAccount
from bot.messages.errors import Rejected, TryLater, Unreachable

log = structlog.get_logger(__name__)

KNOWN_FOR_S = 3600.0
ASKED_AGAIN_AFTER_S = 300.0


class KnownContents:
    """By name; nothing where Twilio does not say, for choices can be numbered as well."""

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._sids: dict[str, str] = {}
        self._good_until = 0.0
        self._asking = asyncio.Lock()

    async def sid(self, name: str) -> str | None:
        """The content's sid; None where `dalil twilio setup` has not made it."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now >= self._good_until:
                self._good_until = now + await self._ask()
        return self._sids.get(name)

    async def _ask(self) -> float:
        """Ask anew; for how long that is good."""
        try:
            self._sids = await self._account.contents()
        except (TryLater, Rejected, Unreachable) as fault:
            log.info("twilio_contents_not_known", error=type(fault).__name__)
            return ASKED_AGAIN_AFTER_S
        return KNOWN_FOR_S if self._sids else ASKED_AGAIN_AFTER_S
