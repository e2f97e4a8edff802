"""Administrators keep the list of staff, and everybody's changes can be read."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from argon2 import Type, extract_parameters

from admin.models import AuditEntry, StaffMember, StaffSession
from admin.security.accounts import BadStaff, NameTaken, add_staff
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office


async def test_somebody_added_can_sign_in(admin: Browser) -> None:
    fields = (await admin.get("/admin/staff")).fields()
    password = fields["password"]
    new = fields | {"name": "Salma", "role": "trainer", "locale": "ar"}
    assert "Saved." in (await admin.post("/admin/staff", new)).text
    await admin.post("/admin/sign-out")
    page = await admin.sign_in("salma", password)
    assert '<html lang="ar" dir="rtl">' in page.html
    entry = await AuditEntry.filter(subject="staff", what="added").order_by("-id").first()
    assert entry is not None
    assert entry.who == "Admin"
    assert password not in entry.after


async def test_a_name_is_given_once_and_a_password_is_long(admin: Browser) -> None:
    fields = (await admin.get("/admin/staff")).fields()
    page = await admin.post("/admin/staff", fields | {"name": "EDITOR", "role": "editor"})
    assert "Somebody has this name already." in page.text
    page = await admin.post("/admin/staff", fields | {"name": "New", "password": "short"})
    assert "At least 10 letters." in page.text
    assert await StaffMember.all().count() == 3


async def test_who_leaves_is_out_at_once(admin: Browser, office: Office) -> None:
    editor = await StaffMember.get(name="Editor")
    page = await admin.post(f"/admin/staff/{editor.id}/active", {"active": "0"})
    assert "can no longer sign in" in page.text
    assert "Cannot sign in" in page.text
    await admin.post("/admin/sign-out")
    assert (await admin.sign_in("Editor", PASSWORD)).status == 422


async def test_the_last_administrator_stays(admin: Browser) -> None:
    me = await StaffMember.get(name="Admin")
    page = await admin.post(f"/admin/staff/{me.id}/active", {"active": "0"})
    assert page.status == 409
    assert "add another administrator first" in page.text
    assert (await StaffMember.get(name="Admin")).active


async def test_a_reset_password_is_shown_once_and_works(admin: Browser) -> None:
    editor = await StaffMember.get(name="Editor")
    page = await admin.post(f"/admin/staff/{editor.id}/password")
    found = re.search(r"data-password>([^<]+)<", page.html)
    assert found
    await admin.post("/admin/sign-out")
    assert (await admin.sign_in("Editor", PASSWORD)).status == 422
    assert "Signed in as Editor" in (await admin.sign_in("Editor", found[1])).text


async def test_a_new_password_of_ones_own_ends_every_other_session(
    editor: Browser, office: Office
) -> None:
    first = await StaffSession.get()
    await StaffSession.create(
        staff_id=first.staff_id,
        token_hash="0" * 64,
        created_at=first.created_at,
        last_seen_at=first.last_seen_at,
        expires_at=first.expires_at,
    )
    await editor.get("/admin/password")
    new = "a longer walk home"
    wrong = await editor.post("/admin/password", {"old": "no", "new": new, "again": new})
    assert "This is not your password." in wrong.text
    other = await editor.post("/admin/password", {"old": PASSWORD, "new": new, "again": new + "s"})
    assert "The two new passwords are not the same." in other.text
    page = await editor.post("/admin/password", {"old": PASSWORD, "new": new, "again": new})
    assert "Your password is changed." in page.text
    assert [each.id for each in await StaffSession.all()] == [first.id]


async def test_changes_are_read_with_what_was_before(admin: Browser) -> None:
    path = f"/admin/services/{HOSPITAL}"
    fields = (await admin.get(f"{path}?section=reach")).fields()
    await admin.post(path, fields | {"phone": "78000001", "save": "1"})
    await admin.post(path + "/check")
    page = await admin.get("/admin/changes?subject=service")
    assert page.text.index("Checked: Service") < page.text.index("Changed: Service")
    assert "78000001" in page.text
    assert "Added: Staff" not in page.text
    assert "Added: Staff" in (await admin.get("/admin/changes")).text


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [
        (" ", PASSWORD, "admin"),
        ("x" * 65, PASSWORD, "admin"),
        ("A", "short", "admin"),
        ("A", PASSWORD, "king"),
    ],
)
async def test_staff_that_cannot_be_added_is_refused(
    office: Office, name: str, password: str, role: str
) -> None:
    with pytest.raises(BadStaff):
        await add_staff(name, password, role, "fr", now=office.clock())


async def test_a_name_is_taken_however_it_is_written(office: Office) -> None:
    with pytest.raises(NameTaken):
        await add_staff("  ADMIN ", PASSWORD, "admin", "fr", now=office.clock())


def test_a_stolen_table_of_hashes_stays_dear_to_guess() -> None:
    """At least what OWASP asks of Argon2id: 19 MiB, two turns; the other tests hash quickly."""
    code = "from admin.security.passwords import _hasher as used; print(used.hash('x'))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = extract_parameters(told.stdout.strip())
    assert used.type is Type.ID
    assert (used.memory_cost >= 19 * 1024, used.time_cost >= 2) == (True, True)
