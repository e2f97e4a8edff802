"""One person has one state, moved by the seat; and one rule says whether we may write unasked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.models.learning import Interest
from bot.models.people import Contact
from bot.models.training import Enrolment
from bot.privacy.sealing.sealed_columns import REACH
from flows.engine.enrolments.states import EnrolmentState, LeaveReason
from flows.registration.interest_states import InterestState, state_by_seats
from services_directory.training.models import CohortRow
from services_directory.training.reading import list_cohorts
from services_directory.training.values import Cohort
from tests.admin.office import AWA, BILEL, Browser, Office
from tests.admin.planning import planned_cohort
from tests.admin.taking_part import seat_of, wish_of

CLARA = "+21620000003"
CODE = Path(__file__).parents[2]

UNASKED = frozenset(
    {
        *("admin/pages/interest_state.py", "admin/pages/training/certificates.py"),
        *("bot/referrals/notices.py", "bot/training/notices.py", "bot/broadcasts/reminders.py"),
        *("bot/cases/staff_answers.py", "bot/follow_ups/asking.py"),
    }
)
"""What writes without being asked: each asks the one rule, by itself or by `why_left_out`."""

ASKED = frozenset(
    {
        # The answer to what somebody just wrote, and to who stands at the desk and gave a number.
        *("bot/inbound/effects.py", "admin/pages/walk_in.py"),
        # To a service's own number: whoever queues it asks first whether it said STOP.
        "bot/outbound/number_writer.py",
        # In the place of one that waits, which asked: only its words are others.
        "bot/training/delivery/rewriting.py",
        # To staff themselves, by their own wish.
        "bot/cases/staff_alerts.py",
    }
)


def test_all_that_writes_unasked_asks_the_one_rule() -> None:
    writes = re.compile(r"yield from queue(_known|_farewell)?\(|[wW]riter(\(\))?\.write\(")
    found = {
        str(path.relative_to(CODE))
        for room in ("admin", "bot")
        for path in (CODE / room).rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    } - {"bot/outbound/outbox.py", "bot/broadcasts/audience.py"}
    assert found == UNASKED | ASKED
    for each in UNASKED:
        text = (CODE / each).read_text(encoding="utf-8")
        assert "why_not_written(" in text or "why_left_out(" in text, each


def test_whoever_moves_a_seat_moves_the_wish() -> None:
    moves = re.compile(r"UPDATE enrolment SET state|INSERT INTO enrolment")
    for path in (CODE / "bot").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # From a seat to taking part is no other state of a wish.
        if moves.search(text) and path.name != "attendance.py":
            assert "follow_seat(" in text, path


@pytest.mark.parametrize(
    ("seats", "left", "state"),
    [
        ({"invited"}, None, "invited"),
        ({"waiting"}, None, "waiting"),
        ({"confirmed"}, None, "enrolled"),
        ({"attending"}, None, "enrolled"),
        ({"completed"}, None, "done"),
        ({"dropped"}, LeaveReason.TIME, "left"),
        ({"dropped"}, LeaveReason.SILENT, "new"),
        ({"dropped"}, LeaveReason.CALLED_OFF, "new"),
        ({"dropped", "waiting"}, LeaveReason.TIME, "waiting"),
        ({"dropped", "completed"}, LeaveReason.MISSED, "done"),
    ],
)
def test_what_seats_say_of_a_wish(seats: set[str], left: LeaveReason | None, state: str) -> None:
    assert state_by_seats({EnrolmentState(each) for each in seats}, left) == InterestState(state)


async def opened(trainer: Browser, office: Office, *, again: bool = False) -> tuple[str, Cohort]:
    path = (await planned_cohort(trainer, again=again)).path
    await CohortRow.filter(id=int(path.rpartition("/")[2])).update(seats=4)
    await trainer.post(f"{path}/step", {"step": "open"})
    await office.app.worlds.refresh()
    cohorts = await list_cohorts()
    return path, next(each for each in cohorts if path.endswith(f"/{each.id}"))


async def invites(trainer: Browser, path: str, *wishes: Interest) -> None:
    await trainer.get(f"{path}/invite")
    await trainer.post(f"{path}/invite", {"interest": [str(each.id) for each in wishes]})


async def got(office: Office, address: str) -> list[str]:
    await office.app.outbox.deliver_due()
    return office.sms.texts_to(address)


async def state_of(wish: Interest) -> str:
    return (await Interest.get(id=wish.id)).state


async def test_a_wish_follows_the_seat_and_today_counts_who_heard_nothing(
    trainer: Browser, office: Office
) -> None:
    path, _cohort = await opened(trainer, office)
    wishes = [await wish_of(office, each, each[-1]) for each in (AWA, BILEL, CLARA)]
    assert "3 wait to hear from us" in (await trainer.get("/admin/")).text
    await invites(trainer, path, *wishes)
    await got(office, AWA)
    assert [await state_of(each) for each in wishes] == ["invited"] * 3
    await office.hears(AWA, "1")
    await office.hears(BILEL, "2")
    assert [await state_of(each) for each in wishes] == ["enrolled", "left", "invited"]
    assert "0 wait to hear from us" in (await trainer.get("/admin/")).text
    seat = await Enrolment.get(interest_id=wishes[0].id)
    await trainer.post(f"{path}/people", {"enrolment": str(seat.id)})
    assert await state_of(wishes[0]) == "left"


async def test_nobody_says_by_hand_what_a_seat_says(trainer: Browser, office: Office) -> None:
    path, cohort = await opened(trainer, office)
    wish = await wish_of(office, AWA, "Awa")
    said, list_page = f"/admin/interests/{wish.id}/state", "/admin/interests"
    form = (await trainer.get(list_page)).fields_to(said)
    page = await trainer.get(list_page)
    assert 'value="enrolled"' not in page.html.partition('id="state-')[2]
    late = await trainer.post(said, form | {"state": "enrolled", "tell": "1"})
    assert "a seat in a course says how this stands" in late.text
    await seat_of(office, cohort, wish)
    late = await trainer.post(said, form | {"state": "withdrawn", "tell": "1"})
    assert "a seat in a course says how this stands" in late.text
    page = await trainer.get("/admin/interests")
    assert f'href="{path}/people"' in page.html
    assert said not in page.html
    assert (await state_of(wish), await got(office, AWA)) == ("new", [])


async def test_who_had_a_seat_is_not_ticked_for_the_next_cohort(
    trainer: Browser, office: Office
) -> None:
    _path, first = await opened(trainer, office)
    states = ("completed", "dropped", "confirmed", "waiting")
    for number, state in enumerate(states):
        wish = await wish_of(office, f"+2162000005{number}", state)
        await seat_of(office, first, wish, state)
    await wish_of(office, "+21620000059", "never")
    path, _second = await opened(trainer, office, again=True)
    page = await trainer.get(f"{path}/invite")
    ticked = re.findall(r"checked>\s*<span><bdi>(\w+)", page.html)
    assert ticked == ["waiting", "never"]
    for told in ("to the end", "before, and left", "another cohort of this course"):
        assert told in page.text


async def test_who_is_to_be_called_gets_no_message_and_can_have_a_seat(
    trainer: Browser, office: Office
) -> None:
    path, cohort = await opened(trainer, office)
    wish = await wish_of(office, AWA, "Awa")
    sealed = office.app.sealer.seal("+21620000009", REACH.of(wish.id))
    await Interest.filter(id=wish.id).update(reach_sealed=sealed)
    page = await trainer.get(f"{path}/invite")
    assert "Wants to be called at another number" in page.text
    assert "checked" not in page.html
    await invites(trainer, path, wish)
    assert (await got(office, AWA), await state_of(wish)) == ([], "enrolled")
    office.clock.now = cohort.meetings[0].starts_at.replace(hour=8)
    await office.app.class_notices.send_due()
    assert await got(office, AWA) == []
    await Enrolment.all().update(asked_here=True)
    office.clock.now = cohort.meetings[1].starts_at.replace(hour=7)
    await office.app.class_notices.send_due()
    assert len(await got(office, AWA)) == 1


@pytest.mark.parametrize("why", ["stopped_at", "unreachable_at", "called"])
async def test_of_whom_we_may_not_write_to_nothing_is_queued(
    admin: Browser, office: Office, why: str
) -> None:
    """An invitation, how a wish stands, a certificate."""
    path, cohort = await opened(admin, office)
    wish, other = await wish_of(office, AWA, "Awa"), await wish_of(office, AWA[:-1] + "7", "B")
    seat = await seat_of(office, cohort, other)
    if why == "called":
        for each in (wish, other):
            sealed = office.app.sealer.seal("+21620000009", REACH.of(each.id))
            await Interest.filter(id=each.id).update(reach_sealed=sealed)
    else:
        await Contact.all().update(**{why: office.clock()})
    said = f"/admin/interests/{wish.id}/state"
    await admin.fill_in("/admin/interests", {"state": "invited", "tell": "1"}, said)
    await invites(admin, path, wish)
    office.clock.now = cohort.meetings[-1].ends_at.replace(hour=15)
    await admin.sign_in("Admin", "olive tree at noon")
    await admin.get(f"{path}/certificates")
    page = await admin.client.post(
        f"{path}/certificates",
        data={
            "form_token": admin.token,
            "enrolment": str(seat.id),
            "name": "B",
            "all_the_same": "1",
        },
        headers={"Origin": f"http://{admin.client.host}:{admin.client.port}"},
    )
    assert page.content_type == "application/pdf"
    assert await state_of(other) == "done"
    assert (await got(office, AWA), await got(office, AWA[:-1] + "7")) == ([], [])
