"""Every route of the site, as its table has it: guarded, refused to strangers, never a fault."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.application import Application
from bot.bootstrap import open_application
from bot.channels.all_settings import load_settings
from bot.channels.registry import make_channels
from bot.web.site import make_site
from services_directory.web.doors import (
    LARGEST_FORM,
    Guard,
    HiddenDoor,
    OpenDoor,
    behind,
    guard_of,
    hold_closed,
)
from tests.fakes import FixedClock

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
NO_FORMS = (
    (b"wrong=phone", FORM + "; charset=no-such"),
    (b"wrong=\xff\xfe", FORM),
    (b"step=accepted", FORM + "; charset=utf-16"),
    (b"step=accepted", FORM + "; charset=hex"),
    (b"--b\r\nX: y\r\n\r\nq\r\n--b--\r\n", PARTS),
    (b"--b\r\n", PARTS),
    (b"zz", "multipart/form-data"),
    (b"--b\r\nContent-Disposition: form-data; name=step; filename=x\r\n\r\ny\r\n--b--\r\n", PARTS),
    (b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c--\r\n--b--", PARTS),
    (b"", FORM),
)
MADE_UP = "https://dalil.example.org"
PROVIDERS = {
    "DALIL_WEBCHAT": True,
    "DALIL_PUBLIC_URL": MADE_UP,
    "DALIL_PAGES_PER_MINUTE": 40,
    "DALIL_SMS_ROUTES": "+216=android,+33=kannel,*=twilio",
    "TELEGRAM_TOKEN": "7654321:made-up-bot-token-made-up-bot-token",
    "TELEGRAM_WEBHOOK_SECRET": "only-the-provider-knows-this",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "made-up-token",
    "TWILIO_FROM": "+15005550006",
    "TWILIO_WHATSAPP_FROM": "+15005550006",
    "TWILIO_MESSENGER_FROM": "1234567890",
    "ANDROID_SMS_URL": MADE_UP,
    "ANDROID_SMS_USER": "user",
    "ANDROID_SMS_PASSWORD": "made-up-password",
    "ANDROID_SMS_SIGNING_KEY": "made-up-signing-key",
    "KANNEL_SENDSMS_URL": f"{MADE_UP}/sendsms",
    "KANNEL_USER": "user",
    "KANNEL_PASSWORD": "made-up-password",
    "KANNEL_FROM": "85000",
    "KANNEL_INBOUND_SECRET": "only-the-provider-knows-this",
}
"""With every channel switched on."""

OURS = {"Origin": MADE_UP}


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[web.Application]:
    told = {"DALIL_DATA_DIR": str(tmp_path), "DALIL_DATABASE_URL": database_url}
    settings = load_settings(None, {**PROVIDERS, **told})
    app: Application
    async with open_application(
        settings, lambda _worlds: make_channels(settings), clock=FixedClock()
    ) as app:
        yield make_site(app)


def routes(site: web.Application, guard: Guard) -> list[tuple[str, str]]:
    """Method and address of those, with something in the place of what they name."""
    return [
        (each.method, re.sub(r"{[^}]*}", "1", each.resource.canonical))
        for each in site.router.routes()
        if guard_of(each) is guard and each.resource is not None
    ]


async def test_every_route_went_through_the_one_way_in(site: web.Application) -> None:
    hold_closed(site)
    assert len(routes(site, Guard.PROVIDER)) > 8
    assert len(routes(site, Guard.STAFF)) > 100
    assert len(routes(site, Guard.COUNTED)) > 30


async def test_a_site_with_an_open_door_does_not_start() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response()

    part, site = web.Application(), web.Application()
    part.router.add_post("/new", handler)
    site.add_subapp("/part", part)
    with pytest.raises(OpenDoor):
        hold_closed(site)


async def test_a_site_with_a_door_that_nobody_finds_does_not_start() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response()

    site = web.Application()
    for path in ("/c/{token}", "/c/{code}.json", "/c/{code}"):
        site.router.add_get(path, behind(Guard.COUNTED, handler))
    with pytest.raises(HiddenDoor):
        hold_closed(site)


async def test_nobody_but_a_provider_comes_in_by_its_door(site: web.Application) -> None:
    doors = routes(site, Guard.PROVIDER)
    async with TestClient(TestServer(site)) as client:
        for method, path in doors:
            answer = await client.request(method, path, data={"From": "+21620000001", "Body": "x"})
            assert answer.status in (400, 401, 403), (path, answer.status)


async def test_no_form_makes_a_public_or_staff_page_fall_over(site: web.Application) -> None:
    guarded = (Guard.COUNTED, Guard.STAFF)
    doors = [each for guard in guarded for each in routes(site, guard) if each[0] == "POST"]
    assert ("POST", "/r/1") in doors
    assert ("POST", "/s/1/report") in doors
    async with TestClient(TestServer(site)) as client:
        for _method, path in doors:
            for number, (body, kind) in enumerate(NO_FORMS):
                headers = {**OURS, "Content-Type": kind, "X-Forwarded-For": f"10.0.0.{number}"}
                answer = await client.post(path, data=body, headers=headers, allow_redirects=False)
                assert answer.status < 500, (path, body, kind)
            large = f"x={'a' * (LARGEST_FORM + 1)}"
            headers = {**OURS, "Content-Type": FORM, "X-Forwarded-For": "10.0.1.1"}
            answer = await client.post(path, data=large, headers=headers, allow_redirects=False)
            assert answer.status < 500, path


async def test_whoever_asks_too_often_waits_at_every_counted_page(site: web.Application) -> None:
    of_pages = [
        path
        for method, path in routes(site, Guard.COUNTED)
        if method == "GET" and not path.startswith("/api/")
    ]
    async with TestClient(TestServer(site)) as client:
        for number, path in enumerate(of_pages):
            headers = {"X-Forwarded-For": f"10.0.2.{number}"}
            for _time in range(45):
                answer = await client.get(path, headers=headers, allow_redirects=False)
                if answer.status == 429:
                    break
            assert answer.status == 429, path
