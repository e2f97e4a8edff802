"""A real `dalil serve` with every door open, providers that take everything, and its log."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiohttp.test_utils import unused_port

from tests.torture.doors import SECRET, SIGNING_KEY, Request
from tests.torture.replica import ACCOUNT, AUTH_TOKEN, KEY, OURS, PUBLIC_URL, ROOT

BOT_TOKEN = "7654321:made-up-bot-token-made-up-bot-token"
READY_WITHIN_S = 60.0
QUIET_S = 2.0


class _TakesEverything(BaseHTTPRequestHandler):
    """Telegram, Twilio, the phone and Kannel in one: whatever is sent was taken."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(202, b"0: Accepted for delivery")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "/sendMessage" in self.path or "/sendVenue" in self.path:
            chat = {"id": 1, "type": "private"}
            told: object = {"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}}
        elif self.path.startswith("/bot"):
            told = {"ok": True, "result": True}
        else:
            told = {"sid": "SM" + "0" * 32, "status": "queued"}
        self._answer(201, json.dumps(told).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log that counts is the other side's."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Providers(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: the other side may hang up."""


@dataclass(slots=True)
class AttackedSite:
    """`asked` is how many requests were answered so far, by status."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]
    asked: dict[int, int]
    _connection: http.client.HTTPConnection

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(self, request: Request) -> int:
        """The status of the answer; -1 when the connection was closed without one."""
        for _attempt in range(2):
            try:
                status, _headers, _body = self._ask(request)
                break
            # A connection that had an error before is closed, so once more on a new one.
            except (http.client.HTTPException, ConnectionError):
                self._connection.close()
                status = -1
        self.asked[status] = self.asked.get(status, 0) + 1
        return status

    def form(self) -> tuple[str, str]:
        """A cookie and the token of a sign-in form that was really shown."""
        _status, headers, body = self._ask(Request("GET", "/admin/sign-in"))
        token = re.search(rb'name="form_token" value="([^"]+)"', body)
        assert token, "the sign-in form has no token any more"
        return headers.partition(";")[0], token.group(1).decode()

    def settle(self) -> None:
        """Wait until it is ready and its log has been quiet for a while."""
        size, since = -1, time.monotonic()
        while time.monotonic() - since < QUIET_S:
            if self.log.stat().st_size != size:
                size, since = self.log.stat().st_size, time.monotonic()
            time.sleep(0.1)
        assert self.process.poll() is None, "it ended"
        status, _headers, told = self._ask(Request("GET", "/readyz"))
        assert status == 200, f"it is not ready: {told.decode()}"

    def errors(self) -> list[str]:
        """What it told of as a fault of ours; aiohttp tells of a request that is none, too."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        told = [line for line in lines if '"level":"error"' in line or "Traceback" in line]
        return [line for line in told if "http_parser" not in line]

    def _ask(self, request: Request) -> tuple[int, str, bytes]:
        connection = self._connection
        connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value.encode("utf-8", "surrogatepass"))
        if request.method == "POST":
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, answer.headers.get("Set-Cookie", ""), body


@contextmanager
def attacked_site(folder: Path) -> Iterator[AttackedSite]:
    """Serving in `folder`, as in production and at its most talkative."""
    provider = _Providers(("127.0.0.1", 0), _TakesEverything)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    port, log = unused_port(), folder / "attacked.log"
    settings = _settings(folder, port, f"http://127.0.0.1:{provider.server_port}")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            (sys.executable, "-m", "bot", "serve"),
            cwd=folder,
            env={**inherited, "PYTHONPATH": str(ROOT), **settings},
            stdout=output,
            stderr=output,
        )
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        site = AttackedSite(port, log, process, {}, connection)
        _wait_until_it_serves(site)
        yield site
    finally:
        connection.close()
        process.terminate()
        process.wait(30)
        provider.shutdown()
        provider.server_close()


def _wait_until_it_serves(site: AttackedSite) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while site.ask(Request("GET", "/healthz")) != 200:
        assert site.process.poll() is None, site.log.read_text("utf-8", "replace")[-2000:]
        assert time.monotonic() < deadline, "it does not serve"
        time.sleep(0.1)
    site.asked.clear()


def _settings(folder: Path, port: int, provider: str) -> dict[str, str]:
    return {
        "DALIL_ENVIRONMENT": "production",
        "DALIL_LOG_LEVEL": "debug",
        "DALIL_DATA_DIR": str(folder),
        "DALIL_PORT": str(port),
        "DALIL_PUBLIC_URL": PUBLIC_URL,
        "DALIL_SECRET_KEY": KEY,
        "DALIL_WEBCHAT": "true",
        "DALIL_SMS_ROUTES": "+216=android,+33=kannel,*=twilio",
        "TELEGRAM_TOKEN": BOT_TOKEN,
        "TELEGRAM_API_URL": provider,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": "+15005550006",
        "TWILIO_API_URL": provider,
        # So many new people are greeted as fast as it goes, or the rest would wait for minutes.
        "TWILIO_PER_SECOND": "0",
        "ANDROID_SMS_PER_SECOND": "0",
        "KANNEL_PER_SECOND": "0",
        "TELEGRAM_PER_SECOND": "0",
        "TWILIO_WHATSAPP_FROM": "+15005550006",
        "TWILIO_MESSENGER_FROM": "1234567890",
        "ANDROID_SMS_URL": provider,
        "ANDROID_SMS_USER": "user",
        "ANDROID_SMS_PASSWORD": "made-up-password",
        "ANDROID_SMS_SIGNING_KEY": SIGNING_KEY,
        "KANNEL_SENDSMS_URL": f"{provider}/sendsms",
        "KANNEL_USER": "user",
        "KANNEL_PASSWORD": "made-up-password",
        "KANNEL_FROM": "85000",
        "KANNEL_INBOUND_SECRET": SECRET,
    }
