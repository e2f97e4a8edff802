"""Do Telegram and Twilio know the tokens we were given?"""

from __future__ import annotations

import base64

from aiohttp import ClientError, ClientSession, ClientTimeout

PATIENCE = ClientTimeout(total=8)


async def ask_telegram(api_url: str, token: str) -> tuple[str | None, str]:
    """What is wrong, or None; and the name of the bot."""
    status, answer = await _ask(f"{api_url}/bot{token}/getMe", {})
    if status in (401, 404):
        return "it does not know this token: copy TELEGRAM_TOKEN from @BotFather again", ""
    result = answer.get("result")
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
    if answer.get("status") not in (None, "active"):
        return "the account is suspended or closed: look into the Twilio console"
    return None


def _no_answer(status: int, setting: str) -> str:
    said = f"it answered {status}" if status else "it does not answer"
    return f"{said}: is this machine online, and {setting} right?"


async def _ask(url: str, headers: dict[str, str]) -> tuple[int, dict[str, object]]:
    """Status (0: no answer) and JSON. No error is passed on: its text would hold the token."""
    try:
        async with (
            ClientSession(timeout=PATIENCE) as client,
            client.get(url, headers=headers) as response,
        ):
            answer = await response.json(content_type=None)
            return response.status, answer if isinstance(answer, dict) else {}
    except (ClientError, TimeoutError, ValueError):
        return 0, {}
