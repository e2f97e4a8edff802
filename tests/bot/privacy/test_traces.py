"""Is every place where somebody may stand written down, and does it go as is written there?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from tortoise import Tortoise, fields
from tortoise.fields import BinaryField, CharField, JSONField, TextField
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from bot.contacts.aliases import unite
from bot.models.people import Contact
from bot.privacy.forgetting import forget
from bot.privacy.sealing.sealed_columns import HASHED, SEALED
from bot.privacy.stops_and_erasures import ERASE, STOP
from bot.privacy.traces.addresses import ADDRESS_PLACES, AddressPlace, take_addresses
from bot.privacy.traces.table import HARMLESS, TRACES, AtErase, FoundBy, Trace
from tests.bot.harness import Harness

OF_A_PERSON = re.compile(
    r"(address|phone|number|name|words|said|session|event|email|content|texts?|title|digest)"
)
"""What a text may hold that is called so."""

LONGEST_CODE = 32

PUBLIC = {
    *("course", "cohort", "class_meeting", "place", "shared_record", "service"),
    *("service_at_location", "service_change", "service_call", "service_shown"),
    "service_answer",
    *("directory_version", "holiday_correction", "row_choice"),
}
"""Tables of what is on offer, and of who works at it: nobody who asks is in them."""


def models() -> list[type[Model]]:
    return [model for app in Tortoise.apps.values() for model in app.values()]


def columns() -> Iterator[tuple[str, str, fields.Field[Any]]]:
    for model in models():
        for name, field in model._meta.fields_map.items():
            if name in model._meta.db_fields or name in model._meta.fields_db_projection:
                yield model._meta.db_table, name, field


def may_hold_somebody(name: str, field: fields.Field[Any]) -> bool:
    leads_to_them = name in (FoundBy.CONTACT, FoundBy.SEAT, FoundBy.TALK)
    is_text = isinstance(field, CharField | TextField) and bool(OF_A_PERSON.search(name))
    # Whatever it is called: only a code of ours is so short.
    is_text |= isinstance(field, CharField) and field.max_length > LONGEST_CODE
    is_text |= isinstance(field, TextField | JSONField)
    return leads_to_them or isinstance(field, BinaryField) or is_text


async def test_each_column_that_may_hold_somebody_is_written_down(app: Harness) -> None:
    """A new one is not, until somebody has thought of how it goes."""
    known = {f"{each.table}.{column}" for each in TRACES for column in each.columns} | set(HARMLESS)
    known |= {f"{each.table}.{each.found_by}" for each in TRACES}
    there = {(table, name): field for table, name, field in columns()}
    held = {
        f"{table}.{name}"
        for (table, name), field in there.items()
        if table not in PUBLIC and may_hold_somebody(name, field)
    }
    assert sorted(held - known) == []
    written = {f"{each.table}.{column}" for each in TRACES for column in each.columns}
    assert sorted((written | set(HARMLESS)) - {".".join(each) for each in there}) == []


def test_all_that_is_sealed_or_hashed_is_written_down() -> None:
    """What `dalil rekey` goes through, STOP, ERASE and a restore know of, too."""
    written = {f"{each.table}.{column}" for each in TRACES for column in each.columns}
    changed = {f"{each.table}.{each.column}" for each in (*SEALED, *HASHED)}
    assert sorted(changed - written - set(HARMLESS)) == []


def test_each_address_is_found_by_a_hash_beside_it() -> None:
    by_hash = {f"{each.table}.{each.column}" for each in ADDRESS_PLACES}
    written = {
        f"{each.table}.{column}"
        for each in TRACES
        if each.found_by is FoundBy.HASH
        for column in each.columns
        if column.endswith("_hash")
    }
    assert by_hash == written
    assert by_hash <= {f"{each.table}.{each.column}" for each in HASHED}


async def planted(app: Harness, model: type[Model], **given: Any) -> Model:
    """A row of any table, filled with something in each column, and with what it leans on."""
    values: dict[str, Any] = {}
    for name, field in model._meta.fields_map.items():
        if name in given or name in model._meta.backward_fk_fields:
            continue
        if isinstance(field, ForeignKeyFieldInstance):
            related = given["contact"] if field.related_model is Contact else None
            values[name] = related or await planted(app, field.related_model, **given)
        elif name in model._meta.db_fields and not field.source_field and not field.generated:
            values[name] = _something(name, field, app)
    leads = {name: value for name, value in given.items() if name in model._meta.fields_map}
    values = {name: each for name, each in values.items() if not name.endswith("_id")} | leads
    values |= {
        name: 1
        for name, field in model._meta.fields_map.items()
        if name.endswith("_id") and name not in _relations(model) and not field.null
    }
    return await model.create(**values)


def _relations(model: type[Model]) -> set[str]:
    return {f"{name}_id" for name in model._meta.fk_fields | model._meta.o2o_fields}


def _something(name: str, field: fields.Field[Any], app: Harness) -> Any:
    if isinstance(field, fields.DatetimeField):
        return app.clock()
    if isinstance(field, fields.DateField):
        return date(2026, 11, 30)
    if isinstance(field, BinaryField):
        return f"sealed {name} {next(_EACH)}".encode()
    if isinstance(field, fields.BooleanField):
        return False
    if isinstance(field, fields.JSONField):
        return {}
    if name == "state":
        return "queued"
    return "x" if isinstance(field, CharField | TextField) else 1


_EACH = count()
"""No two rows hold the same."""


def model_of(table: str) -> type[Model]:
    return next(each for each in models() if each._meta.db_table == table)


async def somebody(app: Harness) -> Contact:
    contact = await planted(app, Contact)
    assert isinstance(contact, Contact)
    return contact


BY_THEMSELVES = [each for each in TRACES if each.found_by is not FoundBy.HASH]


@pytest.mark.parametrize("trace", BY_THEMSELVES, ids=lambda each: each.table)
async def test_it_goes_as_is_written(app: Harness, trace: Trace) -> None:
    """With a row in its table, filled in every column: what is left when somebody is forgotten?"""
    contact = await somebody(app)
    if trace.table != "contact":
        await planted(app, model_of(trace.table), contact=contact)
    await app.executor.run(lambda: forget(contact.id, app.clock(), their_feedback_too=True))
    left = await app.rows(f"SELECT * FROM {trace.table}")
    if trace.at_erase is not AtErase.EMPTIED:
        assert left == []
    else:
        (row,) = left
        assert [row[each] or None for each in (*trace.columns, trace.found_by)] == [None] * (
            len(trace.columns) + 1
        )
    assert await app.one("SELECT COUNT(*) FROM contact") == 0


@pytest.mark.parametrize("said", [STOP, ERASE])
@pytest.mark.parametrize("place", ADDRESS_PLACES, ids=lambda each: f"{each.table}.{each.column}")
async def test_an_address_elsewhere_goes_when_its_owner_says_so(
    app: Harness, place: AddressPlace, said: str
) -> None:
    contact, theirs = await somebody(app), b"hash of theirs"
    model = model_of(place.table)
    row = await planted(app, model, contact=contact)
    await model.filter(pk=row.pk).update(**{place.column: theirs})
    await app.executor.run(lambda: take_addresses(said, [theirs], app.sealer, app.clock()))
    left = await app.one(f"SELECT COUNT(*) FROM {place.table} WHERE {place.column} = ?", theirs)
    assert bool(left) == (said not in place.ends)


async def test_two_contacts_who_are_one_person_leave_nothing_behind(app: Harness) -> None:
    """Whatever hangs on one of them hangs on the other afterwards, from every table there is."""
    number, other = "+21620000001", "TN.123"
    for address in (number, other):
        await app.hears(address, "hello")
    kept, gone = await Contact.all().order_by("id")
    for trace in BY_THEMSELVES:
        if trace.found_by is FoundBy.CONTACT and trace.table != "inbound_message":
            await planted(app, model_of(trace.table), contact=gone)
    await app.executor.run(lambda: unite("telegram", number, other, app.sealer))
    assert await Contact.all().values_list("id", flat=True) == [kept.id]
