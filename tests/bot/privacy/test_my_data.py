"""Does MY DATA tell every place where something of somebody stands? By the table of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.cases.help_requests import ask_human
from bot.certificates.certificate_store import NewCertificate, issue
from bot.database.opening import Database
from bot.follow_ups.stored import agree
from bot.models.learning import Feedback
from bot.models.people import HelpRequest
from bot.models.referrals import Referral
from bot.operations.audit_log import Did, On, noted
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import LEFT_WHY, PLACE, SOURCE
from bot.privacy.traces.table import TRACES
from bot.referrals.sealed import ReferralSubject, code_hash, new_link_key, seal_told, service_hash
from bot.training.attendance import Attendance
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.enrolments.states import LeaveReason
from flows.engine.follow_ups import AgreeToFollowUp
from flows.engine.world import KeptKind
from flows.my_data import TOLD
from services_directory.values.local_text import LocalText
from tests.bot.training.classroom import AWA, DAY, MONDAY, Classroom, open_classroom
from tests.registrations import SEWING_IN_TABARKA, store_registration

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


async def _lives(room: Classroom) -> None:
    """AWA leaves something in every table that can hold something of hers."""
    cohort = await room.opens()
    await room.enrols(cohort, AWA)
    await room.says(AWA, "menu")
    await room.at(MONDAY - 3 * DAY)
    await room.says(AWA, "1")  # she comes
    contact_id = (await room.rows("SELECT id FROM contact"))[0]["id"]
    sealer, now = room.sealer, room.clock()
    await store_registration(
        sealer, contact_id, SEWING_IN_TABARKA._replace(receipt="K7M-X4T"), now, "+21620000009"
    )
    await room.rows(
        "UPDATE contact SET place_sealed = ?, source_sealed = ? WHERE id = ? RETURNING id",
        sealer.seal("kairouan", PLACE.of(contact_id)),
        sealer.seal("affiche-3", SOURCE.of(contact_id)),
        contact_id,
    )
    feedback_id = draw_row_id()
    await Feedback.create(
        id=feedback_id,
        contact_id=contact_id,
        rating=5,
        said_sealed=seal_feedback(feedback_id, Said("bien"), sealer),
        locale="fr",
        created_on=now.date(),
    )
    await room.executor.run(lambda: ask_human(AskHuman(HelpReason.ASKED), contact_id, now, sealer))
    request = await HelpRequest.get()
    await room.executor.run(lambda: noted("Leila", Did.REVEALED, On.HELP_REQUEST, request.id, now))
    await room.rows(
        "INSERT INTO contact_alias (address_hash, contact_id) VALUES (?, ?) RETURNING contact_id",
        *(b"another", contact_id),
    )
    await _is_referred(room, contact_id)
    await _finishes(room, contact_id)


async def _is_referred(room: Classroom, contact_id: int) -> None:
    sealer, row_id = room.sealer, draw_row_id()
    told = ReferralSubject(
        *("R3F-X4T", SERVICE, {"fr": "Hôpital"}, "", "health", "tabarka", "fr", ()), new_link_key()
    )
    await Referral.create(
        id=row_id,
        contact_id=contact_id,
        state="sent",
        urgency="soon",
        code_hash=code_hash(told.code, sealer),
        service_hash=service_hash(SERVICE, sealer),
        told_sealed=seal_told(row_id, told, sealer),
        created_at=room.clock(),
        created_by="Leila",
        sent_at=room.clock(),
    )
    agreed = AgreeToFollowUp(SERVICE, "health", "kairouan")
    await room.executor.run(lambda: agree(agreed, contact_id, room.clock(), sealer))


async def _finishes(room: Classroom, contact_id: int) -> None:
    """She was there, and has a certificate that tells her name."""
    seat, cohort = (await room.rows("SELECT id, cohort_id FROM enrolment"))[0].values()
    meeting = room.cohort(cohort).meetings[0]
    room.clock.now = meeting.starts_at
    await Attendance(room.executor, room.clock).mark(meeting, {seat: True}, by="Sami")
    title = LocalText.of({"fr": "Tourisme"})
    new = NewCertificate(
        *(seat, "tourism", title, "kairouan", room.clock().date(), None, "Sami", "Awa")
    )
    await room.executor.run(lambda: issue(new, room.sealer, room.clock()))


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
    await _lives(room)
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
