"""Whatever is typed into whichever field of whichever staff form: a fault beside it, never ours."""

from __future__ import annotations

import html
import random
import re

import pytest
from yarl import URL

from admin.routes import PAGES
from tests.admin.bulk_doors import bulk_doors
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office, Page
from tests.admin.wishes import a_row_of_each
from tests.admin.word_doors import GREETING

JUNK = (
    *("Europe/Pariss", "../../etc/passwd", "/", "\x00", "٣٣", "9" * 40, "-1", "1e999", "NaN"),
    *(
        "2026-13-45",
        "2026-11-30T99:99",
        "24:61",
        "+",
        "ar-!!",
        "Mo-Fr 99:99",
        "{{7*7}}",
        "a" * 9000,
    ),
)
MOST_FIELDS = 25
"""Of each form, so many drawn by chance."""

_NO_PAGES = (".pdf", ".po", ".ics", "/live", ".{kind:xlsx|csv}", ".{kind:xlsx|ics}")
_LEAVES = ("/sign-out", "/language")


def _forms(page: Page) -> list[tuple[str, dict[str, str]]]:
    """Where each form of a page goes, and its fields as they stand there."""
    found = []
    for form in re.findall(r"<form.*?</form>", page.html, re.DOTALL):
        action = re.search(r'action="([^"]*)"', form)
        names = re.findall(r'name="([^"]+)"', form)
        if action and 'method="post"' in form:
            shown = Page(200, form, page.answer).fields()
            found.append(
                (
                    html.unescape(action[1]),
                    {**dict.fromkeys(map(html.unescape, names), ""), **shown},
                )
            )
    return found


async def _every_form(admin: Browser) -> dict[str, dict[str, str]]:
    everything: dict[str, dict[str, str]] = {}
    for each in PAGES:
        if each.method != "GET" or each.path.endswith(_NO_PAGES):
            continue
        is_service = each.path.startswith(("/services/{id}", "/services/sheet/"))
        row = HOSPITAL if is_service else GREETING.key if "/words/" in each.path else "1"
        path = each.path.replace("{id}", row).replace("{locale}", "ar")
        page = await admin.get("/admin" + path)
        assert page.status < 500, each.path
        everything |= dict(_forms(page))
    return everything


@pytest.mark.timeout(300)
async def test_no_value_of_any_field_is_a_fault_of_ours(admin: Browser, office: Office) -> None:
    # The same in every run: what it finds is a fault of this commit, and not of the hour.
    chance = random.Random(20_261_130)
    await a_row_of_each(office)
    await bulk_doors(admin, ())
    forms = await _every_form(admin)
    assert len(forms) > 15
    for action, fields in forms.items():
        if action.endswith(_LEAVES):
            continue
        names = sorted(set(fields) - {"form_token"})
        for name in chance.sample(names, min(len(names), MOST_FIELDS)):
            junk = chance.choice(JUNK)
            page = await admin.post(action, fields | {name: junk, "form_token": admin.token})
            assert page.status < 500, (action, name, junk)
            if "/sign-in" in str(page.answer.url):
                await admin.sign_in("Admin", PASSWORD)


async def test_so_long_a_name_is_that_of_nothing(admin: Browser, office: Office) -> None:
    """The library refuses to ask for what no column can hold, and says so as a fault."""
    await a_row_of_each(office)
    fields = (await admin.get("/admin/calls")).fields()
    for name in ("a" * 9000, "\x00", "no-such-service"):
        assert (await admin.post("/admin/calls", fields | {"service": name})).status == 404


@pytest.mark.parametrize("junk", ["%00", "a%00b", "%F0%9F%98%80", "9" * 400, "%D9%A1", "-1"])
async def test_no_address_is_a_fault_of_ours(admin: Browser, office: Office, junk: str) -> None:
    """What names nothing is no page, before any database is asked with it."""
    await a_row_of_each(office)
    headers = {"Origin": str(admin.client.make_url("")), "Accept-Language": "en"}
    for each in PAGES:
        if "{" not in each.path:
            continue
        path = URL("/admin" + re.sub(r"{[^}]*}", junk, each.path), encoded=True)
        form = {"form_token": admin.token} if each.method == "POST" else None
        asked = admin.client.request(
            each.method, path, data=form, headers=headers, allow_redirects=False
        )
        async with asked as answer:
            assert answer.status < 500, each.path
            assert answer.status == 404 or "%00" not in junk, each.path


@pytest.mark.parametrize("query", ["section=everything", "section=when", ""])
async def test_a_mistyped_time_zone_is_said_beside_it_and_nothing_typed_is_lost(
    editor: Browser, query: str
) -> None:
    path = f"/admin/services/{HOSPITAL}"
    fields = (await editor.get(f"{path}?{query}")).fields()
    wrong = fields | {"timezone": "Europe/Pariss", "opening_hours": "Mo-Fr 07:15-11:45"}
    page = await editor.post(f"{path}?{query}", wrong)
    if "timezone" in fields:
        assert page.status == 422
        assert "Write the zone as in this example" in page.text
        assert page.value("timezone") == "Europe/Pariss"
    previewed = await editor.post("/admin/services/preview", wrong | {"id": HOSPITAL})
    assert previewed.status == 200
