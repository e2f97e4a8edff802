"""Where no SMS is paid for none leaves, whoever queued it; staff read who got nothing, and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot.outbound.outbox as doors
from bot.broadcasts.audience import LeftOut
from bot.cases.answer import Refusal, StaffAnswer, Taken
from bot.database.opening import Database
from bot.database.transaction import Transaction
from bot.messages.capabilities import BY_SMS
from bot.messages.message import Rendered
from bot.messages.segments import count
from bot.outbound.outbox import REMINDER, REPLY, BroadcastBatch, OutboundDraft
from bot.outbound.writing import MessageWriter, Recipient
from flows.engine.reply import Reply
from services_directory.values.limits import Limits
from tests.bot import harness
from tests.bot.broadcasts.reminding import TEXTS, draft, registered, sent_now
from tests.bot.harness import AWA, BILEL, Harness, build_harness
from tests.fakes import NOON

HOUR = timedelta(hours=1)
CODE = Path(doors.__file__).parents[1]
WORDS = Rendered("Bonjour", segments=count("Bonjour"))


@pytest.fixture
async def abroad(database: Database, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """AWA wrote to a programme in another country than hers; by SMS and on Telegram."""
    programme = replace(harness.PROGRAMME, country="LY", limits=Limits())
    monkeypatch.setattr(harness, "PROGRAMME", programme)
    app = await build_harness(database.executor)
    await registered(app, AWA, channel="sms")
    return app


def a_draft(contact_id: int | None, kind: str = REPLY, channel: str = "sms") -> OutboundDraft:
    late = NOON + HOUR
    return OutboundDraft(channel, contact_id, WORDS, WORDS.segments, kind, NOON, NOON, late)


Door = Callable[[Harness, int], Transaction[object]]


def _to_many(app: Harness, contact_id: int) -> Transaction[object]:
    reminder = yield from app.reminders._store(
        draft(), TEXTS, ("sending", NOON, NOON + HOUR, NOON), None
    )
    batch = BroadcastBatch("sms", WORDS, WORDS.segments, reminder, NOON, NOON, NOON + HOUR)
    return (yield from doors.queue_broadcast(batch, [contact_id], app.sealer))


DOORS: dict[str, Door] = {
    "queue": lambda app, who: doors.queue(a_draft(who), app.sealer),
    "queue_known": lambda app, who: doors.queue_known(a_draft(who, REMINDER), app.sealer),
    "queue_farewell": lambda app, _: doors.queue_farewell(a_draft(None), AWA, app.sealer),
    "queue_to_number": lambda app, _: doors.queue_to_number(a_draft(None), AWA, app.sealer),
    "queue_broadcast": _to_many,
}


def test_these_are_all_doors_to_the_queue() -> None:
    assert set(DOORS) == {name for name in doors.__all__ if name.startswith("queue")}
    for path in CODE.rglob("*.py"):
        adds = "INSERT INTO outbound_message" in path.read_text(encoding="utf-8")
        assert adds == (path.name == "outbox.py"), path


@pytest.mark.parametrize("door", DOORS)
async def test_no_door_of_the_queue_leads_around_it(abroad: Harness, door: str) -> None:
    contact_id = await abroad.one("SELECT id FROM contact")
    await abroad.executor.run(lambda: DOORS[door](abroad, contact_id))
    await abroad.settle()
    assert abroad.told(AWA, "sms") == []
    last = await abroad.rows("SELECT state, state_reason FROM outbound_message ORDER BY id DESC")
    assert last[0] == {"state": "cancelled", "state_reason": "foreign"}


async def test_only_answers_and_danger_go_at_any_price() -> None:
    goes = re.compile(r"at_any_price=(?!False)")
    found = {
        path.relative_to(CODE).as_posix()
        for path in CODE.rglob("*.py")
        if goes.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"inbound/effects.py", "cases/staff_answers.py"}


async def test_a_reminder_says_beforehand_whom_it_leaves_out(abroad: Harness) -> None:
    await registered(abroad, BILEL)
    seen = await abroad.reminders.preview(draft().audience, TEXTS)
    assert (seen.people, seen.left_out) == (1, {LeftOut.FOREIGN: 1})
    await sent_now(abroad, draft())
    assert (len(abroad.told(AWA, "sms")), len(abroad.told(BILEL))) == (0, 1)
    assert await abroad.one("SELECT COUNT(*) FROM outbound_message WHERE kind = 'reminder'") == 1


async def test_staff_are_told_that_they_can_only_call_unless_somebody_is_in_danger(
    abroad: Harness,
) -> None:
    contact_id = await abroad.one("SELECT id FROM contact")
    answer = StaffAnswer(contact_id, "Bonjour", "Leila", at_once=True)
    assert await abroad.answers.answer(answer) is Refusal.FOREIGN
    await abroad.hears(AWA, "danger", channel="sms")
    abroad.channels["sms"].sent.clear()
    assert isinstance(await abroad.answers.answer(answer), Taken)
    await abroad.settle()
    assert len(abroad.told(AWA, "sms")) == 1
    await abroad.rows("UPDATE help_request SET done_at = ? RETURNING id", NOON)
    assert await abroad.answers.answer(answer) is Refusal.FOREIGN


async def test_an_answer_of_the_night_goes_in_the_morning_while_danger_lasts(
    abroad: Harness,
) -> None:
    contact_id = await abroad.one("SELECT id FROM contact")
    await abroad.hears(AWA, "danger", channel="sms")
    abroad.channels["sms"].sent.clear()
    await abroad.later(10 * HOUR)
    taken = await abroad.answers.answer(StaffAnswer(contact_id, "Bonjour", "Leila"))
    assert isinstance(taken, Taken)
    assert taken.leaves_at is not None
    await abroad.later(12 * HOUR)
    await abroad.answers.send_due()
    await abroad.settle()
    assert len(abroad.told(AWA, "sms")) == 1


async def test_what_waits_when_the_programme_pays_no_more_is_left(
    abroad: Harness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held where it leaves, so that what was queued before stays here as well."""
    pays = replace(harness.PROGRAMME, limits=Limits(sms_also_to=("+216",)))
    monkeypatch.setattr(harness, "PROGRAMME", pays)
    paying = await build_harness(database.executor)
    contact = (await abroad.rows("SELECT id, address_sealed FROM contact"))[0]
    writer = MessageWriter({"sms": BY_SMS}, paying.worlds.translator, paying.worlds.route_to)
    to = Recipient(contact["id"], "sms", contact["address_sealed"], "fr")
    said = writer.write(to, Reply(("Bonjour",)), NOON)
    await paying.executor.run(lambda: doors.queue(said, paying.sealer))
    await abroad.settle()
    assert abroad.told(AWA, "sms") == []
    await paying.executor.run(lambda: doors.queue(said, paying.sealer))
    await paying.settle()
    assert paying.told(AWA, "sms") == ["Bonjour"]
