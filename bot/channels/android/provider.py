"""A phone with a SIM as a provider: the app "SMS Gateway for Android"."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from pydantic import Field, SecretStr

from bot.channels.asking import ask, basic, no_answer
from bot.channels.base import Channel
from bot.channels.provider import CheckResult, Finding, Mark, Provider, SendingRate, Surroundings
from bot.channels.sms.prefixes import CHANNEL
from bot.configuration.setting_types import PerSecond, WebAddress, missing_of
from bot.configuration.settings import Settings


class AndroidSettings(Settings):
    """All four, or none."""

    android_sms_url: WebAddress | None = Field(None, validation_alias="ANDROID_SMS_URL")
    android_sms_user: str | None = Field(None, validation_alias="ANDROID_SMS_USER")
    android_sms_password: SecretStr | None = Field(None, validation_alias="ANDROID_SMS_PASSWORD")
    android_sms_signing_key: SecretStr | None = Field(
        None, validation_alias="ANDROID_SMS_SIGNING_KEY"
    )
    android_sms_per_second: PerSecond = Field(0.25, validation_alias="ANDROID_SMS_PER_SECOND")


def _rates(settings: AndroidSettings) -> dict[str, SendingRate]:
    return (
        {CHANNEL: SendingRate(settings.android_sms_per_second)} if settings.android_sms_url else {}
    )


def _open(settings: AndroidSettings, surroundings: Surroundings) -> Iterator[Channel]:
    url, user = settings.android_sms_url, settings.android_sms_user
    password, key = settings.android_sms_password, settings.android_sms_signing_key
    if not (url and user and password and key):
        return
    from bot.channels.android.channel import AndroidSms

    yield AndroidSms(
        url,
        user,
        password.get_secret_value(),
        key.get_secret_value(),
        country=surroundings.country,
    )


def _missing(settings: AndroidSettings, _wrong: Collection[str]) -> list[str]:
    where = "copy it from the app"
    key = (settings.android_sms_signing_key, f"{where}: Settings, Webhooks, Signing Key")
    return missing_of(
        {
            "ANDROID_SMS_URL": (settings.android_sms_url, "see docs/sms-routes.md"),
            "ANDROID_SMS_USER": (settings.android_sms_user, where),
            "ANDROID_SMS_PASSWORD": (settings.android_sms_password, where),
            "ANDROID_SMS_SIGNING_KEY": key,
        }
    )


async def _check(settings: AndroidSettings) -> CheckResult:
    """When did the gateway last see a phone of ours?"""
    password = (
        settings.android_sms_password.get_secret_value() if settings.android_sms_password else ""
    )
    shown = basic(settings.android_sms_user or "", password)
    status, answer = await ask(f"{settings.android_sms_url}/devices", shown)
    if status == 404:
        # The phone itself has long known this name only.
        status, answer = await ask(f"{settings.android_sms_url}/device", shown)
    if status in (401, 403):
        return CheckResult(
            "it refuses ANDROID_SMS_USER and ANDROID_SMS_PASSWORD: copy both again", True
        )
    if status != 200:
        return no_answer(status, "ANDROID_SMS_URL")
    from bot.channels.android.channel import SILENT_AFTER

    devices = answer if isinstance(answer, list) else []
    seen = [_time(each.get("lastSeen")) for each in devices if isinstance(each, dict)]
    last = max((each for each in seen if each), default=None)
    return CheckResult(seen=last, silent_after=SILENT_AFTER)


def _time(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _findings(settings: AndroidSettings, asked: CheckResult | None) -> Iterator[Finding]:
    if settings.android_sms_url is None:
        return
    hook, now = f"let the app call {settings.site}/sms/android", datetime.now(UTC)
    if asked is None:
        words = f"SMS: an Android phone is set (not asked, --offline); {hook}"
        yield Finding(Mark.GOOD, words)
    elif asked.fault:
        yield Finding(Mark.FAULT, f"SMS: the Android gateway: {asked.fault}")
    elif asked.is_silent(now):
        hours = (now - asked.seen).total_seconds() / 3600 if asked.seen else None
        when = "yet" if hours is None else f"for {hours:.1f} h"
        yield Finding(
            Mark.FAULT,
            f"SMS: the Android phone was not seen {when}: is it charged, online, the app on?",
        )
    else:
        yield Finding(Mark.GOOD, f"SMS: the Android phone is there; {hook}")


ANDROID = Provider(
    name="android",
    settings=AndroidSettings,
    rates=_rates,
    open=_open,
    missing=_missing,
    check=_check,
    findings=_findings,
)
