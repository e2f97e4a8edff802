"""An operator's Kannel as a provider."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field, SecretStr

from bot.channels.base import Channel
from bot.channels.provider import (
    CheckResult,
    Finding,
    Mark,
    Provider,
    SendingRate,
    SmsSender,
    Surroundings,
)
from bot.channels.sms.prefixes import CHANNEL
from bot.configuration.setting_types import (
    PerSecond,
    SecretInAddress,
    WebAddress,
    like,
    missing_of,
)
from bot.configuration.settings import Settings
from bot.privacy.sealing.keys import NEW_KEY

_short_code = like(r"\+?\d{3,15}", "the short code or number people write to, like 85000")


class KannelSettings(Settings):
    """All but the address of the reports, or none."""

    kannel_sendsms_url: WebAddress | None = Field(None, validation_alias="KANNEL_SENDSMS_URL")
    kannel_user: str | None = Field(None, validation_alias="KANNEL_USER")
    kannel_password: SecretStr | None = Field(None, validation_alias="KANNEL_PASSWORD")
    kannel_from: Annotated[str, _short_code] | None = Field(None, validation_alias="KANNEL_FROM")
    kannel_reports_url: WebAddress | None = Field(None, validation_alias="KANNEL_REPORTS_URL")
    kannel_inbound_secret: SecretInAddress | None = Field(
        None, validation_alias="KANNEL_INBOUND_SECRET"
    )
    kannel_per_second: PerSecond = Field(10, validation_alias="KANNEL_PER_SECOND")


def _rates(settings: KannelSettings) -> dict[str, SendingRate]:
    return {CHANNEL: SendingRate(settings.kannel_per_second)} if settings.kannel_sendsms_url else {}


def _open(settings: KannelSettings, surroundings: Surroundings) -> Iterator[Channel]:
    url, user, sender = settings.kannel_sendsms_url, settings.kannel_user, settings.kannel_from
    password, secret = settings.kannel_password, settings.kannel_inbound_secret
    if not (url and user and sender and password and secret):
        return
    from bot.channels.kannel.channel import KannelSms

    yield KannelSms(
        url,
        user,
        password.get_secret_value(),
        secret.get_secret_value(),
        sender=sender,
        country=surroundings.country,
        reports_url=settings.kannel_reports_url or settings.public_url,
    )


def _missing(settings: KannelSettings, _wrong: Collection[str]) -> list[str]:
    where = "see docs/sms-kannel.md"
    return missing_of(
        {
            "KANNEL_SENDSMS_URL": (settings.kannel_sendsms_url, where),
            "KANNEL_USER": (settings.kannel_user, where),
            "KANNEL_PASSWORD": (settings.kannel_password, where),
            "KANNEL_FROM": (settings.kannel_from, "the short code or number people write to"),
            "KANNEL_INBOUND_SECRET": (settings.kannel_inbound_secret, f"make one with {NEW_KEY}"),
        }
    )


def _findings(settings: KannelSettings, _asked: CheckResult | None) -> Iterator[Finding]:
    """Not asked, online or not: every question to sendsms would send something."""
    if settings.kannel_sendsms_url is not None:
        hook = f"let it call {settings.site}/sms/kannel"
        yield Finding(Mark.GOOD, f"SMS: a Kannel is set (not asked); {hook}")


def _sms_sender(settings: KannelSettings) -> SmsSender:
    return SmsSender(number=settings.kannel_from)


KANNEL = Provider(
    name="kannel",
    settings=KannelSettings,
    rates=_rates,
    open=_open,
    missing=_missing,
    findings=_findings,
    sms_sender=_sms_sender,
)
