"""How fast may each route send, as the settings say?"""

from __future__ import annotations

from bot.configuration.settings import Settings
from bot.outbound.rate_limit import Pace, bucket_of


def paces_of(settings: Settings) -> dict[str, Pace]:
    """How fast each route may send, by its bucket (bot/outbound/rate_limit.py); 0: no limit."""
    paces = {}
    if settings.telegram_is_on:
        paces["telegram"] = Pace(
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
        paces[bucket] = Pace(routes[name] or None)
    if settings.twilio_whatsapp_from:
        paces["whatsapp"] = Pace(settings.twilio_whatsapp_per_second or None)
    if settings.twilio_messenger_from:
        paces["messenger"] = Pace(settings.twilio_messenger_per_second or None)
    return paces
