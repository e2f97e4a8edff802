"""A page is one file, its template and a line in the list: here is one unheard of."""

from __future__ import annotations

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from jinja2 import BaseLoader, ChoiceLoader, DictLoader

from admin.page import Page
from admin.rendering.templates import TEMPLATES, page
from admin.routes import PAGES
from admin.security.permissions import Permission
from admin.site import admin_app
from bot.web.site import admin_dependencies
from flows.engine.text import Text
from tests.admin.office import PASSWORD, Browser, Office

TEMPLATE = '{% extends "layout.html" %}{% block main %}<h1>{{ count }} pigeons</h1>{% endblock %}'


async def show(request: web.Request) -> web.Response:
    return page(request, "pigeons.html", count=7)


def site_of(office: Office) -> web.Application:
    asked = frozenset({Permission.SEE_TRAININGS})
    line = Page("GET", "/pigeons", show, "pigeons", asked, Text("Pigeon loft"))
    pages = admin_app(admin_dependencies(office.app), (*PAGES, line))
    templates, before = pages[TEMPLATES], pages[TEMPLATES].loader
    assert isinstance(before, BaseLoader)
    templates.loader = ChoiceLoader([before, DictLoader({"pigeons.html": TEMPLATE})])
    site = web.Application()
    site.add_subapp("/admin", pages)
    return site


@pytest.mark.parametrize(("who", "may"), [("Trainer", True), ("Admin", True), ("Editor", False)])
async def test_it_is_shown_and_stands_in_the_menu_for_whom_it_is(
    office: Office, who: str, may: bool
) -> None:
    async with TestClient(TestServer(site_of(office))) as client:
        somebody = Browser(client)
        await somebody.sign_in(who, PASSWORD)
        home = await somebody.get("/admin/")
        assert ('<a href="/admin/pigeons">Pigeon loft</a>' in home.html) is may
        shown = await somebody.get("/admin/pigeons")
    assert (shown.status, "7 pigeons" in shown.text) == ((200, True) if may else (403, False))
    if may:
        assert '<a href="/admin/pigeons" aria-current="page">' in shown.html


@pytest.mark.parametrize(
    ("who", "menu"),
    [
        (
            "Editor",
            "Today Services Public-holidays Requests-for-help Registrations At-the-desk Referrals"
            " Feedback Calls-that-help-most Unmet-needs Words",
        ),
        ("Trainer", "Today Services Registrations At-the-desk Referrals Reminders Trainings"),
        (
            "Admin",
            "Today Services Public-holidays Requests-for-help Registrations At-the-desk Referrals"
            " Feedback Reminders Trainings Calls-that-help-most Unmet-needs Words"
            " Staff Changes",
        ),
    ],
)
async def test_each_reads_what_they_may_open_in_this_order(
    office: Office, who: str, menu: str
) -> None:
    async with TestClient(TestServer(office.site)) as client:
        somebody = Browser(client)
        await somebody.sign_in(who, PASSWORD)
        home = await somebody.get("/admin/")
    nav = home.html.partition("<nav")[2].partition("<hr>")[0]
    labels = re.findall(r"<a [^>]*>([^<]*)</a>", nav)
    assert " ".join(each.replace(" ", "-") for each in labels) == menu
