"""A real browser on a small phone: a trainer plans a course, invites, marks who was there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.training import ClassAttendance, Enrolment
from services_directory.training.models import ClassMeetingRow, CohortRow
from services_directory.training.reading import list_cohorts
from tests.admin.office import AWA, BILEL, Office
from tests.admin.small_phone import Phone
from tests.admin.taking_part import seat_of, wish_of


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_a_course_planned_with_a_thumb(phone: Phone, office: Office, language: str) -> None:
    page = phone.page
    await phone.sign_in("Trainer", language)
    await phone.open("/admin/trainings/courses/new")
    await phone.look(f"{language}_course_new")
    await page.fill("#title_ar", "السياحة المسؤولة")
    await page.fill("#title_fr", "Tourisme responsable")
    await page.select_option("#offer", "responsible_tourism")
    await page.click("button[name=save]")
    await page.click("a[href$='/plan']")
    await page.check("#day_Mo")
    await page.check("#day_We")
    told = {"begins": "09:00", "ends": "08:00", "first": "2026-12-01", "last": "2026-12-16"}
    for name, words in told.items():
        await page.fill(f"#{name}", words)
    await page.select_option("#place", "kairouan")
    await page.fill("#venue_ar", "دار الشباب")
    await page.click("button[name=look]")
    await page.wait_for_selector("#ends-errors")
    assert await page.input_value("#venue_ar") == "دار الشباب"
    assert await page.is_checked("#day_We")
    await page.fill("#ends", "12:00")
    await page.click("button[name=look]")
    await page.uncheck("input[name='class'][value='2026-12-14']")
    await phone.look(f"{language}_planned")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    assert await ClassMeetingRow.all().count() == 4
    await page.click("form.press button:not(.plain):not(.danger)")
    await page.wait_for_selector(".told")
    await phone.look(f"{language}_cohort")
    (cohort,) = await list_cohorts()
    path = f"/admin/trainings/cohorts/{cohort.id}"
    await seat_of(office, cohort, await wish_of(office, AWA, "آمنة"))
    await wish_of(office, BILEL, "Bilel")
    for name in ("", "/people", "/invite", "/fields", "/add"):
        await phone.open(f"{path}{name}")
        await phone.look(f"{language}_cohort{name.replace('/', '_')}")
    await CohortRow.all().update(seats=1)
    await phone.open(f"{path}/invite")
    await page.check("input[name=interest]")
    await phone.look(f"{language}_cohort_line")
    await page.click("button[name=send]")
    await page.wait_for_selector(".told")
    assert await Enrolment.filter(state="waiting").count() == 1
    await phone.look(f"{language}_cohort_in_line")
    await phone.open(f"/admin/trainings/classes/{cohort.meetings[0].id}")
    await phone.look(f"{language}_class")
    office.clock.now = cohort.meetings[0].starts_at - timedelta(minutes=15)
    await phone.sign_in("Trainer", language)
    await phone.open(f"/admin/trainings/classes/{cohort.meetings[0].id}/attendance")
    await page.check("input[type=radio][value=present]")
    await phone.look(f"{language}_attendance")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    assert await ClassAttendance.filter(present=True).count() == 1
    await phone.open("/admin/trainings")
    await phone.look(f"{language}_trainings")
