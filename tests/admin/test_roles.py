"""What a role may do is a table that administrators change, and it holds from the next press on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from admin.models import AuditEntry, RolePermission, StaffMember
from admin.rendering.role_labels import PERMISSIONS
from admin.rendering.role_labels import ROLES as ROLE_LABELS
from admin.security.accounts import add_staff
from admin.security.permissions import (
    ALL,
    MOST,
    NEEDS,
    SHIPPED,
    Permission,
    Role,
    allowed,
    names_of_who_may,
    permissions_of,
    read_permissions,
)
from bot.models.learning import Interest
from tests.admin.office import AWA, PASSWORD, TO_CALL, Browser, Colleagues, Office
from tests.admin.wishes import wish_of

ROLES = "/admin/staff/roles"


async def give(role: str, *permissions: Permission) -> None:
    """To a role exactly these."""
    await RolePermission.filter(role=role).delete()
    for each in permissions:
        await RolePermission.create(role=role, permission=each.value)


async def test_what_is_taken_from_a_role_is_gone_at_the_next_press(
    admin: Browser, sign_in_beside: Colleagues
) -> None:
    counsellor = await sign_in_beside("Salma", Role.COUNSELLOR)
    assert "Requests for help" in (await counsellor.get("/admin/")).text
    assert (await counsellor.get("/admin/requests")).status == 200
    page = await admin.fill_in(ROLES, {"counsellor_answer_people": ""})
    assert "Saved." in page.text
    assert "Requests for help" not in (await counsellor.get("/admin/")).text
    refused = await counsellor.get("/admin/requests")
    assert (refused.status, "Your role may not do this." in refused.text) == (403, True)
    assert (await counsellor.get("/admin/interests")).status == 200
    await admin.fill_in(ROLES, {"counsellor_answer_people": "1"})
    assert (await counsellor.get("/admin/requests")).status == 200


async def test_each_change_is_in_the_trail(admin: Browser) -> None:
    await admin.fill_in(ROLES, {"viewer_see_figures": ""})
    (entry,) = await AuditEntry.filter(subject="role")
    assert (entry.who, entry.subject_id) == ("Admin", "viewer")
    assert entry.after == '{"see_figures": false}'
    told = (await admin.get("/admin/changes?subject=role")).text
    assert "See figures of nobody: what was not found yes → no" in told


async def test_two_administrators_change_the_table_at_a_time(admin: Browser) -> None:
    old = (await admin.get(ROLES)).fields_to(ROLES)
    await admin.fill_in(ROLES, {"editor_see_trainings": "1"})
    await admin.post(ROLES, old | {"trainer_read_feedback": "1"})
    assert Permission.SEE_TRAININGS in await permissions_of("editor")
    assert Permission.READ_FEEDBACK in await permissions_of("trainer")


async def test_administrators_may_everything_whatever_is_sent_or_stored(admin: Browser) -> None:
    form = (await admin.get(ROLES)).fields_to(ROLES)
    await admin.post(ROLES, form | {"admin_manage_team": "", "was": '{"admin_manage_team": "1"}'})
    await give("admin")
    assert await permissions_of("admin") == ALL
    assert (await admin.get("/admin/staff")).status == 200


@pytest.mark.parametrize("permission", sorted(ALL - MOST[Role.VIEWER]))
async def test_a_viewer_is_given_nothing_of_anybody(admin: Browser, permission: Permission) -> None:
    """Neither by a form that was made up, nor by a row that was written by hand."""
    form, name = (await admin.get(ROLES)).fields_to(ROLES), f"viewer_{permission}"
    was = form["was"].replace("}", f', "{name}": ""}}')
    await admin.post(ROLES, form | {name: "1", "was": was})
    await RolePermission.create(role="viewer", permission=permission.value)
    assert await permissions_of("viewer") == MOST[Role.VIEWER]


def test_only_administrators_say_what_roles_may() -> None:
    for role in set(Role) - {Role.ADMIN}:
        assert Permission.CHANGE_ROLES not in allowed(role, ALL)


@pytest.mark.parametrize(("given", "needed"), NEEDS.items())
def test_what_is_given_comes_with_the_page_that_leads_there(
    given: Permission, needed: Permission
) -> None:
    assert allowed(Role.COUNSELLOR, {given}) == {given, needed}


def test_a_role_or_a_right_of_another_release_is_nothing() -> None:
    assert read_permissions("king", ["see_directory"]) == frozenset()
    assert read_permissions("editor", ["see_directory", "fly"]) == {Permission.SEE_DIRECTORY}


async def test_nobody_gives_more_than_they_have(office: Office, sign_in_beside: Colleagues) -> None:
    """Whoever keeps the team without being an administrator makes none, and becomes none."""
    await give("editor", Permission.MANAGE_TEAM, Permission.SEE_DIRECTORY, Permission.SEE_FIGURES)
    editor = await sign_in_beside("Salma", Role.EDITOR)
    boss = await StaffMember.get(name="Admin")
    viewer = await add_staff("Noor", PASSWORD, "viewer", "en", now=office.clock())
    page = await editor.get("/admin/staff")
    assert "Administrator" in page.text
    assert f"/admin/staff/{boss.id}/" not in page.html
    assert f"/admin/staff/{viewer.id}/role" in page.html
    assert 'value="trainer"' not in page.html
    mine = await StaffMember.get(name="Salma")
    refused = {
        f"/admin/staff/{boss.id}/active": {"active": "0"},
        f"/admin/staff/{boss.id}/password": {},
        f"/admin/staff/{boss.id}/second-factor": {},
        f"/admin/staff/{boss.id}/role": {"role": "viewer", "was": "admin"},
        f"/admin/staff/{viewer.id}/role": {"role": "trainer", "was": "viewer"},
        f"/admin/staff/{mine.id}/role": {"role": "viewer", "was": "editor"},
        "/admin/staff/roles": {"editor_answer_people": "1"},
        "/admin/staff/rule": {},
    }
    for path, form in refused.items():
        assert (await editor.post(path, form)).status == 403, path
    new = {"name": "Ali", "password": PASSWORD, "role": "trainer", "locale": "fr"}
    assert (await editor.post("/admin/staff", new)).status == 422
    assert not await StaffMember.exists(name="Ali")
    given = await editor.post(f"/admin/staff/{viewer.id}/role", {"role": "editor", "was": "viewer"})
    assert "Saved." in given.text


async def test_another_role_holds_from_the_next_press_on(
    admin: Browser, sign_in_beside: Colleagues
) -> None:
    counsellor = await sign_in_beside("Salma", Role.COUNSELLOR)
    salma = await StaffMember.get(name="Salma")
    await admin.fill_in("/admin/staff", {"role": "viewer"}, f"/admin/staff/{salma.id}/role")
    assert (await counsellor.get("/admin/requests")).status == 403
    assert (await counsellor.get("/admin/unmet-needs")).status == 200
    (entry,) = await AuditEntry.filter(subject="staff", what="changed")
    assert (entry.before, entry.after) == ('{"role": "counsellor"}', '{"role": "viewer"}')


async def test_the_last_administrator_keeps_the_role(
    admin: Browser, sign_in_beside: Colleagues
) -> None:
    """Nobody changes their own, and of two who take it from each other one is too late."""
    other = await sign_in_beside("Salma", Role.ADMIN)
    me, salma = await StaffMember.get(name="Admin"), await StaffMember.get(name="Salma")
    await admin.get("/admin/staff")
    mine = await admin.post(f"/admin/staff/{me.id}/role", {"role": "viewer", "was": "admin"})
    assert mine.status == 403
    await other.get("/admin/staff")
    first, second = await asyncio.gather(
        admin.post(f"/admin/staff/{salma.id}/role", {"role": "viewer", "was": "admin"}),
        other.post(f"/admin/staff/{me.id}/role", {"role": "viewer", "was": "admin"}),
    )
    assert await StaffMember.filter(role="admin", active=True).count() == 1, (first, second)


async def test_a_number_that_was_shown_is_hidden_once_the_role_may_not_look(
    editor: Browser, office: Office
) -> None:
    await wish_of(office, AWA, "K7M-X4T", reach="+21620000009")
    wish = await Interest.get()
    await editor.get("/admin/interests")
    shown = await editor.post(f"/admin/interests/{wish.id}/reveal", TO_CALL)
    assert "+21620000009" in shown.text
    await RolePermission.filter(role="editor", permission="reveal_numbers").delete()
    again = await editor.get(str(shown.answer.url.relative()))
    assert (again.status, "+21620000009" in again.text) == (200, False)
    assert "Show the number" not in again.text
    assert (await editor.post(f"/admin/interests/{wish.id}/reveal", TO_CALL)).status == 403


async def test_whoever_may_not_mark_a_class_is_asked_of_none_by_phone(office: Office) -> None:
    """Names of the list below "Who teaches" are those who may mark who came."""
    assert await names_of_who_may(Permission.MARK_ATTENDANCE) == ["Admin", "Trainer"]
    await give("trainer", Permission.SEE_TRAININGS)
    assert await names_of_who_may(Permission.MARK_ATTENDANCE) == ["Admin"]


def test_the_manual_says_who_may_what() -> None:
    manual = Path("docs/staff.md").read_text(encoding="utf-8").partition("## Who may what")[2]
    lines = [line for line in manual.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert rows[0] == ["What", *(label.message for label in ROLE_LABELS.values())]
    assert {row[0]: [cell == "yes" for cell in row[1:]] for row in rows[2:]} == {
        label.message: [permission in SHIPPED[role] for role in Role]
        for permission, label in PERMISSIONS.items()
    }
