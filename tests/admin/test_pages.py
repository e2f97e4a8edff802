"""Every page comes out whole in every language of the staff, Arabic from right to left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from admin.models import StaffMember
from admin.routes import PAGES
from admin.security.accounts import add_staff
from admin.security.invitations import invite
from admin.security.permissions import Role
from services_directory.training.models import ClassMeetingRow, CohortRow, CourseRow
from tests.admin.bulk_doors import bulk_doors
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office
from tests.admin.planning import planned_cohort
from tests.admin.referral_doors import QUERIES
from tests.admin.wishes import a_row_of_each
from tests.admin.word_doors import word_doors

FILES = frozenset(
    {
        *("sheet_file", "live", "walk_in_receipt", "class_file", "cohort_file", "words_file"),
        "service_points",
    }
)
"""Addresses that give a file, points for a map, or a stream of events, and no page."""


async def rows_of_a_plan(staff: Browser) -> dict[str, str]:
    """What `{id}` stands for, by how an address of the trainings begins."""
    await planned_cohort(staff)
    rows = {"courses": CourseRow, "cohorts": CohortRow, "classes": ClassMeetingRow}
    first = {name: await row.all().order_by("id").first() for name, row in rows.items()}
    return {f"/trainings/{name}/": str(row.pk) for name, row in first.items() if row}


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
async def test_every_page_speaks_the_language_in_its_direction(
    browser: Browser, office: Office, language: str, direction: str
) -> None:
    reminder_id = await a_row_of_each(office)
    await browser.sign_in("Admin", PASSWORD)
    planned = await rows_of_a_plan(browser)
    planned |= (await bulk_doors(browser, ()))[0] | (await word_doors(browser))[0]
    boss = await StaffMember.get(name="Admin")
    link = await invite("Ali", "editor", language, by=boss, now=office.clock())
    await browser.post("/admin/language", {"locale": language, "back": "/admin/"})
    for method, path, _handler, name, *_rest in PAGES:
        if method != "GET" or name in FILES:
            continue
        known = HOSPITAL if name.startswith("service") else reminder_id
        known = planned.get(path.partition("{")[0], known)
        about = QUERIES.get(path, "")
        address = path.replace("{id}", known).replace("{locale}", "fr").replace("{token}", link)
        page = await browser.get("/admin" + address + about)
        assert page.status == 200, path
        assert f'<html lang="{language}" dir="{direction}">' in page.html, path
        assert "<script>" not in page.html, path
        assert not re.search(r"\son\w+=|\sstyle=", page.html), path


async def test_arabic_pages_are_in_arabic(browser: Browser, office: Office) -> None:
    """No English sentence of ours stands on a page: each has its translation."""
    await a_row_of_each(office)
    await browser.sign_in("Admin", PASSWORD)
    await browser.post("/admin/language", {"locale": "ar", "back": "/admin/"})
    for method, path, _handler, name, *_rest in PAGES:
        if method == "GET" and "{id}" not in path and name not in FILES:
            page = await browser.get("/admin" + path + QUERIES.get(path, ""))
            # The SMS of other languages stand there in their own words.
            page.html = re.sub(r'<div class="sms".*?</div>', "", page.html, flags=re.S)
            # So does what is read aloud to somebody in theirs.
            page.html = re.sub(r'<span lang="(fr|en)".*?</span>', "", page.html, flags=re.S)
            assert re.findall(r"[A-Za-z]{2,}(?: [a-z]{2,}){2,}", page.text) == [], path


async def test_tunisian_readers_get_the_arabic_pages(browser: Browser) -> None:
    browser.language = "aeb"
    page = await browser.get("/admin/sign-in")
    assert '<html lang="ar" dir="rtl">' in page.html


async def test_the_pages_are_light(browser: Browser) -> None:
    """A page with all it loads stays under 60 kB, for old phones on little credit."""
    page = await browser.get("/admin/sign-in")
    files = re.findall(r'(?:href|src)="(/admin/static/[^"]+)"', page.html)
    assert len(files) >= 2
    sizes = [len((await browser.get(each)).html.encode()) for each in set(files)]
    assert sum(sizes) + len(page.html.encode()) < 60_000


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_the_readers_own_language_is_the_first_to_be_written(
    browser: Browser, office: Office, language: str
) -> None:
    await a_row_of_each(office)
    await browser.sign_in("Admin", PASSWORD)
    await browser.post("/admin/language", {"locale": language, "back": "/admin/"})
    for path, field in (
        (f"/admin/services/{HOSPITAL}?section=what", "name"),
        ("/admin/trainings/courses/new", "title"),
        ("/admin/reminders/new", "words"),
    ):
        page = await browser.get(path)
        written = re.findall(rf'name="{field}_(ar|aeb|fr|en)"', page.html)
        assert written[0] == language, path
        assert sorted(written) == ["aeb", "ar", "en", "fr"], path


TEMPLATES = sorted(Path("admin/templates").rglob("*.html"))
SENTENCE = r'_\("[^"]*"'


def test_a_name_inside_a_sentence_is_kept_apart_from_it() -> None:
    """A name in Latin letters or with quotes once tore an Arabic greeting apart."""
    told = re.compile(SENTENCE + r"[^}]*?[ (]name=(?!apart\(|who_said\(|local\()([\w.]+)")
    for template in TEMPLATES:
        assert told.findall(template.read_text("utf-8")) == [], template


def test_no_page_glues_a_colon_to_a_sentence() -> None:
    """French puts a space before it, so it belongs to the sentence that is translated."""
    glued = re.compile(SENTENCE + r"[^}]*\) \}\}:")
    for template in TEMPLATES:
        assert glued.findall(template.read_text("utf-8")) == [], template


async def test_whoever_nothing_waits_for_is_not_told_that_something_does(
    browser: Browser, office: Office
) -> None:
    await add_staff("Olfa", PASSWORD, Role.VIEWER, "en", now=office.clock())
    await browser.sign_in("Olfa", PASSWORD)
    page = await browser.get("/admin/")
    assert "Hello Olfa" in page.text
    assert "This is what waits" not in page.text
