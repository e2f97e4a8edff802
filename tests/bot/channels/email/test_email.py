"""An alert leaves by e-mail, as a real server takes it; what fails is told by a number alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.channels.all_settings import load_settings
from bot.channels.email.channel import Email, SmtpServer
from bot.channels.email.provider import EMAIL, EmailSettings
from bot.channels.provider import CheckResult, Mark
from bot.channels.registry import make_channels
from bot.configuration.settings import SettingsFault
from bot.messages.errors import Rejected, TryLater
from bot.messages.message import OutboundMessage, Rendered

LEILA, SENDER = "leila@example.org", "dalil@example.org"
WORDS = "ينتظر شخص إجابة: https://dalil.example/admin/requests"
USER, PASSWORD = "dalil", "olive tree at noon"


class Mailbox:
    """Keeps what it is handed; `answer`: said to whoever it is for."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer = answer
        self.envelopes: list[Envelope] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _told: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


def _knows(
    _server: SMTP, _session: Session, _envelope: Envelope, _how: str, told: object
) -> AuthResult:
    assert isinstance(told, LoginPassword)
    is_right = (told.login, told.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def server_of(mailbox: Mailbox, *, asks_who: bool = False) -> AsyncIterator[int]:
    """Its port, on this machine."""
    told: dict[str, Any] = {"auth_require_tls": False, "enable_SMTPUTF8": True}
    if asks_who:
        told["authenticator"] = _knows
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, loop=loop, **told), "127.0.0.1", 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


def channel_at(port: int, security: str = "none", password: str | None = None) -> Email:
    user = USER if password else None
    return Email(SmtpServer("127.0.0.1", port, security, user, password), sender=SENDER)


def alert() -> OutboundMessage:
    return OutboundMessage(LEILA, Rendered(WORDS))


async def test_plain_words_to_one_address_by_whoever_signed_in() -> None:
    mailbox = Mailbox()
    async with server_of(mailbox, asks_who=True) as port:
        sent = await channel_at(port, password=PASSWORD).send(alert())
    (envelope,) = mailbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [LEILA])
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=default)
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, LEILA, "Dalil")
    assert message["Message-ID"] == sent
    assert message.get_content().strip() == WORDS


@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?q?v=40evil.example=2C?=x@b.example",
        "=?utf-8?q?a=0D=0ABcc:x=40evil.example?=@b.example",
        "a@[b.c",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
    ],
)
async def test_what_is_more_than_one_address_leaves_to_nobody(address: str) -> None:
    mailbox = Mailbox()
    async with server_of(mailbox) as port:
        with pytest.raises(Rejected, match="no plain address"):
            await channel_at(port).send(OutboundMessage(address, Rendered(WORDS)))
    assert mailbox.envelopes == []


@pytest.mark.parametrize("address", ["o'b=x?y+z@example.org", f"{'l' * 64}@{'d' * 60}.example.org"])
async def test_a_plain_address_arrives_as_it_was_written(address: str) -> None:
    mailbox = Mailbox()
    async with server_of(mailbox) as port:
        await channel_at(port).send(OutboundMessage(address, Rendered(WORDS)))
    (envelope,) = mailbox.envelopes
    assert envelope.rcpt_tos == [address]
    assert isinstance(envelope.content, bytes)
    assert message_from_bytes(envelope.content, policy=default)["To"] == address


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        ("550 no mailbox leila@example.org here", Rejected, "SMTP 550: refused"),
        ("451 leila@example.org: come again", TryLater, "SMTP 451: not now"),
    ],
)
async def test_a_refusal_tells_no_address(answer: str, kind: type[Exception], reason: str) -> None:
    async with server_of(Mailbox(answer)) as port:
        with pytest.raises(kind) as refused:
            await channel_at(port).send(alert())
    assert str(refused.value) == reason


async def test_a_wrong_password_is_ours_to_mend() -> None:
    async with server_of(Mailbox(), asks_who=True) as port:
        with pytest.raises(Rejected, match="wrong user or password"):
            await channel_at(port, password="another one").send(alert())
        assert await channel_at(port, password="another one").greet() is not None
        assert await channel_at(port, password=PASSWORD).greet() is None


async def test_nothing_is_told_to_a_server_that_cannot_keep_it_safe() -> None:
    mailbox = Mailbox()
    async with server_of(mailbox) as port:
        with pytest.raises(TryLater, match="safely"):
            await channel_at(port, "starttls").send(alert())
    assert mailbox.envelopes == []


async def test_where_nobody_listens_it_is_tried_again() -> None:
    async with server_of(Mailbox()) as port:
        pass
    with pytest.raises(TryLater, match="cannot be reached"):
        await channel_at(port).send(alert())


def test_it_is_on_with_a_host_and_wants_its_sender() -> None:
    told = {"smtp_host": "smtp.example.org", "smtp_from": SENDER}
    assert "email" in {each.name for each in make_channels(load_settings(None, told))}
    assert "email" not in {each.name for each in make_channels(load_settings(None, {}))}
    with pytest.raises(SettingsFault, match="SMTP_FROM"):
        load_settings(None, {"smtp_host": "smtp.example.org"})
    with pytest.raises(SettingsFault, match="both, or neither"):
        load_settings(None, told | {"smtp_user": "dalil"})


def test_the_doctor_says_how_it_stands() -> None:
    settings = load_settings(None, {"smtp_host": "smtp.example.org", "smtp_from": SENDER})
    assert isinstance(settings, EmailSettings)
    marks = [
        [each.mark for each in EMAIL.findings(settings, asked)]
        for asked in (None, CheckResult(), CheckResult("SMTP: wrong user or password"))
    ]
    assert marks == [[Mark.GOOD], [Mark.GOOD], [Mark.FAULT]]
