"""Do the providers know the tokens we were given? Those that can be asked are, again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog

from bot.channels.provider import CheckResult
from bot.channels.registry import providers_of
from bot.clock import Clock
from bot.configuration.settings import Settings

log = structlog.get_logger(__name__)

WELL, REFUSED, SILENT, NO_ANSWER = "ok", "refused", "silent", "no answer"
NOT_ASKED = "not asked yet"


Check = Callable[[], Awaitable[CheckResult]]


class ProviderHealth:
    """What the providers said of us when they were last asked; `look` asks them all again."""

    def __init__(self, asks: Mapping[str, Check], clock: Clock) -> None:
        self._asks = dict(asks)
        self._clock = clock
        self.states: dict[str, str] = dict.fromkeys(asks, NOT_ASKED)
        self.names: dict[str, str] = {}
        """What a provider calls our bot, where it said so."""

    async def look(self) -> None:
        """Ask all providers again, at the same time."""
        await asyncio.gather(*(self._look_at(name, ask) for name, ask in self._asks.items()))

    async def _look_at(self, name: str, ask: Check) -> None:
        asked = await ask()
        state = self._state(asked)
        if asked.name:
            self.names[name] = asked.name
        if state not in (WELL, self.states[name]):
            log.warning("provider_is_not_well", provider=name, state=state)
        self.states[name] = state

    def _state(self, asked: CheckResult) -> str:
        if asked.refused:
            return REFUSED
        if asked.fault is not None:
            return NO_ANSWER
        if asked.is_silent(self._clock()):
            return SILENT
        return WELL


def checks_of(settings: Settings) -> dict[str, Check]:
    """Who can be asked without anything being sent, of the providers that are switched on."""
    return {
        each.name: partial(each.check, settings)
        for each in providers_of(settings)
        if each.check is not None and each.is_on(settings)
    }
