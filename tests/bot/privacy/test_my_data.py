"""Does MY DATA tell every place where something of somebody stands? By the table of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database.opening import Database
from bot.privacy.sealing.sealed_columns import LEFT_WHY
from bot.privacy.traces.table import TRACES
from flows.engine.enrolments.states import LeaveReason
from flows.engine.world import KeptKind
from flows.my_data import TOLD
from tests.bot.privacy.whole_life import leaves_all
from tests.bot.training.classroom import AWA, Classroom, open_classroom

SERVICE = "jen-hopital-regional"

SAYS: dict[KeptKind, tuple[str, ...]] = {
    KeptKind.ADDRESS: ("Nous gardons votre numéro : xxxxxxxxx01",),
    KeptKind.OTHER_ADDRESSES: ("Nous vous connaissons aussi par une autre adresse.",),
    KeptKind.LANGUAGE: ("Langue : Francais",),
    KeptKind.PLACE: ("Lieu : Kairouan",),
    KeptKind.REGISTRATIONS: ("code K7M-X4T", "xxxxxxxxx09"),
    KeptKind.REFERRALS: ("Demandé pour vous :",),
    KeptKind.FOLLOW_UP: ("Nous vous demandons si un service a été utile :",),
    KeptKind.COURSES: (
        "Cours : Tourisme responsable",
        "Séances où vous avez dit venir : 1, ne pas venir : 0",
        "Séances avec présence notée : 1, absence : 0",
        "Votre certificat : ",
        "Qui le vérifie apprend votre nom.",
    ),
    KeptKind.UNTIL: ("Nous l'effacerons 12 mois",),
    KeptKind.SINCE: ("Votre premier message :",),
    KeptKind.CONSENTS: ("Votre accord :",),
    KeptKind.SOURCE: ("affiche-3",),
    KeptKind.OPINIONS: ("Votre avis : 1",),
    KeptKind.REQUESTS: ("Votre demande de parler à une personne",),
    KeptKind.LOOKED_AT: ("Notre équipe a regardé votre numéro :",),
    KeptKind.MESSAGES: ("Ce que nous vous écrivons",),
    KeptKind.TALKS: ("Ce qui est écrit à notre équipe ne se voit pas ici.",),
}
"""What French says of each, where all of it is kept; UNFINISHED is told in the midst of a question
(tests/flows/test_ways_through.py)."""


def test_every_place_is_told_as_something_or_says_why_not() -> None:
    """A new row of the table names a kind, and each kind has its line."""
    kinds = {kind for each in TRACES if not isinstance(each.told, str) for kind in each.told}
    assert kinds | {KeptKind.UNTIL} == set(KeptKind) == set(TOLD)
    assert all(each.told for each in TRACES)
    assert set(SAYS) | {KeptKind.UNFINISHED} == set(KeptKind)


@pytest.fixture
async def room(database: Database) -> AsyncIterator[Classroom]:
    async with open_classroom(database.executor) as opened:
        yield opened


async def tells(room: Classroom) -> str:
    return "\n".join([await room.says(AWA, "mes données"), await room.says(AWA, "9")])


async def test_of_each_kind_there_is_a_line_and_of_what_is_not_kept_none(room: Classroom) -> None:
    await room.speaks(AWA, "fr")
    always = {KeptKind.ADDRESS, KeptKind.LANGUAGE, KeptKind.UNTIL, KeptKind.SINCE}
    always |= {KeptKind.MESSAGES, KeptKind.TALKS}
    empty = await tells(room)
    for kind in set(SAYS) - always:
        assert not any(line in empty for line in SAYS[kind]), kind
    await room.says(AWA, "effacer", "1")
    await leaves_all(room, AWA)
    told = await tells(room)
    for kind, lines in SAYS.items():
        for line in lines:
            assert line in told, (kind, line)


async def test_why_somebody_left_is_told_as_they_said_it(room: Classroom) -> None:
    await room.enrols(await room.opens(), AWA)
    (seat,) = await room.rows("SELECT id FROM enrolment")
    await room.rows(
        "UPDATE enrolment SET state = 'dropped', left_why_sealed = ? RETURNING id",
        room.sealer.seal(LeaveReason.WORK.value, LEFT_WHY.of(seat["id"])),
    )
    assert "Raison de votre départ : J'ai trouvé du travail" in await tells(room)
