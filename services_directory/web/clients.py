"""Who is asking, and have they asked too often? Counted in memory, for the last few thousand."""

from __future__ import annotations

import math
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from aiohttp import web

MOST_CLIENTS = 10_000
"""So many are remembered; who has not asked for longest is forgotten first."""

_HOUSEHOLD = 64
"""The bits of an IPv6 address that a household or a phone keeps; it chooses the others freely."""


def network_address(request: web.Request, *, behind_proxy: bool) -> str:
    """Where the request came from, as far as it can be known.

    Behind a proxy its own entry, the last of `X-Forwarded-For`, is true; the others anybody writes.
    """
    if behind_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded and forwarded.isascii():
            return forwarded
    return request.remote or "unknown"


def client_of(address: str) -> str:
    """The address, or what stands for all that one client can take."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(int(known) >> (128 - _HOUSEHOLD))
    return str(known)


class Allowance:
    """So many requests a minute for each client; 0: as many as they like.

    What was not used is saved, up to one minute's worth.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def wait(self, client: str, now: datetime) -> int:
        """Count one request; 0, or how many seconds to wait instead."""
        if not self._per_minute:
            return 0
        most = float(self._per_minute)
        left, seen = self._left.pop(client, (most, now))
        # A clock that was set back takes nothing away.
        passed = max(now - seen, timedelta(0)) / timedelta(minutes=1)
        left = min(most, left + passed * most)
        self._left[client] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if left >= 1 else math.ceil((1 - left) * 60 / most)
