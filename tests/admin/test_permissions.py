"""Who may see and press what? Each address of the staff pages is tried by each role and nobody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.routes import PAGES
from bot.database.opening import Database
from tests.admin.doors import MOUNT, NOBODY, Doors, open_doors
from tests.admin.office import Office, open_office

ANYBODY = {NOBODY, "Admin", "Editor", "Trainer"}
STAFF = {"Admin", "Editor", "Trainer"}
EDITORS = {"Admin", "Editor"}
TRAINERS = {"Admin", "Trainer"}
ADMINS = {"Admin"}

MAY = {
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /language": ANYBODY,
    "POST /sign-out": STAFF,
    "GET /password": STAFF,
    "POST /password": STAFF,
    "GET /second-factor": STAFF,
    "POST /second-factor": STAFF,
    "GET /second-factor/codes": STAFF,
    "POST /second-factor/codes": STAFF,
    "POST /second-factor/off": STAFF,
    "GET /alerts": STAFF,
    "POST /alerts/code": STAFF,
    "POST /alerts/try": EDITORS,
    "POST /alerts/{id}/away": STAFF,
    "GET ": STAFF,
    "GET /": STAFF,
    "GET /services": STAFF,
    "GET /services/new": EDITORS,
    "POST /services/new": EDITORS,
    "POST /services/preview": EDITORS,
    "GET /services/sheet": EDITORS,
    "POST /services/sheet": EDITORS,
    "GET /services/sheet.{kind}": EDITORS,
    "GET /services/sheet/{id}": EDITORS,
    "POST /services/sheet/{id}": EDITORS,
    "POST /services/sheet/{id}/choose": EDITORS,
    "POST /services/sheet/{id}/cancel": EDITORS,
    "GET /services/{id}": EDITORS,
    "POST /services/{id}": EDITORS,
    "GET /services/{id}/details": EDITORS,
    "POST /services/{id}/details": EDITORS,
    "POST /services/{id}/check": EDITORS,
    "POST /services/{id}/archive": EDITORS,
    "POST /services/{id}/restore": EDITORS,
    "POST /services/{id}/undo": EDITORS,
    "GET /holidays": EDITORS,
    "POST /holidays": EDITORS,
    "GET /closures": EDITORS,
    "POST /closures": EDITORS,
    "GET /requests": EDITORS,
    "GET /requests/live": EDITORS,
    "POST /requests/{id}/done": EDITORS,
    "POST /requests/{id}/mended": EDITORS,
    "POST /requests/{id}/open": EDITORS,
    "GET /conversations/{id}": EDITORS,
    "POST /conversations/{id}/answer": EDITORS,
    "POST /conversations/{id}/draft": EDITORS,
    "POST /conversations/{id}/take-back": EDITORS,
    "POST /conversations/{id}/note": EDITORS,
    "GET /canned-answers": EDITORS,
    "POST /canned-answers": EDITORS,
    "POST /canned-answers/{id}/delete": EDITORS,
    "POST /conversations/{id}/assign": EDITORS,
    "POST /conversations/{id}/hand-back": EDITORS,
    "POST /conversations/{id}/close": EDITORS,
    "POST /conversations/{id}/reveal": EDITORS,
    "GET /interests": STAFF,
    "POST /interests/{id}/state": STAFF,
    "POST /interests/{id}/reveal": STAFF,
    "GET /feedback": EDITORS,
    "POST /feedback/{id}/done": EDITORS,
    "GET /walk-in": STAFF,
    "POST /walk-in": STAFF,
    "GET /walk-in/{id}": STAFF,
    "GET /walk-in/{id}/code.pdf": STAFF,
    "GET /referrals": STAFF,
    "GET /referrals/new": STAFF,
    "POST /referrals/new": STAFF,
    "GET /referrals/{id}": STAFF,
    "POST /referrals/{id}/link": STAFF,
    "POST /referrals/{id}/step": STAFF,
    "POST /referrals/{id}/seen": STAFF,
    "GET /calls": EDITORS,
    "POST /calls": EDITORS,
    "GET /unmet-needs": EDITORS,
    "GET /reminders": TRAINERS,
    "GET /reminders/new": TRAINERS,
    "POST /reminders/new": TRAINERS,
    "POST /reminders/preview": TRAINERS,
    "GET /reminders/{id}": TRAINERS,
    "POST /reminders/{id}/approve": TRAINERS,
    "POST /reminders/{id}/cancel": TRAINERS,
    "GET /trainings": TRAINERS,
    "GET /trainings/courses/new": TRAINERS,
    "POST /trainings/courses/new": TRAINERS,
    "GET /trainings/courses/{id}": TRAINERS,
    "POST /trainings/courses/{id}": TRAINERS,
    "GET /trainings/courses/{id}/plan": TRAINERS,
    "POST /trainings/courses/{id}/plan": TRAINERS,
    "GET /trainings/cohorts/{id}": TRAINERS,
    "POST /trainings/cohorts/{id}/step": TRAINERS,
    "GET /trainings/cohorts/{id}/fields": TRAINERS,
    "POST /trainings/cohorts/{id}/fields": TRAINERS,
    "GET /trainings/cohorts/{id}/file.{kind}": TRAINERS,
    "GET /trainings/cohorts/{id}/people": TRAINERS,
    "POST /trainings/cohorts/{id}/people": TRAINERS,
    "GET /trainings/cohorts/{id}/invite": TRAINERS,
    "POST /trainings/cohorts/{id}/invite": TRAINERS,
    "GET /trainings/cohorts/{id}/certificates": TRAINERS,
    "POST /trainings/cohorts/{id}/certificates": TRAINERS,
    "POST /trainings/cohorts/{id}/certificates/withdraw": TRAINERS,
    "GET /trainings/cohorts/{id}/add": TRAINERS,
    "POST /trainings/cohorts/{id}/add": TRAINERS,
    "GET /trainings/classes/{id}": TRAINERS,
    "POST /trainings/classes/{id}": TRAINERS,
    "GET /trainings/classes/{id}/attendance": TRAINERS,
    "POST /trainings/classes/{id}/attendance": TRAINERS,
    "POST /trainings/classes/{id}/cancel": TRAINERS,
    "GET /trainings/classes/{id}/file.ics": TRAINERS,
    "GET /staff": ADMINS,
    "POST /staff": ADMINS,
    "POST /staff/rule": ADMINS,
    "POST /staff/{id}/second-factor": ADMINS,
    "POST /staff/{id}/active": ADMINS,
    "GET /staff/{id}/password": ADMINS,
    "POST /staff/{id}/password": ADMINS,
    "GET /changes": ADMINS,
}
"""Who comes in where. A new page needs its row here; so does one that opens to more people."""

EVERY = MAY | {f"HEAD{route[3:]}": who for route, who in MAY.items() if route.startswith("GET")}
"""A page may also be asked for without its body."""

WRITES_NOTHING = {"POST /services/preview", "POST /reminders/preview"}
"""Forms that only show something, and may be sent again and again."""


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(sqlite_database, pack, tmp_path)


@pytest.fixture
async def doors(office: Office, sqlite_url: str) -> AsyncIterator[Doors]:
    async with open_doors(office, Path(sqlite_url.removeprefix("sqlite://"))) as opened:
        yield opened


async def test_every_address_has_its_row(office: Office) -> None:
    """Whatever the site serves below the mount, however it came there, but its static files."""
    served = {
        f"{route.method} {route.resource.canonical.removeprefix(MOUNT)}"
        for route in office.site.router.routes()
        if route.resource and route.resource.canonical.startswith(MOUNT) and route.name != "static"
    }
    assert served == set(EVERY)


def test_the_table_says_what_the_pages_say() -> None:
    declared = {
        f"{method} {re.sub(':[^}]*', '', path)}": {NOBODY, *STAFF}
        if roles is None
        else {role.value.capitalize() for role in roles}
        for method, path, _handler, _name, roles, *_rest in PAGES
    }
    assert declared == MAY


async def test_each_role_comes_in_where_the_table_says_and_nowhere_else(doors: Doors) -> None:
    """Each form is right, so that a role alone decides; who is refused has written nothing."""
    answers = {
        route: {who: await doors.knock(who, route) for who in doors.visitors} for route in EVERY
    }
    came_in = {
        route: {who for who, answer in each.items() if answer != "refused"}
        for route, each in answers.items()
    }
    assert came_in == EVERY
    wrote = {route for route, each in answers.items() if "in, written" in each.values()}
    assert {each for each in MAY if each.startswith("POST")} - wrote == WRITES_NOTHING


async def test_no_other_method_does_anything(doors: Doors) -> None:
    for path in {route.split(" ")[1] for route in MAY}:
        for method in ("PUT", "PATCH", "DELETE"):
            assert await doors.ask("Admin", f"{method} {path}") == (405, None), path
