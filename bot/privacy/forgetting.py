"""How is a person forgotten? Every row about them, in one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.database.transaction import Sql, Transaction, as_time
from bot.privacy.traces.table import deleted_by_contact
from bot.privacy.traces.waiting import (
    HOLDER,
    ROLL,
    drop_waiting,
    tells_of_passed,
    tells_of_referral,
)

_OF_A_REFERRAL = (tells_of_passed, tells_of_referral)


def forget(contact_id: int, now: datetime, *, their_feedback_too: bool) -> Transaction[None]:
    """Part of a transaction: no row keeps this contact's address. A keyed hash remembers STOP.

    Feedback was given to the programme: who is only silent leaves it behind without a link, who
    asks to be forgotten takes it along. Received messages keep the provider's id, so that a
    repetition is not taken for a new contact.
    """
    rows = yield Sql(
        "SELECT address_hash, stopped_at FROM contact WHERE id = ?", (contact_id,), lock=True
    )
    if not rows:
        return
    if rows[0]["stopped_at"] is not None:
        yield Sql(
            "INSERT INTO suppression (address_hash, stopped_at) VALUES (?, ?)"
            " ON CONFLICT (address_hash) DO NOTHING",
            (rows[0]["address_hash"], as_time(rows[0]["stopped_at"])),
        )
        yield Sql(
            "INSERT INTO suppression (address_hash, stopped_at)"
            " SELECT a.address_hash, c.stopped_at FROM contact_alias AS a"
            " JOIN contact AS c ON c.id = a.contact_id WHERE c.id = ?"
            " ON CONFLICT (address_hash) DO NOTHING",
            (contact_id,),
        )
    if not their_feedback_too:
        yield Sql("UPDATE feedback SET contact_id = NULL WHERE contact_id = ?", (contact_id,))
    # What is wrong with a service stays a task; who said so, and in which words, goes.
    yield Sql(
        "UPDATE help_request SET contact_id = NULL, subject_hash = NULL, words_sealed = NULL"
        " WHERE contact_id = ? AND is_task = ?",
        (contact_id, True),
    )
    yield from _drop_what_tells_of_them(contact_id)
    # The paper can still be checked; whose it is, nobody is told.
    yield Sql(
        "UPDATE certificate SET holder_sealed = NULL WHERE enrolment_id IN"
        " (SELECT id FROM enrolment WHERE contact_id = ?)",
        (contact_id,),
    )
    for table in deleted_by_contact():
        yield Sql(f"DELETE FROM {table} WHERE contact_id = ?", (contact_id,))
    yield Sql(
        "UPDATE inbound_message SET contact_id = NULL, event = '',"
        " answered_at = COALESCE(answered_at, ?) WHERE contact_id = ?",
        (now, contact_id),
    )
    yield Sql("DELETE FROM contact WHERE id = ?", (contact_id,))


def _drop_what_tells_of_them(contact_id: int) -> Transaction[None]:
    """What waits to be sent to others, and has their name, number or words in it."""
    referrals = yield Sql("SELECT id FROM referral WHERE contact_id = ?", (contact_id,))
    seats = yield Sql("SELECT 1 FROM enrolment WHERE contact_id = ? LIMIT 1", (contact_id,))
    subjects = [tell(each["id"]) for each in referrals for tell in _OF_A_REFERRAL]
    yield from drop_waiting(*subjects, *((ROLL, HOLDER) if seats else ()))
