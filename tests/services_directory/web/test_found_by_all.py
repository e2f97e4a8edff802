"""Search engines and previews find each page in every language, and what is for staff nowhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from services_directory.web.sharing import site_map
from tests.hsds.api_site import DRAFT, FEED, ApiSite, open_api

SITE = "https://dalil.example.org"
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
async def api(starter_directory: None, sqlite_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(sqlite_url, tmp_path, public_url=SITE) as opened:
        yield opened


async def head_of(api: ApiSite, path: str) -> str:
    page = await (await api.client.get(path)).text()
    return page.partition("</head>")[0]


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        (f"/s/{FEED.key}?lang=ar", f"/s/{FEED.key}?"),
        (f"/s/{FEED.key}?lang=ar&fbclid=123", f"/s/{FEED.key}?"),
        ("/p/tabarka?lang=ar&page=2", "/p/tabarka?page=2&"),
    ],
)
async def test_a_page_names_its_one_address_in_each_language(
    api: ApiSite, asked: str, address: str
) -> None:
    head = (await head_of(api, asked)).replace("&amp;", "&")
    assert f'<link rel="canonical" href="{SITE}{address}lang=ar">' in head
    assert f'<meta property="og:url" content="{SITE}{address}lang=ar">' in head
    for code in ("fr", "ar", "aeb", "en"):
        assert f'hreflang="{code}" href="{SITE}{address}lang={code}">' in head
    anybody = address.rstrip("?&")
    assert f'hreflang="x-default" href="{SITE}{anybody}">' in head
    assert "fbclid" not in head


async def test_each_page_says_in_a_sentence_what_it_is(api: ApiSite) -> None:
    for path in ("/p?lang=ar", "/p/tabarka?lang=fr", f"/s/{FEED.key}?lang=fr", "/t?lang=en"):
        head = await head_of(api, path)
        told = re.findall(r'<meta name="description" content="([^"]+)">', head)
        assert len(told) == 1, path
        assert f'<meta property="og:description" content="{told[0]}">' in head
        assert len(re.findall(r'property="og:title" content="[^"]+"', head)) == 1


async def test_the_icon_is_ours_and_kept_for_good(api: ApiSite) -> None:
    head = await head_of(api, "/p")
    (address,) = re.findall(r'<link rel="icon" href="([^"]+)"', head)
    answer = await api.client.get(address)
    assert (answer.status, answer.content_type) == (200, "image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def read_map(api: ApiSite) -> dict[str, list[str]]:
    """Every address of the site map, with its languages."""
    index = ElementTree.fromstring(await (await api.client.get("/sitemap.xml")).text())
    found: dict[str, list[str]] = {}
    for portion in index.iterfind("m:sitemap/m:loc", MAP):
        answer = await api.client.get((portion.text or "").removeprefix(SITE))
        assert answer.content_type == "application/xml"
        for url in ElementTree.fromstring(await answer.text()).iterfind("m:url", MAP):
            links = [each.attrib["hreflang"] for each in url.iterfind("x:link", MAP)]
            found[url.findtext("m:loc", "", MAP)] = links
    return found


async def test_the_map_names_what_people_find_and_nothing_that_is_hidden(api: ApiSite) -> None:
    found = await read_map(api)
    for path in ("/p", "/p/tabarka", f"/s/{FEED.key}"):
        assert found[f"{SITE}{path}"] == ["fr", "ar", "aeb", "en"]
    assert not [each for each in found if DRAFT.key in each or "/admin" in each]
    for address in found:
        api.clock.forward(timedelta(seconds=1))
        answer = await api.client.get(address.removeprefix(SITE))
        assert answer.status == 200, address
        assert "X-Robots-Tag" not in answer.headers, address


async def test_a_large_map_comes_in_portions(api: ApiSite, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = await read_map(api)
    api.clock.forward(timedelta(minutes=1))
    monkeypatch.setattr(site_map, "PORTION", 40)
    assert await read_map(api) == whole
    index = await (await api.client.get("/sitemap.xml")).text()
    assert index.count("<sitemap>") == -(-len(whole) // 40)
    for beyond in ("0", "999", "999999"):
        assert (await api.client.get(f"/sitemap/{beyond}.xml")).status == 404


async def test_machines_are_told_where_to_begin_and_what_to_leave(api: ApiSite) -> None:
    answer = await api.client.get("/robots.txt")
    lines = (await answer.text()).splitlines()
    assert answer.content_type == "text/plain"
    assert {"User-agent: *", "Disallow: /admin", "Disallow: /try"} <= set(lines)
    assert lines[-1] == f"Sitemap: {SITE}/sitemap.xml"
