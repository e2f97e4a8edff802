"""How fast each channel may send, as the settings tell it."""

from __future__ import annotations

from typing import Any

from bot.channels.all_settings import load_settings
from bot.outbound.rate_limit import UNLIMITED, RateLimit
from bot.outbound.rate_limit_settings import rate_limits_of

TWILIO = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "hush",
    "twilio_from": "+15005550006",
    "public_url": "https://dalil.example.org",
}
ANDROID = {
    "android_sms_url": "http://192.168.1.20:8080",
    "android_sms_user": "PHONE1",
    "android_sms_password": "hush",
    "android_sms_signing_key": "hush",
}


def rate_limits(**told: Any) -> dict[str, RateLimit]:
    return rate_limits_of(load_settings(None, {"webchat": False, **told}))


def test_what_is_off_has_no_pace() -> None:
    assert rate_limits() == {}


def test_telegram_has_one_for_all_chats_and_one_for_each() -> None:
    assert rate_limits(telegram_token="7:made-up") == {"telegram": RateLimit(30, 1)}


def test_a_number_of_twilio_sends_one_message_a_second_unless_told() -> None:
    assert rate_limits(**TWILIO) == {"sms": RateLimit(1)}
    assert rate_limits(**TWILIO, twilio_per_second=10) == {"sms": RateLimit(10)}
    assert rate_limits(**TWILIO, twilio_per_second=0) == {"sms": UNLIMITED}


def test_whatsapp_has_a_pace_of_its_own() -> None:
    assert rate_limits(**TWILIO, twilio_whatsapp_from="+15005550006")["whatsapp"] == RateLimit(80)


def test_messenger_never_sends_so_fast_that_meta_stops_the_page() -> None:
    page = {**TWILIO, "twilio_messenger_from": "100000000000001"}
    rate_limit = rate_limits(**page)["messenger"]
    assert rate_limit.per_second is not None
    assert rate_limit.per_second + rate_limit.capacity <= 40  # so many may go in one second
    assert rate_limits(**page, twilio_messenger_per_second=5)["messenger"] == RateLimit(5)
    assert rate_limits(**page, twilio_messenger_per_second=0)["messenger"] == UNLIMITED


def test_of_several_routes_for_sms_each_that_sends_has_a_pace_of_its_own() -> None:
    both = {**TWILIO, **ANDROID}
    assert rate_limits(**both, sms_routes="+216=android,*=twilio") == {
        "sms:android": RateLimit(0.25),
        "sms:twilio": RateLimit(1),
    }
    assert rate_limits(**both, sms_routes="*=twilio") == {"sms": RateLimit(1)}
