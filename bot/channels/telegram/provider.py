"""Telegram as a provider: one bot, by webhook or polling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, SecretStr

from bot.channels.asking import ask, json_object, no_answer
from bot.channels.base import Channel
from bot.channels.provider import CheckResult, Finding, Mark, Provider, SendingRate, Surroundings
from bot.configuration.setting_types import PerSecond, SecretInAddress, WebAddress, hidden
from bot.configuration.settings import Settings
from bot.configuration.validators import written_like
from flows.engine.text import _

NAME = "telegram"
_token = written_like(
    r"\d+:[\w-]+", "not a bot's token: copy it from @BotFather, like 123456:ABC-DEF"
)


class TelegramSettings(Settings):
    """Off without a token."""

    telegram_token: Annotated[SecretStr, hidden(_token)] | None = Field(
        None, validation_alias="TELEGRAM_TOKEN"
    )
    telegram_api_url: WebAddress = Field(
        "https://api.telegram.org", validation_alias="TELEGRAM_API_URL"
    )
    telegram_webhook_secret: SecretInAddress | None = Field(
        None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    telegram_per_second: PerSecond = Field(30, validation_alias="TELEGRAM_PER_SECOND")
    telegram_chat_per_second: PerSecond = Field(1, validation_alias="TELEGRAM_CHAT_PER_SECOND")


def _rates(settings: TelegramSettings) -> dict[str, SendingRate]:
    if settings.telegram_token is None:
        return {}
    return {NAME: SendingRate(settings.telegram_per_second, settings.telegram_chat_per_second)}


def _open(settings: TelegramSettings, _surroundings: Surroundings) -> Iterator[Channel]:
    if settings.telegram_token is None:
        return
    from bot.channels.telegram.channel import TelegramChannel

    secret = settings.telegram_webhook_secret
    yield TelegramChannel(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        public_url=settings.public_url,
        webhook_secret=secret.get_secret_value() if secret else None,
    )


async def _check(settings: TelegramSettings) -> CheckResult:
    """Who is the bot of this token?"""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    status, found = await ask(f"{settings.telegram_api_url}/bot{token}/getMe")
    if status in (401, 404):
        return CheckResult(
            "it does not know this token: copy TELEGRAM_TOKEN from @BotFather again", True
        )
    result = json_object(found).get("result")
    if status != 200 or not isinstance(result, dict):
        return no_answer(status, "TELEGRAM_API_URL")
    return CheckResult(name=str(result.get("username", "")))


def _findings(settings: TelegramSettings, asked: CheckResult | None) -> Iterator[Finding]:
    if settings.telegram_token is None:
        yield Finding(Mark.NOTE, "Telegram is off: set TELEGRAM_TOKEN (from @BotFather, /newbot)")
    elif asked is None:
        yield Finding(Mark.GOOD, "Telegram: a token is set (not asked, --offline)")
    elif asked.fault:
        yield Finding(Mark.FAULT, f"Telegram: {asked.fault}")
    else:
        yield Finding(Mark.GOOD, f"Telegram: the bot is https://t.me/{asked.name}")


def _greeting(settings: TelegramSettings) -> str:
    if settings.telegram_token is None:
        return "Telegram is off: set TELEGRAM_TOKEN in .env (the README tells how to get one)"
    way = "by webhook" if settings.public_url else "by polling, as DALIL_PUBLIC_URL is not set"
    return f"Telegram is on, {way}"


TELEGRAM = Provider(
    name=NAME,
    settings=TelegramSettings,
    labels={NAME: _("Telegram")},
    rates=_rates,
    open=_open,
    check=_check,
    findings=_findings,
    greeting=_greeting,
)
