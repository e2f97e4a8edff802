"""The app "SMS Gateway for Android" on loopback: its interface for sending, and its signed calls.

Written from the app's own documentation (see payloads/SOURCES.md): it queues a message under the id
it was given, refuses that id the second time, and says what is wrong with a request.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import encode_basic_auth, web
from aiohttp.test_utils import TestServer

USER, PASSWORD, SIGNING_KEY = "PHONE1", "made-up-password-for-tests", "made-up-signing-key"
EVENTS: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "payloads" / "android_gateway_events.json").read_text("utf-8")
)
KNOWN = {
    *("id", "textMessage", "phoneNumbers", "simNumber", "ttl", "validUntil"),
    *("withDeliveryReport", "priority", "isEncrypted", "deviceId"),
}


class AndroidGateway:
    """`sent` are the messages queued on the phone, `wrong` what no real gateway would take."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.wrong: list[str] = []
        self.faults: deque[tuple[int, dict[str, str], str]] = deque()
        self.loses_answers = 0
        self.hangs = False
        self.devices: Any = []
        app = web.Application()
        app.router.add_post("/api/3rdparty/v1/messages", self._create)
        app.router.add_get("/api/3rdparty/v1/devices", self._devices)
        # A phone without a server before it: other paths, and its devices by an older name.
        app.router.add_post("/messages", self._create)
        app.router.add_get("/device", self._devices)
        self.server = TestServer(app, host="127.0.0.1")

    @property
    def url(self) -> str:
        return str(self.server.make_url("/api/3rdparty/v1"))

    @property
    def local_url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def fail_next(self, status: int, message: str = "", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append((status, named, message))

    def texts_to(self, number: str) -> list[str]:
        return [each["textMessage"]["text"] for each in self.sent if number in each["phoneNumbers"]]

    async def _create(self, request: web.Request) -> web.Response:
        if not _is_known(request):
            return web.json_response({"message": "unauthorized"}, status=401)
        if self.hangs:
            await asyncio.sleep(3600)
        if self.faults:
            status, headers, message = self.faults.popleft()
            return web.json_response({"message": message}, status=status, headers=headers)
        told = await request.json()
        faults = list(_faults(told))
        if faults:
            self.wrong += faults
            return web.json_response({"message": faults[0]}, status=400)
        if any(each["id"] == told["id"] for each in self.sent):
            words = "message with such ID already exists"
            return web.json_response({"message": words}, status=409)
        self.sent.append(told)
        if self.loses_answers:
            self.loses_answers -= 1
            assert request.transport is not None
            request.transport.close()
        recipients = [{"phoneNumber": each, "state": "Pending"} for each in told["phoneNumbers"]]
        said = {"id": told["id"], "state": "Pending", "recipients": recipients}
        return web.json_response(said, status=202)

    async def _devices(self, request: web.Request) -> web.Response:
        if not _is_known(request):
            return web.json_response({"message": "unauthorized"}, status=401)
        return web.json_response(self.devices)


def event(kind: str = "sms:received", identity: str | None = None, **payload: Any) -> bytes:
    """An event as the app posts it, with these changes to its payload."""
    told = json.loads(json.dumps(EVENTS[kind]))
    told["payload"] |= payload
    if identity is not None:
        told["id"] = identity
    return json.dumps(told).encode()


def signed(body: bytes, now: datetime, key: str = SIGNING_KEY) -> dict[str, str]:
    """The headers with which the app signs a body at this moment."""
    timestamp = str(int(now.timestamp()))
    digest = hmac.new(key.encode(), body + timestamp.encode(), hashlib.sha256).hexdigest()
    return {"X-Signature": digest, "X-Timestamp": timestamp, "Content-Type": "application/json"}


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, data=body, headers=headers) as answer,
    ):
        await answer.read()
        return answer.status


@asynccontextmanager
async def running_gateway() -> AsyncIterator[AndroidGateway]:
    """The gateway on loopback, serving. No request of ours may break its description."""
    gateway = AndroidGateway()
    await gateway.server.start_server()
    yield gateway
    await gateway.server.close()
    assert gateway.wrong == []


def _is_known(request: web.Request) -> bool:
    return request.headers.get("Authorization") == encode_basic_auth(USER, PASSWORD)


def _faults(told: dict[str, Any]) -> list[str]:
    found = [f"{name}: not in the description" for name in told.keys() - KNOWN]
    numbers = told.get("phoneNumbers")
    if not numbers or not all(re.fullmatch(r"\+[1-9]\d{6,14}", each) for each in numbers):
        found.append("phoneNumbers: not E.164")
    if not told.get("textMessage", {}).get("text"):
        found.append("Text message is empty")
    if not 0 < len(told.get("id", "x")) <= 36:
        found.append("id: too long")
    if not (isinstance(told.get("ttl"), int) and told["ttl"] >= 5):
        found.append("ttl: at least 5 s")
    return found
