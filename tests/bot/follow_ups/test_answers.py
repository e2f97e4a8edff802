"""What is answered is counted without whoever said it, or becomes a report; the link is gone."""

from __future__ import annotations

import pytest

from bot.cases.reported_services import ReportedServices
from tests.bot.follow_ups.people import SERVICE, THREE_DAYS, Town
from tests.bot.training.classroom import AWA, BILEL, CLARA, DAY


async def asked(town: Town, *people: str) -> None:
    for address in people:
        await town.consents(address)
        await town.agrees(address)
    assert await town.after(THREE_DAYS) == len(people)


async def test_yes_and_how_it_was_are_counted_by_the_day(town: Town) -> None:
    await asked(town, AWA, BILEL)
    await town.room.says(AWA, "1", "2")
    await town.room.says(BILEL, "oui", "1")
    assert await town.waiting() == []
    counted = {(SERVICE, "yes"): 2, (SERVICE, "good"): 1, (SERVICE, "middling"): 1}
    assert await town.counted() == counted
    (row,) = await town.room.rows("SELECT * FROM service_answer WHERE answer = 'yes'")
    today = town.room.clock().date()
    assert row["id"] == f"{today} {SERVICE} yes"
    assert str(row["day"]) == str(today)


async def test_nothing_is_written_of_it_with_the_turn(town: Town) -> None:
    await asked(town, AWA)
    await town.room.says(AWA, "1", "1")
    assert await town.room.rows("SELECT * FROM service_answer") == []
    assert await town.counted() == {(SERVICE, "yes"): 1, (SERVICE, "good"): 1}


async def test_three_people_whom_it_did_not_help_have_it_said_until_staff_look(
    town: Town,
) -> None:
    people = (AWA, BILEL, CLARA)
    await asked(town, *people)
    reported = ReportedServices(town.room.executor, town.room.worlds, town.room.sealer)
    for address in people:
        await reported.renew()
        assert town.room.worlds.reported == frozenset()
        await town.room.says(address, "2", "2")
    await reported.renew()
    assert town.room.worlds.reported == {SERVICE}
    rows = await town.room.rows("SELECT is_task, done_at FROM help_request")
    assert [(bool(row["is_task"]), row["done_at"]) for row in rows] == [(True, None)] * 3


@pytest.mark.parametrize("answer", ["4"])
async def test_too_far_is_counted_and_is_no_fault_of_theirs(town: Town, answer: str) -> None:
    await asked(town, AWA)
    await town.room.says(AWA, "2", answer)
    assert await town.room.rows("SELECT id FROM help_request") == []
    assert await town.counted() == {(SERVICE, "no"): 1, (SERVICE, "too_far"): 1}


async def test_a_word_in_between_does_not_lose_the_question(town: Town) -> None:
    await asked(town, AWA)
    await town.room.says(AWA, "bonjour", "1")
    assert await town.counted() == {(SERVICE, "yes"): 1}


async def test_whose_answer_counted_has_no_second(town: Town) -> None:
    await asked(town, AWA)
    await town.room.says(AWA, "3", "1", "2")
    assert await town.counted() == {(SERVICE, "not_yet"): 1}
    await town.after(DAY)
    assert town.questions(AWA) == 1


async def test_my_data_tells_of_it_and_not_which_service(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    told = await town.room.says(AWA, "mes données")
    assert "27 novembre 2026" in told
    assert "Hopital" not in told
    await town.room.says(AWA, "2")
    assert await town.waiting() == []
