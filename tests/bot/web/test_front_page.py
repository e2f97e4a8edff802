"""Who types the bare address reads the first page in their own language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.translation.translator import Translator
from bot.web.front_page import links_of, routes

LOCALES = Path(__file__).resolve().parents[3] / "locales"
SPOKEN = ("fr", "ar", "aeb", "en")


def site(*, webchat_is_on: bool) -> TestServer:
    app = web.Application()
    translator = Translator.load(LOCALES, SPOKEN, "Africa/Tunis")
    app.add_routes(routes(links_of(webchat_is_on=webchat_is_on), translator))
    return TestServer(app)


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    async with TestClient(site(webchat_is_on=True)) as client:
        yield client


@pytest.mark.parametrize(
    ("wanted", "code", "direction", "words"),
    [
        ("ar-TN,fr;q=0.5", "ar", "rtl", "تجربة دليل على هاتفين"),
        ("aeb", "aeb", "rtl", "نجرّبو دليل على زوز تليفونات"),
        ("en-GB", "en", "ltr", "Try Dalil on two phones"),
        ("pt", "fr", "ltr", "Essayer Dalil sur deux téléphones"),
        ("", "fr", "ltr", "Les services, ville par ville"),
    ],
)
async def test_the_first_page_is_in_the_language_of_the_visitor(
    client: TestClient[web.Request, web.Application],
    wanted: str,
    code: str,
    direction: str,
    words: str,
) -> None:
    answer = await client.get("/", headers={"Accept-Language": wanted})
    page = await answer.text()

    assert f'<html lang="{code}" dir="{direction}">' in page
    assert words in page
    assert answer.headers["Vary"] == "Accept-Language"


async def test_the_address_may_say_the_language(
    client: TestClient[web.Request, web.Application],
) -> None:
    page = await (await client.get("/?lang=en", headers={"Accept-Language": "ar"})).text()

    assert '<a href="/admin">Pages for staff</a>' in page


async def test_where_nobody_is_to_try_it_the_services_are_gone_to_at_once() -> None:
    async with TestClient(site(webchat_is_on=False)) as client:
        answer = await client.get("/", allow_redirects=False)

        assert (answer.status, answer.headers["Location"]) == (302, "/p")
