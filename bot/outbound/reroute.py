"""Which queued messages are held for a route that does not send them any more, and which does now?

Settings change while messages wait. What is queued is looked through once at the start; afterwards
only what no sender here would take, since a replica of the old settings may have queued it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from bot.channels.routes import Routes
from bot.database.transaction import Row, Sql, Transaction
from bot.outbound.address import ADDRESS_SEALED, address_of
from bot.privacy.sealing.sealer import Sealer

PORTION = 500


class Rerouter:
    """Puts each message on the route that its number takes, on the channels that are on."""

    def __init__(self, routes: Routes, channels: Sequence[str], sealer: Sealer) -> None:
        self._routes = routes
        self._channels = channels
        self._sealer = sealer
        self._looked_through = False

    def reroute(self) -> Transaction[int]:
        """How many messages go by another route from now on."""
        moved: defaultdict[str, list[int]] = defaultdict(list)
        for channel in self._channels:
            for row in (yield from self._astray(channel)):
                route = self._routes.route_to(channel, partial(address_of, row, self._sealer))
                if route.name != row["route"]:
                    moved[route.name].append(row["id"])
        for name, ids in moved.items():
            for begin in range(0, len(ids), PORTION):
                yield from _move(ids[begin : begin + PORTION], name)
        self._looked_through = True
        return sum(len(ids) for ids in moved.values())

    def _astray(self, channel: str) -> Transaction[list[Row]]:
        """Queued for a route that does not send; once, all where there are several that do."""
        routes = self._routes.names(channel)
        known = routes if self._looked_through or len(routes) == 1 else ()
        others = "".join(" AND m.route <> ?" for _ in known)
        return (
            yield Sql(
                f"SELECT m.id, m.route, m.contact_id, {ADDRESS_SEALED} FROM outbound_message AS m"
                f" WHERE m.state = 'queued' AND m.channel = ?{others}",
                (channel, *known),
            )
        )


def _move(ids: Sequence[int], route: str) -> Transaction[None]:
    places = ", ".join("?" * len(ids))
    yield Sql(
        f"UPDATE outbound_message SET route = ? WHERE state = 'queued' AND id IN ({places})",
        (route, *ids),
    )
