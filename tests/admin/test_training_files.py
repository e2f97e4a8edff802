"""A cohort as a file: for a calendar, and as a sheet."""

from __future__ import annotations

import io

import icalendar
from openpyxl import load_workbook

from services_directory.training.reading import list_cohorts
from tests.admin.office import Browser
from tests.admin.planning import planned_cohort


async def test_files_for_a_calendar_and_a_sheet(trainer: Browser) -> None:
    path = (await planned_cohort(trainer)).path
    (cohort,) = await list_cohorts()
    await trainer.post(f"/admin/trainings/classes/{cohort.meetings[4].id}/cancel")
    page = await trainer.get(f"{path}/file.ics")
    assert page.answer.content_type == "text/calendar"
    events = icalendar.Calendar.from_ical(page.html).walk("VEVENT")
    assert [str(each["STATUS"]) for each in events] == [*["CONFIRMED"] * 4, "CANCELLED"]
    assert str(events[0]["LOCATION"]) == "Maison des jeunes, Kairouan"
    page = await trainer.get(f"/admin/trainings/classes/{cohort.meetings[4].id}/file.ics")
    assert "METHOD:CANCEL" in page.html
    answer = await trainer.client.get(f"{path}/file.xlsx")
    rows = load_workbook(io.BytesIO(await answer.read()))["Classes"].values
    told = [[str(cell or "") for cell in row] for row in rows]
    assert told[0] == ["Day", "Hours", "Room and building", "What to bring", "State"]
    assert told[1][2:] == ["Maison des jeunes", "un cahier", ""]
    assert told[5][4] == "Cancelled"
