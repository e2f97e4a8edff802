"""What the pages of referrals take: somebody who left a wish, and the hospital."""

from __future__ import annotations

from bot.models.referrals import Referral
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.sealed import ReferralSubject, code_hash, new_link_key, seal_told, service_hash
from tests.admin.office import HOSPITAL, Office

FORMS = {
    "POST /referrals/new": {
        "interest": "1",
        "service": HOSPITAL,
        "need": "health",
        "urgency": "soon",
        "town": "tabarka",
        "language": "fr",
        "agreed": "fr",
        "send": "1",
    },
    "POST /referrals/{id}/step": {"step": "accepted"},
}
QUERIES = {"/referrals/new": "?interest=1"}
"""What stands behind these addresses, since they are about somebody."""


async def referral_of(office: Office, contact_id: int, row_id: int) -> Referral:
    """One that was sent, and came back to staff."""
    sealer: Sealer = office.app.sealer
    told = ReferralSubject(
        "K7M-X4T", HOSPITAL, {"fr": "Hôpital"}, "", "health", "tabarka", "fr", (), new_link_key()
    )
    return await Referral.create(
        id=row_id,
        contact_id=contact_id,
        state="sent",
        urgency="soon",
        code_hash=code_hash(told.code, sealer),
        service_hash=service_hash(HOSPITAL, sealer),
        told_sealed=seal_told(row_id, told, sealer),
        created_at=office.clock(),
        created_by="Trainer",
        sent_at=office.clock(),
        answer_by=None,
        back_at=office.clock(),
    )
