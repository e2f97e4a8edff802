"""How does Dalil talk by SMS through Twilio: signed webhooks in, the REST interface out?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.base import Receive, Report
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.catch_up import catch_up
from bot.channels.twilio.webhook import (
    TwilioWebhooks,
    event_of,
    identity_of,
    status_path,
    verdict_of,
)
from bot.messages.capabilities import BY_SMS
from bot.messages.message import InboundMessage, OutboundMessage

log = structlog.get_logger(__name__)

CHANNEL = "sms"
WEBHOOK_PATH = "/sms/twilio"
REPORT_PATH = status_path(WEBHOOK_PATH)

# A name or a short code cannot be answered: what it sends is advertising.
_NUMBER = re.compile(r"\+[1-9]\d{4,14}")


class TwilioSms:
    """One sender of an account: a number or a name, or a messaging service."""

    name = CHANNEL
    capabilities = BY_SMS

    def __init__(
        self,
        account: TwilioAccount,
        webhooks: TwilioWebhooks,
        *,
        sender: str | None = None,
        messaging_service_sid: str | None = None,
    ) -> None:
        self._account = account
        self._webhooks = webhooks
        self._from = _sender(sender, messaging_service_sid)
        webhooks.readers[""] = read_message

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return self._webhooks.routes(CHANNEL, WEBHOOK_PATH, receive, report)

    async def start(self, receive: Receive, report: Report) -> None:
        """Nothing to do: Twilio calls us."""
        if self._account.public_url is None:
            log.warning("twilio_webhook_off", hint="set DALIL_PUBLIC_URL to receive SMS")

    async def stop(self) -> None:
        await self._account.close()

    async def send(self, outbound: OutboundMessage) -> str:
        """Hand one SMS to Twilio; its MessageSid. After a timeout it may go out twice."""
        return await self._account.create(
            to=outbound.address,
            body=outbound.message.text,
            **self._from,
            **self._account.callback(REPORT_PATH, outbound.reference),
        )

    async def catch_up(self, since: datetime, receive: Receive, report: Report) -> None:
        await catch_up(self._account, CHANNEL, since, self._is_to_us, read_message, receive, report)

    def _is_to_us(self, message: Mapping[str, str]) -> bool:
        """Never so where the sender is a name: nobody can write to it."""
        if "messaging_service_sid" in self._from:
            return message.get("messaging_service_sid") == self._from["messaging_service_sid"]
        return message.get("to") == self._from.get("from_")


def read_message(form: Mapping[str, str]) -> InboundMessage | None:
    """What a person wrote; None for what nobody can answer or tell from a repetition."""
    address, identity = form.get("From", ""), identity_of(form)
    if identity is None or not _NUMBER.fullmatch(address):
        return None
    return InboundMessage(
        channel=CHANNEL,
        address=address,
        provider_id=identity,
        event=event_of(form),
        answered_by_carrier=verdict_of(form) is not None,
    )


def _sender(sender: str | None, messaging_service_sid: str | None) -> dict[str, str]:
    if messaging_service_sid:
        return {"messaging_service_sid": messaging_service_sid}
    return {"from_": sender} if sender else {}
