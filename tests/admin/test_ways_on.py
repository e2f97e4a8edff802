"""Does a page show what somebody may not do? Each link and button leads to a door that opens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from admin.models import RolePermission
from admin.page import Page
from admin.routes import PAGES
from admin.security.permissions import ALL, NEEDS, Permission, permissions_of
from bot.database.opening import Database
from tests.admin.doors import Doors, open_doors
from tests.admin.office import Office, open_office
from tests.admin.ways import asked_at, ways_on


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(sqlite_database, pack, tmp_path)


@pytest.fixture
async def doors(office: Office, sqlite_url: str) -> AsyncIterator[Doors]:
    async with open_doors(office, Path(sqlite_url.removeprefix("sqlite://"))) as opened:
        yield opened


LOOKS = tuple(each for each in PAGES if each.method == "GET" and each.name != "live")


async def test_menus_and_buttons_show_what_may_be_done_and_nothing_else(doors: Doors) -> None:
    """Of roles as they ship; and of one that may all but one thing, wherever that thing is shown
    to an administrator."""
    astray = [
        each for who in ("Counsellor", "Viewer") async for each in led_astray(doors, who, LOOKS)
    ]
    shown = {page: await asked_by(doors, "Admin", page) for page in LOOKS if page.asked is not None}
    home = next(page for page in LOOKS if page.name == "home")
    for without in sorted(ALL - {Permission.CHANGE_ROLES}):
        await RolePermission.filter(role="trainer").delete()
        for each in ALL:
            if without not in (each, NEEDS.get(each)):
                await RolePermission.create(role="trainer", permission=each.value)
        # The menu is the same on all pages, so that of one is enough.
        pages = {home, *(page for page, asked in shown.items() if without in asked)}
        astray += [
            f"without {without}: {each}" async for each in led_astray(doors, "Trainer", pages)
        ]
    assert astray == []


async def led_astray(doors: Doors, who: str, pages: Iterable[Page]) -> AsyncIterator[str]:
    """What somebody is shown on those of the pages that they may open, and may not do."""
    may = await permissions_of(who.lower())
    for page in pages:
        if page.asked is not None and page.asked <= may:
            for method, address in ways_on(await doors.look(who, route_of(page))):
                if not asked_at(method, address) <= may:
                    yield f"{who} at {route_of(page)} is shown {method} {address}"


async def asked_by(doors: Doors, who: str, page: Page) -> set[str]:
    """What is asked behind the links and buttons of a page itself."""
    html_of = await doors.look(who, route_of(page))
    own = re.sub(r'<details class="menu">.*?</details>', "", html_of, flags=re.DOTALL)
    return {each for way in ways_on(own) for each in asked_at(*way)}


def route_of(page: Page) -> str:
    return f"GET {re.sub(':[^}]*', '', page.path)}"
