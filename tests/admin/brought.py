"""A sheet of services as an editor takes it away and brings it back."""

from __future__ import annotations

import csv
import io

from aiohttp import FormData

from tests.admin.office import Browser, Page

SHEET = "/admin/services/sheet"


async def bring(browser: Browser, content: bytes, name: str = "ours.csv") -> Page:
    """Choose a file and press the button."""
    ours = f"http://{browser.client.host}:{browser.client.port}"
    form = FormData({"form_token": browser.token})
    form.add_field("file", io.BytesIO(content), filename=name)
    headers = {"Origin": ours, "Accept-Language": browser.language}
    answer = await browser.client.post(SHEET, data=form, headers=headers)
    page = Page(answer.status, await answer.text(), answer)
    browser.token = page.token or browser.token
    return page


async def taken_away(browser: Browser) -> list[dict[str, str]]:
    await browser.get(SHEET)
    answer = await browser.client.get(f"{SHEET}.csv")
    text = (await answer.read()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_file(rows: list[dict[str, str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def row_of(rows: list[dict[str, str]], key: str) -> dict[str, str]:
    return next(row for row in rows if row["id"] == key)
