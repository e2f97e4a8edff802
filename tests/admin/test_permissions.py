"""Who may see and press what? Each address of the staff pages is tried by each role and nobody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin.routes import PAGES
from admin.security.permissions import SHIPPED, permissions_by_role
from bot.database.opening import Database
from tests.admin.doors import MOUNT, NOBODY, Doors, open_doors
from tests.admin.office import Office, open_office

ANYBODY: set[str] | None = None
SIGNED_IN: set[str] = set()

ASKED = {
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "GET /join/{token}": ANYBODY,
    "POST /join/{token}": ANYBODY,
    "POST /language": ANYBODY,
    "POST /sign-out": SIGNED_IN,
    "GET /password": SIGNED_IN,
    "POST /password": SIGNED_IN,
    "GET /second-factor": SIGNED_IN,
    "POST /second-factor": SIGNED_IN,
    "GET /second-factor/codes": SIGNED_IN,
    "POST /second-factor/codes": SIGNED_IN,
    "POST /second-factor/off": SIGNED_IN,
    "GET /sessions": SIGNED_IN,
    "POST /sessions/others": SIGNED_IN,
    "POST /sessions/{id}/end": SIGNED_IN,
    "GET /alerts": SIGNED_IN,
    "POST /alerts/code": SIGNED_IN,
    "POST /alerts/try": {"answer_people"},
    "POST /alerts/{id}/away": SIGNED_IN,
    "POST /alerts/email": {"answer_people"},
    "POST /alerts/email/code": {"answer_people"},
    "GET /rota": {"answer_people"},
    "POST /rota": {"manage_team"},
    "POST /rota/{id}/away": {"manage_team"},
    "GET ": SIGNED_IN,
    "GET /": SIGNED_IN,
    "GET /services": {"see_directory"},
    "GET /services/new": {"edit_directory"},
    "POST /services/new": {"edit_directory"},
    "POST /services/preview": {"edit_directory"},
    "GET /services/points": {"edit_directory"},
    "GET /services/sheet": {"edit_directory"},
    "POST /services/sheet": {"edit_directory"},
    "GET /services/sheet.{kind}": {"edit_directory"},
    "GET /services/sheet/{id}": {"edit_directory"},
    "POST /services/sheet/{id}": {"edit_directory"},
    "POST /services/sheet/{id}/choose": {"edit_directory"},
    "POST /services/sheet/{id}/cancel": {"edit_directory"},
    "POST /services/bulk": {"edit_directory"},
    "GET /services/bulk/{id}": {"edit_directory"},
    "POST /services/bulk/{id}": {"edit_directory"},
    "POST /services/bulk/{id}/undo": {"edit_directory"},
    "GET /services/{id}": {"edit_directory"},
    "POST /services/{id}": {"edit_directory"},
    "GET /services/{id}/details": {"edit_directory"},
    "POST /services/{id}/details": {"edit_directory"},
    "POST /services/{id}/check": {"edit_directory"},
    "POST /services/{id}/archive": {"edit_directory"},
    "POST /services/{id}/restore": {"edit_directory"},
    "POST /services/{id}/undo": {"edit_directory"},
    "POST /services/{id}/quick": {"edit_directory"},
    "GET /services/{id}/confirmation": {"edit_directory"},
    "POST /services/{id}/confirmation": {"edit_directory"},
    "GET /services/{id}/merge": {"edit_directory"},
    "POST /services/{id}/merge": {"edit_directory"},
    "POST /services/{id}/part": {"edit_directory"},
    "GET /holidays": {"edit_directory"},
    "POST /holidays": {"edit_directory"},
    "GET /closures": {"edit_directory"},
    "POST /closures": {"edit_directory"},
    "GET /requests": {"answer_people"},
    "GET /requests/live": {"answer_people"},
    "POST /requests/{id}/done": {"answer_people"},
    "POST /requests/{id}/mended": {"answer_people"},
    "POST /requests/{id}/open": {"answer_people"},
    "GET /conversations/{id}": {"answer_people"},
    "POST /conversations/{id}/answer": {"answer_people"},
    "POST /conversations/{id}/draft": {"answer_people"},
    "POST /conversations/{id}/take-back": {"answer_people"},
    "POST /conversations/{id}/note": {"answer_people"},
    "GET /canned-answers": {"answer_people"},
    "POST /canned-answers": {"answer_people"},
    "POST /canned-answers/{id}/delete": {"answer_people"},
    "POST /conversations/{id}/assign": {"answer_people"},
    "POST /conversations/{id}/hand-back": {"answer_people"},
    "POST /conversations/{id}/close": {"answer_people"},
    "POST /conversations/{id}/reveal": {"answer_people", "reveal_numbers"},
    "GET /interests": {"register_people"},
    "POST /interests/{id}/state": {"register_people"},
    "POST /interests/{id}/reveal": {"register_people", "reveal_numbers"},
    "GET /feedback": {"read_feedback"},
    "POST /feedback/{id}/done": {"read_feedback"},
    "POST /feedback/{id}/answer": {"read_feedback", "answer_people"},
    "GET /walk-in": {"register_people"},
    "POST /walk-in": {"register_people"},
    "GET /walk-in/{id}": {"register_people"},
    "GET /walk-in/{id}/code.pdf": {"register_people"},
    "GET /referrals": {"refer_people"},
    "GET /referrals/new": {"refer_people"},
    "POST /referrals/new": {"refer_people"},
    "GET /referrals/{id}": {"refer_people"},
    "POST /referrals/{id}/link": {"refer_people", "reveal_numbers"},
    "POST /referrals/{id}/step": {"refer_people"},
    "POST /referrals/{id}/seen": {"refer_people"},
    "GET /calls": {"edit_directory"},
    "POST /calls": {"edit_directory"},
    "GET /unmet-needs": {"see_figures"},
    "GET /reminders": {"send_reminders"},
    "GET /reminders/new": {"send_reminders"},
    "POST /reminders/new": {"send_reminders"},
    "POST /reminders/preview": {"send_reminders"},
    "GET /reminders/{id}": {"send_reminders"},
    "POST /reminders/{id}/approve": {"approve_reminders"},
    "POST /reminders/{id}/cancel": {"send_reminders"},
    "GET /trainings": {"see_trainings"},
    "GET /trainings/courses/new": {"plan_trainings"},
    "POST /trainings/courses/new": {"plan_trainings"},
    "GET /trainings/courses/{id}": {"plan_trainings"},
    "POST /trainings/courses/{id}": {"plan_trainings"},
    "GET /trainings/courses/{id}/plan": {"plan_trainings"},
    "POST /trainings/courses/{id}/plan": {"plan_trainings"},
    "GET /trainings/cohorts/{id}": {"see_trainings"},
    "POST /trainings/cohorts/{id}/step": {"plan_trainings"},
    "GET /trainings/cohorts/{id}/fields": {"plan_trainings"},
    "POST /trainings/cohorts/{id}/fields": {"plan_trainings"},
    "GET /trainings/cohorts/{id}/file.{kind}": {"see_trainings"},
    "GET /trainings/cohorts/{id}/people": {"see_trainings"},
    "POST /trainings/cohorts/{id}/people": {"plan_trainings"},
    "GET /trainings/cohorts/{id}/invite": {"plan_trainings"},
    "POST /trainings/cohorts/{id}/invite": {"plan_trainings"},
    "GET /trainings/cohorts/{id}/certificates": {"plan_trainings"},
    "POST /trainings/cohorts/{id}/certificates": {"plan_trainings"},
    "POST /trainings/cohorts/{id}/certificates/withdraw": {"plan_trainings"},
    "GET /trainings/cohorts/{id}/add": {"plan_trainings"},
    "POST /trainings/cohorts/{id}/add": {"plan_trainings"},
    "GET /trainings/classes/{id}": {"plan_trainings"},
    "POST /trainings/classes/{id}": {"plan_trainings"},
    "GET /trainings/classes/{id}/attendance": {"mark_attendance"},
    "POST /trainings/classes/{id}/attendance": {"mark_attendance"},
    "POST /trainings/classes/{id}/cancel": {"plan_trainings"},
    "GET /trainings/classes/{id}/file.ics": {"see_trainings"},
    "GET /words": {"change_words"},
    "GET /words/files": {"change_words"},
    "POST /words/files": {"change_words"},
    "GET /words/files/{locale}.po": {"change_words"},
    "GET /words/{id}": {"change_words"},
    "GET /words/{id}/{locale}": {"change_words"},
    "POST /words/{id}/{locale}": {"change_words"},
    "POST /words/{id}/{locale}/preview": {"change_words"},
    "POST /words/{id}/{locale}/undo": {"change_words"},
    "GET /staff": {"manage_team"},
    "POST /staff": {"manage_team"},
    "POST /staff/rule": {"change_roles"},
    "POST /staff/{id}/second-factor": {"manage_team"},
    "POST /staff/{id}/active": {"manage_team"},
    "GET /staff/{id}/sessions": {"manage_team"},
    "POST /staff/{id}/sessions": {"manage_team"},
    "GET /staff/{id}/password": {"manage_team"},
    "POST /staff/{id}/password": {"manage_team"},
    "GET /changes": {"see_changes"},
    "GET /staff/invitations": {"manage_team"},
    "POST /staff/invitations": {"manage_team"},
    "POST /staff/invitations/{id}/away": {"manage_team"},
    "GET /staff/roles": {"change_roles"},
    "POST /staff/roles": {"change_roles"},
    "POST /staff/{id}/role": {"manage_team"},
    "POST /staff/{id}/regions": {"manage_team"},
}
"""What is asked at each address. A new page needs its row here; so does one that asks for less."""

MAY = {
    "Admin": {
        *("see_directory", "edit_directory", "see_figures", "answer_people", "reveal_numbers"),
        *("register_people", "refer_people", "read_feedback", "see_trainings", "mark_attendance"),
        *("plan_trainings", "send_reminders", "approve_reminders", "manage_team", "change_roles"),
        *("see_changes", "change_words"),
    },
    "Editor": {
        *("see_directory", "edit_directory", "see_figures", "answer_people", "reveal_numbers"),
        *("register_people", "refer_people", "read_feedback", "change_words"),
    },
    "Counsellor": {
        *("see_directory", "answer_people", "reveal_numbers", "register_people"),
        *("refer_people", "read_feedback"),
    },
    "Trainer": {
        *("see_directory", "reveal_numbers", "register_people", "refer_people"),
        *("see_trainings", "mark_attendance", "plan_trainings"),
        *("send_reminders", "approve_reminders"),
    },
    "Viewer": {"see_directory", "see_figures"},
}
"""What each role may as it ships. A role that may more needs it said here."""


def who_comes_in(asked: set[str] | None) -> set[str]:
    if asked is None:
        return {NOBODY, *MAY}
    return {who for who, may in MAY.items() if asked <= may}


EVERY = {route: who_comes_in(asked) for route, asked in ASKED.items()}
EVERY |= {f"HEAD{route[3:]}": who for route, who in EVERY.items() if route.startswith("GET")}
"""A page may also be asked for without its body."""

WRITES_NOTHING = {
    *("POST /services/preview", "POST /reminders/preview", "POST /words/{id}/{locale}/preview")
}
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
        f"{method} {re.sub(':[^}]*', '', path)}": None if asked is None else {*asked}
        for method, path, _handler, _name, asked, *_rest in PAGES
    }
    assert declared == ASKED


async def test_the_roles_ship_as_the_table_says(office: Office) -> None:
    """In the code, and in the tables that the migrations make."""
    for told in (SHIPPED, await permissions_by_role()):
        assert {role.capitalize(): {*each} for role, each in told.items()} == MAY


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
    assert {each for each in ASKED if each.startswith("POST")} - wrote == WRITES_NOTHING


async def test_no_other_method_does_anything(doors: Doors) -> None:
    for path in {route.split(" ")[1] for route in ASKED}:
        for method in ("PUT", "PATCH", "DELETE"):
            assert await doors.ask("Admin", f"{method} {path}") == (405, None), path
