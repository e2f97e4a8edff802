"""People are reminded of their classes, once each, and told once when a class is another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.messages.segments import count
from bot.training.delivery.unreached import Unreached
from bot.training.enrolments import NewEnrolment
from bot.training.reminder_plan import NoticeKind
from services_directory.values.local_text import LocalText
from tests.bot.training.classroom import AWA, BILEL, DAY, HOUR, MONDAY, VENUE, Classroom

EVENING = MONDAY - timedelta(hours=20)
"""Sunday, one o'clock in Kairouan: when people are reminded of Monday's class."""


async def test_reminded_three_days_before_the_first_class_and_the_day_before_each(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    told: list[str] = []
    for hour in range(24 * 16):
        before = len(room.got(AWA))
        await room.at(MONDAY - 12 * DAY + hour * HOUR)
        told += [f"{room.clock.now:%a %H}"] * (len(room.got(AWA)) - before)
    assert told == ["Fri 08", "Sun 12", "Tue 12"]
    assert room.last(AWA).splitlines() == [
        "Dalil : mercredi 9 décembre, 09:00, Maison des jeunes.",
        "Tourisme responsable",
        "A apporter : un cahier",
        "1 Je viens",
        "2 Je ne peux pas venir",
    ]


async def test_one_and_two_answer_the_class_that_was_reminded_of_and_nothing_else(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    monday, wednesday = cohort.meetings
    await room.enrols(cohort, AWA)
    await room.says(AWA, "menu")
    await room.at(MONDAY - 3 * DAY)
    assert "C'est noté : vous venez. lundi 7 décembre, 09:00." in await room.says(AWA, "1")
    assert await _answers(room) == {monday.id: 1}
    # The menu is on their screen again: the same number is now the menu's.
    assert "C'est noté" not in await room.says(AWA, "1")
    await room.at(EVENING)
    assert "vous ne venez pas. lundi" in await room.says(AWA, "2")
    await room.at(EVENING + 2 * DAY)
    assert "vous venez. mercredi" in await room.says(AWA, "oui")
    assert await _answers(room) == {monday.id: 0, wednesday.id: 1}


@pytest.mark.parametrize(
    ("locale", "cannot", "said"),
    [
        ("fr", "je ne viens pas lundi", "Vous avez dit : je ne peux pas venir."),
        ("en", "I can't come on Monday", "You said: I cannot come."),
        ("ar", "لن أحضر يوم الاثنين", "قلت: لا أستطيع الحضور."),
        ("aeb", "ما نجمش نجي الاثنين", "قلت: ما نجمش نجي."),
        ("aeb", "manjemch nji lethnin", "قلت: ما نجمش نجي."),
    ],
)
async def test_who_said_so_before_is_reminded_of_what_they_said(
    room: Classroom, locale: str, cannot: str, said: str
) -> None:
    cohort = await room.opens()
    monday = cohort.meetings[0]
    await room.enrols(cohort, AWA, locale)
    await room.at(EVENING - 2 * HOUR)
    await room.says(AWA, cannot)
    assert await _answers(room) == {monday.id: 0}
    await room.at(EVENING)
    again = room.last(AWA)
    assert said in again
    assert len(again.splitlines()) > 3
    assert count(again).segments <= 2
    # ANSWER puts the question that stands there, with what they said.
    word = {"fr": "REPONSE", "en": "ANSWER", "ar": "جواب", "aeb": "جواب"}[locale]
    put = await room.says(AWA, word)
    assert again.splitlines()[-2] in put
    noted = await room.says(AWA, "2")
    assert await _answers(room) == {monday.id: 0}
    assert noted.count("09:00") == 1


async def test_a_button_pressed_late_answers_its_own_class(room: Classroom) -> None:
    chat = "7000001"
    cohort = await room.opens()
    await room.speaks(chat, "ar", channel="telegram")
    await room.says(chat, "تكوين السياحة القيروان", channel="telegram")
    (listed,) = (
        each for each in room.channels["telegram"].keys[chat] if "السياحة المسؤولة،" in each
    )
    await room.says(chat, f"[{listed}]", "[أريد مكانا]", "مريم", "[أوافق]", channel="telegram")
    assert "لديك مكان" in room.last(chat, "telegram")
    await room.at(EVENING)
    assert "الاثنين 7 ديسمبر، 09:00، دار الشباب" in room.last(chat, "telegram")
    keys = dict(room.channels["telegram"].keys[chat])
    await room.says(chat, "القائمة", channel="telegram")
    room.channels["telegram"].keys[chat] = keys
    await room.says(chat, "[لا أستطيع الحضور]", channel="telegram")
    assert "سجلنا: لن تحضر." in room.last(chat, "telegram")
    assert await _answers(room) == {cohort.meetings[0].id: 0}
    await room.at(MONDAY + 4 * HOUR)
    room.channels["telegram"].keys[chat] = keys
    assert "انتهت تلك الحصة" in await room.says(chat, "[سأحضر]", channel="telegram")


async def test_a_class_that_moves_is_told_once_and_reminded_of_at_its_new_time(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.at(EVENING - DAY)
    await room.moves(cohort.id, 0, starts_at=MONDAY + 5 * HOUR, ends_at=MONDAY + 8 * HOUR)
    told = room.last(AWA)
    assert "Il y a un changement : Tourisme responsable." in told
    assert "Maintenant : lundi 7 décembre, 14:00, Maison des jeunes." in told
    seen = len(room.got(AWA))
    await room.at(EVENING + 4 * HOUR)
    assert len(room.got(AWA)) == seen
    await room.at(EVENING + 6 * HOUR)
    assert len(room.got(AWA)) == seen + 1
    assert "lundi 7 décembre, 14:00" in room.last(AWA)
    # Bilel comes later, and knows it so from the beginning.
    await room.enrols(cohort, BILEL)
    await room.tick()
    assert not any("changement" in each for each in room.got(BILEL))


@pytest.mark.parametrize(
    ("locale", "asks"),
    [
        ("fr", ["1 Je viens", "2 Je ne peux pas venir"]),
        ("en", ["1 I come", "2 I cannot come"]),
        ("ar", ["1 سأحضر", "2 لا أستطيع الحضور"]),
        ("aeb", ["1 نجي", "2 ما نجمش نجي"]),
    ],
)
async def test_who_said_that_they_cannot_come_is_asked_again_when_the_class_moves(
    room: Classroom, locale: str, asks: list[str]
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA, locale)
    await room.at(EVENING)
    await room.says(AWA, "2")
    await room.moves(cohort.id, 0, starts_at=MONDAY + 5 * HOUR, ends_at=MONDAY + 8 * HOUR)
    assert "14:00" in room.last(AWA)
    assert room.last(AWA).splitlines()[-2:] == asks
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert (line.coming, line.asked_again) == ({}, frozenset({cohort.meetings[0].id}))
    assert "14:00" in await room.says(AWA, "1")
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert (line.coming, line.asked_again) == ({cohort.meetings[0].id: True}, frozenset())
    (entry,) = await room.rows("SELECT who, before, after FROM audit_entry")
    assert (entry["who"], "cannot come" in entry["before"]) == ("", True)


async def test_an_answer_to_the_old_time_does_not_count_for_the_new_one(room: Classroom) -> None:
    chat = "7000001"
    cohort = await room.opens()
    await room.speaks(chat, "fr", channel="telegram")
    await room.rows("UPDATE contact SET consented_at = ? RETURNING id", room.clock())
    (contact,) = await room.rows("SELECT id FROM contact")
    await room.rows(
        "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
        " VALUES (?, 'interest', 'seat-1', 'fr', ?) RETURNING id",
        *(contact["id"], room.clock()),
    )
    wish = NewEnrolment(contact["id"])
    await room.executor.run(lambda: room.enrolments.take_seat(cohort.id, wish, room.clock()))
    await room.at(EVENING)
    old = dict(room.channels["telegram"].keys[chat])
    await room.moves(cohort.id, 0, starts_at=MONDAY + 5 * HOUR, ends_at=MONDAY + 8 * HOUR)
    room.channels["telegram"].keys[chat] = old
    asked = await room.says(chat, "[Je viens]", channel="telegram")
    assert "14:00" in asked
    assert await _answers(room) == {}
    assert "vous venez" in await room.says(chat, "[Je viens]", channel="telegram")
    assert await _answers(room) == {cohort.meetings[0].id: 1}


async def test_a_reminder_that_waits_is_called_back_when_its_class_moves(room: Classroom) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.worlds.refresh()
    room.clock.now = EVENING
    await room.notices.send_due()
    assert await _waiting(room) == 1
    await room.moves(cohort.id, 0, starts_at=MONDAY + DAY, ends_at=MONDAY + DAY + 3 * HOUR)
    assert not any("lundi 7" in each and "1 Je viens" in each for each in room.got(AWA)[-1:])
    assert "Maintenant : mardi 8 décembre, 09:00" in room.last(AWA)


async def test_at_night_a_change_waits_for_the_morning_and_a_second_one_takes_its_place(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.at(EVENING)
    await room.at(EVENING + 10 * HOUR)
    seen = len(room.got(AWA))
    await room.moves(cohort.id, 1, starts_at=MONDAY + 3 * DAY, ends_at=MONDAY + 3 * DAY + HOUR)
    await room.moves(cohort.id, 1, starts_at=MONDAY + 4 * DAY, ends_at=MONDAY + 4 * DAY + HOUR)
    assert len(room.got(AWA)) == seen
    await room.at(MONDAY - timedelta(minutes=50))
    (told,) = room.got(AWA)[seen:]
    assert "vendredi 11 décembre" in told


async def test_a_course_that_is_called_off_is_told_once_to_all_who_hoped_for_it(
    room: Classroom,
) -> None:
    cohort = await room.opens(seats=1)
    await room.enrols(cohort, AWA)
    await room.enrols(cohort, BILEL)
    await room.calls_off(cohort.id)
    await room.at(MONDAY + DAY)
    for somebody in (AWA, BILEL):
        off = [each for each in room.got(somebody) if "n'aura pas lieu" in each]
        assert off == [
            "Dalil : Le cours n'aura pas lieu : Tourisme responsable.\n"
            "Pour parler à une personne, écrivez : HUMAIN."
        ]
        assert room.last(somebody) == off[0]


async def test_two_classes_of_a_day_are_one_message_and_one_answer(room: Classroom) -> None:
    cohort = await room.opens(MONDAY, MONDAY + 5 * HOUR)
    await room.enrols(cohort, AWA)
    await room.at(EVENING)
    assert "lundi 7 décembre, 09:00 et 14:00, Maison des jeunes." in room.last(AWA)
    await room.says(AWA, "1")
    assert await _answers(room) == {each.id: 1 for each in cohort.meetings}


async def test_stop_ends_reminders_and_who_was_not_told_stands_in_the_roster(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.says(AWA, "STOP")
    seen = len(room.got(AWA))
    for moment in (MONDAY - 3 * DAY, EVENING, EVENING + 2 * DAY):
        await room.at(moment)
    assert len(room.got(AWA)) == seen
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert {each.reason for each in line.unreached.values()} == {"stopped"}


async def test_after_days_without_power_nothing_is_sent_that_has_lost_its_sense(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    seen = len(room.got(AWA))
    await room.at(MONDAY + 2 * DAY - HOUR)
    assert "mercredi 9 décembre" in room.last(AWA)
    assert len(room.got(AWA)) == seen + 1
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert line.unreached == {cohort.meetings[0].id: Unreached(NoticeKind.CLASS, "too_late")}


async def test_who_wants_it_so_is_reminded_without_the_course_and_the_place(
    room: Classroom,
) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.says(AWA, "moncours", "4")
    await room.at(EVENING)
    assert room.last(AWA).splitlines() == [
        "Dalil : lundi 7 décembre, 09:00.",
        "1 Je viens",
        "2 Je ne peux pas venir",
    ]


@pytest.mark.parametrize(("locale", "most"), [("fr", 1), ("en", 1), ("ar", 2), ("aeb", 2)])
async def test_a_reminder_by_sms_is_short_also_where_the_venue_is_not(
    sqlite_room: Classroom, locale: str, most: int
) -> None:
    room = sqlite_room
    venue = LocalText.of({code: 4 * f"{words} " for code, words in VENUE.words})
    cohort = await room.opens(MONDAY, MONDAY + 5 * HOUR)
    await room.moves(cohort.id, 0, venue=venue)
    await room.enrols(room.cohort(cohort.id), AWA, locale)
    await room.at(EVENING)
    assert "\n2 " in room.last(AWA)
    assert count(room.last(AWA)).segments <= most


async def _answers(room: Classroom) -> dict[int, int]:
    rows = await room.rows("SELECT meeting_id, comes FROM class_answer")
    return {row["meeting_id"]: int(row["comes"]) for row in rows}


async def _waiting(room: Classroom) -> int:
    rows = await room.rows("SELECT id FROM outbound_message WHERE state = 'queued'")
    return len(rows)


async def test_whom_no_sms_is_paid_to_is_noted_with_that_reason(room: Classroom) -> None:
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    before = len(room.got(AWA))
    await room.in_programme(country="LY")
    await room.at(MONDAY - 3 * DAY)
    assert len(room.got(AWA)) == before
    noted = await room.rows("SELECT DISTINCT left_out FROM class_notice WHERE kind <> 'changed'")
    assert [row["left_out"] for row in noted] == ["foreign"]
