"""How does Dalil talk by SMS through Twilio: signed webhooks in, the REST interface out?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from aiohttp import web

from bot.channels.base import BY_SMS, Incoming, Outgoing, Receive, Report
from bot.channels.twilio_account import REFERENCE, TwilioAccount, read_report
from bot.channels.twilio_catch_up import catch_up
from flows.engine.event import Event, Heard, Unreadable

log = structlog.get_logger(__name__)

CHANNEL = "sms"
WEBHOOK_PATH = "/sms/twilio"
REPORT_PATH = "/sms/twilio/status"
POST_ONLY = (
    "This is Dalil's address for Twilio, and it answers. In Twilio's console choose HTTP POST for"
    " it: see docs/sms-twilio.md.\n"
)
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

# A name or a short code cannot be answered: what it sends is advertising.
_NUMBER = re.compile(r"\+[1-9]\d{4,14}")


class TwilioSms:
    """One sender of an account: a number or a name, or a messaging service."""

    name = CHANNEL
    capabilities = BY_SMS

    def __init__(
        self,
        account: TwilioAccount,
        *,
        sender: str | None = None,
        messaging_service_sid: str | None = None,
    ) -> None:
        self._account = account
        self._from = _sender(sender, messaging_service_sid)

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        async def webhook(request: web.Request) -> web.Response:
            return await self._webhook(request, receive)

        async def status(request: web.Request) -> web.Response:
            form = await self._account.read_form(request)
            told = read_report(CHANNEL, request.query.get(REFERENCE, ""), form)
            if told is not None:
                await report(told)
            return web.Response(status=204)

        return (
            web.post(WEBHOOK_PATH, webhook),
            web.get(WEBHOOK_PATH, _looked_at),
            web.post(REPORT_PATH, status),
        )

    async def start(self, receive: Receive, report: Report) -> None:
        """Nothing to do: Twilio calls us."""
        if self._account.public_url is None:
            log.warning("twilio_webhook_off", hint="set DALIL_PUBLIC_URL to receive SMS")

    async def stop(self) -> None:
        await self._account.close()

    async def send(self, outgoing: Outgoing) -> str:
        """Hand one SMS to Twilio; its MessageSid. After a timeout it may go out twice."""
        return await self._account.create(
            to=outgoing.address,
            body=outgoing.message.text,
            **self._from,
            **self._account.callback(REPORT_PATH, outgoing.reference),
        )

    async def catch_up(self, since: datetime, receive: Receive, report: Report) -> None:
        await catch_up(self._account, CHANNEL, since, self._is_to_us, read_message, receive, report)

    def _is_to_us(self, message: Mapping[str, str]) -> bool:
        """Never so where the sender is a name: nobody can write to it."""
        if "messaging_service_sid" in self._from:
            return message.get("messaging_service_sid") == self._from["messaging_service_sid"]
        return message.get("to") == self._from.get("from_")

    async def _webhook(self, request: web.Request, receive: Receive) -> web.Response:
        incoming = read_message(await self._account.read_form(request))
        if incoming is not None:
            await receive(incoming)
        return web.Response(text=NO_REPLY, content_type="text/xml")


async def _looked_at(_request: web.Request) -> web.Response:
    """Somebody tries the address in a browser; or the console was told GET, which reads no body."""
    return web.Response(status=405, headers={"Allow": "POST"}, text=POST_ONLY)


def read_message(form: Mapping[str, str]) -> Incoming | None:
    """What a person wrote; None for what nobody can answer or tell from a repetition."""
    address, identity = form.get("From", ""), form.get("MessageSid") or form.get("SmsSid")
    if not identity or not _NUMBER.fullmatch(address):
        log.info("twilio_message_ignored", has_id=bool(identity))
        return None
    return Incoming(
        channel=CHANNEL,
        address=address,
        provider_id=identity,
        event=_event(form),
        answered_by_carrier=bool(form.get("OptOutType")),
    )


def _event(form: Mapping[str, str]) -> Event:
    body, pictures = form.get("Body", ""), form.get("NumMedia", "0")
    if not body.strip() and pictures not in ("", "0"):
        return Unreadable("picture")
    return Heard(body)


def _sender(sender: str | None, messaging_service_sid: str | None) -> dict[str, str]:
    if messaging_service_sid:
        return {"messaging_service_sid": messaging_service_sid}
    return {"from_": sender} if sender else {}
