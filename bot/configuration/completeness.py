"""What is missing among the settings that go together, and how is it mended?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.configuration.validators import NEW_KEY

if TYPE_CHECKING:
    from bot.configuration.settings import Settings


def missing(settings: Settings, wrong: Mapping[str, str]) -> list[str]:
    """One line for each, beginning with its name. `wrong`: faults found already, by name."""
    return [
        *_production_faults(settings),
        *_twilio_faults(settings, wrong),
        *_android_faults(settings),
        *_kannel_faults(settings),
        *_route_faults(settings),
    ]


def _production_faults(settings: Settings) -> list[str]:
    if not settings.is_production:
        return []
    faults = []
    if settings.secret_key is None:
        # A key generated beside the database would be lost, or leak, together with it.
        faults.append(f"DALIL_SECRET_KEY: needed in production: make one with {NEW_KEY}")
    if settings.public_url is None:
        faults.append("DALIL_PUBLIC_URL: needed in production, like https://dalil.example.org")
    elif not settings.public_url.startswith("https://"):
        faults.append("DALIL_PUBLIC_URL: must begin with https:// in production")
    return faults


def _twilio_faults(settings: Settings, wrong: Mapping[str, str]) -> list[str]:
    """What Twilio needs besides; a setting that is wrong was meant to be set, too."""
    senders = (
        settings.twilio_sms_sender
        or settings.twilio_whatsapp_from
        or settings.twilio_messenger_from
    )
    told = settings.twilio_account_sid or settings.twilio_auth_tokens or senders
    tried = any(name.startswith("TWILIO_") for name in wrong)
    if not (told or tried):
        return []
    faults = []
    if not settings.twilio_account_sid:
        faults.append("TWILIO_ACCOUNT_SID: missing: copy it from the Twilio console")
    if not settings.twilio_auth_tokens:
        faults.append("TWILIO_AUTH_TOKEN: missing: copy it from the Twilio console")
    if not senders:
        faults.append("TWILIO_FROM: missing: your number, or set TWILIO_MESSAGING_SERVICE_SID")
    if not settings.public_url:
        faults.append(
            "DALIL_PUBLIC_URL: Twilio signs it, so it is needed: https://dalil.example.org"
        )
    return faults


def _android_faults(settings: Settings) -> list[str]:
    where = "copy it from the app"
    told = {
        "ANDROID_SMS_URL": (settings.android_sms_url, "see docs/sms-routes.md"),
        "ANDROID_SMS_USER": (settings.android_sms_user, where),
        "ANDROID_SMS_PASSWORD": (settings.android_sms_password, where),
        "ANDROID_SMS_SIGNING_KEY": (
            settings.android_sms_signing_key,
            f"{where}: Settings, Webhooks, Signing Key",
        ),
    }
    return _missing_of(told)


def _kannel_faults(settings: Settings) -> list[str]:
    where = "see docs/sms-kannel.md"
    return _missing_of(
        {
            "KANNEL_SENDSMS_URL": (settings.kannel_sendsms_url, where),
            "KANNEL_USER": (settings.kannel_user, where),
            "KANNEL_PASSWORD": (settings.kannel_password, where),
            "KANNEL_FROM": (settings.kannel_from, "the short code or number people write to"),
            "KANNEL_INBOUND_SECRET": (settings.kannel_inbound_secret, f"make one with {NEW_KEY}"),
        }
    )


def _route_faults(settings: Settings) -> list[str]:
    providers = settings.sms_providers
    if not settings.sms_routes and len(providers) > 1:
        example = ",".join([f"+216={providers[1]}", f"*={providers[0]}"])
        return [f"DALIL_SMS_ROUTES: several routes are set up: tell them apart, like {example}"]
    missing = sorted(set(settings.sms_prefixes.values()) - set(providers))
    return [f"DALIL_SMS_ROUTES: {name} is not set up: see docs/sms-routes.md" for name in missing]


def _missing_of(told: Mapping[str, tuple[object, str]]) -> list[str]:
    """What is missing, with its mend, of settings that go together; nothing when none is set."""
    if not any(setting for setting, _ in told.values()):
        return []
    return [f"{name}: missing: {mend}" for name, (setting, mend) in told.items() if not setting]
