"""Signing in, staying out, and forms of other sites."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from yarl import URL

from admin.models import SignInAttempt, StaffMember, StaffSession
from admin.security.access import SESSION_COOKIE
from admin.security.throttle import LONGEST_WAIT, wait_after
from tests.admin.office import PASSWORD, Browser, Office


async def test_whoever_is_not_signed_in_is_asked_to(browser: Browser) -> None:
    page = await browser.get("/admin/services")
    assert page.answer.url.path == "/admin/sign-in"
    assert "For the staff of the resource centre." in page.text


async def test_the_right_password_opens_the_door_and_signing_out_shuts_it(browser: Browser) -> None:
    page = await browser.sign_in("  editor ", PASSWORD)
    assert "Hello Editor" in page.text
    await browser.post("/admin/sign-out")
    assert (await browser.get("/admin/")).answer.url.path == "/admin/sign-in"
    assert await StaffSession.all().count() == 0


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(browser: Browser) -> None:
    wrong = await browser.sign_in("Editor", "not the password")
    unknown = await browser.sign_in("Nobody", "not the password")
    assert wrong.status == unknown.status == 422
    assert "The name or the password is not right." in wrong.text
    assert wrong.text.replace("Editor", "") == unknown.text.replace("Nobody", "")


async def test_the_password_typed_is_never_sent_back(browser: Browser) -> None:
    page = await browser.sign_in("Editor", "a secret slip")
    assert "a secret slip" not in page.html
    assert page.value("name") == "Editor"


async def test_who_keeps_failing_waits_longer_each_time(browser: Browser, office: Office) -> None:
    for _attempt in range(5):
        assert (await browser.sign_in("Editor", "guess")).status == 422
    page = await browser.sign_in("Editor", PASSWORD)
    assert page.status == 429
    assert page.answer.headers["Retry-After"] == "1"
    assert "Too many attempts. Try again in 1 second." in page.text
    office.clock.forward(timedelta(seconds=2))
    assert (await browser.sign_in("Editor", "guess")).status == 422
    assert (await browser.sign_in("Editor", "guess")).answer.headers["Retry-After"] == "2"
    office.clock.forward(timedelta(seconds=3))
    assert "Hello Editor" in (await browser.sign_in("Editor", PASSWORD)).text
    # The address, and the name from everywhere: not this person from here.
    assert await SignInAttempt.filter(failures__gt=5).count() == 2


async def test_one_address_cannot_try_every_name(browser: Browser) -> None:
    statuses = [(await browser.sign_in(f"Name{n}", "guess")).status for n in range(32)]
    assert statuses[:30] == [422] * 30
    assert 429 in statuses[30:]


def test_waiting_doubles_and_has_an_end() -> None:
    waits = [wait_after(failures, free=5).total_seconds() for failures in range(4, 10)]
    assert waits == [0, 1, 2, 4, 8, 16]
    assert wait_after(1000, free=5) == LONGEST_WAIT


async def test_what_was_typed_as_a_name_is_stored_nowhere(browser: Browser) -> None:
    await browser.sign_in("my-password-in-the-wrong-field", "x")
    rows = await SignInAttempt.all()
    assert rows
    assert all(len(row.subject_hash) == 64 for row in rows)


async def test_only_the_hash_of_a_session_is_stored(editor: Browser) -> None:
    cookie = editor.client.session.cookie_jar.filter_cookies(editor.client.make_url("/admin/"))
    session = await StaffSession.get()
    assert cookie[SESSION_COOKIE].value not in session.token_hash
    assert len(session.token_hash) == 64


async def test_a_session_ends_after_hours_of_silence(editor: Browser, office: Office) -> None:
    office.clock.forward(timedelta(hours=2))
    assert "Hello Editor" in (await editor.get("/admin/")).text
    office.clock.forward(timedelta(hours=2))
    assert "Hello Editor" in (await editor.get("/admin/")).text
    office.clock.forward(timedelta(hours=3, minutes=1))
    assert (await editor.get("/admin/")).answer.url.path == "/admin/sign-in"


async def test_a_session_ends_at_the_end_of_a_day(editor: Browser, office: Office) -> None:
    for _hours in range(6):
        office.clock.forward(timedelta(hours=2))
        page = await editor.get("/admin/")
    assert page.answer.url.path == "/admin/sign-in"


async def test_who_may_not_sign_in_any_more_is_out_with_an_open_session(editor: Browser) -> None:
    assert (await editor.get("/admin/services")).status == 200
    await StaffMember.filter(name="Editor").update(active=False)
    assert (await editor.get("/admin/services")).answer.url.path == "/admin/sign-in"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1"])
async def test_a_form_of_another_site_is_refused(editor: Browser, origin: str) -> None:
    page = await editor.post("/admin/sign-out", origin=origin)
    assert page.status == 403
    assert await StaffSession.all().count() == 1


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
async def test_a_form_without_our_token_is_refused(editor: Browser, token: str) -> None:
    page = await editor.post("/admin/sign-out", {"form_token": token})
    assert page.status == 403
    assert "Copy it, then load the page again" in page.text
    assert await StaffSession.all().count() == 1


async def test_signing_in_needs_our_form_as_well(browser: Browser) -> None:
    page = await browser.post("/admin/sign-in", {"name": "Editor", "password": PASSWORD})
    assert page.status == 403
    assert await StaffSession.all().count() == 0


async def test_every_page_forbids_frames_foreign_scripts_and_caching(browser: Browser) -> None:
    headers = (await browser.get("/admin/sign-in")).answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(browser: Browser) -> None:
    await browser.get("/admin/sign-in")
    answer = await browser.client.post(
        "/admin/sign-in",
        data={"name": "Editor", "password": PASSWORD, "form_token": browser.token},
        headers={"Origin": f"http://{browser.client.host}:{browser.client.port}"},
        allow_redirects=False,
    )
    cookie = answer.cookies[SESSION_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/admin"


async def test_the_language_is_kept_and_never_leads_to_another_site(editor: Browser) -> None:
    page = await editor.post("/admin/language", {"locale": "ar", "back": "/admin/services?page=1"})
    assert page.answer.url.path_qs == "/admin/services?page=1"
    assert '<html lang="ar" dir="rtl">' in page.html
    for back in ("//elsewhere.example/", "/admin/\r\nX-Mine: 1", "/admin/\\elsewhere.example"):
        page = await editor.post("/admin/language", {"locale": "fr", "back": back})
        assert page.answer.url.path == "/admin/"
    assert '<html lang="fr" dir="ltr">' in page.html
    assert (await StaffMember.get(name="Editor")).locale == "fr"


async def test_an_unknown_page_is_a_sentence(editor: Browser) -> None:
    page = await editor.get("/admin/no-such-page")
    assert page.status == 404
    assert "This page does not exist." in page.text


async def test_many_guesses_at_once_gain_nothing(browser: Browser) -> None:
    await browser.get("/admin/sign-in")
    guess = {"name": "Editor", "password": "guess"}
    pages = await asyncio.gather(*(browser.post("/admin/sign-in", guess) for _ in range(12)))
    assert sorted(page.status for page in pages) == [422] * 5 + [429] * 7


@pytest.mark.parametrize("path", ["", "none.css", "..%2f..%2fbot%2fsettings.py", "%2e%2e/site.py"])
async def test_nothing_but_the_static_files_is_served(browser: Browser, path: str) -> None:
    answer = await browser.client.get(URL(f"/admin/static/{path}", encoded=True))
    assert answer.status in (403, 404)
    assert "import" not in await answer.text()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"--x\r\nwords", "multipart/form-data; boundary=x"),
        (b"name=1", "multipart/form-data"),
        (b"{}", "application/json"),
        (b"name=1", "application/x-www-form-urlencoded; charset=no-such"),
    ],
)
async def test_what_is_no_form_is_refused(browser: Browser, body: bytes, kind: str) -> None:
    await browser.get("/admin/sign-in")
    headers = {"Origin": f"http://{browser.client.host}:{browser.client.port}"}
    answer = await browser.client.post(
        "/admin/sign-in", data=body, headers={**headers, "Content-Type": kind}
    )
    assert answer.status == 403


@pytest.mark.parametrize("name", ["dalil_staff", "dalil_visit", "dalil_locale"])
async def test_a_cookie_that_is_no_text_is_nobodys(browser: Browser, name: str) -> None:
    reader, writer = await asyncio.open_connection(browser.client.host, browser.client.port)
    cookie = name.encode() + b"=\xed\xa0\x80"
    writer.write(b"GET /admin/sign-in HTTP/1.1\r\nHost: x\r\nCookie: " + cookie)
    writer.write(b"\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200 ")
