"""The calls that help most, done in a row on a phone."""

from __future__ import annotations

import pytest

from bot.models.follow_ups import ServiceAnswer
from services_directory.records.draft_records import draft_of
from services_directory.storage.models import ServiceCall, ServiceShown
from services_directory.storage.store import get_service
from tests.admin.office import HOSPITAL, NATIONAL, Browser, Office

CALLS = "/admin/calls"


async def shown(key: str, times: int, office: Office) -> None:
    day = office.clock().date()
    await ServiceShown.create(id=f"{day} {key}", day=day, service=key, times=times)


async def answered(key: str, answer: str, times: int, office: Office) -> None:
    day = office.clock().date()
    await ServiceAnswer.create(
        id=f"{day} {key} {answer}", day=day, service=key, answer=answer, times=times
    )


async def said(staff: Browser, key: str, outcome: str, number: str = "") -> str:
    """The page that comes next, as HTML."""
    await staff.get(CALLS)
    form = {"service": key, "outcome": outcome, "number": number}
    return (await staff.post(CALLS, form)).html


async def test_what_is_shown_most_is_called_first(admin: Browser, office: Office) -> None:
    await shown(HOSPITAL, 12, office)
    page = (await admin.get(CALLS)).html
    assert "Shown 12 times" in page
    assert f"/admin/services/{HOSPITAL}" in page
    assert "Calls that help most" in page


async def test_a_number_that_was_found_is_kept_and_the_next_call_comes(
    admin: Browser, office: Office
) -> None:
    await shown(HOSPITAL, 3, office)
    page = await said(admin, HOSPITAL, "number_written", "78 673 023")
    assert "Saved." in page
    service = await get_service(HOSPITAL)
    assert service is not None
    assert draft_of(service).phone == "78 673 023"
    assert service.last_checked_on is None, "a number alone is no visit"
    assert f"/admin/services/{HOSPITAL}" not in page
    call = await ServiceCall.get(service=HOSPITAL)
    assert (call.outcome, call.called_by) == ("number_written", "Admin")


async def test_a_number_that_does_not_exist_is_told_to_nobody_any_more(
    admin: Browser, office: Office
) -> None:
    await said(admin, HOSPITAL, "number_written", "78 673 023")
    await said(admin, HOSPITAL, "no_such_number")
    service = await get_service(HOSPITAL)
    assert service is not None
    assert draft_of(service).phone == ""


async def test_who_answered_that_all_is_right_is_checked_today(
    admin: Browser, office: Office
) -> None:
    await said(admin, HOSPITAL, "all_right")
    service = await get_service(HOSPITAL)
    assert service is not None
    assert service.last_checked_on == office.clock().date()


@pytest.mark.parametrize("number", ["", "ask Mariem"])
async def test_what_is_no_number_is_asked_for_again(admin: Browser, number: str) -> None:
    await admin.get(CALLS)
    form = {"service": HOSPITAL, "outcome": "number_written", "number": number}
    answer = await admin.post(CALLS, form)
    assert answer.status == 400
    assert "Write a number of this country" in answer.text
    assert await ServiceCall.all().count() == 0


async def test_later_leaves_the_service_as_it_is(admin: Browser) -> None:
    before = await get_service(HOSPITAL)
    page = await said(admin, HOSPITAL, "next")
    assert f"/admin/services/{HOSPITAL}" not in page
    assert await get_service(HOSPITAL) == before


async def test_a_line_of_danger_is_no_call_of_this_list(admin: Browser) -> None:
    assert f"/admin/services/{NATIONAL}" not in (await admin.get(CALLS)).html


async def test_the_first_page_says_how_many_services_can_be_reached(admin: Browser) -> None:
    page = (await admin.get("/admin")).text
    assert "services that people find name a number" in page
    assert "calls that would help most" in page


async def test_that_people_got_help_is_told_and_nothing_is_checked_by_it(
    admin: Browser, office: Office
) -> None:
    address = f"/admin/services/{HOSPITAL}"
    for page in (CALLS, address):
        assert "told us they got help" not in (await admin.get(page)).html
    await answered(HOSPITAL, "yes", 2, office)
    for page in (CALLS, address):
        html = (await admin.get(page)).html
        assert "2 people told us they got help, last on " in html
        assert "How it was" not in html
    kept = await get_service(HOSPITAL)
    assert kept is not None
    assert kept.last_checked_on is None


async def test_how_it_was_is_told_from_five_answers_on(admin: Browser, office: Office) -> None:
    await answered(HOSPITAL, "yes", 5, office)
    await answered(HOSPITAL, "good", 3, office)
    await answered(HOSPITAL, "bad", 1, office)
    assert "How it was" not in (await admin.get(f"/admin/services/{HOSPITAL}")).html
    await answered(HOSPITAL, "middling", 1, office)
    page = (await admin.get(f"/admin/services/{HOSPITAL}")).html
    assert "How it was: good 3, so-so 1, bad 1." in page
