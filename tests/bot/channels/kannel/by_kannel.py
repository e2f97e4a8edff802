"""The channel by Kannel, and the ways its tests reach it."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.base import Channel
from bot.channels.kannel.channel import INBOUND_PATH, KannelSms
from tests.bot.channels.receiver import Receiver, served

SECRET = "a-made-up-secret-for-tests"
PASSWORD = "made-up-password"
PERSON = "+21620000001"
# As a Kannel 1.4.5 wrote them, with another number and another secret.
FRENCH = (
    b"secret=a-made-up-secret-for-tests&from=%2B21620000001&to=85000"
    b"&text=bonjour+%C3%A9+%E2%82%AC&id=2796dfc2-49dd-47ba-86c4-7a8904b613cb"
    b"&coding=0&charset=UTF-8"
)
ARABIC = (
    b"secret=a-made-up-secret-for-tests&from=%2B21620000001&to=85000"
    b"&text=%067%06%28%06J%06%28&id=e4aa23ec-82ff-4090-8ef7-42e6e8f8f5b7"
    b"&coding=2&charset=UTF-16BE"
)


def channel_of(sendsms_url: str = "http://127.0.0.1:9", **more: Any) -> KannelSms:
    return KannelSms(sendsms_url, "dalil", PASSWORD, SECRET, sender="85000", country="TN", **more)


@asynccontextmanager
async def at_the_door(receiver: Receiver, channel: Channel) -> AsyncIterator[int]:
    """The port where Kannel calls."""
    server = await served(channel, receiver)
    try:
        assert server.port is not None
        yield server.port
    finally:
        await server.close()


def ask(port: int, query: bytes, method: str = "GET") -> tuple[int, str, bytes]:
    """A request written as bytes: a client library would tidy the query up."""
    target = INBOUND_PATH.encode() + b"?" + query
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(method.encode() + b" " + target + b" HTTP/1.0\r\n\r\n")
        with http.client.HTTPResponse(connection, method=method) as answer:
            answer.begin()
            return answer.status, answer.headers.get_content_type(), answer.read()


async def call(port: int, query: bytes, method: str = "GET") -> tuple[int, str, bytes]:
    return await asyncio.to_thread(ask, port, query, method)
