"""Which route carries an SMS to this number? One channel, however many providers stand behind it.

A route is a `Channel` named "sms" as well: what it receives is stored under that name, so a contact
and their session are the same whichever way a message came. Each route keeps its provider's ids
apart by a prefix of its own ("android:…"; Twilio's, which were first, have none).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.base import CatchesUp, Channel, Receive, Report
from bot.channels.sms.prefixes import CHANNEL, route_of
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import Unreachable
from bot.messages.message import OutboundMessage

log = structlog.get_logger(__name__)

NO_ROUTE = "no SMS route serves this number: see DALIL_SMS_ROUTES"


class SmsByPrefix:
    """Several routes as one channel: each number is served by the longest prefix that fits it."""

    name = CHANNEL
    capabilities = BY_SMS

    def __init__(self, routes: Mapping[str, Channel], prefixes: Mapping[str, str]) -> None:
        """`prefixes` as `read_prefixes` gives them. A route no prefix names only receives."""
        unknown = sorted(set(prefixes.values()) - routes.keys())
        if unknown:
            raise ValueError(f"no such SMS route: {', '.join(unknown)}")
        self._routes = dict(routes)
        self._prefixes = dict(prefixes)

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return [each for route in self._routes.values() for each in route.routes(receive, report)]

    async def start(self, receive: Receive, report: Report) -> None:
        for route in self._routes.values():
            await route.start(receive, report)

    async def stop(self) -> None:
        """Every route is stopped, also when one of them cannot end in peace."""
        for name, route in self._routes.items():
            try:
                await route.stop()
            except Exception as error:
                log.error("sms_route_not_stopped", route=name, error=type(error).__name__)

    async def catch_up(self, since: datetime, receive: Receive, report: Report) -> None:
        for route in self._routes.values():
            if isinstance(route, CatchesUp):
                await route.catch_up(since, receive, report)

    async def send(self, outbound: OutboundMessage) -> str:
        """By the route that serves this number. Raises as it does; Unreachable without one."""
        name = route_of(outbound.address, self._prefixes)
        if name is None:
            raise Unreachable(NO_ROUTE)
        return await self._routes[name].send(outbound)
