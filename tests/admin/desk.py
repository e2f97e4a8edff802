"""Somebody at the desk is registered by staff, and goes home with a code on paper."""

from __future__ import annotations

import re

from tests.admin.office import Browser, Page

PATH = "/admin/walk-in"
AMAL = {"offer": "crafts", "place": "kairouan", "first_name": "Amal", "locale": "ar"}


async def registers(staff: Browser, fields: dict[str, str]) -> Page:
    await staff.get(PATH)
    return await staff.post(PATH, fields)


def code_on(page: Page) -> str:
    found = re.search(r'class="secret">([A-Z0-9-]+)<', page.html)
    assert found, page.text
    return found[1]
