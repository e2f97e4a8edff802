"""A trainer says by chat who was there; a trainee says "I am here". On both databases."""

from __future__ import annotations

import json

import pytest

from bot.messages.errors import TryLater
from flows.components.training.roll_words import Said, read_roll_call
from tests.bot.training.classroom import AWA, BILEL, CLARA, DINA, HOUR, MONDAY, Classroom
from tests.bot.training.roll import CHAT, MINUTE, SAMI, class_of_three, links, marks


@pytest.mark.parametrize(
    ("channel", "phone", "locale", "listed", "asks", "said", "there", "missing"),
    [
        ("sms", SAMI, "fr", "liste", "après : PRESENT", "tous sauf 3", "Présents : 1, 2", "3"),
        ("telegram", CHAT, "fr", "Liste", "PRESENT", "présents 1 et 2", "Présents : 1, 2", "3"),
        ("telegram", CHAT, "ar", "قائمة", "بعد: حاضر", "حاضر ١ ٢", "الحضور: 1, 2", "3"),
        ("sms", SAMI, "ar", "قائمة", "بعد: حاضر", "الكل إلا ٣", "الحضور: 1, 2", "3"),
        ("sms", SAMI, "en", "roster", "after: PRESENT", "all but 3", "Was there: 1, 2", "3"),
        ("sms", SAMI, "ar", "ليستة", "بعد: حاضر", "الكل كان 3", "الحضور: 1, 2", "3"),
        ("sms", SAMI, "fr", "lista", "PRESENT", "7adhrin 1 w 2", "Présents : 1, 2", "3"),
        ("sms", SAMI, "fr", "liste", "PRESENT", "absents 3", "Présents : 1, 2", "3"),
        ("sms", SAMI, "en", "roster", "after: PRESENT", "absent 3", "Was there: 1, 2", "3"),
        ("sms", SAMI, "fr", "lista", "PRESENT", "ghayeb 3", "Présents : 1, 2", "3"),
        ("sms", SAMI, "ar", "القائمة", "بعد: حاضر", "غائب ٣", "الحضور: 1, 2", "3"),
        ("sms", SAMI, "ar", "القايمة", "بعد: حاضر", "غايب ٣", "الحضور: 1, 2", "3"),
        ("sms", SAMI, "ar", "ليستة", "بعد: حاضر", "لكل كان ٣", "الحضور: 1, 2", "3"),
    ],
)
async def test_the_list_then_who_was_there(
    room: Classroom,
    channel: str,
    phone: str,
    locale: str,
    listed: str,
    asks: str,
    said: str,
    there: str,
    missing: str,
) -> None:
    await class_of_three(room)
    await links(room, phone, channel, locale=locale)
    roster = await room.says(phone, listed, channel=channel)
    assert len(roster.splitlines()) == 5
    assert roster.splitlines()[-1].endswith(asks)
    told = (await room.says(phone, said, channel=channel)).splitlines()
    assert told[1] == there
    assert told[2].endswith(f": {missing}")
    assert await marks(room) == [True, True, False]


async def test_whose_role_may_not_mark_who_came_gets_no_list(room: Classroom) -> None:
    """From the next message on, and a class that they had on the screen is marked by nobody."""
    await class_of_three(room)
    await links(room, SAMI)
    assert "PRESENT" in await room.says(SAMI, "liste")
    await room.rows(
        "DELETE FROM role_permission WHERE role = 'trainer' AND permission = 'mark_attendance'"
        " RETURNING id"
    )
    await room.says(SAMI, "tous sauf 3")
    assert await marks(room) == []
    assert "PRESENT" not in await room.says(SAMI, "liste")


