"""How does an alert leave by e-mail? Plain words to one address, by the SMTP server that is set.

What a server answers may quote the address, so a fault tells its number and nothing else of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib
from aiohttp import web

from bot.channels.base import Receive, Report
from bot.channels.email.addresses import is_plain_address
from bot.channels.email.names import NAME
from bot.messages.capabilities import BY_EMAIL
from bot.messages.errors import Rejected, TryLater
from bot.messages.message import OutboundMessage

SUBJECT = "Dalil"
"""The same for all: what somebody sees of a message over another's shoulder tells nothing."""

TIMEOUT_S = 30.0
_AWAY = "SMTP: the server cannot be reached"
_WRONG = "SMTP: wrong user or password"
_NO_ADDRESS = "SMTP: this is no plain address: take it away, and link it anew"
_NOT_SAFE = "SMTP: the server cannot be reached safely: see SMTP_SECURITY"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`security`: "tls" from the first byte, "starttls" before anything is told, or "none"."""

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    def client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            timeout=TIMEOUT_S,
        )


class Email:
    """Written to by nobody."""

    name = NAME
    capabilities = BY_EMAIL

    def __init__(self, server: SmtpServer, *, sender: str) -> None:
        self._server = server
        self._sender = sender

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        """None: nothing comes in."""
        return ()

    async def start(self, receive: Receive, report: Report) -> None:
        """Nothing to do: each message opens its own connection."""

    async def stop(self) -> None:
        """Nothing is open."""

    async def send(self, outbound: OutboundMessage) -> str:
        """Hand it to the server; the id that stands in it. After a timeout it may go out twice."""
        if not is_plain_address(outbound.address):
            raise Rejected(_NO_ADDRESS)
        message = EmailMessage()
        message["From"], message["To"] = self._sender, outbound.address
        message["Subject"], message["Date"] = SUBJECT, formatdate()
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(outbound.message.text)
        try:
            async with self._server.client() as client:
                await client.send_message(message, recipients=[outbound.address])
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(error) from None
        return str(message["Message-ID"])

    async def greet(self) -> str | None:
        """Sign in and leave; what is wrong."""
        try:
            async with self._server.client():
                return None
        except (aiosmtplib.SMTPException, OSError) as error:
            return str(_failure(error))


def _failure(error: Exception) -> Exception:
    """What is to be done next. None of the server's words: they may hold an address."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Rejected(_WRONG)
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _by_code(error.recipients[0].code if error.recipients else 550)
    if isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPServerDisconnected):
        return TryLater(_AWAY, timedelta(minutes=1))
    if isinstance(error, aiosmtplib.SMTPTimeoutError | OSError):
        return TryLater(_AWAY, timedelta(minutes=1))
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _by_code(error.code)
    return TryLater(_NOT_SAFE, timedelta(minutes=5))


def _by_code(code: int) -> Exception:
    if 400 <= code < 500:
        return TryLater(f"SMTP {code}: not now", timedelta(minutes=2))
    return Rejected(f"SMTP {code}: refused")
