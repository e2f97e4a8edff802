"""A seat, "my course" and a change bring the classes for a calendar, where files can be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar, Component
from tortoise.exceptions import OperationalError

from bot.messages.errors import TryLater
from bot.messages.message import Attachment
from bot.training import class_files
from bot.training.class_files import ClassFiles
from services_directory.training.store import change_meeting
from services_directory.training.values import Cohort
from tests.bot.training.classroom import AWA, DAY, HOUR, MONDAY, Classroom

CHAT = "7000001"


def sequence(event: Component) -> int:
    return int(str(event["SEQUENCE"]))


async def seated(room: Classroom, locale: str = "fr") -> Cohort:
    """Somebody on Telegram who asked for a seat."""
    cohort = await room.opens(seats=2)
    await room.speaks(CHAT, locale, channel="telegram")
    await room.tick()
    await room.says(CHAT, "menu", channel="telegram")
    soon = next(label for label in room.channels["telegram"].keys[CHAT] if label in SOON)
    await room.says(CHAT, f"[{soon}]", channel="telegram")
    first = next(iter(room.channels["telegram"].keys[CHAT]))
    await room.says(CHAT, f"[{first}]", channel="telegram")
    want = next(iter(room.channels["telegram"].keys[CHAT]))
    await room.says(CHAT, f"[{want}]", "Awa", channel="telegram")
    agree = next(label for label in room.channels["telegram"].keys[CHAT] if label in AGREE)
    await room.says(CHAT, f"[{agree}]", channel="telegram")
    return cohort


AGREE = ("J'accepte", "أوافق", "نقبل")
SOON = ("Formations à venir", "تكوين يبدأ قريبا", "تكوين يبدا قريب")


@pytest.mark.parametrize(
    ("locale", "said", "title"),
    [
        ("fr", "Vous avez une place : Tourisme responsable.", "Tourisme responsable"),
        ("ar", "لديك مكان: السياحة المسؤولة.", "السياحة المسؤولة"),
        ("aeb", "عندك بلاصة: السياحة المسؤولة.", "السياحة المسؤولة"),
    ],
)
async def test_a_seat_on_telegram_brings_all_classes_as_a_file(
    room: Classroom, locale: str, said: str, title: str
) -> None:
    cohort = await seated(room, locale)
    assert room.last(CHAT, "telegram").startswith(said)
    file = room.file(CHAT)
    assert file is not None
    events = Calendar.from_ical(file).walk("VEVENT")
    assert [str(each["UID"]) for each in events] == [each.uid for each in cohort.meetings]
    assert [sequence(each) for each in events] == [0, 0]
    assert {str(each["SUMMARY"]) for each in events} == {title}
    assert "Awa" not in file
    assert CHAT not in file


async def test_my_course_brings_it_again_but_a_miss_or_another_question_does_not(
    room: Classroom,
) -> None:
    await seated(room)
    await room.says(CHAT, "mon cours", channel="telegram")
    assert room.file(CHAT) is not None
    await room.says(CHAT, "[Toutes les dates]", channel="telegram")
    assert room.file(CHAT) is None


async def test_a_class_that_moves_brings_the_same_uid_with_the_next_sequence(
    room: Classroom,
) -> None:
    cohort = await seated(room)
    await room.moves(cohort.id, 0, starts_at=MONDAY + HOUR, ends_at=MONDAY + 4 * HOUR)
    assert "changement" in room.last(CHAT, "telegram")
    moved, other = Calendar.from_ical(room.file(CHAT) or "").walk("VEVENT")
    assert (str(moved["UID"]), sequence(moved)) == (cohort.meetings[0].uid, 1)
    assert moved.decoded("DTSTART") == MONDAY + HOUR
    assert sequence(other) == 0
    await room.calls_off(cohort.id)
    file = Calendar.from_ical(room.file(CHAT) or "")
    assert file["METHOD"] == "CANCEL"
    assert {str(each["STATUS"]) for each in file.walk("VEVENT")} == {"CANCELLED"}


async def test_what_waited_is_sent_as_the_tables_are_then(room: Classroom) -> None:
    """Queued before a class moved, and sent by a replica that has not seen it move."""
    cohort = await seated(room)
    room.channels["telegram"].refusals.append(TryLater("away", timedelta(seconds=5)))
    await room.says(CHAT, "mon cours", channel="telegram")
    sent = len(room.got(CHAT, "telegram"))
    first = cohort.meetings[0]
    moved = first.__class__(
        first.id, cohort.id, MONDAY + DAY, MONDAY + DAY + HOUR, first.uid, bring=first.bring
    )
    await change_meeting(moved, now=room.clock())
    room.clock.forward(timedelta(minutes=1))
    await room.outbox.deliver_due()
    assert len(room.got(CHAT, "telegram")) == sent + 1
    events = Calendar.from_ical(room.file(CHAT) or "").walk("VEVENT")
    assert {sequence(each) for each in events} == {0, 1}


async def test_while_the_tables_cannot_be_read_the_words_wait_with_the_file(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seated(room)

    async def away(*_of: object) -> None:
        raise OperationalError("gone")

    sent = len(room.got(CHAT, "telegram"))
    with monkeypatch.context() as patch:
        patch.setattr(class_files, "get_cohort", away)
        with pytest.raises(TryLater):
            await ClassFiles(room.worlds, room.clock).make(Attachment(1, "fr"))
        for _each in range(7):
            await room.says(CHAT, "mon cours", channel="telegram")
            room.clock.forward(timedelta(minutes=10))
            await room.outbox.deliver_due()
    assert len(room.got(CHAT, "telegram")) == sent
    room.clock.forward(timedelta(minutes=20))
    await room.outbox.deliver_due()
    assert room.file(CHAT) is not None


async def test_by_sms_it_is_plain_text_and_on_a_shared_phone_no_file(room: Classroom) -> None:
    cohort = await seated(room)
    await room.enrols(cohort, AWA)
    assert room.channels["sms"].files[AWA] == [None] * len(room.got(AWA))
    await room.says(
        CHAT, "mon cours", "[Des rappels sans le nom du cours]", "mon cours", channel="telegram"
    )
    assert room.file(CHAT) is None
    await room.moves(cohort.id, 0, starts_at=MONDAY + HOUR, ends_at=MONDAY + 4 * HOUR)
    assert "Un cours" in room.last(CHAT, "telegram")
    assert room.file(CHAT) is None
