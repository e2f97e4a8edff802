"""Somebody has a paper in the hand and a phone with a browser: is it real?"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page

from bot.contacts.receipts import new_certificate_code
from bot.models.certificates import Certificate
from bot.privacy.sealing.sealed_columns import CERTIFICATE_HOLDER
from bot.web.certificate_pages import GUESSES_PER_MINUTE
from bot.web.site import make_site
from flows.engine.codes import check_letter
from tests.hsds.api_site import ApiSite, open_api
from tests.peers.chromium import chromium

LIGHT = 50_000
CODE = "K7M-X4T-W9C-D3" + check_letter("K7M-X4T-W9C-D3")
NOBODYS = "X7M-X4T-W9C-D3" + check_letter("X7M-X4T-W9C-D3")
SLIP = CODE.replace("W9C", "W9D")


async def issued(api: ApiSite, holder: str = "", *, is_revoked: bool = False) -> None:
    kept = await Certificate.create(
        code=CODE,
        course_id="tourisme",
        title='{"fr": "Tourisme responsable", "ar": "السياحة المسؤولة"}',
        place="kairouan",
        finished_on=date(2026, 12, 15),
        hours=48,
        issued_at=api.clock(),
        issued_by="Trainer",
        revoked_at=api.clock() if is_revoked else None,
    )
    if holder:
        kept.holder_sealed = api.app.sealer.seal(holder, CERTIFICATE_HOLDER.of(kept.id))
        await kept.save()


@asynccontextmanager
async def site_with_one(url: str, folder: Path, proxies: int = 0) -> AsyncIterator[ApiSite]:
    async with open_api(url, folder, trusted_proxies=proxies) as opened:
        await issued(opened)
        yield opened


@pytest.fixture
async def api(starter_directory: None, sqlite_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with site_with_one(sqlite_url, tmp_path) as opened:
        yield opened


async def read(
    api: ApiSite, path: str, status: int = 200, *, by: str = "", accepts: str = ""
) -> str:
    """`by`: the address of who asks; `accepts`: the languages of their browser."""
    told = {"X-Forwarded-For": by, "Accept-Language": accepts}
    headers = {name: value for name, value in told.items() if value}
    answer = await api.client.get(path, headers=headers)
    assert answer.status == status, path
    assert "Set-Cookie" not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    if status != 429:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer.headers
    page = await answer.text()
    assert len(page.encode()) < LIGHT
    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == [], "no script stands in the page itself"
    return page


def heading(page: str) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", page)
    return str(found)


@pytest.mark.parametrize(
    ("locale", "verdict", "told"),
    [
        ("en", "This certificate is real.", ["Tourisme", "Kairouan, December 2026", "48 hours"]),
        ("fr", "Ce certificat est vrai.", ["Tourisme", "décembre 2026", "48 heures"]),
        ("ar", "هذه الشهادة صحيحة.", ["السياحة المسؤولة", "القيروان", "48 ساعة"]),
    ],
)
async def test_its_code_tells_what_it_is_and_not_whose(
    api: ApiSite, locale: str, verdict: str, told: list[str]
) -> None:
    page = await read(api, f"/c/{CODE}", accepts=locale)
    assert heading(page) == verdict
    assert [each for each in told if each not in page] == []
    assert f'lang="{locale}"' in page


async def test_what_was_typed_leads_to_its_page_however_it_was_written(api: ApiSite) -> None:
    for typed in (CODE, CODE.lower().replace("-", " "), f"  code {CODE} "):
        answer = await api.client.get("/c", params={"code": typed, "lang": "fr"})
        assert answer.url.path == f"/c/{CODE}"
        assert "Ce certificat est vrai." in await answer.text()


async def test_a_code_that_is_none_says_how_it_is_written(api: ApiSite) -> None:
    how = "four groups of three letters and digits"
    assert how in await read(api, "/c?lang=en")
    for path, status, told in (
        ("/c?lang=en&code=%3Cb%3E12345", 422, "This is no code of a certificate."),
        ("/c?lang=en&code=HPM-RW7", 422, "This is the code of a registration"),
        ("/c/HPM-RW7?lang=en", 404, "This is the code of a registration"),
        ("/c/hello?lang=en", 404, "This is no code of a certificate."),
        (f"/c/{SLIP}?lang=en", 404, f"a letter is not right: {SLIP}"),
        (f"/c/{NOBODYS}?lang=en", 404, f"No certificate of ours has this code: {NOBODYS}"),
    ):
        page = await read(api, path, status)
        assert told in page
        assert how in page
        assert "is real" not in page
        assert "<b>" not in page


async def test_a_name_stands_there_only_where_its_holder_allowed_it(api: ApiSite) -> None:
    assert "We do not tell whose it is" in await read(api, f"/c/{CODE}?lang=en")
    await Certificate.all().delete()
    await issued(api, "Amal <i>Ben")
    assert "Its holder: Amal &lt;i&gt;Ben" in await read(api, f"/c/{CODE}?lang=en")


async def test_one_that_was_withdrawn_says_so(api: ApiSite) -> None:
    await Certificate.all().delete()
    await issued(api, is_revoked=True)
    page = await read(api, f"/c/{CODE}?lang=en")
    assert "not valid any more" in heading(page)
    assert "is real" not in page


async def test_one_that_was_withdrawn_names_nobody(api: ApiSite) -> None:
    await Certificate.all().delete()
    await issued(api, "Amal Ben Salah", is_revoked=True)
    assert "Amal" not in await read(api, f"/c/{CODE}?lang=en")


async def test_who_tries_codes_out_is_slowed_down_and_who_has_a_paper_is_not(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with site_with_one(sqlite_url, tmp_path, proxies=1) as api:
        guesser, honest = "192.0.2.1", "192.0.2.2"
        for _ in range(3 * GUESSES_PER_MINUTE):
            await read(api, f"/c/{CODE}", by=honest)
            await read(api, f"/c/{SLIP}", 404, by=honest)
        for _ in range(GUESSES_PER_MINUTE):
            await read(api, f"/c/{NOBODYS}", 404, by=guesser)
        page = await read(api, f"/c/{NOBODYS}?lang=en", 429, by=guesser)
        assert "Load this page again in a minute." in page
        await read(api, f"/c/{CODE}", by=honest)
        # Thousands stand behind one address: who has a paper is told there, too.
        assert "is real" in await read(api, f"/c/{CODE}?lang=en", by=guesser)
        await read(api, f"/c/{NOBODYS}", 429, by=guesser)
        api.clock.forward(timedelta(minutes=1) / GUESSES_PER_MINUTE)
        await read(api, f"/c/{NOBODYS}", 404, by=guesser)


def test_a_hundred_thousand_guesses_find_none_of_ten_thousand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(secrets, "choice", random.Random(14).choice)
    given = {new_certificate_code() for _ in range(10_000)}
    guessed = {new_certificate_code() for _ in range(100_000)}
    assert (len(given), len(guessed), len(given & guessed)) == (10_000, 100_000, 0)


async def test_it_works_on_a_small_phone_without_a_script(api: ApiSite) -> None:
    async with chromium() as browser, TestServer(make_site(api.app)) as server:
        phone = {"width": 360, "height": 640}
        context = await browser.new_context(viewport=phone, java_script_enabled=False)  # type: ignore[arg-type]
        page: Page = await context.new_page()
        await page.goto(str(server.make_url("/c?lang=ar")))
        await page.locator("#code").fill(CODE.lower())
        await page.get_by_role("button").click()
        assert page.url.split("?")[0].endswith(f"/c/{CODE}")
        assert await page.get_by_role("heading", level=1).inner_text() == "هذه الشهادة صحيحة."


async def test_a_program_reads_it_as_a_badge_while_it_is_valid(api: ApiSite) -> None:
    assert f'href="/c/{CODE}.json"' in await read(api, f"/c/{CODE}")
    answer = await api.client.get(f"/c/{CODE}.json")
    assert answer.headers["Cache-Control"] == "no-store"
    badge = await answer.json()
    assert badge["id"].endswith(f"/c/{CODE}.json")
    assert badge["credentialSubject"]["achievement"]["name"] == "Tourisme responsable"
    assert (await api.client.get(f"/c/{NOBODYS}.json")).status == 404
    await Certificate.all().update(revoked_at=api.clock())
    assert (await api.client.get(f"/c/{CODE}.json")).status == 410
    assert ".json" not in await read(api, f"/c/{CODE}")
