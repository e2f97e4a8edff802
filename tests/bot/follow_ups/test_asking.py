"""Who agreed is asked once, three days later; nobody else, and nothing after that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.follow_ups.asking import ANSWERED_WITHIN, ASKED_WITHIN
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import TryLater
from bot.privacy.row_ids import draw_row_id
from bot.referrals.referrals import NewReferral, Referrals
from bot.referrals.steps import StepTaker, steps_of
from bot.training.notices import Notices
from flows.engine.referrals import PassedField, ReferralState, Refused, Step, Urgency
from flows.referrals.receiver_words import Passed
from services_directory.values.local_text import LocalText
from services_directory.values.promises import FollowUps as Promise
from tests.bot.follow_ups.people import SERVICE, THREE_DAYS, WORDS, Town
from tests.bot.training.classroom import AWA, BILEL, DAY, HOUR

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("locale", ["fr", "ar", "aeb", "en"])
async def test_who_agreed_is_asked_once_by_whichever_replica(town: Town, locale: str) -> None:
    await town.consents(AWA, locale)
    await town.agrees(AWA, locale)
    (row,) = await town.waiting()
    assert SERVICE.encode() not in row["about_sealed"]
    assert await town.after(THREE_DAYS - HOUR) == 0
    assert await town.after(HOUR) == 1
    for _hour in range(30):
        await town.after(HOUR)
    assert town.questions(AWA, locale) == 1
    assert town.room.last(AWA).splitlines()[1].startswith("1 ")


@pytest.mark.parametrize("purpose", ["follow_up", "referral"])
async def test_whatever_else_they_once_agreed_to_the_promise_is_kept(
    town: Town, purpose: str
) -> None:
    """Nobody who was promised to be asked is forgotten for want of another consent."""
    await town.consents(AWA, purpose=purpose)
    await town.agrees(AWA)
    assert await town.after(THREE_DAYS) == 1
    assert town.questions(AWA, "fr") == 1


async def test_an_answer_counts_from_when_the_question_left(town: Town) -> None:
    """A cap or a provider may hold it for days: who answers then is heard."""
    await town.consents(AWA)
    await town.agrees(AWA)
    town.room.channels["sms"].refusals = [TryLater("full", after=ANSWERED_WITHIN + HOUR)]
    assert await town.after(THREE_DAYS) == 1
    assert town.questions(AWA) == 0
    await town.after(ANSWERED_WITHIN + HOUR)
    assert town.questions(AWA) == 1
    await town.after(DAY)
    await town.room.says(AWA, "1")
    assert await town.counted()


async def test_a_question_that_is_held_for_too_long_is_dropped(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    town.room.channels["sms"].refusals = [TryLater("full", after=ASKED_WITHIN)] * 2
    await town.after(THREE_DAYS + HOUR)
    for _hour in range(30):
        await town.after(4 * HOUR)
    assert town.questions(AWA) == 0


async def test_who_did_not_pick_it_is_never_asked(town: Town) -> None:
    await town.consents(AWA)
    await town.room.says(AWA, WORDS["fr"][0], "1", "merci")
    await town.room.speaks(BILEL, "fr")
    await town.room.says(BILEL, WORDS["fr"][0], "1", "merci", "1")
    assert await town.waiting() == []
    for _day in range(9):
        assert await town.after(DAY) == 0


async def test_nothing_is_asked_in_the_quiet_hours(town: Town) -> None:
    await town.consents(AWA)
    town.room.clock.now = town.room.clock().replace(hour=18, minute=30)
    await town.agrees(AWA)
    assert await town.after(THREE_DAYS + HOUR) == 0
    assert await town.after(12 * HOUR) == 1


async def test_after_an_outage_what_lost_its_sense_is_dropped(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    assert await town.after(THREE_DAYS + ASKED_WITHIN - MINUTE) == 1
    await town.consents(BILEL)
    await town.agrees(BILEL)
    assert await town.after(THREE_DAYS + ASKED_WITHIN) == 0
    assert await town.waiting() == []


@pytest.mark.parametrize("how", ["STOP", "erase", "1"])
async def test_who_wants_nothing_any_more_is_not_asked(town: Town, how: str) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.room.says(AWA, *(["effacer", "1"] if how == "erase" else [how]))
    assert await town.waiting() == []
    await town.room.says(AWA, "START")
    assert await town.after(THREE_DAYS) == 0


@pytest.mark.parametrize("how", ["STOP", "[#dont_ask]"])
async def test_a_question_that_has_not_left_is_called_back(town: Town, how: str) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    town.room.clock.forward(THREE_DAYS)
    assert await town.asking.ask_due() == 1
    if how == "STOP":
        await town.room.says(AWA, how)
    else:
        town.room.channels["sms"].keys[AWA] = {"#dont_ask": "dont_ask"}
        await town.room.says(AWA, how)
    assert town.questions(AWA) == 0
    assert await town.waiting() == []


async def test_whose_language_is_another_by_then_is_asked_in_it(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.room.says(AWA, "langue", "4")
    assert await town.after(THREE_DAYS) == 1
    assert town.questions(AWA, "en") == 1


async def test_who_talks_with_staff_is_left_to_them(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.room.says(AWA, "humain")
    assert await town.after(THREE_DAYS) == 0
    await town.room.rows(
        "UPDATE staff_conversation SET closed_at = ? RETURNING id", town.room.clock()
    )
    assert await town.after(HOUR) == 1


async def test_where_a_channel_shuts_after_a_day_they_are_asked_once_they_write(
    town: Town,
) -> None:
    """And nobody is offered it there."""
    await town.consents(AWA)
    await town.agrees(AWA)
    window = replace(BY_SMS, answers_within=timedelta(hours=24))
    town.asking.capabilities["sms"] = window  # type: ignore[index]
    assert await town.after(THREE_DAYS) == 0
    await town.room.says(AWA, "bonjour")
    assert await town.after(MINUTE) == 1


async def test_of_a_need_that_became_sensitive_nobody_is_asked(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.room.in_programme(follow_up=Promise(never_for=frozenset(("health",))))
    assert await town.after(THREE_DAYS) == 0
    assert await town.waiting() == []


async def test_a_programme_may_ask_later_or_nobody(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.room.in_programme(follow_up=Promise(timedelta(days=5)))
    assert await town.after(THREE_DAYS) == 0
    assert await town.after(2 * DAY) == 1
    await town.consents(BILEL)
    await town.room.in_programme(follow_up=Promise(timedelta()))
    await town.agrees(BILEL)
    assert len(await town.waiting()) == 1


async def test_silence_is_the_end_of_it(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.after(THREE_DAYS)
    assert len(await town.waiting()) == 1
    await town.after(ANSWERED_WITHIN)
    assert await town.waiting() == []
    said = len(town.room.got(AWA))
    for _day in range(20):
        await town.after(DAY)
    assert len(town.room.got(AWA)) == said
    await town.room.says(AWA, "1")
    assert await town.counted() == {}


async def passed_on(town: Town) -> tuple[Referrals, int]:
    """Somebody is asked by a message, agrees, and picks to be asked later."""
    await town.consents(AWA)
    notices: Notices = town.room.enrolments.notices
    steps = steps_of(town.room.worlds, notices.capabilities, town.room.sealer, town.room.clock)
    referrals = Referrals(town.room.executor, town.room.outbox, steps)
    new = NewReferral(
        row_id=draw_row_id(),
        contact_id=(await town.contact(AWA))["id"],
        service=SERVICE,
        receiver=LocalText.of({"fr": "Hôpital"}),
        need="health",
        town="jendouba",
        language="fr",
        urgency=Urgency.SOON,
        number="",
        passed=Passed(),
        fields=(PassedField.PHONE,),
        read_in=None,
        by="Sami",
    )
    added = await referrals.add(new)
    assert added is not None
    await town.room.outbox.deliver_due()
    code = town.room.last(AWA).split()[-1]
    await town.room.says(AWA, code, "1")
    assert "Demandez-moi plus tard" in town.room.last(AWA)
    number = next(each[0] for each in town.room.last(AWA).splitlines() if "Demandez" in each)
    await town.room.says(AWA, number)
    return referrals, added


async def test_of_a_referral_the_days_are_counted_from_the_receivers_yes(town: Town) -> None:
    referrals, referral_id = await passed_on(town)
    assert await town.after(2 * DAY) == 0
    await referrals.take(referral_id, Step(ReferralState.ACCEPTED), StepTaker(by="Sami"))
    assert await town.after(2 * DAY) == 0
    assert len(await town.waiting()) == 1
    assert await town.after(DAY) == 1
    await town.room.says(AWA, "1")
    assert await town.counted() == {(SERVICE, "yes"): 1}


async def test_a_referral_that_came_to_nothing_is_not_asked_about(town: Town) -> None:
    referrals, referral_id = await passed_on(town)
    refused = Step(ReferralState.REFUSED, Refused.FULL)
    await referrals.take(referral_id, refused, StepTaker(by="Sami"))
    await town.after(MINUTE)
    assert await town.waiting() == []
    assert await town.after(THREE_DAYS) == 0


async def test_whom_no_sms_is_paid_to_is_let_be(town: Town) -> None:
    await town.consents(AWA)
    await town.agrees(AWA)
    await town.room.in_programme(country="LY")
    assert await town.after(THREE_DAYS) == 0
    assert await town.waiting() == []
