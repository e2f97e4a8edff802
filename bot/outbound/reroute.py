"""Which queued messages are held for a route that does not send them any more, and which does now?

Settings change while messages wait. What is queued is looked through once at the start; afterwards
only what no courier here would take, since a replica of the old settings may have queued it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.channels.routes import Ways
from bot.database.transaction import Row, Script, Sql
from bot.privacy.sealing import Sealer

PORTION = 500


class Sorter:
    """Puts each message on the route that its number takes, on the channels that are on."""

    def __init__(self, ways: Ways, channels: Sequence[str], sealer: Sealer) -> None:
        self._ways = ways
        self._channels = channels
        self._sealer = sealer
        self._looked_through = False

    def sort(self) -> Script[int]:
        """How many messages go another way from now on."""
        moved: defaultdict[str, list[int]] = defaultdict(list)
        for channel in self._channels:
            for row in (yield from self._astray(channel)):
                way = self._ways.way_to(channel, row["address_sealed"], self._sealer.open)
                if way.route != row["route"]:
                    moved[way.route].append(row["id"])
        for route, ids in moved.items():
            for begin in range(0, len(ids), PORTION):
                yield from _move(ids[begin : begin + PORTION], route)
        self._looked_through = True
        return sum(len(ids) for ids in moved.values())

    def _astray(self, channel: str) -> Script[list[Row]]:
        """Queued for a route that does not send; once, all where there are several that do."""
        routes = self._ways.routes(channel)
        known = routes if self._looked_through or len(routes) == 1 else ()
        others = "".join(" AND route <> ?" for _ in known)
        return (
            yield Sql(
                "SELECT id, route, address_sealed FROM outbound_message"
                f" WHERE state = 'queued' AND channel = ?{others}",
                (channel, *known),
            )
        )


def _move(ids: Sequence[int], route: str) -> Script[None]:
    places = ", ".join("?" * len(ids))
    yield Sql(
        f"UPDATE outbound_message SET route = ? WHERE state = 'queued' AND id IN ({places})",
        (route, *ids),
    )
