"""Where is an outbound message sent to? To its contact; a farewell keeps an address of its own."""

from __future__ import annotations

from bot.database.transaction import Row
from bot.privacy.sealing.sealed_columns import ADDRESS, FAREWELL_ADDRESS
from bot.privacy.sealing.sealer import Sealer

ADDRESS_SEALED = (
    "CASE WHEN m.contact_id IS NULL THEN m.farewell_sealed"
    " ELSE (SELECT c.address_sealed FROM contact AS c WHERE c.id = m.contact_id) END"
    " AS address_sealed"
)
"""To be selected `FROM outbound_message AS m`, with its id and contact."""


def address_of(row: Row, sealer: Sealer) -> str:
    """The address in the clear, of a row that holds the above. Raises SealFault."""
    return open_address(row["id"], row["contact_id"], bytes(row["address_sealed"]), sealer)


def open_address(outbound_id: int, contact_id: int | None, sealed: bytes, sealer: Sealer) -> str:
    """The same of what a sender claimed."""
    cell = FAREWELL_ADDRESS.of(outbound_id) if contact_id is None else ADDRESS.of(contact_id)
    return sealer.open(sealed, cell)
