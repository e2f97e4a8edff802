"""Who signs in, from which browser: nobody is locked out by others, and the trail has it all."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.models import AuditEntry, StaffMember, StaffSession
from admin.security.attempts import DEVICE_COOKIE, FREE_FOR_A_NAME
from bot.database.opening import Database
from tests.admin.office import PASSWORD, Browser, Office, open_office

NEW = "a longer walk home"


async def trail() -> list[tuple[str, str, str]]:
    return [
        (each.who, each.what, each.subject_id) for each in await AuditEntry.all().order_by("id")
    ]


async def fails(browser: Browser, name: str, times: int) -> list[int]:
    return [(await browser.sign_in(name, "guess")).status for _ in range(times)]


async def test_no_stranger_locks_out_who_signed_in_here_before(
    browser: Browser, office: Office
) -> None:
    await browser.sign_in("Trainer", PASSWORD)
    await browser.post("/admin/sign-out")
    async with TestClient(TestServer(office.site)) as client:
        statuses = await fails(Browser(client), "Trainer", 8)
        assert statuses == [422] * 5 + [429] * 3
        # From the stranger's browser the right password waits as well.
        assert (await Browser(client).sign_in("Trainer", PASSWORD)).status == 429
    assert "Hello Trainer" in (await browser.sign_in("Trainer", PASSWORD)).text


async def test_a_browser_that_is_known_may_not_guess_for_ever(browser: Browser) -> None:
    await browser.sign_in("Trainer", PASSWORD)
    await browser.post("/admin/sign-out")
    assert await fails(browser, "Trainer", 6) == [422] * 5 + [429]


async def test_a_browser_is_known_for_those_who_signed_in_with_it(browser: Browser) -> None:
    for name in ("Trainer", "Editor"):
        await browser.sign_in(name, PASSWORD)
        await browser.post("/admin/sign-out")
    assert await fails(browser, "Admin", 6) == [422] * 5 + [429]
    for name in ("Trainer", "Editor"):
        assert f"Hello {name}" in (await browser.sign_in(name, PASSWORD)).text
        await browser.post("/admin/sign-out")


async def test_a_made_up_mark_makes_no_browser_known(browser: Browser) -> None:
    assert await fails(browser, "Trainer", 6) == [422] * 5 + [429]
    browser.client.session.cookie_jar.update_cookies({DEVICE_COOKIE: f"{'a' * 32}.{'b' * 32}"})
    assert (await browser.sign_in("Trainer", PASSWORD)).status == 429


async def test_one_account_gains_no_guesses_at_others(browser: Browser) -> None:
    """A success of one's own between the guesses forgives none of them."""
    answers = []
    for number in range(31):
        answers += [(await browser.sign_in(f"Name{number}", "guess")).status]
        if number % 5 == 0:
            await browser.sign_in("Trainer", PASSWORD)
            await browser.post("/admin/sign-out")
    assert answers[-1] == 429


async def test_strangers_everywhere_share_the_guesses_at_a_name(
    sqlite_database: Database, pack: Path, tmp_path: Path
) -> None:
    office = await open_office(sqlite_database, pack, tmp_path, trusted_proxies=1)
    async with TestClient(TestServer(office.site)) as client:
        answers = []
        for number in range(FREE_FOR_A_NAME + 2):
            client.session.headers["X-Forwarded-For"] = f"192.0.2.{number}"
            answers += await fails(Browser(client), "Trainer", 1)
    assert answers == [422] * (FREE_FOR_A_NAME) + [429, 429]


async def test_the_trail_tells_who_signed_in_out_and_failed(browser: Browser) -> None:
    await browser.sign_in("Editor", "guess")
    await browser.sign_in("my-password-in-the-wrong-field", "guess")
    await browser.sign_in("Editor", PASSWORD)
    await browser.post("/admin/sign-out")
    editor = str((await StaffMember.get(name="Editor")).id)
    assert (await trail())[-4:] == [
        ("Editor", "sign_in_failed", editor),
        ("?", "sign_in_failed", "?"),
        ("Editor", "signed_in", editor),
        ("Editor", "signed_out", editor),
    ]
    told = [each.after for each in await AuditEntry.filter(what="sign_in_failed")]
    assert all("127.0.0.1" not in each for each in told)
    assert len(set(told)) == 1
    page = await browser.sign_in("Admin", PASSWORD)
    page = await browser.get("/admin/changes?subject=staff")
    assert "Failed to sign in: Staff ?" in page.text


