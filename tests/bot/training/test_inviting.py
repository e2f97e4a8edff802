"""A trainer invites people from the wishes they left: a seat is kept for each, and asked for."""

from __future__ import annotations

from bot.database.transaction import Sql, Transaction
from bot.training.enrolments import NotInvited
from bot.training.rosters import Invited
from tests.bot.training.classroom import AWA, BILEL, CLARA, DINA, Classroom


async def _registers(room: Classroom, address: str, name: str, locale: str = "fr") -> int:
    """They register interest in responsible tourism; the number of their wish."""
    await room.speaks(address, locale)
    await room.says(address, "register", "1", "1", "2", name, "1", "1", "1")
    return int((await room.rows("SELECT MAX(id) AS id FROM interest"))[0]["id"])


async def test_as_many_are_asked_as_there_are_seats_and_staff_are_told_of_the_others(
    room: Classroom,
) -> None:
    wishes = [
        await _registers(room, address, name, locale)
        for address, name, locale in (
            (AWA, "Awa", "fr"),
            (BILEL, "Bilel", "ar"),
            (CLARA, "Clara", "en"),
            (DINA, "Dina", "aeb"),
        )
    ]
    await room.says(BILEL, "STOP")
    cohort = await room.opens(seats=2)
    noted: list[Invited] = []

    def also(invited: Invited) -> Transaction[None]:
        noted.append(dict(invited))
        yield Sql("SELECT 1 AS one")

    invited = await room.rosters.invite(cohort.id, [*wishes, wishes[0]], also)
    await room.tick()
    awa, bilel, clara, dina = wishes
    assert invited == {
        awa: None,
        bilel: NotInvited.CANNOT_BE_TOLD,
        clara: None,
        dina: NotInvited.FULL,
    }
    assert noted == [invited]
    assert room.last(AWA).splitlines() == [
        "Dalil : 1 place est libre pour vous : Tourisme responsable.",
        "Début : lundi 7 décembre, 09:00, Maison des jeunes.",
        "Répondez avant : jeudi 26 novembre, 11:00.",
        "1 Oui, je la prends",
        "2 Non, merci",
        "3 J'ai une question",
    ]
    assert not any("7 décembre" in each or "مكان لك" in each for each in room.got(BILEL))
    assert await room.rosters.invite(cohort.id, [awa]) == {awa: NotInvited.ALREADY}
    assert await room.rosters.invite(999, [awa]) == {awa: NotInvited.CLOSED}
    assert "You have a seat: Tourisme responsable." in await room.says(CLARA, "yes")
    await room.says(AWA, "2")
    roster = await room.rosters.roster(cohort.id)
    assert [(each.first_name, each.state, each.interest_id) for each in roster.lines] == [
        ("Awa", "dropped", awa),
        ("Clara", "confirmed", clara),
    ]
    assert (roster.count.taken, roster.count.free) == (1, 1)


async def test_a_seat_asked_for_after_a_wish_is_linked_to_it(room: Classroom) -> None:
    wish = await _registers(room, AWA, "Awa")
    cohort = await room.opens()
    await room.says(AWA, "formation tourisme kairouan", "1", "1")
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert (line.interest_id, line.first_name, line.state) == (wish, "Awa", "confirmed")
    assert await room.rosters.remove(line.enrolment_id)
    assert not await room.rosters.remove(line.enrolment_id)
    (line,) = (await room.rosters.roster(cohort.id)).lines
    assert line.state == "dropped"
