"""Who registered at the desk has a code on paper, and borrows a phone: what does it tell and do?"""

from __future__ import annotations

import random

import pytest

from bot.channels.webchat.names import FOR_TRIAL
from bot.contacts.receipts import new_receipt
from bot.contacts.store import read_contact
from bot.contacts.walk_in import WalkIn, keep
from bot.database.transaction import Transaction
from bot.inbound.receipts_in_hand import (
    WRONG_A_DAY,
    WRONG_AN_HOUR,
    CodeGuesses,
    InHand,
    read_in_hand,
)
from flows.engine.enrolments.states import EnrolmentState
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, BILEL, DAY, Classroom

NAME = "Mabrouka"
SAYS = {
    "fr": ["Mon code {}", "c'est quand le cours ?", "je peux pas venir", "Maison des jeunes"],
    "ar": ["رمزي {}", "متى الدرس؟", "لا أستطيع الحضور", "دار الشباب"],
    "aeb": ["الكود متاعي {}", "وقتاش القراية", "manjemch nji", "دار الشباب"],
    "en": ["my code is {}", "when is my class?", "I cannot come", "Maison des jeunes"],
}


async def at_the_desk(room: Classroom, cohort: Cohort | None, number: str = "") -> str:
    """Somebody is registered there, and has a seat in this cohort; their code."""
    walk_in = WalkIn("ar", "responsible_tourism", "kairouan", NAME, "sms", number)
    kept = await room.executor.run(lambda: keep(walk_in, room.sealer, room.clock()))
    if cohort is not None:
        await room.rosters.invite(cohort.id, [kept.interest_id])
    return kept.receipt


@pytest.mark.parametrize("locale", SAYS)
@pytest.mark.parametrize("channel", ["sms", "telegram"])
async def test_the_first_message_finds_the_class_and_all_that_is_said_of_it(
    sqlite_room: Classroom, locale: str, channel: str
) -> None:
    room = sqlite_room
    code = await at_the_desk(room, await room.opens())
    first, when, cannot, where = SAYS[locale]
    heard = [await room.says(AWA, first.format(code.lower()), channel=channel)]
    heard.append(await room.says(AWA, when, channel=channel))
    for each in heard:
        assert "09:00" in each
        assert where in each
    heard.append(await room.says(AWA, cannot, channel=channel))
    assert "09:00" in heard[-1]
    (line,) = (await room.rosters.roster(1)).lines
    assert list(line.coming.values()) == [False]
    assert not any(NAME in each for each in room.got(AWA, channel))


async def test_alone_it_is_answered_in_the_language_that_was_read_at_the_desk(
    room: Classroom,
) -> None:
    code = await at_the_desk(room, await room.opens())
    told = await room.says(AWA, code.replace("-", ""))
    assert "دار الشباب" in told
    assert "اللغة" in told


async def test_in_the_middle_of_a_question_the_question_stays(room: Classroom) -> None:
    code = await at_the_desk(room, await room.opens())
    await room.speaks(AWA, "fr")
    asked = await room.says(AWA, "effacer")
    told = await room.says(AWA, code)
    assert "Maison des jeunes" in told
    assert asked.splitlines()[-1] in told


async def test_leaving_is_asked_why_and_the_seat_goes_to_the_next(room: Classroom) -> None:
    cohort = await room.opens(seats=1)
    code = await at_the_desk(room, cohort)
    await room.enrols(cohort, BILEL)
    await room.speaks(AWA, "en")
    await room.says(AWA, code, "3")
    assert "You leave: why?" in room.last(AWA)
    await room.says(AWA, "1")
    states = [each.state for each in (await room.rosters.roster(cohort.id)).lines]
    assert states == [EnrolmentState.DROPPED, EnrolmentState.INVITED]


