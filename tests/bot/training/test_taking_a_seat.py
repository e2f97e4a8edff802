"""From "is there a course?" to a seat, the line for one, and giving it back, as people live it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.training.seats import BEFORE_THE_START, LEAST_TIME
from tests.bot.training.classroom import AWA, BILEL, CLARA, DAY, DINA, HOUR, MONDAY, Classroom

CHAT = "7000001"


async def test_awa_asks_in_french_by_sms_and_has_a_seat(room: Classroom) -> None:
    await room.opens(seats=5)
    await room.speaks(AWA, "fr")
    listed = await room.says(AWA, "formation tourisme kairouan")
    assert "1 Tourisme responsable, Kairouan : 7 décembre 2026, 5 places" in listed
    card = await room.says(AWA, "1")
    assert "Début : lundi 7 décembre, 09:00, Maison des jeunes." in card
    assert "2 cours, jusqu'au 9 décembre 2026." in card
    assert "5 places libres." in card
    assert "Gratuit." in card
    assert "1 Je veux une place" in card
    assert "1 Je préfère ne pas le dire" in await room.says(AWA, "1")
    assert "Seule notre équipe les voit" in await room.says(AWA, "Awa")
    assert await _counts(room) == {}
    told = await room.says(AWA, "1")
    assert told.splitlines()[:2] == [
        "Vous avez une place : Tourisme responsable.",
        "Prochain cours : lundi 7 décembre, 09:00, Maison des jeunes.",
    ]
    assert await _counts(room) == {"confirmed": 1}
    await room.tick()
    assert "4 places" in await room.says(BILEL, "hello", "1", "formation tourisme kairouan")


async def test_where_a_name_is_asked_a_greeting_and_another_question_are_no_names(
    room: Classroom,
) -> None:
    await room.opens(seats=5)
    await room.speaks(AWA, "fr")
    await room.says(AWA, "formation tourisme kairouan", "1", "1")
    again = await room.says(AWA, "bonjour")
    assert "Quel est votre prénom" in again
    found = await room.says(AWA, "je cherche un médecin à kairouan")
    assert "Seule notre équipe" not in found
    assert "Kairouan" in found
    assert await _counts(room) == {}


async def test_in_arabic_on_telegram_the_line_is_honest_and_a_freed_seat_goes_on(
    room: Classroom,
) -> None:
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.speaks(CHAT, "ar", channel="telegram")
    await room.tick()
    await room.says(CHAT, "تكوين السياحة القيروان", channel="telegram")
    (listed,) = (each for each in room.channels["telegram"].keys[CHAT] if "لا مكان" in each)
    card = await room.says(CHAT, f"[{listed}]", channel="telegram")
    assert "السياحة المسؤولة" in card
    told = await room.says(CHAT, "[أنتظر مكانا]", "مريم", "[أوافق]", channel="telegram")
    assert "لا مكان الآن: السياحة المسؤولة." in told
    assert "رتبتك في الانتظار: 1 من 1." in told
    assert "3 sur 3" not in await room.enrols(cohort, BILEL)
    assert "Dans la liste d'attente : 2 sur 2." in room.last(BILEL)

    await room.says(AWA, "moncours", "3", "5")
    assert "C'est fait, vous avez quitté" in room.last(AWA)
    offer = room.last(CHAT, "telegram")
    assert "مكان لك: السياحة المسؤولة." in offer
    assert "الجواب قبل" in offer
    assert await room.says(CHAT, "[نعم، أريده]", channel="telegram")
    assert "لديك مكان: السياحة المسؤولة." in room.last(CHAT, "telegram")
    assert "Dans la liste d'attente : 1 sur 1." in await room.says(BILEL, "mon cours")


async def test_silence_passes_it_on_and_nobody_is_asked_too_late(room: Classroom) -> None:
    cohort = await room.opens(seats=1)
    for somebody in (AWA, BILEL, CLARA, DINA):
        await room.enrols(cohort, somebody)
    await room.says(AWA, "moncours", "3", "1")
    asked_at = room.clock.now
    assert "1 Oui, je la prends" in room.last(BILEL)
    # A night lies in between, which does not count: 24 hours of day are almost two days.
    await room.at(asked_at + timedelta(hours=40))
    assert "place" not in room.last(CLARA).splitlines()[0].replace("Aucune place", "")
    await room.at(asked_at + timedelta(hours=47))
    assert "1 Oui, je la prends" in room.last(CLARA)
    gone = "Sans réponse à temps, votre place n'est plus gardée : Tourisme responsable."
    assert gone in room.last(BILEL)
    assert "Complet : 1 personne attend." in await room.says(BILEL, "1")
    await room.says(CLARA, "2")
    assert "D'accord. La place va" in room.last(CLARA)
    assert "1 Oui, je la prends" in room.last(DINA)
    before = len(room.got(CLARA)), len(room.got(BILEL))
    await room.at(MONDAY - BEFORE_THE_START + HOUR)
    # Who declined, or was silent, is not asked again; and after the last moment nobody is.
    assert (len(room.got(CLARA)), len(room.got(BILEL))) == before
    assert await _counts(room) == {"dropped": 4}


async def test_two_who_come_together_get_both_seats_or_none(room: Classroom) -> None:
    cohort = await room.opens(seats=2)
    await room.enrols(cohort, AWA)
    pair = await room.enrols(cohort, BILEL, seats=2)
    assert "Les deux places ensemble, ou aucune." in pair
    # One seat is free and would stay empty: who comes alone has it, and the pair keeps its place.
    assert "Vous avez une place" in await room.enrols(cohort, CLARA)
    await room.says(AWA, "moncours", "3", "1")
    assert "Dans la liste d'attente : 1 sur 1." in await room.says(BILEL, "moncours")
    await room.says(CLARA, "moncours", "3", "1")
    assert "2 places sont libres pour vous" in room.last(BILEL)
    assert "Vous avez 2 places" in await room.says(BILEL, "oui")
    assert await _counts(room) == {"confirmed": 1, "dropped": 2}


async def test_who_comes_back_stands_at_the_end_of_the_line(room: Classroom) -> None:
    cohort = await room.opens(seats=1)
    for somebody in (AWA, BILEL, CLARA):
        await room.enrols(cohort, somebody)
    left = await room.says(BILEL, "moncours", "1", "2")
    assert "C'est fait" in left
    await room.says(BILEL, "formation tourisme kairouan", "1", "1", "1")
    assert "2 sur 2" in room.last(BILEL)
    await room.says(AWA, "moncours", "3", "1")
    assert "1 Oui, je la prends" in room.last(CLARA)


async def test_stop_leaves_the_seat_and_erase_gives_it_to_the_next(room: Classroom) -> None:
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.enrols(cohort, BILEL)
    told = await room.says(AWA, "mes données")
    assert "Cours : Tourisme responsable, vous avez une place" in told
    await room.says(BILEL, "STOP")
    await room.says(AWA, "effacer", "1")
    assert await _counts(room) == {"waiting": 1}
    # Who said STOP keeps their place, is asked nothing, and holds nobody up.
    assert "plus aucun message" in room.last(BILEL)
    assert "Vous avez une place" in await room.enrols(cohort, CLARA)


@pytest.mark.parametrize(
    ("role", "whose"), [("counsellor", "Sami"), ("trainer", None), (None, None)]
)
async def test_a_question_goes_to_the_trainer_who_answers_people_and_the_seat_is_kept(
    room: Classroom, role: str | None, whose: str | None
) -> None:
    if role is not None:
        await room.rows(
            "INSERT INTO staff_member (name, name_key, password_hash, role, locale, active,"
            " must_change, created_at) VALUES ('Sami', 'sami', 'x', ?, 'fr', ?, ?, ?) RETURNING id",
            *(role, True, False, room.clock()),
        )
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.enrols(cohort, BILEL)
    await room.says(AWA, "moncours", "3", "1")
    await room.says(BILEL, "3", "Y a-t-il un bus ?")
    assert len(await room.rows("SELECT id FROM help_request")) == 1
    (talk,) = await room.rows("SELECT assigned_to FROM staff_conversation")
    assert talk["assigned_to"] == whose
    assert await _counts(room) == {"dropped": 1, "invited": 1}
    assert "1 Oui, je la prends" in await room.says(BILEL, "mon cours")
    assert "Vous avez une place" in await room.says(BILEL, "1")


async def test_a_seat_is_not_offered_when_the_course_has_begun(room: Classroom) -> None:
    cohort = await room.opens(seats=1)
    for somebody in (AWA, BILEL):
        await room.enrols(cohort, somebody)
    await room.at(MONDAY + DAY)
    await room.says(AWA, "moncours", "3", "1")
    await room.tick()
    assert await _counts(room) == {"dropped": 1, "waiting": 1}
    assert "Oui, je la prends" not in room.last(BILEL)


async def test_a_seat_given_back_after_the_last_moment_to_ask_is_offered_to_nobody(
    room: Classroom,
) -> None:
    cohort = await room.opens(seats=1)
    for somebody in (AWA, BILEL):
        await room.enrols(cohort, somebody)
    # Half an hour to answer would end later than three hours before the class.
    await room.at(MONDAY - BEFORE_THE_START - LEAST_TIME + timedelta(minutes=1))
    assert not (await room.rosters.roster(cohort.id)).asks_line
    asked = len(room.got(BILEL))
    await room.says(AWA, "moncours", "3", "1")
    for hours in range(24):
        await room.at(MONDAY - BEFORE_THE_START + hours * HOUR)
    assert len(room.got(BILEL)) == asked
    assert await _counts(room) == {"dropped": 1, "waiting": 1}


async def test_in_time_it_is_still_offered(room: Classroom) -> None:
    cohort = await room.opens(MONDAY + 4 * HOUR, seats=1)
    for somebody in (AWA, BILEL):
        await room.enrols(cohort, somebody)
    await room.at(MONDAY + 4 * HOUR - BEFORE_THE_START - LEAST_TIME)
    assert (await room.rosters.roster(cohort.id)).asks_line
    # While a class is asked about, 1 and 2 answer that: leaving stands two lines further down.
    await room.says(AWA, "moncours", "4", "1")
    assert "1 Oui, je la prends" in room.last(BILEL)


async def _counts(room: Classroom) -> dict[str, int]:
    rows = await room.rows("SELECT state, COUNT(*) AS n FROM enrolment GROUP BY state")
    return {row["state"]: row["n"] for row in rows}
