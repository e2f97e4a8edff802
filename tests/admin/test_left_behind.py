"""Who is no longer here leaves nobody behind: what was theirs is nobody's, and says who had it."""

from __future__ import annotations

import pytest

from admin.models import RolePermission, StaffMember
from admin.security.accounts import add_staff
from bot.models.cases import StaffConversation
from bot.models.referrals import Referral
from tests.admin.office import AWA, PASSWORD, Browser, Office
from tests.admin.referral_doors import referral_of
from tests.admin.wishes import contact_of, request_of, talk_of

HOME, INBOX = "/admin/", "/admin/requests"


async def talk_with_salma(office: Office) -> str:
    """Awa's talk, which a counsellor sees to."""
    await add_staff("Salma", PASSWORD, "counsellor", "en", now=office.clock())
    talk = await talk_of(await request_of(office, (await contact_of(office, AWA)).id, "asked"))
    await StaffConversation.all().update(assigned_to="Salma")
    return talk


@pytest.mark.parametrize("how", ["left", "another role", "the role may less"])
async def test_a_talk_of_who_may_answer_no_more_is_nobodys(
    editor: Browser, office: Office, how: str
) -> None:
    talk = await talk_with_salma(office)
    assert "no longer here" not in (await editor.get(HOME)).text
    assert "With Salma" in (await editor.get(INBOX)).text
    assert "Open the talk" not in (await editor.get(f"{INBOX}?whose=nobodys")).text
    if how == "left":
        await StaffMember.filter(name="Salma").update(active=False)
    elif how == "another role":
        await StaffMember.filter(name="Salma").update(role="viewer")
    else:
        await RolePermission.filter(role="counsellor", permission="answer_people").delete()
    assert "1 talks of colleagues who are no longer here" in (await editor.get(HOME)).text
    for page in (INBOX, f"{INBOX}?whose=nobodys", talk):
        assert "With nobody: Salma had it" in (await editor.get(page)).text, page


async def test_it_is_given_to_somebody_without_a_question(editor: Browser, office: Office) -> None:
    talk = await talk_with_salma(office)
    await StaffMember.filter(name="Salma").update(active=False)
    page = await editor.fill_in(talk, {"mine": "1"}, f"{talk}/assign")
    assert (page.status, "Saved." in page.text) == (200, True)
    assert (await StaffConversation.get()).assigned_to == "Editor"
    assert "no longer here" not in (await editor.get(HOME)).text


@pytest.mark.parametrize(("is_here", "whose"), [(True, "Salma"), (False, "Editor")])
async def test_whoever_answers_takes_over_from_who_left(
    editor: Browser, office: Office, is_here: bool, whose: str
) -> None:
    talk = await talk_with_salma(office)
    await StaffMember.filter(name="Salma").update(active=is_here)
    await editor.fill_in(talk, {"words": "Venez demain."}, f"{talk}/answer")
    assert (await StaffConversation.get()).assigned_to == whose


async def test_an_open_referral_says_who_began_it(editor: Browser, office: Office) -> None:
    await add_staff("Salma", PASSWORD, "counsellor", "en", now=office.clock())
    await referral_of(office, (await contact_of(office, AWA)).id, 7)
    await Referral.all().update(created_by="Salma")
    assert "no longer here" not in (await editor.get(HOME)).text
    await StaffMember.filter(name="Salma").update(active=False)
    assert "1 referrals begun by colleagues who are no longer here" in (await editor.get(HOME)).text
    page = await editor.get("/admin/referrals?show=left")
    assert "With nobody: Salma had it" in page.text
    await Referral.all().update(state="done")
    assert "no longer here" not in (await editor.get(HOME)).text
