"""A link that somebody sends shows a picture with the name of its town, in their language."""

from __future__ import annotations

import re
from html import unescape

import pytest
from yarl import URL

from tests.hsds.api_site import ApiSite

LIGHT = 50_000
LANGUAGES = ("fr", "ar", "aeb", "en")


async def test_a_link_that_is_sent_has_a_picture_of_its_town(api: ApiSite) -> None:
    for lang in LANGUAGES:
        page = await api.page(f"/p/tabarka?lang={lang}")
        (address,) = re.findall(r'<meta property="og:image" content="([^"]+)">', page)
        answer = await api.client.get(URL(unescape(address)).relative())
        assert (answer.status, answer.content_type) == (200, "image/png")
        drawn = await answer.read()
        assert drawn[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
        assert len(drawn) < LIGHT
        again = await api.client.get(URL(unescape(address)).relative())
        assert await again.read() == drawn
    assert 'content="http' in await api.page("/?lang=fr")
    assert "/preview.png?lang=fr" in await api.page("/s/tn-police-197?lang=fr")
    assert (await api.client.get("/preview.png?lang=ar")).status == 200
    assert (await api.client.get("/p/nowhere/preview.png")).status == 404


async def test_each_picture_is_drawn_once(api: ApiSite, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    async def counted(title: str, below: str, *, right_to_left: bool) -> bytes:
        drawn.append(title)
        return b"" if right_to_left else b"\x89PNG"

    monkeypatch.setattr("bot.web.directory_site.picture_apart", counted)
    paths = ["/p/kairouan/preview.png?lang=en"] * 3 + ["/p/kairouan/preview.png?lang=ar"] * 2
    statuses = [(await api.client.get(path)).status for path in paths]
    assert statuses == [200, 200, 200, 404, 404], "nothing to draw it with: there is none"
    assert len(drawn) == 2
