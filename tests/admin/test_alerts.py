"""Staff are told on their own phones that somebody waits: when, and never more than a link."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from admin.models import AlertAddress, AlertCode, RolePermission, RotaShift, StaffMember
from admin.security.permissions import Role
from bot.cases.alert_addresses import CODE_LASTS
from bot.cases.staff_alerts import DANGER_EVERY
from bot.messages.errors import Rejected
from bot.models.cases import StaffConversation
from bot.models.people import Contact
from bot.outbound.budget import Budget, spent_on
from bot.outbound.budget_alarm import BudgetAlarm
from bot.privacy.sealing.sealed_columns import PLACE
from tests.admin.office import AWA, BILEL, PASSWORD, Browser, Colleagues, Office

LEILA = "+21620000007"
ALERT_AFTER = timedelta(minutes=60)
"""As the programme file of the tests says."""
CAPS = Budget(ZoneInfo("Africa/Tunis"))
INBOX = "https://dalil.example/admin/requests"


async def code_of(editor: Browser) -> str:
    page = await editor.post("/admin/alerts/code")
    found = re.search(r"data-code>([^<]+)<", page.html)
    assert found
    return found[1]


async def linked(editor: Browser, office: Office) -> None:
    """The editor is told at LEILA."""
    (told,) = await office.hears(LEILA, await code_of(editor))
    assert "STOP" in told


async def alerts(office: Office) -> list[str]:
    """What comes due now is sent; all that LEILA was told since she linked."""
    due = replace(office.app.alerts, link=INBOX)
    await due.send_due()
    await due.send_due()
    await office.app.outbox.deliver_due()
    return office.sms.texts_to(LEILA)[1:]


async def test_whose_role_may_not_answer_any_more_is_told_of_nobody(
    editor: Browser, office: Office
) -> None:
    await linked(editor, office)
    await RolePermission.filter(role="editor", permission="answer_people").delete()
    await office.hears(AWA, "bonjour", "1", "mon mari me frappe")
    assert await alerts(office) == []
    page = await editor.get("/admin/alerts")
    assert "Alerts on your phone" not in page.text


async def test_danger_is_told_at_once_in_the_night_too_and_only_as_a_link(
    editor: Browser, office: Office
) -> None:
    await linked(editor, office)
    night = office.app.programme.quiet_from
    office.clock.now = datetime.combine(office.clock.now.date(), night, office.clock.now.tzinfo)
    await office.hears(BILEL, "bonjour", "1", "HUMAIN", "mon loyer")
    await office.hears(AWA, "bonjour", "1", "mon mari me frappe")
    (told,) = await alerts(office)
    assert told == f"Somebody may be in danger and waits for an answer: {INBOX}"
    # Who only waits is told of in the morning, with all the others.
    office.clock.forward(timedelta(hours=9))
    assert len(await alerts(office)) == 1
    office.clock.forward(timedelta(hours=3))
    assert (await alerts(office))[1:] == [f"2 people wait for an answer of our team: {INBOX}"]


async def test_who_waits_for_an_hour_is_told_of_once_unless_answered(
    editor: Browser, office: Office
) -> None:
    await linked(editor, office)
    for person in (AWA, BILEL):
        await office.hears(person, "bonjour", "1", "HUMAIN", "mon loyer")
    await editor.post("/admin/conversations/1/answer", {"words": "Bonjour"})
    office.clock.forward(ALERT_AFTER - timedelta(seconds=1))
    assert await alerts(office) == []
    office.clock.forward(timedelta(seconds=1))
    assert await alerts(office) == [f"1 person waits for an answer of our team: {INBOX}"]
    office.clock.forward(ALERT_AFTER)
    assert len(await alerts(office)) == 1
    # Whoever writes to staff again waits again.
    await office.hears(AWA, "merci, et demain ?")
    office.clock.forward(ALERT_AFTER)
    assert len(await alerts(office)) == 2


async def test_danger_from_many_phones_is_one_message_in_two_minutes(
    editor: Browser, office: Office
) -> None:
    await linked(editor, office)
    for phone in range(10, 16):
        await office.hears(f"+216200000{phone}", "bonjour", "1", "mon mari me frappe")
        assert len(await alerts(office)) == 1
    office.clock.forward(DANGER_EVERY)
    assert len(await alerts(office)) == 2
    office.clock.forward(DANGER_EVERY)
    assert len(await alerts(office)) == 2, "all of them were told of"
    await office.hears("+21620000010", "au secours il me frappe")
    assert len(await alerts(office)) == 3


async def test_a_cap_that_is_near_reaches_the_phones_of_staff_once_a_day(
    editor: Browser, office: Office
) -> None:
    await linked(editor, office)
    app = office.app
    spent = await app.database.executor.run(lambda: spent_on("sms", CAPS, office.clock()))
    caps = replace(CAPS, segments_a_day=spent.segments_today)
    alarm = BudgetAlarm(app.database.executor, caps, office.clock, app.alerts.tell)
    await alarm.warn()
    await alarm.warn()
    assert await alerts(office) == [
        "The SMS that are paid for are used up: reminders wait, answers still go."
    ]


async def test_no_row_tells_who_is_in_danger(editor: Browser, office: Office) -> None:
    await linked(editor, office)
    await office.hears(AWA, "bonjour", "1", "mon mari me frappe")
    await office.hears(BILEL, "bonjour", "1", "HUMAIN", "mon loyer")
    began = office.clock()

    async def looks() -> list[timedelta | None]:
        talks = await StaffConversation.all().order_by("id")
        return [talk.alert_at - began if talk.alert_at else None for talk in talks]

    assert await looks() == [timedelta(0)] * 2
    assert len(await alerts(office)) == 1
    assert await alerts(office) == await alerts(office)
    assert await looks() == [ALERT_AFTER] * 2
    office.clock.forward(ALERT_AFTER)
    assert (await alerts(office))[1:] == [f"1 person waits for an answer of our team: {INBOX}"]
    assert await looks() == [None, None]
    # Each word of danger is told anew, however long they have waited.
    await office.hears(AWA, "au secours il me frappe")
    assert len(await alerts(office)) == 3
    assert await looks() == [None, None]


async def test_a_code_is_good_once_for_half_an_hour_and_for_who_works_here(
    editor: Browser, office: Office
) -> None:
    first = await code_of(editor)
    code = await code_of(editor)
    for typed in (first, "alert CCC-CCC-CCC"):
        await office.hears(BILEL, typed)
    assert await AlertAddress.all().count() == 0
    await office.hears(BILEL, f"/start {code.lower().replace(' ', '_')}")
    assert await AlertAddress.all().count() == 1
    await office.hears(AWA, code)
    assert await AlertAddress.all().count() == 1
    late = await code_of(editor)
    office.clock.forward(CODE_LASTS + timedelta(seconds=1))
    await office.hears(AWA, late)
    assert await AlertAddress.all().count() == 1
    assert await AlertCode.all().count() == 0
    assert BILEL not in (await editor.get("/admin/alerts")).html


async def test_it_is_tried_and_taken_away_and_ends_with_stop(
    editor: Browser, office: Office
) -> None:
    assert "Nothing is linked yet." in (await editor.post("/admin/alerts/try")).text
    await linked(editor, office)
    await editor.post("/admin/alerts/try")
    assert (await alerts(office))[0].startswith("This is how you are told")
    number = (await AlertAddress.get()).id
    await editor.post("/admin/sign-out")
    await editor.sign_in("Admin", PASSWORD)
    assert (await editor.post(f"/admin/alerts/{number}/away")).status == 404
    await editor.post("/admin/sign-out")
    await editor.sign_in("Editor", PASSWORD)
    await editor.post(f"/admin/alerts/{number}/away")
    assert await AlertAddress.all().count() == 0
    for word in ("STOP", "EFFACER"):
        office.clock.forward(timedelta(minutes=1))
        await office.hears(LEILA, await code_of(editor))
        assert await AlertAddress.all().count() == 1
        await office.hears(LEILA, "français", word, *(["1"] if word == "EFFACER" else []))
        assert await AlertAddress.all().count() == 0, word


async def test_who_no_longer_works_here_is_told_nothing(editor: Browser, office: Office) -> None:
    await linked(editor, office)
    await editor.post("/admin/sign-out")
    await editor.sign_in("Admin", PASSWORD)
    editor_id = 2
    await editor.post(f"/admin/staff/{editor_id}/active", {"active": "0"})
    await office.hears(AWA, "bonjour", "1", "mon mari me frappe")
    assert await alerts(office) == []


NOUR = "+21620000008"


async def test_at_night_danger_is_told_to_who_is_on_duty_and_to_all_where_nobody_is(
    editor: Browser, office: Office, sign_in_beside: Colleagues
) -> None:
    await linked(editor, office)
    nour = await sign_in_beside("Nour", Role.COUNSELLOR)
    await office.hears(NOUR, await code_of(nour))
    night = office.app.programme.quiet_from
    office.clock.now = datetime.combine(office.clock.now.date(), night, office.clock.now.tzinfo)
    on_shift = await StaffMember.get(name="Nour")
    for day in range(7):
        await RotaShift.create(staff=on_shift, weekday=day, begins=0, ends=24 * 60 - 1)
    await office.hears(AWA, "bonjour", "1", "mon mari me frappe")
    assert await alerts(office) == []
    assert "danger" in office.sms.texts_to(NOUR)[-1]
    # Whoever stands there and can be reached no more leaves it to all.
    await AlertAddress.filter(staff_id=on_shift.id).delete()
    office.clock.forward(DANGER_EVERY)
    await office.hears(BILEL, "bonjour", "1", "mon mari me frappe")
    assert len(await alerts(office)) == 1


async def test_the_rota_is_written_and_shows_its_gaps(admin: Browser, office: Office) -> None:
    boss = await StaffMember.get(name="Admin")
    await AlertAddress.create(
        staff=boss, channel="sms", address_hash=b"1", linked_at=office.clock()
    )
    hours = {"staff": str(boss.id), "begins": "20:00", "ends": "09:00"}
    refused = await admin.post("/admin/rota", hours)
    assert (refused.status, await RotaShift.all().count()) == (422, 0)
    days = {f"day_{day}": "1" for day in range(6)}
    page = await admin.post("/admin/rota", hours | days)
    assert await RotaShift.all().count() == 6
    assert "nobody is on duty who can be reached" in page.text
    page = await admin.post("/admin/rota", hours | {"day_6": "1", "day_5": "1"})
    assert await RotaShift.all().count() == 7
    assert "nobody is on duty who can be reached" not in page.text
    shift = await RotaShift.filter(weekday=2).get()
    page = await admin.post(f"/admin/rota/{shift.id}/away")
    assert "nobody is on duty who can be reached" in page.text


async def test_each_is_told_of_who_waits_in_their_regions(editor: Browser, office: Office) -> None:
    await linked(editor, office)
    await StaffMember.filter(name="Editor").update(regions='["Kairouan"]')
    for person, town in ((AWA, "tabarka"), (BILEL, "kairouan"), ("+21620000009", None)):
        await office.hears(person, "bonjour", "1", "HUMAIN", "mon loyer")
        contact = await Contact.all().order_by("-id").first()
        assert contact is not None
        sealed = office.app.sealer.seal(town, PLACE.of(contact.id)) if town else None
        await Contact.filter(id=contact.id).update(place_sealed=sealed)
    office.clock.forward(ALERT_AFTER)
    assert await alerts(office) == [f"2 people wait for an answer of our team: {INBOX}"]


async def test_an_e_mail_address_is_linked_by_whoever_reads_the_code_there(
    editor: Browser, office: Office
) -> None:
    wrong = await editor.post("/admin/alerts/email", {"email": "leila"})
    assert wrong.status == 422
    page = await editor.post("/admin/alerts/email", {"email": "leila@example.org"})
    await office.app.outbox.deliver_due()
    (told,) = office.email.texts_to("leila@example.org")
    code = told.rpartition(": ")[2]
    action = re.search(r'action="(/admin/alerts/email/code[^"]*)"', page.html)
    assert action
    where = html.unescape(action[1])
    assert "not right" in (await editor.post(where, {"code": "K7M-X4T-W9C"})).text
    assert "by e-mail from now on" in (await editor.post(where, {"code": code})).text
    await office.hears(AWA, "bonjour", "1", "mon mari me frappe")
    await alerts(office)
    assert office.email.texts_to("leila@example.org")[-1].endswith(INBOX)


async def test_what_did_not_arrive_is_said_until_something_does(
    editor: Browser, office: Office
) -> None:
    await linked(editor, office)
    office.sms.refusals.append(Rejected("Kannel 403: no way to this number"))
    await editor.post("/admin/alerts/try")
    await office.app.outbox.deliver_due()
    assert "Kannel 403: no way to this number" in (await editor.get("/admin/alerts")).text
    await editor.post("/admin/alerts/try")
    await office.app.outbox.deliver_due()
    assert "did not arrive" not in (await editor.get("/admin/alerts")).text
