"""Twilio as a provider: one account carries SMS, WhatsApp and Messenger."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated

from pydantic import Field, SecretStr

from bot.channels.asking import ask, basic, json_object, no_answer
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
from bot.channels.sms.prefixes import CHANNEL as SMS
from bot.channels.twilio.templates import read_templates
from bot.configuration.setting_types import PerSecond, WebAddress, like, readable
from bot.configuration.settings import Settings
from flows.engine.text import _

WHATSAPP, MESSENGER = "whatsapp", "messenger"
_account = like(r"AC\w+", "begins with AC: copy the Account SID from the Twilio console")
_number_or_name = like(
    r"\+\d{7,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}",
    "a number like +15005550006, or a name of at most 11 letters",
)
_number = like(r"\+\d{7,15}", "the number that has WhatsApp, like +15005550006")
_page = like(r"\d{1,32}", "the id of the Facebook page, digits only")


class TwilioSettings(Settings):
    """An account, its token, and a sender for each channel that it carries."""

    twilio_account_sid: Annotated[str, _account] | None = Field(
        None, validation_alias="TWILIO_ACCOUNT_SID"
    )
    twilio_auth_token: SecretStr | None = Field(None, validation_alias="TWILIO_AUTH_TOKEN")
    twilio_auth_token_secondary: SecretStr | None = Field(
        None, validation_alias="TWILIO_AUTH_TOKEN_SECONDARY"
    )
    twilio_from: Annotated[str, _number_or_name] | None = Field(
        None, validation_alias="TWILIO_FROM"
    )
    twilio_messaging_service_sid: str | None = Field(
        None, validation_alias="TWILIO_MESSAGING_SERVICE_SID"
    )
    twilio_whatsapp_from: Annotated[str, _number] | None = Field(
        None, validation_alias="TWILIO_WHATSAPP_FROM"
    )
    twilio_whatsapp_templates: Annotated[str, readable(read_templates)] | None = Field(
        None, validation_alias="TWILIO_WHATSAPP_TEMPLATES"
    )
    twilio_whatsapp_per_second: PerSecond = Field(80, validation_alias="TWILIO_WHATSAPP_PER_SECOND")
    twilio_messenger_from: Annotated[str, _page] | None = Field(
        None, validation_alias="TWILIO_MESSENGER_FROM"
    )
    twilio_messenger_per_second: PerSecond = Field(
        30, validation_alias="TWILIO_MESSENGER_PER_SECOND"
    )
    twilio_api_url: WebAddress = Field("https://api.twilio.com", validation_alias="TWILIO_API_URL")
    twilio_per_second: PerSecond = Field(1, validation_alias="TWILIO_PER_SECOND")

    @property
    def twilio_sms_sender(self) -> str | None:
        """What sends SMS: a number or name, or a messaging service."""
        return self.twilio_from or self.twilio_messaging_service_sid

    @property
    def twilio_auth_tokens(self) -> tuple[str, ...]:
        """Every token whose signatures are good: the first signs what we send.

        During a change two are: `new,old` in one setting, or the old one in the secondary."""
        both = (self.twilio_auth_token, self.twilio_auth_token_secondary)
        told = ",".join(token.get_secret_value() for token in both if token)
        return tuple(token for part in told.split(",") if (token := part.strip()))


def _rates(settings: TwilioSettings) -> dict[str, SendingRate]:
    if settings.twilio_account_sid is None:
        return {}
    carried = {
        SMS: (settings.twilio_sms_sender, settings.twilio_per_second),
        WHATSAPP: (settings.twilio_whatsapp_from, settings.twilio_whatsapp_per_second),
        MESSENGER: (settings.twilio_messenger_from, settings.twilio_messenger_per_second),
    }
    return {channel: SendingRate(rate) for channel, (sender, rate) in carried.items() if sender}


def _open(settings: TwilioSettings, _surroundings: Surroundings) -> Iterator[Channel]:
    """Its channels, by one account and with one set of webhooks."""
    if settings.twilio_account_sid is None:
        return
    from bot.channels.twilio import messengers
    from bot.channels.twilio.account import TwilioAccount
    from bot.channels.twilio.sms import TwilioSms
    from bot.channels.twilio.webhook import TwilioWebhooks

    account = TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens,
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
    )
    both = account, TwilioWebhooks(account)
    if settings.twilio_sms_sender:
        service = settings.twilio_messaging_service_sid
        yield TwilioSms(*both, sender=settings.twilio_from, messaging_service_sid=service)
    if sender := settings.twilio_whatsapp_from:
        told = settings.twilio_whatsapp_templates
        templates = read_templates(told) if told else {}
        yield messengers.TwilioMessenger(
            messengers.WHATSAPP, *both, sender=sender, templates=templates
        )
    if sender := settings.twilio_messenger_from:
        yield messengers.TwilioMessenger(messengers.MESSENGER, *both, sender=sender)


def _missing(settings: TwilioSettings, wrong: Collection[str]) -> Iterator[str]:
    """What Twilio needs besides; a setting that is wrong was meant to be set, too."""
    senders = (
        settings.twilio_sms_sender
        or settings.twilio_whatsapp_from
        or settings.twilio_messenger_from
    )
    told = settings.twilio_account_sid or settings.twilio_auth_tokens or senders
    if not (told or any(name.startswith("TWILIO_") for name in wrong)):
        return
    if not settings.twilio_account_sid:
        yield "TWILIO_ACCOUNT_SID: missing: copy it from the Twilio console"
    if not settings.twilio_auth_tokens:
        yield "TWILIO_AUTH_TOKEN: missing: copy it from the Twilio console"
    if not senders:
        yield "TWILIO_FROM: missing: your number, or set TWILIO_MESSAGING_SERVICE_SID"
    if not settings.public_url:
        yield "DALIL_PUBLIC_URL: Twilio signs it, so it is needed: https://dalil.example.org"


async def _check(settings: TwilioSettings) -> CheckResult:
    """Does Twilio know this account and token?"""
    sid = settings.twilio_account_sid or ""
    url = f"{settings.twilio_api_url}/2010-04-01/Accounts/{sid}.json"
    status, answer = await ask(url, basic(sid, settings.twilio_auth_tokens[0]))
    if status in (401, 403, 404):
        return CheckResult(
            "Twilio refuses TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: copy both again", True
        )
    if status != 200:
        return no_answer(status, "TWILIO_API_URL")
    if json_object(answer).get("status") not in (None, "active"):
        return CheckResult("the account is suspended or closed: look into the Twilio console", True)
    return CheckResult()


def _findings(settings: TwilioSettings, asked: CheckResult | None) -> Iterator[Finding]:
    if settings.twilio_account_sid is None:
        return
    paths = " and ".join(f"{settings.site}/{channel}/twilio" for channel in _rates(settings))
    hook = f"let Twilio call {paths}"
    if asked is None:
        yield Finding(Mark.GOOD, f"Twilio: an account is set (not asked, --offline); {hook}")
    elif asked.fault:
        yield Finding(Mark.FAULT, f"Twilio: {asked.fault}")
    else:
        yield Finding(Mark.GOOD, f"Twilio knows the account; {hook}")


def _sms_sender(settings: TwilioSettings) -> SmsSender:
    """A name, unless a number or a messaging service sends."""
    sender = settings.twilio_from
    return SmsSender(is_one_way=bool(sender) and not str(sender).startswith("+"))


TWILIO = Provider(
    name="twilio",
    settings=TwilioSettings,
    labels={WHATSAPP: _("WhatsApp"), MESSENGER: _("Messenger")},
    rates=_rates,
    open=_open,
    missing=_missing,
    check=_check,
    findings=_findings,
    sms_sender=_sms_sender,
)
