"""Who talks with staff, from when on, until when; what of it is kept, and when it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.cases.answer import Refusal, StaffAnswer, Taken
from bot.cases.response_times import ENOUGH, ResponseTimes
from bot.cases.staff_messages import said_in
from bot.contacts.aliases import unite
from bot.database.opening import Database
from bot.database.transaction import Transaction
from bot.inbound.turn import Advance
from flows.engine.conversation import Turn
from flows.engine.effect import AskHuman, Effect, HelpReason, LetStaffListen, Say, TellStaff
from flows.engine.event import Event, Heard
from flows.engine.reply import Reply
from flows.engine.session import Session
from flows.engine.world import WithStaff, World
from tests.bot.harness import AWA, BILEL, PROGRAMME, Harness, build_harness, small_talk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENCE = timedelta(hours=PROGRAMME.centre.silent_after_hours)


class Talker:
    """Small talk, which passes on what staff listen to; and what it was told of them."""

    def __init__(self) -> None:
        self.with_staff: WithStaff | None = None
        self.usual_wait: timedelta | None = None

    def advance(self, session: Session, event: Event, world: World) -> Turn:
        self.with_staff, self.usual_wait = world.contact.with_staff, world.usual_wait
        words = event.text if isinstance(event, Heard) else ""
        if words == "menu":
            said: Effect = Say(Reply(("menu",)))
            return Turn(session, (LetStaffListen(listen=False), said))
        if self.with_staff is not None and self.with_staff.listen and words != "stop":
            return Turn(session, (TellStaff(words),))
        return small_talk(session, event, world)


@pytest.fixture
def talker() -> Talker:
    return Talker()


@pytest.fixture
async def desk(database: Database, talker: Talker) -> Harness:
    advance: Advance = talker.advance
    return await build_harness(database.executor, advance)


async def contact_id(desk: Harness) -> int:
    return int(await desk.one("SELECT id FROM contact"))


async def answers(desk: Harness, words: str, **more: Any) -> Taken | Refusal:
    answer = StaffAnswer(await contact_id(desk), words, "Leila", **more)
    taken = await desk.answers.answer(answer)
    await desk.settle()
    return taken


async def talk(desk: Harness) -> list[str]:
    """What was said in it, as staff read it."""
    rows = await desk.rows("SELECT id, kind, said_sealed FROM staff_message ORDER BY id")
    return [f"{row['kind']} {said_in(row['id'], row['said_sealed'], desk.sealer)}" for row in rows]


async def conversation(desk: Harness) -> dict[str, Any]:
    (row,) = await desk.rows("SELECT * FROM staff_conversation")
    return row


async def test_the_machine_goes_on_until_staff_answer_and_then_they_listen(
    desk: Harness, talker: Talker
) -> None:
    await desk.hears(AWA, "human", "still here")
    assert desk.told(AWA) == ["1: human", "2: still here"]
    assert talker.with_staff == WithStaff()
    taken = await answers(desk, "Bonjour.")
    assert isinstance(taken, Taken)
    assert desk.told(AWA)[2:] == [
        "Centre : Bonjour.\nRépondez ici : notre équipe vous lit. MENU : la machine."
    ]
    await desk.hears(AWA, "merci", "à quelle heure ?")
    assert talker.with_staff == WithStaff(listen=True, answer=True, spoke_last=True)
    assert len(desk.told(AWA)) == 3
    await answers(desk, "9 h")
    assert desk.told(AWA)[3:] == ["Centre : 9 h"]
    assert await talk(desk) == ["out Bonjour.", "in merci", "in à quelle heure ?", "out 9 h"]
    row = await conversation(desk)
    assert (row["assigned_to"], row["waiting_since"]) == ("Leila", None)


async def test_handing_back_says_so_and_the_machine_answers_again(
    desk: Harness, talker: Talker
) -> None:
    await desk.hears(AWA, "human")
    await answers(desk, "Bonjour.")
    assert await desk.answers.hand_back(1, "Leila", closing=False)
    await desk.settle()
    assert "une machine répond ici à nouveau" in desk.told(AWA)[-1]
    assert not await desk.answers.hand_back(1, "Leila", closing=False)
    await desk.hears(AWA, "hello")
    assert talker.with_staff == WithStaff(answer=True)
    assert desk.told(AWA)[-1] == "2: hello"
    assert await desk.answers.hand_back(1, "Leila", closing=True)
    await desk.settle()
    assert desk.told(AWA)[-1] == "2: hello"
    assert (await conversation(desk))["closed_by"] == "Leila"
    assert await desk.one("SELECT done_by FROM help_request") == "Leila"


async def test_the_menu_ends_it_and_is_seen_by_staff(desk: Harness, talker: Talker) -> None:
    await desk.hears(AWA, "human")
    await answers(desk, "Bonjour.")
    await desk.hears(AWA, "menu", "hello")
    assert talker.with_staff == WithStaff(answer=True)
    assert await talk(desk) == ["out Bonjour.", "left "]


async def test_nobody_is_left_alone_by_staff_who_fell_silent(desk: Harness, talker: Talker) -> None:
    await desk.hears(AWA, "want sewing", "human")
    await answers(desk, "Bonjour.")
    await desk.hears(AWA, "merci")
    desk.clock.forward(SILENCE)
    await desk.hears(AWA, "hello")
    assert talker.with_staff == WithStaff(spoke_last=True)
    assert desk.told(AWA)[-1] == "3: hello"
    # They still wait for an answer, so it stays in the inbox, however long.
    desk.clock.forward(SILENCE)
    await desk.answers.close_silent()
    assert (await conversation(desk))["closed_at"] is None


async def test_a_talk_in_which_staff_had_the_last_word_ends_by_itself(desk: Harness) -> None:
    await desk.hears(AWA, "want sewing", "human")
    await answers(desk, "Bonjour.")
    desk.clock.forward(SILENCE)
    await desk.answers.close_silent()
    assert (await conversation(desk))["closed_at"] is None
    desk.clock.forward(HOUR)
    await desk.answers.close_silent()
    row = await conversation(desk)
    assert row["closed_at"] is not None
    assert row["closed_by"] is None
    assert await desk.one("SELECT COUNT(*) FROM help_request WHERE done_at IS NULL") == 0


async def test_in_the_quiet_hours_an_answer_waits_unless_it_is_to_go_at_once(
    desk: Harness, talker: Talker
) -> None:
    await desk.hears(AWA, "human")
    until_night(desk)
    taken = await answers(desk, "Venez demain.")
    assert isinstance(taken, Taken)
    assert taken.leaves_at is not None
    assert desk.told(AWA) == ["1: human"]
    await desk.hears(AWA, "hello")
    assert talker.with_staff == WithStaff()
    assert desk.told(AWA)[-1] == "2: hello"
    await answers(desk, "Appelez maintenant.", at_once=True, urgent=True)
    assert desk.told(AWA)[-1].startswith("Centre : Appelez maintenant.")
    desk.clock.now = taken.leaves_at - timedelta(seconds=1)
    await desk.answers.send_due()
    await desk.settle()
    assert len(desk.told(AWA)) == 3
    desk.clock.now = taken.leaves_at
    await desk.answers.send_due()
    await desk.answers.send_due()
    await desk.settle()
    assert desk.told(AWA)[3:] == ["Centre : Venez demain."]


async def test_who_says_stop_before_the_morning_is_not_written_to(desk: Harness) -> None:
    await desk.hears(AWA, "human")
    until_night(desk)
    taken = await answers(desk, "Venez demain.")
    assert isinstance(taken, Taken)
    await desk.hears(AWA, "stop")
    desk.clock.now = taken.leaves_at or desk.clock.now
    await desk.answers.send_due()
    await desk.settle()
    assert desk.told(AWA) == ["1: human", "2: stop"]
    assert await answers(desk, "Bonjour.") is Refusal.STOPPED


async def test_stop_ends_that_staff_listen(desk: Harness, talker: Talker) -> None:
    await desk.hears(AWA, "human")
    await answers(desk, "Bonjour.")
    await desk.hears(AWA, "stop", "hello")
    assert talker.with_staff == WithStaff()
    assert desk.told(AWA)[-1] == "3: hello"


async def test_nobody_is_written_to_who_is_gone_or_whose_channel_is_off(desk: Harness) -> None:
    await desk.hears(AWA, "human")
    known = await contact_id(desk)
    assert await desk.answers.answer(StaffAnswer(known + 1, "x", "Leila")) is Refusal.GONE
    off = replace(desk.answers, capabilities={})
    assert await off.answer(StaffAnswer(known, "x", "Leila")) is Refusal.NO_CHANNEL
    within = replace(desk.answers.capabilities["telegram"], answers_within=DAY)
    window = replace(desk.answers, capabilities={"telegram": within})
    desk.clock.forward(DAY)
    assert await window.answer(StaffAnswer(known, "x", "Leila")) is Refusal.WINDOW
    assert await desk.one("SELECT COUNT(*) FROM staff_message") == 0


async def test_what_was_said_goes_some_days_after_the_end_and_with_an_erasure(
    desk: Harness,
) -> None:
    await desk.hears(AWA, "want sewing", "human")
    await answers(desk, "Bonjour.")
    await desk.hears(AWA, "merci")
    await desk.answers.hand_back(1, "Leila", closing=True)
    desk.clock.forward(PROGRAMME.retention.conversation_days * DAY)
    await desk.privacy.delete_old_records()
    assert await desk.one("SELECT COUNT(*) FROM staff_message") == 3
    desk.clock.forward(HOUR)
    await desk.privacy.delete_old_records()
    assert await desk.one("SELECT COUNT(*) FROM staff_message") == 0
    assert await desk.one("SELECT COUNT(*) FROM staff_conversation") == 0
    await desk.hears(AWA, "human")
    await answers(desk, "Bonjour.")
    await desk.hears(AWA, "menu", "erase")
    for table in ("contact", "staff_conversation", "staff_message"):
        assert await desk.one(f"SELECT COUNT(*) FROM {table}") == 0, table


async def test_how_long_people_wait_is_measured_and_not_wished(
    desk: Harness, talker: Talker
) -> None:
    measured = ResponseTimes(desk.executor, desk.worlds)
    for number in range(ENOUGH):
        await measured.measure()
        await desk.hears(BILEL, "hello")
        assert talker.usual_wait is None
        somebody = f"+2162000100{number}"
        await desk.hears(somebody, "human")
        desk.clock.forward(timedelta(minutes=10 * (number + 1)))
        newest = int(await desk.one("SELECT MAX(id) FROM contact"))
        await desk.answers.answer(StaffAnswer(newest, "Bonjour.", "Leila", at_once=True))
    # Whom staff wrote to first did not wait.
    bilel = int(await desk.one("SELECT MIN(id) FROM contact"))
    await desk.answers.answer(StaffAnswer(bilel, "Bonjour.", "Leila"))
    await measured.measure()
    await desk.hears(BILEL, "stop", "hello")
    assert talker.usual_wait == timedelta(minutes=60)


async def test_two_addresses_of_one_person_have_one_talk(desk: Harness) -> None:
    for address in (AWA, BILEL):
        await desk.hears(address, "human")
    for person in (1, 2):
        await desk.answers.answer(StaffAnswer(person, f"to {person}", "Leila"))

    def both() -> Transaction[None]:
        yield from unite("telegram", AWA, BILEL, desk.sealer)

    await desk.executor.run(both)
    row = await conversation(desk)
    assert row["closed_at"] is None
    assert await talk(desk) == ["out to 1", "out to 2"]


async def test_what_nobody_asked_for_opens_no_talk(desk: Harness, talker: Talker) -> None:
    def machine(session: Session, event: Event, world: World) -> Turn:
        return Turn(session, (AskHuman(HelpReason.MACHINE), AskHuman(HelpReason.TOO_MANY)))

    noisy = await build_harness(desk.executor, machine)
    await noisy.hears(AWA, "x")
    assert await noisy.one("SELECT COUNT(*) FROM help_request") == 2
    assert await noisy.one("SELECT COUNT(*) FROM staff_conversation") == 0


def until_night(desk: Harness) -> None:
    desk.clock.now = datetime.combine(
        desk.clock.now.date(), PROGRAMME.quiet_from, desk.clock.now.tzinfo
    )
