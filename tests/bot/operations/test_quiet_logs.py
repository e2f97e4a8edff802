"""Nothing people wrote, no name, no number and no secret is ever logged, whatever goes wrong.

The real service runs at its most talkative, on a conversation full of marks, false signatures and
broken payloads, with a provider that refuses and quotes. Then its output is searched.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

ROOT = Path(__file__).parents[3]
PUBLIC_URL = "https://dalil.example.org"
ACCOUNT = "AC" + "0" * 32
AUTH_TOKEN = "auth-token-mark"
BOT_TOKEN = "7654321:bot-token-mark-bot-token-mark"
WEBHOOK_SECRET = "webhook-secret-mark"
KEY = secrets.token_urlsafe(32)

PERSON, REFUSED, TO_CALL = "+21620000071", "+21620000072", "+21620000073"
CHAT = 620000074
CONVERSATION = (
    "Wordmark bonjour",
    "1",
    "wordmark medecin tabarka",
    "menu",
    "6",
    "1",
    "le 1",
    "1",
    "Namemark",
    TO_CALL,
    "1",
    "le 1",
    "avis",
    "1",
    "feedbackmark wordmark",
    "wordmark suicide",
    "HUMAN",
    "wordmark\x00\ud83d\u202e",
    "ERASE",
    "1",
)
MARKS = (
    "wordmark",
    "namemark",
    "feedbackmark",
    AUTH_TOKEN,
    "bot-token-mark",
    WEBHOOK_SECRET,
    KEY,
    *(number.removeprefix("+216") for number in (PERSON, REFUSED, TO_CALL)),
    str(CHAT),
)


class Provider:
    """Twilio, as far as we use it; it refuses one number and quotes it, as the real one does."""

    def __init__(self) -> None:
        self.taken = 0
        self.answers: asyncio.Queue[str] = asyncio.Queue()
        self.has_refused = asyncio.Event()

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", self.take)
        return app

    async def take(self, request: web.Request) -> web.Response:
        to = (await request.post())["To"]
        if to == REFUSED:
            self.has_refused.set()
            said = f"The 'To' number {to} is not a valid phone number. wordmark"
            return web.json_response({"code": 21211, "message": said, "status": 400}, status=400)
        self.taken += 1
        self.answers.put_nowait(str(to))
        return web.json_response({"sid": f"SM{self.taken:032x}", "status": "queued"}, status=201)


@asynccontextmanager
async def serving(
    tmp_path: Path, provider_url: str, log: Path, environment: str
) -> AsyncIterator[str]:
    ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "ANDROID_SMS_")
    port = unused_port()
    settings = {
        "DALIL_ENVIRONMENT": environment,
        "DALIL_LOG_LEVEL": "debug",
        "DALIL_DATA_DIR": str(tmp_path / "data"),
        "DALIL_PORT": str(port),
        "DALIL_PUBLIC_URL": PUBLIC_URL,
        "DALIL_SECRET_KEY": KEY,
        "TELEGRAM_TOKEN": BOT_TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{unused_port()}",  # nobody answers there
        "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": "+15005550006",
        "TWILIO_API_URL": provider_url,
        "TWILIO_PER_SECOND": "0",
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            cwd=tmp_path,
            env={**inherited, "PYTHONPATH": str(ROOT), **settings},
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(60):
            while not await is_healthy(url):
                assert process.returncode is None, "it ended at once"
                await asyncio.sleep(0.1)
        yield url
    finally:
        process.terminate()
        assert await process.wait() == 0


async def is_healthy(url: str) -> bool:
    try:
        async with ClientSession() as client, client.get(f"{url}/healthz") as response:
            return response.status == 200
    except ClientError:
        return False


async def sms(client: ClientSession, url: str, sender: str, words: str, sid: str) -> int:
    form = {"AccountSid": ACCOUNT, "Body": words, "From": sender, "MessageSid": sid}
    form |= {"NumMedia": "0", "To": "+15005550006"}
    encoded = {key: value.encode("utf-8", "replace").decode() for key, value in form.items()}
    signed = f"{PUBLIC_URL}/sms/twilio" + "".join(key + encoded[key] for key in sorted(encoded))
    digest = hmac.new(AUTH_TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    headers = {"X-Twilio-Signature": base64.b64encode(digest).decode()}
    async with client.post(f"{url}/sms/twilio", data=encoded, headers=headers) as response:
        return response.status


async def telegram(client: ClientSession, url: str, body: str, secret: str) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
    async with client.post(f"{url}/telegram/webhook", data=body, headers=headers) as response:
        return response.status


async def asks_badly(url: str) -> None:
    """Requests that no library can read: it would tell the line that is wrong."""
    line = f"GET /sms/kannel?secret={WEBHOOK_SECRET}&from=%2B{PERSON[1:]}&text=wordmark"
    for broken in (
        f"{line} viol HTTP/1.1\r\n\r\n",
        f"{line}{'x' * 200_000} HTTP/1.1\r\n\r\n",
        f"wordmark {PERSON}\r\n\r\n",
        f"POST /sms/twilio HTTP/1.1\r\nHost: x\r\nwordmark\x00: {PERSON}\r\n\r\n",
        "POST /sms/twilio HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nwordmark\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
        with suppress(ConnectionError):
            writer.write(broken.encode())
            answer = (await reader.read()).decode().lower()
            assert " 400 " in answer.splitlines()[0]
            assert [mark for mark in MARKS if mark.lower() in answer] == []
            assert "aiohttp" not in answer
        writer.close()


@pytest.mark.parametrize("environment", ["production", "development"])
async def test_the_log_holds_no_words_names_numbers_or_secrets(
    tmp_path: Path, environment: str
) -> None:
    provider = Provider()
    log = tmp_path / "log"
    update = (
        '{"update_id": 1, "message": {"message_id": 1, "date": 1790000000, "text": "wordmark",'
        f' "chat": {{"id": {CHAT}, "type": "private", "first_name": "Namemark"}},'
        f' "from": {{"id": {CHAT}, "is_bot": false, "first_name": "Namemark"}}}}}}'
    )
    async with (
        TestServer(provider.application()) as server,
        serving(tmp_path, str(server.make_url("")).rstrip("/"), log, environment) as url,
        ClientSession() as client,
    ):
        for number, words in enumerate(CONVERSATION):
            assert await sms(client, url, PERSON, words, f"SM{number:032d}") == 200
            assert await asyncio.wait_for(provider.answers.get(), 30) == PERSON
        assert await sms(client, url, REFUSED, "wordmark", "SM" + "f" * 32) == 200
        async with client.post(f"{url}/sms/twilio", data={"Body": "wordmark"}) as response:
            assert response.status == 403
        assert await telegram(client, url, update, WEBHOOK_SECRET) == 200
        assert await telegram(client, url, update, "wrong-wordmark") == 403
        assert await telegram(client, url, '{"wordmark": ', WEBHOOK_SECRET) < 500
        for path in (f"/{AUTH_TOKEN}", "/admin/services/wordmark", "/try?lang=wordmark"):
            async with client.get(url + path) as response:
                assert response.status < 500
        await asks_badly(url)
        await asyncio.wait_for(provider.has_refused.wait(), 30)

    written = log.read_text(encoding="utf-8")
    assert "at_work" in written
    assert "INSERT" not in written, "a library tells its statements, and values with them"
    assert "message_failed" in written, "a refusal is told, by its id"
    told = [mark for mark in MARKS if mark.lower() in written.lower()]
    assert told == [], written
