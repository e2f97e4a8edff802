"""What did taking in a sheet do, and what did comparing some of its rows find out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services_directory.files.faults import FileFault
from services_directory.files.findings import Finding
from services_directory.records.drafts import Saved, ServiceDraft
from services_directory.records.records import ServiceRecord
from services_directory.storage.alike.newcomers import Alike, Met
from services_directory.storage.history import What
from services_directory.storage.rows import Kept


@dataclass(slots=True)
class ImportReport:
    """What an import did, or (dry run) would do; ids of services unless said otherwise.

    `kept`: fields (of a sheet of ours: columns) that staff edited and that therefore stay as they
    are, by id. `differences`: before and after, by field, of each service that changed.
    `missing`: services of this source that the file no longer has; they stay as they are.
    `faults`: rows that were refused, each by itself. `findings`: what was put right.
    `part` and `others`: the sheet of a workbook that was read, and those that were not. `alike`:
    new rows that look like a service here or another row, of which nobody chose yet what they are;
    `left_out`: ids of rows that were left out for that; `updates`: keys of the services that rows
    are updates of, by the ids of the rows.
    """

    source: str
    dry_run: bool
    places_changed: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    differences: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    part: str = ""
    others: tuple[str, ...] = ()
    alike: list[Alike] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    updates: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """What comparing some rows found out. `digests`: of those that stay as they are, by key."""

    kept: list[Kept] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    edited: dict[str, list[str]] = field(default_factory=dict)
    faults: list[FileFault] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    met: Met = field(default_factory=Met)

    def update(self, row_id: str, new: ServiceDraft, record: ServiceRecord, imported: str) -> None:
        """Staff chose: the row is about a service that is here already."""
        change = self.met.update(row_id, new, record, imported)
        if change.kept:
            self.edited[record.key] = change.kept
        if change.record != record:
            self.kept.append(Kept(change.record, record, What.IMPORTED))
        (self.unchanged if change.record == record else self.changed).append(record.key)

    def tell(self, report: ImportReport, saved: Sequence[Saved]) -> None:
        """Add it to the report."""
        report.added += self.added
        report.changed += self.changed
        report.unchanged += self.unchanged
        report.kept |= self.edited
        report.faults += self.faults
        self.met.tell(report)
        for each, was in zip(saved, self.kept, strict=True):
            if was.before is not None:
                report.differences[each.id] = {
                    name: (each.before.get(name, ""), each.after.get(name, ""))
                    for name in {**each.before, **each.after}
                }
