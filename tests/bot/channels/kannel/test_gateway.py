"""Does an SMS arrive right, both ways, with a Kannel that nobody here wrote?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels.kannel.channel import INBOUND_PATH, KannelSms
from bot.messages.errors import Rejected, TryLater
from bot.messages.message import InboundMessage, OutboundMessage, Rendered
from bot.messages.reports import DeliveryReport
from bot.messages.segments import for_sms
from flows.engine.event import Heard
from tests.bot.channels.receiver import Receiver, served
from tests.eventually import eventually
from tests.peers.kannel import (
    PASSWORD,
    SHORT_CODE,
    USER,
    Kannel,
    in_parts,
    missing,
    running_kannel,
    ucs2,
)

# A real Kannel is no Python package: `make test` installs it where it may. Where it cannot
# be had (no root, no Debian) these are skipped, and say how to get it.
pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

SECRET = "a-made-up-secret-for-tests"
PERSON = "+21620000001"


def channel_of(sendsms_url: str, password: str = PASSWORD, **more: Any) -> KannelSms:
    return KannelSms(sendsms_url, USER, password, SECRET, sender=SHORT_CODE, country="TN", **more)


@asynccontextmanager
async def gateway(folder: Path, receiver: Receiver, secret: str = SECRET) -> AsyncIterator[Kannel]:
    """A Kannel whose messages come to the receiver; `secret` is what it shows."""
    server = await served(channel_of("http://127.0.0.1:9"), receiver)
    try:
        async with running_kannel(folder, str(server.make_url(INBOUND_PATH)), secret) as running:
            yield running
    finally:
        await server.close()


@pytest.fixture
async def kannel(tmp_path: Path, receiver: Receiver) -> AsyncIterator[Kannel]:
    async with gateway(tmp_path, receiver) as running:
        yield running


@asynccontextmanager
async def sending(kannel: Kannel, **more: Any) -> AsyncIterator[KannelSms]:
    channel = channel_of(kannel.sendsms_url, **more)
    try:
        yield channel
    finally:
        await channel.stop()


def to_person(text: str) -> OutboundMessage:
    return OutboundMessage(PERSON, Rendered(text))


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("text où est le médecin à 5 €", "où est le médecin à 5 €"),
        (ucs2("أين الطبيب؟"), "أين الطبيب؟"),
        ("text a+b & c=d % #1", "a+b & c=d % #1"),
        (f"text {'bonjour ' * 40}fin", f"{'bonjour ' * 40}fin"),
    ],
    ids=["french", "arabic", "signs", "long"],
)
async def test_what_a_person_types_arrives_as_it_was(
    typed: str, heard: str, kannel: Kannel, receiver: Receiver
) -> None:
    async with kannel.handset(typed) as phone:
        (taken,) = await receiver.wait_for(1)
        assert phone.received == []
    assert (taken.channel, taken.address, taken.event) == ("sms", PERSON, Heard(heard))
    assert taken.provider_id.startswith("kannel:")


async def test_a_long_message_in_parts_arrives_as_one(kannel: Kannel, receiver: Receiver) -> None:
    words = "où est le centre le plus proche, " * 6 + "merci"
    for part in in_parts(words):
        async with kannel.handset(part) as phone:
            await phone.has_spoken()
    (taken,) = await receiver.wait_for(1)
    assert taken.event == Heard(words)


class Forgetful(Receiver):
    """Takes a message in, and then cannot say so: twice."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def receive(self, inbound: InboundMessage) -> bool:
        new = await super().receive(inbound)
        self.asked.append(inbound.provider_id)
        if len(self.asked) <= 2:
            raise ConnectionError("the database went away after the commit")
        return new


async def test_after_a_500_of_ours_the_same_id_comes_again_and_is_taken_once(
    tmp_path: Path,
) -> None:
    receiver = Forgetful()
    async with gateway(tmp_path, receiver) as kannel, kannel.handset("text salut") as phone:
        await eventually(lambda: len(receiver.asked) == 3)
        assert phone.received == []
    (taken,) = receiver.taken
    assert receiver.asked == [taken.provider_id] * 3


async def test_while_we_are_down_nothing_is_lost(kannel: Kannel, receiver: Receiver) -> None:
    receiver.failures = 2
    async with kannel.handset("text salut") as phone:
        (taken,) = await receiver.wait_for(1)
        assert taken.event == Heard("salut")
        assert phone.received == []


async def test_another_secret_lets_nothing_in_and_says_nothing_to_the_person(
    tmp_path: Path, receiver: Receiver
) -> None:
    async with gateway(tmp_path, receiver, secret="not-the-one") as kannel:
        async with kannel.handset("text salut") as phone:
            log = tmp_path / "smsbox.log"
            await eventually(lambda: b"403 Forbidden" in log.read_bytes())
        assert phone.received == []
    assert receiver.taken == []


@pytest.mark.parametrize(
    "words",
    [
        "Centre Amal: ouvert à 9 h, 5 €",
        "مركز الأمل: مفتوح من التاسعة\nالهاتف 71600111",
        "ouvert " * 50,
        "مفتوح " * 40,
    ],
    ids=["french", "arabic", "long-french", "long-arabic"],
)
async def test_what_we_say_is_read_as_it_was(words: str, kannel: Kannel) -> None:
    words = for_sms(words.strip())
    async with kannel.handset() as phone, sending(kannel) as channel:
        identity = await channel.send(to_person(words))
        parts = -(-len(words) // (153 if words.isascii() else 67)) if len(words) > 70 else 1
        assert await phone.wait_for(parts) == [words]
    assert identity.startswith("kannel:")


async def test_what_waits_in_kannel_counts_as_sent(kannel: Kannel) -> None:
    async with sending(kannel) as channel:
        first, second = [await channel.send(to_person(words)) for words in ("un", "deux")]
        assert first != second
        async with kannel.handset() as phone:
            assert await phone.wait_for(2) == ["un", "deux"]


async def test_what_reaches_the_phone_is_reported_so(kannel: Kannel, receiver: Receiver) -> None:
    server = await served(channel_of("http://127.0.0.1:9"), receiver)
    reports_url = str(server.make_url(""))
    async with kannel.handset() as phone, sending(kannel, reports_url=reports_url) as channel:
        await channel.send(OutboundMessage(PERSON, Rendered("salut"), reference="7-5f5e100"))
        await phone.wait_for(1)
        await eventually(lambda: len(receiver.reports) >= 2)
    await server.close()
    assert set(receiver.reports) == {
        DeliveryReport("sms", "7-5f5e100", "sent"),
        DeliveryReport("sms", "7-5f5e100", "delivered"),
    }


async def test_a_wrong_password_is_told_to_staff(kannel: Kannel) -> None:
    async with sending(kannel, password="another") as channel:
        with pytest.raises(Rejected, match="403"):
            await channel.send(to_person("salut"))


async def test_a_number_kannel_does_not_take_is_told_to_staff(kannel: Kannel) -> None:
    async with sending(kannel) as channel:
        with pytest.raises(Rejected, match="400"):
            await channel.send(OutboundMessage("", Rendered("salut")))


async def test_without_its_bearerbox_it_is_tried_later(kannel: Kannel) -> None:
    await kannel.lose_the_bearerbox()
    async with sending(kannel, send_timeout=2) as channel:
        with pytest.raises(TryLater):
            await channel.send(to_person("salut"))
