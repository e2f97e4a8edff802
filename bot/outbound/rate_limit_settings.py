"""How fast may each route send, as the settings say?"""

from __future__ import annotations

from bot.configuration.settings import Settings
from bot.outbound.rate_limit import RateLimit, bucket_of


def rate_limits_of(settings: Settings) -> dict[str, RateLimit]:
    """How fast each route may send, by its bucket (bot/outbound/rate_limit.py); 0: no limit."""
    rate_limits = {}
    if settings.telegram_is_on:
        rate_limits["telegram"] = RateLimit(
            settings.telegram_per_second or None, settings.telegram_chat_per_second or None
        )
    routes = {
        "twilio": settings.twilio_per_second,
        "android": settings.android_sms_per_second,
        "kannel": settings.kannel_per_second,
    }
    sending = set(settings.sms_prefixes.values())
    for name in sending:
        bucket = bucket_of("sms", name if len(sending) > 1 else "")
        rate_limits[bucket] = RateLimit(routes[name] or None)
    if settings.twilio_whatsapp_from:
        rate_limits["whatsapp"] = RateLimit(settings.twilio_whatsapp_per_second or None)
    if settings.twilio_messenger_from:
        rate_limits["messenger"] = RateLimit(settings.twilio_messenger_per_second or None)
    return rate_limits
