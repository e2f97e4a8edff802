"""Anybody may read a page for each service and town: light, in their language, without a script."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time, timedelta
from html import unescape
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from markupsafe import Markup
from playwright.async_api import Page
from yarl import URL

from bot.web.site import make_site
from services_directory.records.records import (
    ClosureRecord,
    CostRecord,
    DocumentRecord,
    ScheduleRecord,
)
from services_directory.values.entries import LocalText
from services_directory.values.schedules import week_ahead
from services_directory.vocabulary.language_files import LOCALES
from services_directory.vocabulary.telling import Telling, read_telling
from services_directory.web.pages.usual_week import Days, usual_week
from tests.hsds.api_site import DRAFT, FEED, SHELTER, ApiSite, open_api
from tests.peers.chromium import chromium

OURS = r'<script src="/page\.js\?v=\w{12}" defer>|<script type="application/ld\+json">'
"""One file of ours, and facts that nothing runs: never a script within a page."""

LIGHT = 50_000
LANGUAGES = ("fr", "ar", "aeb", "en")
POLICE = "tn-police-197"

RICH = replace(
    FEED, caution="police", confirmed=True, last_checked_on=date(2026, 11, 2),
    description=LocalText.of({"fr": "Un médecin & une sage-femme <sans> frais"}),
    schedules=tuple(
        ScheduleRecord(freq="WEEKLY", byday="MO,TU,WE,TH,FR", opens_at=opens, closes_at=closes)
        for opens, closes in (("08:00", "12:00"), ("14:00", "17:00"))
    ),
    documents=(
        DocumentRecord(document=LocalText.of({"fr": "Carte d'identité", "ar": "بطاقة تعريف"})),
    ),
    closures=(ClosureRecord(starts_on=date(2026, 12, 25), ends_on=date(2026, 12, 26)),),
)  # fmt: skip


@pytest.fixture
async def api(sqlite_api: ApiSite) -> ApiSite:
    programme = sqlite_api.app.programme
    await sqlite_api.keep(replace(RICH, caution=programme.cautions[0].code))
    return sqlite_api


async def test_every_page_is_light_and_runs_nothing(api: ApiSite) -> None:
    directory = api.app.worlds.snapshot.directory
    style = len(await read_style(api)) + len(await (await api.client.get("/page.js")).read())
    places = [f"/p/{each.id}" for each in directory.places]
    paths = ["/", "/p", "/search?q=docteur", *places, *(f"{each}/leaflet" for each in places)]
    paths += [f"{each}/map" for each in places]
    paths += [f"/n/{each.code}" for each in directory.programme.categories]
    paths += [f"/n/{each.code}/kairouan" for each in directory.programme.categories]
    paths += [f"/s/{each.id}" for each in directory.services]
    for number, path in enumerate(paths):
        api.clock.forward(timedelta(seconds=10))
        joint = "&" if "?" in path else "?"
        page = await api.page(f"{path}{joint}lang={LANGUAGES[number % len(LANGUAGES)]}")
        qr = 3000 if "qr.svg" in page else 0
        if not path.endswith("leaflet"):
            assert len(page.encode()) + style + qr < LIGHT, path
        for script in re.findall(r"<script[^>]*>", page):
            assert re.fullmatch(OURS, script), path
        for never in (" style=", "javascript:", "onclick"):
            assert never not in page, path


async def test_who_reads_too_often_is_asked_to_wait(sqlite_url: str, tmp_path: Path) -> None:
    async with open_api(sqlite_url, tmp_path, pages_per_minute=20) as api:
        await api.page("/p/tabarka/leaflet")
        await api.page("/p/tabarka/leaflet")
        page = await api.page("/p?lang=en", 429)
        assert "Load this page again in a minute." in page
        answer = await api.client.get("/p")
        assert answer.headers["Retry-After"] == "3"
        api.clock.forward(timedelta(seconds=3))
        await api.page("/p")


async def read_style(api: ApiSite) -> bytes:
    page = await api.page("/p")
    (address,) = re.findall(r'href="(/page.css[^"]*)"', page)
    answer = await api.client.get(address)
    assert answer.status == 200
    return await answer.read()


async def test_the_warning_comes_right_after_the_name(api: ApiSite) -> None:
    programme = api.app.programme
    page = await api.page(f"/s/{FEED.key}?lang=fr")
    warning = programme.cautions[0].text.in_locale("fr") or ""
    told = ("<h1>", str(Markup.escape(warning)), "sage-femme", "tel:", "08:00–12:00")
    read_aloud = page.partition("<main>")[2]
    order = [read_aloud.index(each) for each in told]
    assert order == sorted(order)
    assert "&lt;sans&gt;" in page
    for each in (
        'href="tel:+21678000001"',
        "lundi – vendredi",
        "14:00–17:00",
        "Carte d&#39;identité",
        "25 décembre 2026 – 26 décembre 2026",
        "Vérifié le 2 novembre 2026",
    ):
        assert each in page, each


@pytest.mark.parametrize(
    ("language", "phone", "prices"),
    [
        (
            "fr",
            "78000001 Accueil (العربية)",
            ["visite : 2,5 TND", "enfants : Gratuit.", "nuit"],
        ),
        ("en", "78000001 Accueil (العربية)", ["visite: 2.5 TND", "enfants: Free.", "nuit"]),
    ],
)
async def test_a_number_says_what_it_is_for_and_each_price_what_is_paid_for(
    api: ApiSite, language: str, phone: str, prices: list[str]
) -> None:
    named = {"visite": (2.5, "TND"), "enfants": (0.0, ""), "nuit": (None, "")}
    costs = tuple(
        CostRecord(option=LocalText.of({"fr": option}), amount=amount, currency=currency)
        for option, (amount, currency) in named.items()
    )
    await api.keep(replace(RICH, caution=None, costs=costs))
    page = words_of(await api.page(f"/s/{FEED.key}?lang={language}"))
    assert phone in page
    for each in prices:
        assert each in page
    place = RICH.sites[0].location.place
    leaflet = words_of(await api.page(f"/p/{place}/leaflet?lang={language}"))
    assert " · ".join(prices) in leaflet


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", page)))


@pytest.mark.parametrize(("language", "women"), [("fr", "Femmes"), ("ar", "النساء")])
async def test_a_line_for_danger_says_its_number_once_and_whom_it_helps(
    api: ApiSite, language: str, women: str
) -> None:
    for path in ("/p", "/p/tabarka/leaflet"):
        page = await api.page(f"{path}?lang={language}")
        listed = page.partition('<div class="danger">')[2].partition("</ul>")[0]
        lines = [re.sub("<[^>]*>", "", each).strip() for each in listed.split("<li>")[1:]]
        assert f"1899 {women}" in lines
        for line in lines:
            number, words = line.split(" ", 1)
            assert words.strip(), line
            assert number not in words, line


async def test_arabic_runs_from_right_to_left_and_marks_what_does_not(api: ApiSite) -> None:
    page = await api.page(f"/s/{FEED.key}?lang=aeb")
    assert '<html lang="aeb" dir="rtl">' in page
    assert '<span lang="ar" dir="rtl">استشارة</span>' in page
    assert '<span lang="fr" dir="ltr">Un médecin' in page
    assert '<bdi dir="ltr">78000001</bdi>' in page


async def test_the_language_is_the_links_then_the_browsers(api: ApiSite) -> None:
    for path, header, expected in (("?lang=ar", "fr", "ar"), ("", "ar-TN", "ar"), ("", "", "fr")):
        answer = await api.client.get(f"/s/{FEED.key}{path}", headers={"Accept-Language": header})
        assert answer.headers["Content-Language"] == expected
        assert f'<html lang="{expected}"' in await answer.text()


async def test_what_is_hidden_has_no_page(api: ApiSite) -> None:
    for path in (f"/s/{DRAFT.key}", "/s/nothing", "/p/nowhere", f"/s/{DRAFT.key}/contact.vcf"):
        assert "Brouillon" not in await api.page(path, 404)


async def test_no_address_is_too_odd_to_answer(api: ApiSite) -> None:
    odd = ("/s/%00", "/s/..%2f..%2f", "/s/%F0%9F%98%80", "/s/%ff", "/p/%0d%0aX:1", "/s/a/b/c")
    for path in odd:
        assert (await api.client.get(URL(path, encoded=True))).status == 404, path
    for query in ("lang=%00", "lang=" + "a-" * 900, "page=-1", "page=99999999999", "page=%D9%A2"):
        assert (await api.client.get(URL(f"/p/tabarka?{query}", encoded=True))).status == 200, query


async def test_a_confidential_service_shows_no_place_to_go(api: ApiSite) -> None:
    page = await api.page(f"/s/{SHELTER.key}?lang=fr")
    card = await (await api.client.get(f"/s/{SHELTER.key}/contact.vcf")).text()
    for told in (page, card):
        assert "rue du Port" not in told
        assert "36.95" not in told


async def test_a_contact_for_the_phone_has_one_line_for_each_fact(api: ApiSite) -> None:
    await api.keep(
        replace(RICH, name=LocalText.of({"fr": "Aide; soins, et\nTEL:666"}), sites=FEED.sites)
    )
    answer = await api.client.get(f"/s/{FEED.key}/contact.vcf?lang=fr")
    assert answer.content_type == "text/vcard"
    lines = (await answer.text()).splitlines()
    assert lines[0] == "BEGIN:VCARD"
    assert "FN:Aide\\; soins\\, et TEL:666" in lines
    assert [each for each in lines if each.startswith("TEL")] == ["TEL:+21678000001"]
    assert any(each.startswith("URL:http") and FEED.key in each for each in lines)


async def test_the_qr_code_is_a_picture(api: ApiSite) -> None:
    for path in (f"/s/{FEED.key}/qr.svg", "/p/tabarka/qr.svg"):
        answer = await api.client.get(path)
        assert answer.content_type == "image/svg+xml"
        assert (await answer.text()).startswith("<svg")


async def test_a_town_has_its_own_then_the_country(api: ApiSite) -> None:
    pages = [await api.page(f"/p/tabarka?lang=fr&page={number}") for number in (1, 2, 3)]
    page = "".join(pages)
    assert page.index(f"/s/{FEED.key}?") < page.index(f"/s/{POLICE}?")
    leaflet = await api.page("/p/tabarka/leaflet?lang=ar")
    assert "197" in leaflet
    assert 'dir="rtl"' in leaflet


async def test_who_has_the_page_is_told_so(api: ApiSite) -> None:
    first = await api.client.get("/p/tabarka?lang=fr")
    known = {"If-None-Match": first.headers["ETag"]}
    assert (await api.client.get("/p/tabarka?lang=fr", headers=known)).status == 304
    assert (await api.client.get("/p/tabarka?lang=ar", headers=known)).status == 200


def test_days_that_are_alike_stand_together() -> None:
    both = (("08:00", "12:00"), ("14:00", "17:00"))
    week = usual_week("Mo-Fr 08:00-12:00,14:00-17:00; 2026 Dec 25-2026 Dec 26 off")
    assert week == (Days(0, 4, both), Days(5, 6, ()))
    assert usual_week("Mo-Fr 08:00-12:00; PH off") == ()
    assert usual_week(None) == ()


def test_hours_that_are_no_plain_week_are_told_day_by_day() -> None:
    monday = date(2026, 11, 23)
    week = week_ahead("Mo-Fr 08:00-12:00; PH off", monday, "Africa/Tunis", "TN")
    assert week is not None
    assert week[0] == (monday, ((time(8), time(12)),))
    assert week[6] == (date(2026, 11, 29), ())
    for unknown in ("sunrise-sunset", "Tu", "no hours", "08:00+", None):
        assert week_ahead(unknown, monday, "Africa/Tunis", "TN") is None


@pytest.fixture
async def phone(api: ApiSite) -> AsyncIterator[tuple[Page, str]]:
    """A phone of 360 pixels; nothing on the pages is refused by their own policy."""
    async with TestServer(make_site(api.app)) as server, chromium() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 640})
        page = await context.new_page()
        faults: list[str] = []
        page.on("console", lambda told: faults.append(told.text))
        yield page, str(server.make_url("")).rstrip("/")
        assert faults == []


async def test_nothing_sticks_out_of_a_small_phone(phone: tuple[Page, str]) -> None:
    page, site = phone
    pictures = os.environ.get("DALIL_PICTURES")
    for path in (f"/s/{FEED.key}", f"/s/{POLICE}", "/p/tabarka", "/p/tabarka/leaflet", "/p"):
        for language in ("ar", "fr"):
            await page.goto(f"{site}{path}?lang={language}")
            if pictures:
                name = f"{path.strip('/').replace('/', '-')}-{language}.png"
                await page.screenshot(path=Path(pictures) / name, full_page=True)
            wide = (
                "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert not await page.evaluate(wide), (path, language)


async def test_days_and_hours_are_told_as_the_language_tells_them(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amharic = read_telling(LOCALES / "am")

    def telling(folder: Path) -> Telling:
        return amharic if folder.name == "en" else read_telling(folder)

    monkeypatch.setattr("bot.translation.languages.read_telling", telling)
    async with open_api(sqlite_url, tmp_path) as api:
        await api.keep(RICH)
        page = await api.page("/s/feed-whole?lang=en")
        assert "ከጠዋቱ 2:00 ሰዓት–ከቀኑ 6:00 ሰዓት" in page
        assert "ታኅሣሥ 16 ቀን 2019 ዓ.ም." in page, "closed from 25 December 2026"
        assert "08:00–12:00" in await api.page("/s/feed-whole?lang=fr")
        assert '"opens":"08:00"' in page.replace(" ", ""), "programs read civil hours"