async def test_names_come_back_and_the_last_word_wins_and_the_trail_has_both(
    room: Classroom,
) -> None:
    cohort = await room.opens(seats=3)
    await room.speaks(AWA, "fr")
    await room.says(AWA, "prochaines formations", "1", "1", "Awa", "1")
    await room.enrols(cohort, BILEL)
    room.clock.now = MONDAY
    assert "Pour la liste d'un cours, écrivez : LISTE" in await links(room, SAMI)
    assert (await room.says(SAMI, "present 1")).splitlines() == [
        "Tourisme responsable, lundi 7 décembre, 09:00",
        "Présents : 1 Awa",
        "Absents : 2",
        "Une erreur ? Écrivez-le de nouveau.",
    ]
    await room.says(SAMI, "tous présents")
    assert await marks(room) == [True, True]
    trail = await room.rows("SELECT who, before, after FROM audit_entry ORDER BY id")
    assert [row["who"] for row in trail] == ["Sami", "Sami"]
    (second,) = json.loads(trail[1]["after"]).values()
    assert (second, *json.loads(trail[1]["before"]).values()) == ("present", "absent")


async def test_a_number_that_is_not_on_the_list_is_told_and_nothing_is_kept(
    room: Classroom,
) -> None:
    await class_of_three(room)
    await links(room, SAMI)
    told = await room.says(SAMI, "present 1 2 7")
    assert told.splitlines() == [
        "Pas sur la liste, donc rien n'est noté : 7",
        "Elle compte 3 personnes.",
    ]
    assert await marks(room) == []


async def test_not_before_fifteen_minutes_before_the_class(room: Classroom) -> None:
    await class_of_three(room)
    room.clock.now = MONDAY - 16 * MINUTE
    await links(room, SAMI)
    told = await room.says(SAMI, "present 1 2")
    assert told == "Pas encore : ce cours se note à partir de lundi 7 décembre, 08:45."
    assert await marks(room) == []
    assert "3 sans nom" in await room.says(SAMI, "liste")
    room.clock.now = MONDAY - 15 * MINUTE
    await room.says(SAMI, "present 1 2")
    assert await marks(room) == [True, True, False]


async def test_only_the_trainer_of_the_cohort_marks_it(room: Classroom) -> None:
    await class_of_three(room)
    await links(room, SAMI, name="Amel")
    await room.says(SAMI, "present 1 2")
    await room.says(DINA, "hello", "1", "present 1 2", "liste", "tous sauf 3")
    assert await marks(room) == []
    assert "sans nom" not in room.last(DINA)


async def test_where_two_are_on_it_is_asked_which(room: Classroom) -> None:
    await class_of_three(room)
    other = await room.opens(MONDAY + HOUR, seats=2, enrol_until=MONDAY + 3 * HOUR)
    await room.enrols(other, DINA)
    room.clock.now = MONDAY + HOUR
    await room.tick()
    await links(room, SAMI)
    asked = await room.says(SAMI, "present 1")
    assert asked.splitlines()[0] == "Quel cours ?"
    assert await marks(room) == []
    told = await room.says(SAMI, "2")
    assert "10:00" in told
    assert "Présents : 1" in told
    assert await marks(room) == [True]


async def test_later_the_last_class_is_corrected(room: Classroom) -> None:
    await class_of_three(room)
    await links(room, SAMI)
    room.clock.now = MONDAY + 30 * HOUR
    assert "lundi 7 décembre" in await room.says(SAMI, "present 2")
    assert await marks(room) == [False, True, False]


@pytest.mark.parametrize(
    ("locale", "said", "told"),
    [
        ("fr", "je suis là", "Présence notée : Tourisme responsable."),
        ("ar", "أنا هنا", "سجلنا حضورك: السياحة المسؤولة."),
        ("aeb", "rani hna", "سجلنا حضورك: السياحة المسؤولة."),
        ("aeb", "راني هنا", "سجلنا حضورك: السياحة المسؤولة."),
        ("en", "I am here", "Noted, you are there: Tourisme responsable."),
    ],
)
async def test_i_am_here_counts_while_the_class_is_on(
    room: Classroom, locale: str, said: str, told: str
) -> None:
    cohort = await room.opens(seats=2)
    await room.enrols(cohort, AWA, locale)
    room.clock.now = MONDAY - 16 * MINUTE
    await room.tick()
    assert told not in await room.says(AWA, said)
    assert await marks(room) == []
    room.clock.now = MONDAY - 15 * MINUTE
    assert told in await room.says(AWA, said)
    (row,) = await room.rows("SELECT present, marked_by FROM class_attendance")
    assert (bool(row["present"]), row["marked_by"]) == (True, "")


