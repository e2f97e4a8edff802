"""How is a registration kept, corrected and taken back? Sealed, one open one for each person and
offer."""

from __future__ import annotations

from bot.contacts.aliases import hashed
from bot.database.transaction import Sql, Transaction
from bot.inbound.turn_context import TurnContext
from bot.operations.audit_log import THE_PERSON, Did, On, noted
from bot.privacy.registration import (
    Registration,
    add_registration,
    hash_of,
    hashes_of,
    keep_number,
    open_registration,
    write_registration,
)
from flows.components.first_name import may_be_same
from flows.engine.effect import CancelInterest, CorrectInterest, RecordInterest

REACHED_HERE = "here"
_LONGEST_NAME = 80


class ReceiptTaken(Exception):
    """Somebody else was given this receipt code; the turn is to be taken again with another."""


def record_interest(effect: RecordInterest, context: TurnContext) -> Transaction[None]:
    """Store a registration under its receipt; an open one of theirs for the same offer is this one,
    and stands where it stood.

    Raises ReceiptTaken."""
    sealer, name = context.sealer, effect.first_name[:_LONGEST_NAME]
    told = Registration(effect.receipt, effect.offer, effect.place, name, effect.reach_when)
    interest_id = yield from _open_one(effect, context)
    if interest_id is None:
        interest_id = yield from add_registration(
            context.contact.id, told, context.locale, context.now, sealer
        )
    elif (yield from _renewed(interest_id, told, context)):
        yield from write_registration(interest_id, told, sealer)
    else:
        interest_id = None
    if interest_id is None:
        raise ReceiptTaken
    yield from keep_number(interest_id, _to_call(effect.reach_by), sealer)


def _renewed(interest_id: int, told: Registration, context: TurnContext) -> Transaction[bool]:
    """Give an open registration the receipt of this one; False where somebody has it."""
    taken = hash_of("receipt", told.receipt, context.sealer)
    rows = yield Sql(
        "UPDATE interest SET receipt_hash = ?, locale = ?, created_at = ? WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM interest WHERE receipt_hash = ? AND id <> ?)"
        " RETURNING id",
        (taken, context.locale, context.now, interest_id, taken, interest_id),
    )
    return bool(rows)


def _to_call(reach_by: str) -> str | None:
    return None if reach_by == REACHED_HERE else reach_by


def _open_one(effect: RecordInterest, context: TurnContext) -> Transaction[int | None]:
    """Their open registration for this offer, unless it is of somebody else at this phone."""
    offers = hashes_of("offer", effect.offer, context.sealer)
    rows = yield Sql(
        "SELECT id, registration_sealed FROM interest WHERE contact_id = ? AND done_at IS NULL"
        f" AND {hashed(offers, 'offer_hash')} ORDER BY id",
        (context.contact.id, *offers),
    )
    for row in rows:
        told = open_registration(row["id"], row["registration_sealed"], context.sealer)
        if may_be_same(effect.first_name, told.first_name):
            return int(row["id"])
    return None


def correct_interest(effect: CorrectInterest, context: TurnContext) -> Transaction[None]:
    """Change what they say was wrong; staff see in the audit log that they did, never the words."""
    sealer = context.sealer
    receipts = hashes_of("receipt", effect.receipt, sealer)
    rows = yield Sql(
        "SELECT id, registration_sealed FROM interest"
        f" WHERE contact_id = ? AND {hashed(receipts, 'receipt_hash')}",
        (context.contact.id, *receipts),
    )
    for row in rows:
        interest_id = row["id"]
        told = open_registration(interest_id, row["registration_sealed"], sealer)
        if effect.first_name is not None:
            told = told._replace(first_name=effect.first_name[:_LONGEST_NAME])
        if effect.place is not None:
            told = told._replace(place=effect.place)
        if effect.reach_by is not None:
            yield from keep_number(interest_id, _to_call(effect.reach_by), sealer)
        yield from write_registration(interest_id, told, sealer)
        yield from _note_correction(interest_id, effect, context)


def _note_correction(
    interest_id: int, effect: CorrectInterest, context: TurnContext
) -> Transaction[None]:
    given = {"first_name": effect.first_name, "town": effect.place, "number": effect.reach_by}
    for detail, value in given.items():
        if value is not None:
            yield from noted(
                THE_PERSON,
                Did.CORRECTED,
                On.INTEREST,
                interest_id,
                context.now,
                after={"detail": detail},
            )


def cancel_interest(effect: CancelInterest, context: TurnContext) -> Transaction[None]:
    """Take back what they registered, by its receipt."""
    receipts = hashes_of("receipt", effect.receipt, context.sealer)
    yield Sql(
        f"DELETE FROM interest WHERE contact_id = ? AND {hashed(receipts, 'receipt_hash')}",
        (context.contact.id, *receipts),
    )
