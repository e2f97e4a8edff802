"""Somebody who left something in every table that can hold something of a person."""

from __future__ import annotations

from bot.cases.help_requests import ask_human
from bot.certificates.certificate_store import NewCertificate, issue
from bot.follow_ups.stored import agree
from bot.models.learning import Feedback
from bot.models.people import HelpRequest
from bot.models.referrals import Referral
from bot.operations.audit_log import Did, On, noted
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import PLACE, SOURCE
from bot.referrals.sealed import ReferralSubject, code_hash, new_link_key, seal_told, service_hash
from bot.training.attendance import Attendance
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.follow_ups import AgreeToFollowUp
from services_directory.values.local_text import LocalText
from tests.bot.training.classroom import DAY, MONDAY, Classroom
from tests.registrations import SEWING_IN_TABARKA, store_registration

SERVICE = "jen-hopital-regional"


async def leaves_all(room: Classroom, address: str) -> None:
    """Somebody registers, learns, asks, is passed on and has a say: each table holds something."""
    cohort = await room.opens()
    await room.enrols(cohort, address)
    await room.says(address, "menu")
    await room.at(MONDAY - 3 * DAY)
    await room.says(address, "1")  # she comes
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
