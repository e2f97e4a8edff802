"""What staff chose for a row that looks like a service here; they are not asked about it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services_directory.records.draft_records import draft_of, with_draft, without_where
from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import as_kept, from_fields, to_fields
from services_directory.records.merging import merge_fields
from services_directory.records.records import ServiceRecord
from services_directory.storage.models import RowChoice
from services_directory.storage.snapshot import merged_services


class Choice(StrEnum):
    """What becomes of a row; stored, so these never change."""

    NEW = "new"
    SAME = "same"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`service`: the key of the one that the row is an update of; `imported`: see `RowChoice`."""

    choice: Choice
    service: str = ""
    imported: str = ""


@dataclass(frozen=True, slots=True)
class Updated:
    """The service with what a row says of it; `kept`: fields that stay as staff edited them.

    `imported`: what the row said, to be kept for the next time.
    """

    record: ServiceRecord
    kept: list[str]
    imported: str


async def choices_of(source: str) -> dict[str, Chosen]:
    """By the ids of the rows at their source."""
    rows, stays = await RowChoice.filter(source=source), await merged_services()
    return {
        row.source_id: Chosen(
            Choice(row.choice), stays.get(row.service or "", row.service or ""), row.imported
        )
        for row in rows
    }


async def choose(source: str, chosen: Mapping[str, Chosen], *, by: str, now: datetime) -> None:
    """Keep what somebody chose, in place of what was chosen before."""
    await RowChoice.filter(source=source, source_id__in=list(chosen)).delete()
    await RowChoice.bulk_create(
        RowChoice(
            source=source,
            source_id=source_id,
            choice=str(each.choice),
            service=each.service or None,
            imported=each.imported,
            chosen_by=by,
            chosen_at=now,
        )
        for source_id, each in chosen.items()
    )


async def forget_choices(source: str) -> None:
    """Ask again about everything that was chosen for this source."""
    await RowChoice.filter(source=source).delete()


async def keep_imported(source: str, said: Mapping[str, str]) -> None:
    """What rows said of the services that they are updates of, by the ids of the rows."""
    for source_id, imported in said.items():
        await RowChoice.filter(source=source, source_id=source_id).update(imported=imported)


def updated(record: ServiceRecord, row: ServiceDraft, imported: str) -> Updated:
    """The service with what the row says of it; what the row never said stays.

    `imported`: what the row said the last time; "" lets it be compared with what the service's own
    source said. Where our work on the service stands is nothing another row says.
    """
    current = to_fields(draft_of(record))
    before = as_kept(json.loads(imported or record.imported or "{}"))
    said = as_kept(to_fields(row))
    said_before = json.loads(imported) if imported else {}
    unsaid = {name: text for name, text in current.items() if name not in {**said, **said_before}}
    fixed = {"status": current["status"]}
    merged, kept = merge_fields(current, before | fixed, said | unsaid | fixed)
    if "confidential" in merged:
        said = without_where(said)
    told = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return Updated(with_draft(record, from_fields(merged)), kept, told)
