"""Whose are two addresses? WhatsApp tells a number, an id in its place, or both of one person.

Told both, we keep the number, at which they can be called too, and remember the id beside it: from
then on either finds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bot.database.transaction import Row, Sql, Transaction
from bot.privacy.request_subject import open_subject, subject_hash
from bot.privacy.sealing.sealed_columns import ADDRESS, CONTENT, ENROLMENT_NAME, PLACE, SOURCE
from bot.privacy.sealing.sealer import Sealer, SealFault
from bot.privacy.traces.table import hang_on_a_contact
from flows.components.first_name import may_be_same

_APART = frozenset(("outbound_message", "staff_conversation"))
"""Of these there is more to do than to say whose they are: see below."""


def hashed(hashes: Sequence[bytes], column: str = "address_hash") -> str:
    """A condition: what may stand in the column under any of `Sealer.address_hashes`."""
    if len(hashes) == 1:
        return f"{column} = ?"
    return f"{column} IN ({', '.join('?' * len(hashes))})"


def contact_by_alias(hashes: Sequence[bytes]) -> Transaction[int | None]:
    """Who is known by this other address besides; None when nobody is."""
    rows = yield Sql(f"SELECT contact_id FROM contact_alias WHERE {hashed(hashes)}", hashes)
    return rows[0]["contact_id"] if rows else None


def alias_hashes(contact_id: int) -> Transaction[list[bytes]]:
    """By what they are found besides their address."""
    rows = yield Sql("SELECT address_hash FROM contact_alias WHERE contact_id = ?", (contact_id,))
    return [bytes(row["address_hash"]) for row in rows]


def add_alias(alias_hash: bytes, contact_id: int) -> Transaction[None]:
    """From now on this other address finds the contact."""
    yield Sql(
        "INSERT INTO contact_alias (address_hash, contact_id) VALUES (?, ?)"
        " ON CONFLICT (address_hash) DO UPDATE SET contact_id = excluded.contact_id",
        (alias_hash, contact_id),
    )


def unite(channel: str, address: str, alias: str, sealer: Sealer) -> Transaction[None]:
    """Both are one person's: whoever is kept under either of them is one contact afterwards.

    Nobody is added: whoever never wrote stays unknown."""
    address_hash, alias_hash = (sealer.address_hash(channel, each) for each in (address, alias))
    aliases = sealer.address_hashes(channel, alias)
    by_alias = yield from contact_by_alias(aliases)
    contact_id = yield from _kept_as(sealer.address_hashes(channel, address))
    if by_alias is not None and by_alias == contact_id:
        return
    other = by_alias or (yield from _kept_as(aliases))
    if other is not None and contact_id is None:
        contact_id = other
        yield Sql(
            "UPDATE contact SET address_hash = ?, address_sealed = ? WHERE id = ?",
            (address_hash, sealer.seal(address, ADDRESS.of(other)), other),
        )
    elif other is not None and contact_id is not None:
        yield from _merge(other, contact_id, sealer)
    if contact_id is not None:
        yield from add_alias(alias_hash, contact_id)


def _kept_as(hashes: Sequence[bytes]) -> Transaction[int | None]:
    rows: list[Row] = yield Sql(f"SELECT id FROM contact WHERE {hashed(hashes)}", hashes, lock=True)
    return rows[0]["id"] if rows else None


def _merge(other: int, contact_id: int, sealer: Sealer) -> Transaction[None]:
    """All that hangs on `other` hangs on the contact; who said STOP once has said it."""
    yield from _hash_for_another(other, contact_id, sealer)
    yield from _have_one_seat_each(other, contact_id, sealer)
    # One follow-up waits for somebody at most.
    yield Sql(
        "DELETE FROM follow_up WHERE contact_id = ? AND EXISTS"
        " (SELECT 1 FROM follow_up AS mine WHERE mine.contact_id = ?)",
        (other, contact_id),
    )
    for table in sorted(hang_on_a_contact() - _APART):
        yield Sql(f"UPDATE {table} SET contact_id = ? WHERE contact_id = ?", (contact_id, other))
    # A reminder goes to each contact once.
    yield Sql(
        "DELETE FROM outbound_message WHERE contact_id = ? AND reminder_id IN"
        " (SELECT reminder_id FROM outbound_message WHERE contact_id = ?)",
        (other, contact_id),
    )
    yield from _seal_for_another(other, contact_id, sealer)
    yield Sql(
        "UPDATE outbound_message SET contact_id = ? WHERE contact_id = ?", (contact_id, other)
    )
    taken = ", ".join(
        f"{column} = COALESCE({column}, (SELECT {column} FROM contact AS o WHERE o.id = ?))"
        for column in ("locale", "consented_at", "stopped_at")
    )
    yield Sql(f"UPDATE contact SET {taken} WHERE id = ?", (*(other,) * 3, contact_id))
    yield from _take_over_sealed(other, contact_id, sealer)
    yield from _move_conversations(other, contact_id)
    yield Sql("DELETE FROM contact WHERE id = ?", (other,))


_FURTHEST = {
    state: rank
    for rank, state in enumerate(
        ("completed", "attending", "confirmed", "invited", "waiting", "dropped")
    )
}


def _have_one_seat_each(other: int, contact_id: int, sealer: Sealer) -> Transaction[None]:
    """Nobody is twice in a cohort: of two enrolments the one that stands further stays, of two in
    line the first. Two of one phone are told apart by their names."""
    rows = yield Sql(
        "SELECT id, contact_id, cohort_id, state, name_sealed FROM enrolment"
        " WHERE contact_id IN (?, ?) ORDER BY id",
        (other, contact_id),
    )
    stands = sorted(rows, key=lambda row: _FURTHEST.get(row["state"], len(_FURTHEST)))
    stay: list[Row] = []
    for row in stands:
        if not any(_is_same_seat(row, each, sealer) for each in stay):
            stay.append(row)
            continue
        yield Sql("DELETE FROM enrolment WHERE id = ?", (row["id"],))


def _is_same_seat(one: Row, two: Row, sealer: Sealer) -> bool:
    """Of one person who was two contacts; two of one contact stay what they are."""
    if one["cohort_id"] != two["cohort_id"] or one["contact_id"] == two["contact_id"]:
        return False
    return may_be_same(_name_in(one, sealer), _name_in(two, sealer))


def _name_in(enrolment: Row, sealer: Sealer) -> str:
    with suppress(SealFault):
        if enrolment["name_sealed"] is not None:
            cell = ENROLMENT_NAME.of(enrolment["id"])
            return sealer.open(bytes(enrolment["name_sealed"]), cell)
    return ""


def _move_conversations(other: int, contact_id: int) -> Transaction[None]:
    """Of two open talks with staff one goes on, with all that was said in both."""
    kept = yield Sql(
        "SELECT id FROM staff_conversation WHERE contact_id = ? AND closed_at IS NULL",
        (contact_id,),
    )
    if kept:
        yield Sql(
            "UPDATE staff_message SET conversation_id = ? WHERE conversation_id IN"
            " (SELECT id FROM staff_conversation WHERE contact_id = ? AND closed_at IS NULL)",
            (kept[0]["id"], other),
        )
        yield Sql(
            "DELETE FROM staff_conversation WHERE contact_id = ? AND closed_at IS NULL", (other,)
        )
    yield Sql(
        "UPDATE staff_conversation SET contact_id = ? WHERE contact_id = ?", (contact_id, other)
    )


def _seal_for_another(other: int, contact_id: int, sealer: Sealer) -> Transaction[None]:
    """What waits to be sent opens for its contact alone; a reminder, for all who get it."""
    rows = yield Sql(
        "SELECT id, content_sealed FROM outbound_message"
        " WHERE contact_id = ? AND reminder_id IS NULL AND content_sealed IS NOT NULL",
        (other,),
    )
    for row in rows:
        with suppress(SealFault):
            said = sealer.open(bytes(row["content_sealed"]), CONTENT.of(other))
            yield Sql(
                "UPDATE outbound_message SET content_sealed = ? WHERE id = ?",
                (sealer.seal(said, CONTENT.of(contact_id)), row["id"]),
            )


def _hash_for_another(other: int, contact_id: int, sealer: Sealer) -> Transaction[None]:
    """A request is found again under its contact alone."""
    rows = yield Sql(
        "SELECT id, subject_sealed FROM help_request"
        " WHERE contact_id = ? AND subject_hash IS NOT NULL",
        (other,),
    )
    for row in rows:
        subject = open_subject(row["id"], row["subject_sealed"], sealer)
        yield Sql(
            "UPDATE help_request SET subject_hash = ? WHERE id = ?",
            (subject_hash(contact_id, subject, sealer), row["id"]),
        )


def _take_over_sealed(other: int, contact_id: int, sealer: Sealer) -> Transaction[None]:
    """Where the contact has none: the place and the poster, which open for one contact alone."""
    for column in (PLACE, SOURCE):
        rows = yield Sql(
            f"SELECT o.{column.column} AS cell FROM contact AS o, contact AS c WHERE o.id = ?"
            f" AND c.id = ? AND o.{column.column} IS NOT NULL AND c.{column.column} IS NULL",
            (other, contact_id),
        )
        for row in rows:
            with suppress(SealFault):
                told = sealer.open(bytes(row["cell"]), column.of(other))
                yield Sql(
                    f"UPDATE contact SET {column.column} = ? WHERE id = ?",
                    (sealer.seal(told, column.of(contact_id)), contact_id),
                )
