"""Do Telegram, Twilio and the Android gateway know the tokens we were given?"""

from __future__ import annotations

import base64
from datetime import datetime

from aiohttp import ClientError, ClientSession, ClientTimeout

PATIENCE = ClientTimeout(total=8)


async def ask_telegram(api_url: str, token: str) -> tuple[str | None, str]:
    """What is wrong, or None; and the name of the bot."""
    status, found = await _ask(f"{api_url}/bot{token}/getMe", {})
    if status in (401, 404):
        return "it does not know this token: copy TELEGRAM_TOKEN from @BotFather again", ""
    result = _object(found).get("result")
    if status != 200 or not isinstance(result, dict):
        return _no_answer(status, "TELEGRAM_API_URL"), ""
    return None, str(result.get("username", ""))


async def ask_twilio(api_url: str, account_sid: str, token: str) -> str | None:
    """What is wrong, or None."""
    secret = base64.b64encode(f"{account_sid}:{token}".encode()).decode()
    url = f"{api_url}/2010-04-01/Accounts/{account_sid}.json"
    status, answer = await _ask(url, {"Authorization": f"Basic {secret}"})
    if status in (401, 403, 404):
        return "Twilio refuses TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: copy both again"
    if status != 200:
        return _no_answer(status, "TWILIO_API_URL")
    if _object(answer).get("status") not in (None, "active"):
        return "the account is suspended or closed: look into the Twilio console"
    return None


async def ask_android(api_url: str, user: str, password: str) -> tuple[str | None, datetime | None]:
    """What is wrong, or None; and when the gateway last saw a phone of ours."""
    secret = base64.b64encode(f"{user}:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}"}
    status, answer = await _ask(f"{api_url}/devices", headers)
    if status == 404:
        # The phone itself has long known this name only.
        status, answer = await _ask(f"{api_url}/device", headers)
    if status in (401, 403):
        return "it refuses ANDROID_SMS_USER and ANDROID_SMS_PASSWORD: copy both again", None
    if status != 200:
        return _no_answer(status, "ANDROID_SMS_URL"), None
    devices = answer if isinstance(answer, list) else []
    seen = [_time(each.get("lastSeen")) for each in devices if isinstance(each, dict)]
    return None, max((each for each in seen if each), default=None)


def _time(told: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _no_answer(status: int, setting: str) -> str:
    said = f"it answered {status}" if status else "it does not answer"
    return f"{said}: is this machine online, and {setting} right?"


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
