"""A trainer marks who was there: on the page, from a quarter of an hour before a class."""

from __future__ import annotations

import io
import json
from datetime import timedelta

from openpyxl import load_workbook

from admin.models import AuditEntry
from bot.models.training import ClassAnswer, ClassAttendance, Enrolment
from tests.admin.office import AWA, BILEL, PASSWORD, Browser, Office
from tests.admin.taking_part import CLARA, opened, seat_of, wish_of


async def test_who_was_there_is_marked_from_a_quarter_of_an_hour_before(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office)
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "Awa"))
    bilel = await seat_of(office, cohort, await wish_of(office, BILEL, "Bilel"))
    first = cohort.meetings[0]
    marks = f"/admin/trainings/classes/{first.id}/attendance"
    picks = {f"person_{awa.id}": "present", f"person_{bilel.id}": "absent"}
    office.clock.now = first.starts_at - timedelta(minutes=16)
    await trainer.sign_in("Trainer", PASSWORD)
    page = await trainer.fill_in(marks, picks)
    assert "Nothing is saved: the class is not on yet" in page.text
    assert "disabled" in page.html
    office.clock.forward(timedelta(minutes=1))
    page = await trainer.fill_in(marks, picks)
    assert "Saved: who was there." in page.text
    kept = {each.enrolment_id: each.present for each in await ClassAttendance.all()}
    assert kept == {awa.id: True, bilel.id: False}
    assert (await Enrolment.get(id=awa.id)).state == "attending"
    assert (await Enrolment.get(id=bilel.id)).state == "confirmed"
    page = await trainer.get(path)
    assert "Was there: 1" in page.text


async def test_one_press_says_that_everybody_else_was_there(
    trainer: Browser, office: Office
) -> None:
    _path, cohort = await opened(trainer, office)
    awa, bilel, clara = [
        await seat_of(office, cohort, await wish_of(office, address, "A"))
        for address in (AWA, BILEL, CLARA)
    ]
    marks = f"/admin/trainings/classes/{cohort.meetings[0].id}/attendance"
    office.clock.now = cohort.meetings[0].starts_at
    await trainer.sign_in("Trainer", PASSWORD)
    fields = (await trainer.get(marks)).fields()
    # A colleague marks somebody meanwhile, whom this page still calls unknown.
    await trainer.fill_in(marks, {f"person_{clara.id}": "absent"})
    asked = await trainer.post(marks, fields | {f"person_{bilel.id}": "absent", "rest": "1"})
    kept = {each.enrolment_id: each.present for each in await ClassAttendance.all()}
    assert kept == {awa.id: True, bilel.id: False, clara.id: False}
    assert asked.status == 409, "of whom two pages say two things, both are shown"


async def test_the_last_word_wins_and_the_trail_keeps_both(
    trainer: Browser, office: Office
) -> None:
    _path, cohort = await opened(trainer, office)
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "Awa"))
    marks = f"/admin/trainings/classes/{cohort.meetings[0].id}/attendance"
    office.clock.now = cohort.meetings[0].starts_at
    await trainer.sign_in("Trainer", PASSWORD)
    said = ("present", "absent", "absent", "unknown", "perhaps")
    for number, word in enumerate(said):
        await trainer.fill_in(marks, {f"person_{awa.id}": word, "time": str(number)})
    await trainer.fill_in(marks, {"person_999": "present", "person_x": "present"})
    assert await ClassAttendance.all().count() == 0
    told = [
        (json.loads(each.before).get(str(awa.id)), json.loads(each.after).get(str(awa.id)))
        for each in await AuditEntry.filter(what="marked").order_by("id")
    ]
    assert told == [(None, "present"), ("present", "absent"), ("absent", None)]


async def test_two_days_later_who_nobody_marked_is_unknown_and_seen(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office)
    await seat_of(office, cohort, await wish_of(office, AWA, "Awa"))
    first = cohort.meetings[0]
    marks = f"/admin/trainings/classes/{first.id}/attendance"
    told = "Of 1 person nobody knows whether they were there."
    office.clock.now = first.ends_at + timedelta(hours=47)
    await trainer.sign_in("Trainer", PASSWORD)
    assert told not in (await trainer.get(marks)).text
    office.clock.forward(timedelta(hours=1))
    assert told in (await trainer.get(marks)).text
    assert "Not known: 1" in (await trainer.get(path)).text


async def test_a_class_that_is_off_is_not_marked(trainer: Browser, office: Office) -> None:
    _path, cohort = await opened(trainer, office)
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "Awa"))
    first = f"/admin/trainings/classes/{cohort.meetings[0].id}"
    await trainer.post(f"{first}/cancel")
    office.clock.now = cohort.meetings[0].starts_at
    await trainer.sign_in("Trainer", PASSWORD)
    await trainer.fill_in(f"{first}/attendance", {f"person_{awa.id}": "present"})
    assert await ClassAttendance.all().count() == 0


async def test_the_sheet_has_who_was_there(trainer: Browser, office: Office) -> None:
    path, cohort = await opened(trainer, office)
    awa = await seat_of(office, cohort, await wish_of(office, AWA, "=Awa"))
    await seat_of(office, cohort, await wish_of(office, BILEL, "Bilel"), "waiting")
    office.clock.now = cohort.meetings[0].starts_at
    await trainer.sign_in("Trainer", PASSWORD)
    first = f"/admin/trainings/classes/{cohort.meetings[0].id}"
    await trainer.fill_in(f"{first}/attendance", {f"person_{awa.id}": "present"})
    answer = await trainer.client.get(f"{path}/file.xlsx")
    rows = load_workbook(io.BytesIO(await answer.read()))["Who takes part"].values
    told = [[str(cell or "") for cell in row] for row in rows]
    assert told[1][:4] == ["1", "=Awa", "Takes part", "Was there"]
    assert told[2][:4] == ["", "Bilel", "In line for a seat", ""]
    taken = await AuditEntry.filter(what="names_taken").values_list("who", "subject_id", "after")
    assert taken == [("Trainer", str(cohort.id), "{}")], "who took a list of names away is known"


async def test_who_comes_late_is_marked_so_for_who_teaches(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office)
    clara = await seat_of(office, cohort, await wish_of(office, CLARA, "Clara"))
    first = cohort.meetings[0]
    await ClassAnswer.create(
        enrolment_id=clara.id,
        meeting_id=first.id,
        comes=True,
        late=True,
        answered_at=office.clock(),
    )
    assert "Comes late to the next class" in (await trainer.get(f"{path}/people")).text
