"""A registration in its table, as a conversation would have left it there."""

from __future__ import annotations

from datetime import datetime

from bot.models.learning import Interest
from bot.privacy.registration import Registration, hash_of, number_hash, seal_registration
from bot.privacy.sealing.sealed_columns import REACH
from bot.privacy.sealing.sealer import Sealer

SEWING_IN_TABARKA = Registration("K7M-X4T", "sewing", "tabarka", "Awa", "morning")


async def store_registration(
    sealer: Sealer, contact_id: int, told: Registration, now: datetime, reach: str | None = None
) -> Interest:
    interest = await Interest.create(
        contact_id=contact_id,
        receipt_hash=hash_of("receipt", told.receipt, sealer),
        offer_hash=hash_of("offer", told.offer, sealer),
        place_hash=hash_of("place", told.place, sealer),
        locale="fr",
        created_at=now,
    )
    interest.registration_sealed = seal_registration(interest.id, told, sealer)
    if reach:
        interest.reach_sealed = sealer.seal(reach, REACH.of(interest.id))
        interest.reach_hash = number_hash(reach, sealer)
    await interest.save()
    return interest
