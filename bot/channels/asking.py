"""Does a provider know us? Asked in JSON, without anything being sent; its words go no further."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.provider import CheckResult

PATIENCE = ClientTimeout(total=8)


async def ask(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, object]:
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


def basic(user: str, password: str) -> dict[str, str]:
    """The header that shows a name and a password."""
    secret = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {secret}"}


def no_answer(status: int, setting: str) -> CheckResult:
    """What is wrong when the provider said something odd, or nothing; `setting` names its URL."""
    said = f"it answered {status}" if status else "it does not answer"
    return CheckResult(f"{said}: is this machine online, and {setting} right?")


def json_object(answer: object) -> dict[str, object]:
    """The answer, or nothing where it is no JSON object."""
    return answer if isinstance(answer, dict) else {}