async def test_a_first_password_is_changed_before_anything_else(admin: Browser) -> None:
    fields = (await admin.get("/admin/staff")).fields()
    await admin.post("/admin/staff", fields | {"name": "Salma", "role": "editor"})
    await admin.post("/admin/sign-out")
    page = await admin.sign_in("Salma", fields["password"])
    assert page.answer.url.path == "/admin/password"
    assert "Somebody else knows the password you have now." in page.text
    assert (await admin.get("/admin/services")).answer.url.path == "/admin/password"
    page = await admin.post("/admin/services/preview")
    assert page.answer.url.path == "/admin/password"
    same = dict.fromkeys(("old", "new", "again"), fields["password"])
    assert "Take another one than before." in (await admin.post("/admin/password", same)).text
    page = await admin.post(
        "/admin/password", {"old": fields["password"], "new": NEW, "again": NEW}
    )
    assert "Hello Salma" in page.text
    assert (await admin.get("/admin/services")).answer.url.path == "/admin/services"


async def test_a_password_that_was_reset_is_changed_as_well(admin: Browser) -> None:
    editor = await StaffMember.get(name="Editor")
    page = await admin.post(f"/admin/staff/{editor.id}/password")
    found = re.search(r"data-password>([^<]+)<", page.html)
    assert found
    await admin.post("/admin/sign-out")
    assert (await admin.sign_in("Editor", found[1])).answer.url.path == "/admin/password"


@pytest.mark.parametrize(
    "easy", ["aaaaaaaaaa", "password12", "azertyuiop", "Editor2026", "0123456789"]
)
async def test_a_password_that_is_guessed_first_is_refused(editor: Browser, easy: str) -> None:
    page = await editor.post("/admin/password", {"old": PASSWORD, "new": easy, "again": easy})
    assert page.status == 422
    assert "This password is easy to guess." in page.text


async def test_an_easy_first_password_is_refused(admin: Browser) -> None:
    fields = (await admin.get("/admin/staff")).fields()
    page = await admin.post("/admin/staff", fields | {"name": "Salma", "password": "salmasalma"})
    assert "This password is easy to guess." in page.text
    assert not await StaffMember.exists(name="Salma")


async def test_old_passwords_cannot_be_tried_for_ever(editor: Browser, office: Office) -> None:
    for _attempt in range(5):
        page = await editor.post("/admin/password", {"old": "guess", "new": NEW, "again": NEW})
        assert "This is not your password." in page.text
    right = {"old": PASSWORD, "new": NEW, "again": NEW}
    page = await editor.post("/admin/password", right)
    assert "Too many attempts. Try again in 1 second." in page.text
    office.clock.forward(timedelta(seconds=2))
    assert "Your password is changed." in (await editor.post("/admin/password", right)).text


async def test_in_production_cookies_are_bound_to_the_host(
    sqlite_database: Database, pack: Path, tmp_path: Path
) -> None:
    site = "https://dalil.example.org"
    office = await open_office(sqlite_database, pack, tmp_path, public_url=site)
    async with TestClient(TestServer(office.site)) as client:
        page = await client.get("/admin/sign-in")
        [visit] = page.cookies.values()
        assert visit.key == "__Host-dalil_visit"
        assert (visit["path"], visit["secure"], visit["domain"]) == ("/", True, "")
        found = re.search(r'name="form_token" value="([\w.-]+)"', await page.text())
        assert found
        form = {"name": "Admin", "password": PASSWORD, "form_token": found[1]}
        statuses = {}
        for origin in (f"http://{client.host}:{client.port}", "http://dalil.example.org", site):
            answer = await client.post(
                "/admin/sign-in",
                data=form,
                headers={"Origin": origin, "Cookie": f"{visit.key}={visit.value}"},
                allow_redirects=False,
            )
            statuses[origin] = answer.status
        # The host that was asked is what the asker wrote: it is not ours.
        assert list(statuses.values()) == [403, 403, 303]
        assert answer.cookies["__Host-dalil_staff"]["path"] == "/"
    assert await StaffSession.all().count() == 1
