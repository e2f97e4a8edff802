"""Who is asking, and have they asked too often? Counted in memory, for the last few thousand."""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from datetime import date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

MOST_CLIENTS = 10_000
"""So many are remembered; who has not asked for longest is forgotten first."""

_HOUSEHOLD = 64
"""The bits of an IPv6 address that a household or a phone keeps; it chooses the others freely."""


def client_of(request: web.Request, proxies: int) -> str:
    """Who asks: their address, or what stands for all the addresses that one client can take.

    `proxies`: so many of ours did the request come through. Each adds to `X-Forwarded-For` whom it
    was asked by, so the client stands that far from the right; what is further left anybody writes.
    """
    told = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    # Where there are fewer, somebody went past the outer proxy, and the first is who that was.
    forwarded = _household(told[-proxies:][0]) if proxies else None
    return forwarded or _household(request.remote or "") or "unknown"


def _household(address: str) -> str | None:
    """What an address counts as; None for what is none: it would be another one at each request."""
    known = _read(address.strip())
    if not isinstance(known, IPv6Address):
        return str(known) if known else None
    return str(known.ipv4_mapped or ip_network((known, _HOUSEHOLD), strict=False))


def _read(address: str) -> IPv4Address | IPv6Address | None:
    """Also "192.0.2.1:443" and "[2001:db8::1]:443", as some proxies write them."""
    bare = re.fullmatch(r"\[(.+)\](?::\d+)?|([\d.]+):\d+", address)
    try:
        return ip_address((bare[1] or bare[2]) if bare else address)
    except ValueError:
        return None


class DailyCount:
    """How often a client did something on one day."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, tuple[date, int]] = OrderedDict()

    def more(self, client: str, today: date) -> int:
        """Count once more; how often it was on this day."""
        day, count = self._counts.pop(client, (today, 0))
        self._counts[client] = (today, count + 1 if day == today else 1)
        if len(self._counts) > MOST_CLIENTS:
            self._counts.popitem(last=False)
        return self._counts[client][1]


class ClientRateLimit:
    """So many requests a minute for each client; 0: as many as they like.

    What was not used is saved, up to one minute's worth.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def wait(self, client: str, now: datetime, cost: int = 1) -> int:
        """Count a request as `cost` of them; 0, or how many seconds to wait instead."""
        if not self._per_minute:
            return 0
        most = float(self._per_minute)
        left, seen = self._left.pop(client, (most, now))
        # A clock that was set back takes nothing away.
        passed = max(now - seen, timedelta(0)) / timedelta(minutes=1)
        left = min(most, left + passed * most)
        needed = min(cost, most)
        self._left[client] = (left - needed if left >= needed else left, now)
        if len(self._left) > MOST_CLIENTS:
            self._left.popitem(last=False)
        return 0 if left >= needed else math.ceil((needed - left) * 60 / most)
