"""The app on somebody's phone that shows codes, and what staff do with it."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp

from tests.admin.office import Browser


def code_at(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now)


async def set_up_phone(browser: Browser, now: datetime) -> tuple[str, list[str]]:
    """The secret that the phone has read, and the spare codes."""
    page = await browser.get("/admin/second-factor")
    secret = page.value("secret")
    told = {"secret": secret, "code": code_at(secret, now)}
    page = await browser.post("/admin/second-factor", told)
    return secret, re.findall(r"data-spare>([^<]+)<", page.html)