async def test_it_is_bound_to_a_phone_only_after_a_consent_and_then_reminded_there(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    code = await at_the_desk(room, cohort)
    await room.speaks(AWA, "en")
    asked = await room.says(AWA, code, "4")
    assert "Is this phone yours?" in asked
    assert "for 12 months" in asked
    await room.says(AWA, "2")
    assert [each.channel for each in (await room.rosters.roster(cohort.id)).lines] == ["walk_in"]
    await room.says(AWA, code, "4", "1")
    assert [each.channel for each in (await room.rosters.roster(cohort.id)).lines] == ["sms"]
    await room.at(cohort.meetings[0].starts_at - DAY)
    assert "2 I cannot come" in room.last(AWA)
    assert "You have a seat" in await room.says(AWA, "myclass")


async def test_of_another_phones_registration_it_tells_and_does_nothing(room: Classroom) -> None:
    cohort = await room.opens()
    code = await at_the_desk(room, None, BILEL)
    await room.enrols(cohort, BILEL, "fr")
    await room.speaks(AWA, "fr")
    told = await room.says(AWA, code)
    assert "Maison des jeunes" in told
    assert "De ce téléphone" in told
    assert "1 Toutes les dates" in told
    assert "\n2 " not in told
    said = await room.says(AWA, "je ne peux pas venir")
    assert "De ce téléphone" in said
    assert "C'est noté" not in said
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert line.coming == {}
    assert "MYCLASS" not in await room.says(AWA, "mes données")


async def test_no_name_goes_along_with_what_is_lent(room: Classroom) -> None:
    code = await at_the_desk(room, await room.opens())
    await room.speaks(AWA, "en")
    (row,) = await room.rows("SELECT id FROM contact WHERE channel = 'sms'")

    def reading() -> Transaction[InHand | None]:
        contact = yield from read_contact(row["id"])
        assert contact is not None
        return (
            yield from read_in_hand(code, contact, room.enrolments, CodeGuesses(), room.clock())
        )

    hand = await room.executor.run(reading)
    assert hand is not None
    assert NAME not in repr(hand)


async def test_a_wish_without_a_seat_is_told_too(room: Classroom) -> None:
    code = await at_the_desk(room, None)
    await room.speaks(AWA, "en")
    told = await room.says(AWA, code)
    assert "registered on" in told
    assert NAME not in told
    assert "1 Write to me on this phone" in told


async def test_it_is_meant_for_an_hour_and_then_forgotten(room: Classroom) -> None:
    code = await at_the_desk(room, await room.opens())
    await room.speaks(AWA, "en")
    await room.says(AWA, code, "menu")
    assert "You have a seat" in await room.says(AWA, "my course")
    room.clock.forward(DAY)
    assert "You are in no course of ours." in await room.says(AWA, "my course")


async def test_guesses_find_nothing(room: Classroom) -> None:
    """Only the first few of a phone are looked up at all."""
    code = await at_the_desk(room, await room.opens())
    await room.speaks(AWA, "en")
    for _guess in range(WRONG_A_DAY):
        assert "We do not know this code" in await room.says(AWA, new_receipt())
    assert "We do not know this code" in await room.says(AWA, code)
    assert "Youth" not in room.last(AWA)
    room.clock.forward(DAY)
    assert "You have a seat" in await room.says(AWA, code)


async def test_who_guesses_on_one_channel_keeps_nobody_on_another_from_theirs(
    sqlite_room: Classroom,
) -> None:
    room = sqlite_room
    code = await at_the_desk(room, await room.opens())
    for phone in range(WRONG_AN_HOUR // WRONG_A_DAY):
        for _guess in range(WRONG_A_DAY):
            await room.says(f"70000{phone:02}", new_receipt(), channel="telegram")
    await room.speaks(AWA, "en")
    assert "You have a seat" in await room.says(AWA, code)
    await room.speaks("7000099", "en", channel="telegram")
    assert "We do not know this code" in await room.says("7000099", code, channel="telegram")


async def test_who_only_tries_dalil_is_told_of_nobodys_code(sqlite_room: Classroom) -> None:
    room, guesses = sqlite_room, CodeGuesses()
    code = await at_the_desk(room, await room.opens())
    await room.speaks(AWA, "en")
    (row,) = await room.rows("SELECT id FROM contact WHERE channel = 'sms'")
    contact = await room.executor.run(lambda: read_contact(row["id"]))
    assert contact is not None

    async def found(channel: str, written: str) -> InHand | None:
        asks = contact._replace(channel=channel)
        return await room.executor.run(
            lambda: read_in_hand(written, asks, room.enrolments, guesses, room.clock())
        )

    for trial in FOR_TRIAL:
        assert await found(trial, code) is None
        for _guess in range(WRONG_AN_HOUR):
            assert await found(trial, new_receipt()) is None
    assert await found("sms", code) is not None


def test_of_a_hundred_thousand_guesses_few_are_looked_up() -> None:
    guesses, room, chance = CodeGuesses(), 0, random.Random(7)
    from datetime import UTC, datetime

    now = datetime(2026, 11, 24, tzinfo=UTC)
    for _guess in range(100_000):
        phone = chance.randbytes(2)
        if not guesses.are_too_many("sms", phone, now):
            room += 1
            guesses.count("sms", phone, now)
    assert room == WRONG_AN_HOUR
