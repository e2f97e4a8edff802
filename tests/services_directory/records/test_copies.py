"""A copy is what `dataclasses.replace` makes, of every kind of record there is."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from services_directory.records.copies import replace
from services_directory.records.records import OrganisationRecord, Record, ServiceRecord
from services_directory.records.schema import KINDS

NEEDED: dict[str, Any] = {
    "organisation": OrganisationRecord(source="s", source_id="1"),
    "location": None,
    "starts_on": None,
    "ends_on": None,
}


def made(kind: type[Record]) -> Record:
    needed = [
        each.name
        for each in dataclasses.fields(kind)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    ]
    return kind(**{name: NEEDED.get(name, name) for name in needed})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_copy_differs_in_what_was_changed_alone(kind: type[Record]) -> None:
    record = made(kind)
    assert replace(record) == record
    copy = replace(record, id="another")
    assert copy == dataclasses.replace(record, id="another")
    assert copy != record
    assert record == made(kind)


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(KeyError):
        replace(made(ServiceRecord), nmae="Amal")