async def test_the_trainer_has_the_last_word_over_what_people_say_of_themselves(
    room: Classroom,
) -> None:
    await class_of_three(room)
    await links(room, SAMI)
    await room.says(AWA, "je suis là")
    await room.says(SAMI, "present 2 3")
    assert await marks(room) == [False, True, True]
    assert "On a noté votre absence" in await room.says(AWA, "présent !")
    assert await marks(room) == [False, True, True]


async def test_after_the_class_it_is_answered_honestly(room: Classroom) -> None:
    await class_of_three(room)
    room.clock.now = MONDAY + 3 * HOUR
    await room.tick()
    told = await room.says(AWA, "je suis là")
    assert "Vous n'avez pas cours maintenant, donc cela ne compte pas." in told
    assert "Prochain cours : mercredi 9 décembre, 09:00" in told
    assert await marks(room) == []
    assert "cours" not in (await room.says(DINA, "hello", "1", "je suis là")).splitlines()[0]


@pytest.mark.parametrize(
    ("text", "said", "numbers"),
    [
        ("present 1,2 and 5", Said.PRESENT, (1, 2, 5)),
        ("PRÉSENTS : 1-2-5", Said.PRESENT, (1, 2, 5)),
        ("حاضرين: ١، ٢ و٥", Said.PRESENT, (1, 2, 5)),
        ("حاضر ۱ ۲", Said.PRESENT, (1, 2)),
        ("tous sauf le 3", None, ()),
        ("Tous sauf 3 et 4.", Said.ALL_BUT, (3, 4)),
        ("الكل الا ٣", Said.ALL_BUT, (3,)),
        ("lkol ken 3", Said.ALL_BUT, (3,)),
        ("all present", Said.ALL_BUT, ()),
        ("la liste", Said.LIST, ()),
        ("present", None, ()),
        ("3", None, ()),
        ("présent 2 fois par semaine", None, ()),
        ("القائمة", None, ()),
    ],
)
def test_how_it_is_read(text: str, said: Said | None, numbers: tuple[int, ...]) -> None:
    read = read_roll_call(text)
    assert (read.said if read else None, read.numbers if read else ()) == (said, numbers)


async def test_a_number_stays_with_its_person_when_others_go(room: Classroom) -> None:
    """The list that was told, or printed, is right still: nobody is marked for somebody else."""
    await class_of_three(room)
    await links(room, SAMI)
    told = await room.says(SAMI, "liste")
    assert [line[0] for line in told.splitlines()[1:4]] == ["1", "2", "3"]
    await room.says(AWA, "effacer", "1")
    answered = await room.says(SAMI, "present 1")
    assert "Pas sur la liste" in answered
    await room.says(SAMI, "present 2")
    (marked,) = await room.rows(
        "SELECT e.id, e.roll_number FROM class_attendance AS a JOIN enrolment AS e"
        " ON e.id = a.enrolment_id WHERE a.present = ?",
        True,
    )
    assert marked["roll_number"] == 2
    left = await room.rows("SELECT roll_number FROM enrolment ORDER BY id")
    assert [row["roll_number"] for row in left] == [2, 3]


async def test_who_comes_later_gets_no_number_that_somebody_had(room: Classroom) -> None:
    cohort = await room.opens(seats=4)
    for address in (AWA, BILEL, CLARA):
        await room.enrols(cohort, address)
    room.clock.now = MONDAY - 20 * HOUR
    await links(room, SAMI)
    await room.says(SAMI, "liste")
    await room.says(CLARA, "effacer", "1")
    await room.enrols(cohort, DINA)
    told = await room.says(SAMI, "liste")
    assert [line[0] for line in told.splitlines()[1:4]] == ["1", "2", "4"]


async def test_a_list_that_waits_does_not_leave_with_the_name_of_who_was_erased(
    room: Classroom,
) -> None:
    await class_of_three(room)
    await links(room, SAMI)
    room.channels["sms"].refusals = [TryLater("down", after=MINUTE)]
    await room.says(SAMI, "liste")
    assert await room.rows("SELECT id FROM outbound_message WHERE tells_of = 'roll'")
    await room.says(AWA, "effacer", "1")
    assert await room.rows("SELECT id FROM outbound_message WHERE tells_of = 'roll'") == []
