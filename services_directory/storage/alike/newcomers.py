"""The new rows of one import, beside the services that are here and beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from services_directory.records.drafts import ServiceDraft
from services_directory.records.records import ServiceRecord
from services_directory.storage.alike.choices import (
    Choice,
    Chosen,
    Updated,
    choices_of,
    choose,
    keep_imported,
    updated,
)
from services_directory.storage.alike.known import portraits
from services_directory.storage.alike.likeness import Gallery, Likeness, portrait_of
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records
from services_directory.values.entries import LocalText


@dataclass(frozen=True, slots=True)
class Alike:
    """A new row (`id` at its source, `where` in the file) and what it looks like."""

    id: str
    where: str
    name: LocalText
    likes: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to become of rows that look like others: `chosen` by their ids, besides what staff
    chose before; `leave_out` the others, that nobody chose anything for."""

    leave_out: bool = False
    chosen: Mapping[str, Chosen] = field(default_factory=dict)


class Report(Protocol):
    """Where it is told what became of new rows."""

    alike: list[Alike]
    left_out: list[str]
    updates: dict[str, str]


@dataclass(slots=True)
class Met:
    """What became of some new rows. `updates`: keys of services here, by the rows about them;
    `imported`: what those rows said."""

    alike: list[Alike] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    updates: dict[str, str] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)

    def update(
        self, row_id: str, row: ServiceDraft, before: ServiceRecord, imported: str
    ) -> Updated:
        """Staff chose: the row is about the service `before`."""
        change = updated(before, row, imported)
        self.updates[row_id] = before.key
        if change.record != before:
            self.imported[row_id] = change.imported
        return change

    def tell(self, report: Report) -> None:
        """Add it to the report."""
        report.alike += self.alike
        report.left_out += self.left_out
        report.updates |= self.updates


class Newcomers:
    """Decides nothing itself: what nobody chose anything for is new, and is told."""

    def __init__(self, source: str, chosen: Mapping[str, Chosen], *, leave_out: bool) -> None:
        self._source = source
        self._chosen = dict(chosen)
        self._leave_out = leave_out
        self._gallery: Gallery | None = None

    @classmethod
    async def of(
        cls, source: str, asked: Asked, *, by: str, now: datetime, dry_run: bool
    ) -> Newcomers:
        """With what was chosen; what is `asked` now is kept, unless it is a dry run."""
        if asked.chosen and not dry_run:
            await choose(source, asked.chosen, by=by, now=now)
        chosen = await choices_of(source) | dict(asked.chosen)
        return cls(source, chosen, leave_out=asked.leave_out)

    async def ready(self) -> None:
        """Read what is here, once: only an import that has a new row needs it."""
        if self._gallery is None:
            gallery = Gallery()
            async for some in portraits():
                for each in some:
                    gallery.add(each)
            self._gallery = gallery

    async def updates(self, ids: list[str]) -> dict[str, tuple[ServiceRecord, str]]:
        """Of these rows: the service that each is an update of, and what it said the last time."""
        same = {
            each: self._chosen[each]
            for each in ids
            if each in self._chosen and self._chosen[each].choice is Choice.SAME
        }
        keys = {each.service for each in same.values()}
        if not keys:
            return {}
        kept = {each.key: each for each in await read_records(ServiceRow.filter(key__in=keys))}
        return {
            source_id: (kept[each.service], each.imported)
            for source_id, each in same.items()
            if each.service in kept
        }

    def is_to_be_added(self, source_id: str, where: str, draft: ServiceDraft, met: Met) -> bool:
        """Whether a new row is taken in; tells what it looks like, where nobody chose yet."""
        assert self._gallery is not None, "ready() comes first"
        chosen = self._chosen.get(source_id)
        if chosen is not None and chosen.choice is Choice.OUT:
            met.left_out.append(source_id)
            return False
        portrait = portrait_of(source_id, draft, self._source)
        is_settled = chosen is not None and chosen.choice is Choice.NEW
        if not is_settled and (likes := self._gallery.like(portrait)):
            met.alike.append(Alike(source_id, where, draft.name, likes))
            if self._leave_out:
                met.left_out.append(source_id)
                return False
        self._gallery.add(portrait)
        return True

    async def keep_imported(self, said: Mapping[str, str]) -> None:
        """What rows said of the services that they are updates of."""
        await keep_imported(self._source, said)
        for source_id, imported in said.items():
            self._chosen[source_id] = replace(self._chosen[source_id], imported=imported)
