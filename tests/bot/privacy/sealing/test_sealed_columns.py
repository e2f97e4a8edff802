"""Does everything that is sealed stand on the lists that `dalil rekey` goes through?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tortoise import Tortoise
from tortoise.fields import BinaryField

from bot.database.opening import Database
from bot.privacy.sealing.sealed_columns import HASHED, SEALED, SealedColumn
from bot.privacy.sealing.sealer import Sealer, SealFault

NOT_KEYED = {
    ("staff_member", "password_hash"),  # scrypt, with a salt of its own
    ("staff_session", "token_hash"),  # of a random token: nothing to try out
    ("staff_invitation", "token_hash"),  # the same; lives 72 hours
    ("recovery_code", "code_hash"),  # the same
    ("alert_code", "code_hash"),  # the same
    ("used_form", "form_hash"),  # of a random token, with what was typed; lives a day
    ("sign_in_attempt", "subject_hash"),  # `Sealer.digest`; lives a day, then begins anew
    ("answers_had", "day_digest"),  # `Sealer.digest` of a keyed hash; lives a day, too
    ("brought_sheet", "content"),  # services, which are public
}


def columns() -> Iterator[tuple[str, str, bool]]:
    """Table, column, and whether it holds bytes or says by its name that it is sealed or hashed."""
    for app in Tortoise.apps.values():
        for model in app.values():
            for name, field in model._meta.fields_map.items():
                told = name.endswith(("_sealed", "_hash")) or isinstance(field, BinaryField)
                yield model._meta.db_table, name, told


async def test_each_sealed_or_hashed_column_is_on_a_list(database: Database) -> None:
    listed = {(each.table, each.column) for each in (*SEALED, *HASHED)}
    there = list(columns())
    assert {(table, name) for table, name, told in there if told} - NOT_KEYED <= listed
    assert listed <= {(table, name) for table, name, _told in there}


@pytest.mark.parametrize("column", SEALED, ids=lambda each: f"{each.table}.{each.column}")
def test_each_opens_in_its_own_row_and_column_alone(column: SealedColumn) -> None:
    """Or whoever may write to the tables could pass one person's number off as another's."""
    sealer = Sealer(bytes(range(32)))
    sealed = sealer.seal("zorglub", column.of(7))
    assert sealer.open(sealed, column.of(7)) == "zorglub"
    elsewhere = [each.of(7) for each in SEALED if each is not column]
    for cell in (column.of(8), column.of(-7), column.of(77), *elsewhere):
        with pytest.raises(SealFault):
            sealer.open(sealed, cell)
