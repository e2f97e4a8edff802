"""Do Telegram, Twilio and the Android gateway know the tokens we were given?"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.android_sms import SILENT_AFTER
from bot.clock import Clock

if TYPE_CHECKING:
    from bot.configuration.settings import Settings

log = structlog.get_logger(__name__)

PATIENCE = ClientTimeout(total=8)

WELL, REFUSED, SILENT, NO_ANSWER = "ok", "refused", "silent", "no answer"
NOT_ASKED = "not asked yet"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a provider said. `fault`: what is wrong, with its mend; `refused`: it knows us not.

    `name`: of the bot; `seen`: when the gateway last saw a phone of ours."""

    fault: str | None = None
    refused: bool = False
    name: str = ""
    seen: datetime | None = None


Check = Callable[[], Awaitable[CheckResult]]


class ProviderHealth:
    """What the providers said of us when they were last asked; `look` asks them all again."""

    def __init__(self, asks: Mapping[str, Check], clock: Clock) -> None:
        self._asks = dict(asks)
        self._clock = clock
        self.states: dict[str, str] = dict.fromkeys(asks, NOT_ASKED)

    async def look(self) -> None:
        """Ask all providers again, at the same time."""
        await asyncio.gather(*(self._look_at(name, ask) for name, ask in self._asks.items()))

    async def _look_at(self, name: str, ask: Check) -> None:
        state = self._state(name, await ask())
        if state not in (WELL, self.states[name]):
            log.warning("provider_is_not_well", provider=name, state=state)
        self.states[name] = state

    def _state(self, name: str, asked: CheckResult) -> str:
        if asked.refused:
            return REFUSED
        if asked.fault is not None:
            return NO_ANSWER
        if name == "android" and not is_there(asked.seen, self._clock()):
            return SILENT
        return WELL


def is_there(seen: datetime | None, now: datetime) -> bool:
    """Whether a gateway phone was seen lately enough to count on it."""
    return seen is not None and now - seen <= SILENT_AFTER


def checks_of(settings: Settings) -> dict[str, Check]:
    """Who can be asked without anything being sent: a Kannel cannot."""
    asks: dict[str, Check] = {}
    if settings.telegram_token is not None:
        token = settings.telegram_token.get_secret_value()
        asks["telegram"] = partial(ask_telegram, settings.telegram_api_url, token)
    if settings.twilio_account_sid is not None:
        tokens = settings.twilio_auth_tokens
        asks["twilio"] = partial(
            ask_twilio, settings.twilio_api_url, settings.twilio_account_sid, tokens[0]
        )
    if settings.android_sms_url is not None:
        password = settings.android_sms_password
        asks["android"] = partial(
            ask_android,
            settings.android_sms_url,
            settings.android_sms_user or "",
            password.get_secret_value() if password else "",
        )
    return asks


async def ask_telegram(api_url: str, token: str) -> CheckResult:
    """Who is the bot of this token?"""
    status, found = await _ask(f"{api_url}/bot{token}/getMe", {})
    if status in (401, 404):
        return CheckResult(
            "it does not know this token: copy TELEGRAM_TOKEN from @BotFather again", True
        )
    result = _object(found).get("result")
    if status != 200 or not isinstance(result, dict):
        return _no_answer(status, "TELEGRAM_API_URL")
    return CheckResult(name=str(result.get("username", "")))


async def ask_twilio(api_url: str, account_sid: str, token: str) -> CheckResult:
    """Does Twilio know this account and token?"""
    url = f"{api_url}/2010-04-01/Accounts/{account_sid}.json"
    status, answer = await _ask(url, _basic(account_sid, token))
    if status in (401, 403, 404):
        return CheckResult(
            "Twilio refuses TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: copy both again", True
        )
    if status != 200:
        return _no_answer(status, "TWILIO_API_URL")
    if _object(answer).get("status") not in (None, "active"):
        return CheckResult("the account is suspended or closed: look into the Twilio console", True)
    return CheckResult()


async def ask_android(api_url: str, user: str, password: str) -> CheckResult:
    """When did the gateway last see a phone of ours?"""
    status, answer = await _ask(f"{api_url}/devices", _basic(user, password))
    if status == 404:
        # The phone itself has long known this name only.
        status, answer = await _ask(f"{api_url}/device", _basic(user, password))
    if status in (401, 403):
        return CheckResult(
            "it refuses ANDROID_SMS_USER and ANDROID_SMS_PASSWORD: copy both again", True
        )
    if status != 200:
        return _no_answer(status, "ANDROID_SMS_URL")
    devices = answer if isinstance(answer, list) else []
    seen = [_time(each.get("lastSeen")) for each in devices if isinstance(each, dict)]
    return CheckResult(seen=max((each for each in seen if each), default=None))


def _basic(user: str, password: str) -> dict[str, str]:
    secret = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {secret}"}


def _time(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _no_answer(status: int, setting: str) -> CheckResult:
    said = f"it answered {status}" if status else "it does not answer"
    return CheckResult(f"{said}: is this machine online, and {setting} right?")


def _object(answer: object) -> dict[str, object]:
    return answer if isinstance(answer, dict) else {}


async def _ask(url: str, headers: dict[str, str]) -> tuple[int, object]:
    """Status (0: no answer) and JSON, or None. No error is passed on: its text holds the token."""
    try:
        async with (
            ClientSession(timeout=PATIENCE) as client,
            client.get(url, headers=headers) as response,
        ):
            try:
                return response.status, await response.json(content_type=None)
            except ValueError:
                return response.status, None
    except (ClientError, TimeoutError):
        return 0, None
