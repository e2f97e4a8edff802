"""An SMTP server as a provider: it carries alerts to staff, and nothing comes in by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from bot.channels.base import Channel
from bot.channels.email.names import NAME
from bot.channels.provider import CheckResult, Finding, Mark, Provider, SendingRate, Surroundings
from bot.configuration.setting_types import PerSecond, like
from bot.configuration.settings import Settings
from flows.engine.text import _

_from = like(r"[^@\s]+@[^@\s]+", "the address that is written from, like dalil@example.org")


class EmailSettings(Settings):
    """Off without a host."""

    smtp_host: str | None = Field(None, validation_alias="SMTP_HOST")
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(587, validation_alias="SMTP_PORT")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", validation_alias="SMTP_SECURITY"
    )
    smtp_user: str | None = Field(None, validation_alias="SMTP_USER")
    smtp_password: SecretStr | None = Field(None, validation_alias="SMTP_PASSWORD")
    smtp_from: Annotated[str, _from] | None = Field(None, validation_alias="SMTP_FROM")
    smtp_per_second: PerSecond = Field(1, validation_alias="SMTP_PER_SECOND")


def _rates(settings: EmailSettings) -> dict[str, SendingRate]:
    return {NAME: SendingRate(settings.smtp_per_second)} if settings.smtp_host else {}


def _open(settings: EmailSettings, _surroundings: Surroundings) -> Iterator[Channel]:
    if settings.smtp_host is None or settings.smtp_from is None:
        return
    from bot.channels.email.channel import Email, SmtpServer

    password = settings.smtp_password
    yield Email(
        SmtpServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_user,
            password.get_secret_value() if password else None,
        ),
        sender=settings.smtp_from,
    )


def _missing(settings: EmailSettings, _wrong: Collection[str]) -> Iterator[str]:
    if settings.smtp_host and not settings.smtp_from:
        yield "SMTP_FROM: missing: the address that is written from"
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        yield "SMTP_PASSWORD: SMTP_USER and SMTP_PASSWORD go together: set both, or neither"


async def _check(settings: EmailSettings) -> CheckResult:
    """Does it know us? Nothing is sent."""
    from bot.channels.email.channel import Email

    (channel,) = _open(settings, Surroundings(lambda line, _locale: str(line), ""))
    assert isinstance(channel, Email)
    return CheckResult(await channel.greet())


def _findings(settings: EmailSettings, asked: CheckResult | None) -> Iterator[Finding]:
    if settings.smtp_host is None:
        return
    if asked is None:
        yield Finding(Mark.GOOD, "e-mail: a server is set (not asked, --offline)")
    elif asked.fault:
        yield Finding(Mark.FAULT, f"e-mail: {asked.fault}; staff are alerted by their phones alone")
    else:
        yield Finding(Mark.GOOD, f"e-mail: {settings.smtp_host} takes alerts to staff")


EMAIL = Provider(
    name=NAME,
    settings=EmailSettings,
    labels={NAME: _("E-mail")},
    rates=_rates,
    open=_open,
    missing=_missing,
    check=_check,
    findings=_findings,
)
