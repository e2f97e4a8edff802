"""Which column does an HXL tag mean?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services_directory.files.faults import Said
from services_directory.files.findings import Done, Finding
from services_directory.files.sheet import Table, drop_columns
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.sheets.hxl_tags import TAGS, tag_of

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_-]*)*", re.IGNORECASE)


def tags_in(names: Sequence[str]) -> bool:
    """True for a row of tags: nothing else, and at least two."""
    written = [name.strip() for name in names if name.strip()]
    return len(written) > 1 and all(_TAG.fullmatch(name) for name in written)


def name_by_tags(table: Table, more: Sequence[str] = ()) -> None:
    """Let the tags name the columns where there are any: as the first row, or as the second.

    A tag that none of our columns has leaves the name as it is. A column without a tag is passed
    over, as HXL has it: each is a finding.
    """
    tags: Sequence[str] = ()
    if tags_in(table.header):
        tags = table.header
    elif table.rows and tags_in(table.rows[0][1]):
        tags = table.rows.pop(0)[1]
    meant = {_parts(tag_of(column)): column for column in (*SERVICE_COLUMNS, *more)}
    meant |= {_parts(tag): column for column, tag in TAGS.items()}
    names = list(table.header)
    for at, tag in enumerate(tags[: len(names)]):
        names[at] = meant.get(_parts(tag), names[at])
    table.header = tuple(names)
    ours = {*SERVICE_COLUMNS, *more}
    tagged = [*enumerate(zip(names, tags, strict=False))]
    untagged = {at for at, (name, tag) in tagged if not tag.strip() and name not in ours}
    problem = Said("This column has no tag: it was not taken.")
    table.findings.all += [
        Finding(table.file, f"row {table.header_line}", names[at], problem, Done.LEFT_OUT)
        for at in sorted(untagged)
    ]
    drop_columns(table, untagged)


def _parts(tag: str) -> tuple[str, frozenset[str]]:
    first, *attributes = (part.strip().lower() for part in tag.split("+"))
    return first, frozenset(attributes)
