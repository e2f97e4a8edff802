"""How does Dalil talk on Telegram: updates in by webhook or polling, messages and buttons out.

python-telegram-bot is used as a typed client only; what to say is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from aiohttp import web
from telegram import InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.base import Receive, Report
from bot.channels.payload import provider_post, read_json_object
from bot.channels.telegram.request import AiohttpRequest, RawBot
from bot.channels.telegram.update import CHANNEL, Update, read_update
from bot.messages.capabilities import BY_BUTTONS
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.message import AttachedFile, OutboundMessage, Rendered, RenderedPin
from bot.messages.segments import utf16_units
from services_directory.values.json_text import to_json

log = structlog.get_logger(__name__)

WEBHOOK_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 30
LONGEST_BACKOFF = 60.0
CONFLICT = (
    "Telegram refuses polling: another program polls with this token, or a webhook is set. "
    "Stop the other one, or remove the webhook with deleteWebhook, or set DALIL_PUBLIC_URL."
)
BAD_TOKEN = "Telegram does not know this token: copy TELEGRAM_TOKEN from @BotFather again."
CAPTION_LIMIT = 1024
"""In UTF-16 units: so long may the words be that go under a file."""

UNREACHABLE_400 = ("chat not found", "user is deactivated", "peer_id_invalid")

# Without it each RetryAfter warns that its number will become a timedelta; we want the timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "true")
# Below this level the library logs the token and every message it sends.
logging.getLogger("telegram").setLevel(logging.WARNING)


Result = TypeVar("Result")


class TelegramChannel:
    """One bot. With a public address Telegram calls us, without one we ask Telegram."""

    name = CHANNEL
    capabilities = BY_BUTTONS

    def __init__(
        self,
        token: str,
        *,
        api_url: str = "https://api.telegram.org",
        public_url: str | None = None,
        webhook_secret: str | None = None,
        backoff: float = 1.0,
    ) -> None:
        """`webhook_secret`: by default made from the token, so that every instance knows it."""
        self._calls, self._polls = AiohttpRequest(), AiohttpRequest()
        self._bot = RawBot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=self._calls,
            get_updates_request=self._polls,
        )
        self._public_url = public_url.rstrip("/") if public_url else None
        self._secret = webhook_secret or _secret_from(token)
        self._backoff = backoff
        self._paused_until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        async def webhook(request: web.Request) -> web.Response:
            return await self._webhook(request, receive, report)

        return (provider_post(WEBHOOK_PATH, webhook),)

    async def start(self, receive: Receive, report: Report) -> None:
        """Returns at once: a Telegram out of reach must not hold up the other channels."""
        work = self._set_webhook() if self._public_url else self._poll(receive, report)
        self._keep(asyncio.create_task(work, name="telegram"))

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._calls.shutdown()
        await self._polls.shutdown()

    async def send(self, outbound: OutboundMessage) -> str:
        """Send the words, then the pin. A pin that fails does not make the words come twice."""
        message = outbound.message
        self._refuse_while_paused()
        try:
            if outbound.file is None:
                sent = await self._send_words(outbound)
            else:
                sent = await self._send_file(outbound, outbound.file)
        except TelegramError as error:
            raise self._failure(error) from None
        if message.pin is not None:
            await self._send_pin(outbound.address, message.pin)
        return str(sent["message_id"])

    async def _send_words(self, outbound: OutboundMessage) -> dict[str, Any]:
        sent: dict[str, Any] = await self._bot.call(
            "sendMessage",
            chat_id=outbound.address,
            text=outbound.message.text,
            reply_markup=_keyboard(outbound.message),
        )
        return sent

    async def _send_file(self, outbound: OutboundMessage, file: AttachedFile) -> dict[str, Any]:
        """File and words in one message, so that neither comes without the other, and a repetition
        repeats both; words too long for that come after it. A file that Telegram refuses is left
        out, and never the words."""
        message = outbound.message
        is_short = utf16_units(message.text) <= CAPTION_LIMIT
        try:
            sent: dict[str, Any] = await self._bot.call(
                "sendDocument",
                chat_id=outbound.address,
                document=InputFile(file.content, filename=file.name),
                caption=message.text if is_short else None,
                reply_markup=_keyboard(message) if is_short else None,
            )
        except BadRequest as error:
            if isinstance(self._failure(error), Unreachable):
                raise
            log.warning("telegram_file_refused")
            return await self._send_words(outbound)
        return sent if is_short else await self._send_words(outbound)

    async def _send_pin(self, address: str, pin: RenderedPin) -> None:
        try:
            await self._bot.call(
                "sendVenue",
                chat_id=address,
                latitude=pin.position.latitude,
                longitude=pin.position.longitude,
                title=pin.title or "-",
                address=pin.address or pin.title or "-",
            )
        except TelegramError as error:
            log.warning("telegram_pin_not_sent", error=type(error).__name__)

    def _refuse_while_paused(self) -> None:
        left = self._paused_until - asyncio.get_running_loop().time()
        if left > 0:
            raise TryLater("Telegram asked the whole bot to wait", timedelta(seconds=left))

    def _failure(self, error: TelegramError) -> Exception:
        """Reasons hold nothing of the message, of the address or of the token."""
        match error:
            case RetryAfter():
                pause = _pause(error)
                # Calls made meanwhile fail too, and lengthen the wait: so all chats pause.
                self._paused_until = asyncio.get_running_loop().time() + pause.total_seconds()
                return TryLater("Telegram asked to wait", pause, everybody=True)
            case Forbidden():
                return Unreachable("Telegram: blocked by the person, or the account is gone")
            case BadRequest() if any(sign in error.message.lower() for sign in UNREACHABLE_400):
                return Unreachable("Telegram: there is no such chat")
            case BadRequest():
                return Rejected("Telegram refused the message as malformed")
            case InvalidToken():
                return Rejected("Telegram refused the token: check TELEGRAM_TOKEN")
            case NetworkError():
                return TryLater("Telegram could not be reached")
        return Rejected(f"Telegram refused: {type(error).__name__}")

    async def _webhook(
        self, request: web.Request, receive: Receive, report: Report
    ) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), self._secret.encode()):
            raise web.HTTPForbidden(text="Wrong or missing secret token.")
        try:
            update = read_update(await read_json_object(request))
        except ValueError:
            raise web.HTTPBadRequest(text="The body is not an update.") from None
        await _take_in(update, receive, report)
        if update.pressed is None:
            return web.Response()
        # A call may be made by answering a webhook, if its result does not matter.
        answer = {"method": "answerCallbackQuery", "callback_query_id": update.pressed}
        return web.Response(body=to_json(answer), content_type="application/json")

    async def _stop_turning(self, query_id: str) -> None:
        try:
            await self._bot.call("answerCallbackQuery", callback_query_id=query_id)
        except TelegramError as error:
            log.info("telegram_button_not_answered", error=type(error).__name__)

    async def _set_webhook(self) -> None:
        async def once() -> bool:
            return await self._bot.set_webhook(
                f"{self._public_url}{WEBHOOK_PATH}",
                allowed_updates=ALLOWED_UPDATES,
                secret_token=self._secret,
            )

        await self._persist(once)
        log.info("telegram_webhook_set")

    async def _poll(self, receive: Receive, report: Report) -> None:
        """Ask for updates for ever; one is confirmed only after it was stored."""
        offset: int | None = None

        async def once() -> Sequence[Update]:
            told = await self._bot.call(
                "getUpdates",
                wait=POLL_SECONDS,
                offset=offset,
                timeout=POLL_SECONDS,
                allowed_updates=ALLOWED_UPDATES,
            )
            return [read_update(each) for each in told]

        while True:
            for update in await self._persist(once):
                await self._persist(partial(_take_in, update, receive, report))
                if update.pressed is not None:
                    # Beside it: an unanswered button only keeps turning for a while.
                    self._keep(asyncio.create_task(self._stop_turning(update.pressed)))
                offset = update.id + 1

    async def _persist(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Try until it works: what fails here mends itself, or somebody mends it."""
        wait = self._backoff
        while True:
            try:
                return await attempt()
            except RetryAfter as error:
                wait = _pause(error).total_seconds()
            except Conflict:
                log.warning("telegram_conflict", hint=CONFLICT)
            except InvalidToken:
                log.error("telegram_token_refused", hint=BAD_TOKEN)
            # Storing may fail in any way (a database that is down): the update waits.
            except Exception as error:
                log.warning("telegram_retry", error=type(error).__name__, seconds=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_BACKOFF)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _take_in(update: Update, receive: Receive, report: Report) -> None:
    if update.inbound is not None:
        await receive(update.inbound)
    if update.reachability is not None:
        await report(update.reachability)


def _secret_from(token: str) -> str:
    return hmac.new(token.encode(), b"dalil telegram webhook", hashlib.sha256).hexdigest()


def _pause(error: RetryAfter) -> timedelta:
    pause = error.retry_after
    return pause if isinstance(pause, timedelta) else timedelta(seconds=pause)


def _keyboard(message: Rendered) -> dict[str, Any] | None:
    """Buttons under the message; or a keyboard that shares one's place, and then holds them all.

    As the Bot API has InlineKeyboardMarkup and ReplyKeyboardMarkup."""
    if message.location_label is not None:
        labels = [[{"text": button.label} for button in row] for row in message.buttons]
        return {
            "keyboard": [
                [{"text": message.location_label, "request_location": True}],
                *labels,
            ],
            "one_time_keyboard": True,
            "resize_keyboard": True,
        }
    if not message.buttons:
        return None
    rows = [
        [{"text": button.label, "callback_data": button.key} for button in row]
        for row in message.buttons
    ]
    return {"inline_keyboard": rows}
