"""Whose is a message from an address that fits nothing we know? Told by a keyed hash, for ERASE.

Many such addresses hold a phone number ("rcs:+216…"): then its owner's ERASE by any channel reaches
it. Any other is theirs alone who come by that channel, once it is one that we know.
"""

from __future__ import annotations

from bot.database.transaction import Sql, Transaction
from bot.messages.addresses import is_number
from bot.messages.reports import Stray
from bot.privacy.registration import number_hash
from bot.privacy.sealing.sealed_columns import STRAY_FORM
from bot.privacy.sealing.sealer import Sealer


def seal_stray(row_id: int, stray: Stray, sealer: Sealer) -> Transaction[None]:
    """Part of the transaction that keeps it: all that the provider told, and whose it is."""
    yield Sql(
        "UPDATE stray_message SET form_sealed = ?, sender_hash = ? WHERE id = ?",
        (sealer.seal(stray.form, STRAY_FORM.of(row_id)), _sender_hash(stray, sealer), row_id),
    )


def _sender_hash(stray: Stray, sealer: Sealer) -> bytes:
    if is_number(stray.address):
        return number_hash(stray.address, sealer)
    return sealer.address_hash(stray.channel, stray.address)
