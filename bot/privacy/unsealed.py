"""What an older release stored in clear: how is it sealed, now that the key is there?

A migration has no key. It moves such words into the table `unsealed`, each with the cell it belongs
to, and at the next start they are sealed there, a portion at a time: a crash in between loses none.
"""

from __future__ import annotations

from bot.database.transaction import Executor, Row, Sql, Transaction
from bot.privacy.registration import hash_of, number_hash
from bot.privacy.request_subject import open_subject, subject_hash
from bot.privacy.sealing.sealed_columns import (
    REACH,
    REFERRAL,
    REFERRAL_PASSED,
    SEALED,
    SealedColumn,
)
from bot.privacy.sealing.sealer import Sealer, SealFault
from services_directory.values.json_text import from_json

PORTION = 200


async def seal_what_is_in_clear(executor: Executor, sealer: Sealer) -> int:
    """How many words were sealed; to be done before anybody looks for them."""
    sealed = 0
    while some := await executor.run(lambda: _seal_some(sealer)):
        sealed += some
    for hashing in (_hash_numbers, _hash_subjects, _hash_receivers, _hash_passed):
        while await executor.run(lambda: hashing(sealer)):  # noqa: B023
            pass
    return sealed


def _hash_numbers(sealer: Sealer) -> Transaction[int]:
    """Numbers left to be called, sealed by a release that did not make them to be found."""
    rows = yield Sql(
        "SELECT id, reach_sealed FROM interest WHERE reach_sealed IS NOT NULL"
        f" AND reach_hash IS NULL LIMIT {PORTION}",
        lock=True,
    )
    for row in rows:
        try:
            number = sealer.open(bytes(row["reach_sealed"]), REACH.of(row["id"]))
        except SealFault:
            number = ""  # nobody can call it either
        yield Sql(
            "UPDATE interest SET reach_hash = ? WHERE id = ?",
            (number_hash(number, sealer), row["id"]),
        )
    return len(rows)


def _hash_subjects(sealer: Sealer) -> Transaction[int]:
    """Open requests, so that another of the same kind is added to them."""
    rows = yield Sql(
        "SELECT id, contact_id, subject_sealed FROM help_request WHERE subject_hash IS NULL"
        f" AND contact_id IS NOT NULL AND done_at IS NULL LIMIT {PORTION}",
        lock=True,
    )
    for row in rows:
        subject = open_subject(row["id"], row["subject_sealed"], sealer)
        yield Sql(
            "UPDATE help_request SET subject_hash = ? WHERE id = ?",
            (subject_hash(row["contact_id"], subject, sealer), row["id"]),
        )
    return len(rows)


def _hash_receivers(sealer: Sealer) -> Transaction[int]:
    """Of referrals of a release that found a receiver by SMS alone."""
    rows = yield Sql(
        "SELECT id, told_sealed AS cell FROM referral WHERE receiver_hash IS NOT NULL"
        f" AND receiver_number_hash IS NULL LIMIT {PORTION}",
        lock=True,
    )
    for row in rows:
        found = number_hash(_told(REFERRAL, row, "number", sealer), sealer)
        yield Sql("UPDATE referral SET receiver_number_hash = ? WHERE id = ?", (found, row["id"]))
    return len(rows)


def _hash_passed(sealer: Sealer) -> Transaction[int]:
    """The same of the number that is passed on, if one is."""
    rows = yield Sql(
        "SELECT id, passed_sealed AS cell FROM referral WHERE passed_sealed IS NOT NULL"
        f" AND passed_hash IS NULL LIMIT {PORTION}",
        lock=True,
    )
    for row in rows:
        found = number_hash(_told(REFERRAL_PASSED, row, "phone", sealer), sealer)
        yield Sql("UPDATE referral SET passed_hash = ? WHERE id = ?", (found, row["id"]))
    return len(rows)


def _told(column: SealedColumn, row: Row, name: str, sealer: Sealer) -> str:
    """Nothing, where nobody can open it."""
    try:
        return str(from_json(sealer.open(bytes(row["cell"]), column.of(row["id"])))[name])
    except (SealFault, TypeError):
        return ""


def _seal_some(sealer: Sealer) -> Transaction[int]:
    columns = {f"{each.table}.{each.column}": each for each in SEALED}
    rows = yield Sql(
        f"SELECT id, cell, row_id, words FROM unsealed ORDER BY id LIMIT {PORTION}", lock=True
    )
    for row in rows:
        column = columns[row["cell"]]
        bound_to = yield Sql(
            f"SELECT {column.bound_to} AS bound_to FROM {column.table} WHERE id = ?",
            (row["row_id"],),
        )
        for each in bound_to:  # none, where the row has gone meanwhile
            found = from_json(row["words"]) if column.found_by else {}
            values = [sealer.seal(row["words"], column.of(each["bound_to"]))]
            values += [hash_of(name, found[name], sealer) for name in column.found_by]
            changed = [column.column, *(f"{name}_hash" for name in column.found_by)]
            yield Sql(
                f"UPDATE {column.table} SET {' = ?, '.join(changed)} = ? WHERE id = ?",
                (*values, row["row_id"]),
            )
        yield Sql("DELETE FROM unsealed WHERE id = ?", (row["id"],))
    return len(rows)
