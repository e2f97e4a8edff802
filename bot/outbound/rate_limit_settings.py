"""How fast may each route send, as the providers' settings say?"""

from __future__ import annotations

from bot.channels.registry import rates_of
from bot.configuration.settings import Settings
from bot.outbound.rate_limit import RateLimit, bucket_of


def rate_limits_of(settings: Settings) -> dict[str, RateLimit]:
    """How fast each route may send, by its bucket (bot/outbound/rate_limit.py); 0: no limit."""
    return {
        bucket_of(channel, route): RateLimit(rate.per_second or None, rate.per_chat or None)
        for (channel, route), rate in rates_of(settings).items()
    }
